"""Points of the plane as text: what a learner draws, pastes or loads, and what travels in an address."""

from __future__ import annotations

import math
import re

FEWEST, MOST = 8, 400
REACH = 3.0  # coordinates lie in [−REACH, REACH]
ALLOWED = f'{FEWEST} to {MOST} points as "x y x y …", each coordinate from {-REACH:g} to {REACH:g}'
MAX_LENGTH = 12_000  # characters: MOST points of 2 · 7 digits and signs, with room for other separators


def parse_points(text: str) -> list[tuple[float, float]]:
    """The points of "x y x y …", numbers separated by blanks, line breaks, commas or semicolons.

    Raises ValueError saying what is wrong with it.
    """
    words = re.split(r"[\s,;]+", text.strip(" \t\r\n,;"))
    numbers = [_coordinate(word) for word in words if word]
    if len(numbers) % 2:
        raise ValueError(f"{len(numbers)} numbers, so the last x has no y")
    count = len(numbers) // 2
    if not FEWEST <= count <= MOST:
        raise ValueError(f"{count} points")
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def canonical(text: str) -> str:
    """The same points in the form in which they are kept: two decimals, single blanks. Raises as `parse_points`."""
    return " ".join(f"{x:.2f} {y:.2f}" for x, y in parse_points(text))


def _coordinate(word: str) -> float:
    try:
        number = float(word)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{word[:12]!r} is not a number")
    if abs(number) > REACH:
        raise ValueError(f"{word[:12]} is outside")
    return number + 0.0  # −0 becomes 0
