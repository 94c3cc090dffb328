"""Sizes of layers as text: "100-30" is a hidden layer of 100 units and a code of 30."""

from __future__ import annotations

import re

DEEPEST, WIDEST = 5, 1024
ALLOWED = f'1 to {DEEPEST} whole numbers from 1 to {WIDEST} as "100-30", the last one the size of the code'
MAX_LENGTH = 60  # characters: room for blanks


def parse_layers(text: str) -> list[int]:
    """The numbers of "100-30", which may also be separated by blanks or commas.

    Raises ValueError saying what is wrong with it.
    """
    words = [word for word in re.split(r"[-–,;\s]+", text) if word]
    if not 1 <= len(words) <= DEEPEST:
        raise ValueError(f"{len(words)} layers")
    return [_size(word) for word in words]


def canonical(text: str) -> str:
    """The same sizes in the form in which they are kept. Raises as `parse_layers`."""
    return "-".join(str(size) for size in parse_layers(text))


def _size(word: str) -> int:
    if not (word.isascii() and word.isdecimal()):
        raise ValueError(f"{word[:12]!r} is not a whole number")
    size = int(word)
    if not 1 <= size <= WIDEST:
        raise ValueError(f"a layer of {word[:12]} units")
    return size
