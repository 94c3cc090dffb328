"""Piles of earth and holes on a ruler as text: what a learner heaps up by hand, and what travels in an address."""

from __future__ import annotations

import re
from collections import Counter

LAST = 12  # places are the whole numbers from 0 to LAST
MOST_PILES = 8  # on each side: all ways from pile to hole are to fit on a phone
TALLEST = 10  # blocks of one pile
MOST_BLOCKS = 24  # in all, carried one by one
ALLOWED = (
    f'"earth | holes", as in "0 1:2 | 2 5:2": whole places from 0 to {LAST}, at most {MOST_PILES} a side, each with '
    f"1 to {TALLEST} blocks after a colon, as many blocks as holes, {MOST_BLOCKS} at most"
)
MAX_LENGTH = 300  # characters
EXAMPLES = {
    "lecture": "0 1 | 2 5",
    "trap": "1:2 4:3 8:3 | 3:3 7:3 11:2",  # whoever fills the nearest holes first has the longest way left
}

Heap = dict[int, int]  # blocks by place, in the order of places


def parse_piles(text: str) -> tuple[Heap, Heap]:
    """Earth and holes of "place:blocks place … | place:blocks …"; ":1" may be left out, a place twice adds up.

    Raises ValueError saying what is wrong with it.
    """
    sides = text.split("|")
    if len(sides) != 2:
        raise ValueError(f"{len(sides)} sides")
    earth, holes = (_heap(side) for side in sides)
    if earth.total() != holes.total():
        raise ValueError(f"{earth.total()} blocks of earth and {holes.total()} holes")
    if earth.total() > MOST_BLOCKS:
        raise ValueError(f"{earth.total()} blocks")
    return tuple(dict(sorted(heap.items())) for heap in (earth, holes))


def canonical(text: str) -> str:
    """The same piles in the form in which they are kept: places upwards, each once. Raises as `parse_piles`."""
    return piles_text(*parse_piles(text))


def piles_text(earth: Heap, holes: Heap) -> str:
    """What `parse_piles` reads."""
    sides = (" ".join(f"{x}:{n}" if n > 1 else f"{x}" for x, n in heap.items()) for heap in (earth, holes))
    return " | ".join(sides)


def _heap(side: str) -> Counter[int]:
    heap: Counter[int] = Counter()
    for word in re.split(r"[\s,;]+", side.strip(" \t\r\n,;")):
        found = re.fullmatch(r"(\d{1,3})(?::(\d{1,3}))?", word, re.ASCII)
        if not found:
            raise ValueError(f"{word[:12]!r} is no place" if word else "a side without piles")
        place, blocks = int(found[1]), int(found[2] or 1)
        heap[place] += blocks
        if place > LAST:
            raise ValueError(f"place {place}")
        if not blocks or heap[place] > TALLEST:
            raise ValueError(f"{heap[place]} blocks at {place}")
    if len(heap) > MOST_PILES:
        raise ValueError(f"{len(heap)} piles")
    return heap
