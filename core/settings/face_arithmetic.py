"""What the arithmetic with faces can add, and when a face counts as having it."""

from __future__ import annotations

from dataclasses import dataclass

CLEARLY = 1 / 3  # a number from −1 to 1 says so from here on


@dataclass(frozen=True)
class Addition:
    """A choice or flag that an attribute is to have, or a number that it is to reach."""

    attribute: str
    choice: int | None = None  # index of the choice; None: a number, which is to be at least CLEARLY


ADDITIONS = {
    "glasses": Addition("glasses", 1),
    "laugh": Addition("smile"),
    "dark skin": Addition("skin"),
    "long hair": Addition("hair_style", 3),
    "bald head": Addition("hair_style", 0),
    "black hair": Addition("hair_color", 0),
}
