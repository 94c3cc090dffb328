"""Rows of small pictures that follow the run by themselves, in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
import streamlit as st

from core.runs.wire import pack
from core.ui.components import piece
from core.ui.session import Session
from core.ui.stage import say_failed

TEST_IMAGE = "test image"


@dataclass(frozen=True)
class Row:
    """Pictures of one kind: an array uint8 [N, height · width (· 3)] of the frame that is shown, or one given once."""

    title: str
    array: str
    of: Literal["frame", "static"] = "frame"
    # ink: 0 paper … 255 ink; signed: 128 nothing, more is blue, less orange; color: red, green and blue of each pixel
    ramp: Literal["ink", "signed", "color"] = "ink"
    color: str = ""  # of a mark before the title: the colour code of what the pictures are
    width: int = 0  # of a picture; 0: as an image of the data
    height: int = 0
    size: int = 0  # CSS pixels that a picture's longer side has at most; 0: as many as are good to see
    least: int = (
        0  # and that it needs: where fewer fit beside each other, they take further lines; 0: enough to be seen
    )
    columns: int = 0  # pictures a line; 0: all on one line, those that do not fit are left out
    most: int = 0  # pictures at most; 0: all there are
    words: Sequence[str] = ()  # written below the pictures, one each
    numbers: str = ""  # the frame's array [N] that is written below the pictures
    digits: int = 1  # of those numbers after the point
    noun: str = "picture"  # what one of them is called
    clock: str = ""  # of a run that stands beside the session's own, whose frames these are; none: its own
    picks: bool | None = None  # whether it takes part in the choice of one picture; None: if all are on one line


def pictures(
    session: Session,
    rows: Sequence[Row],
    arrays: Mapping[str, np.ndarray] | None = None,
    key: str = "pictures",
    selected: int | None = None,
    on_select: Callable[[int], None] | None = None,
    noun: str = TEST_IMAGE,
    leader: Session | None = None,
    aside: bool = False,
) -> None:
    """Draw the rows. Pointing at a picture marks those in its column; a click chooses it, if there is a choice.

    arrays: what rows of "static" show.
    selected: index of the chosen picture, -1 where none is yet; None: none can be chosen.
    on_select: called with another index.
    noun: what the pictures of a column have in common; test images have a class.
    leader: the run beside which this one stands, on the same clock; None: it stands alone.
    aside: short titles stand beside their rows, where there is room, and not above.
    """
    if session.static is None:
        say_failed(session)
        return
    facts, of_data = session.static
    labels = of_data["labels"].tolist() if "labels" in of_data else []
    head = {
        "clock": session.lesson.name,
        "leader": (leader or session).lesson.name,
        "side": facts["side"],
        "classes": facts.get("classes", []),
        "labels": labels if noun == TEST_IMAGE else [],
        "selected": selected,
        "noun": noun,
        "aside": aside,
        "rows": [asdict(row) | {"picks": takes_part(row)} for row in rows],
    }
    given = {row.array: arrays[row.array] for row in rows if row.of == "static"}
    count = max(
        (
            min(len(given[row.array]), row.most or len(given[row.array]))
            for row in rows
            if row.of == "static" and takes_part(row)
        ),
        default=facts.get("shown", len(labels)),
    )

    def chosen() -> None:
        index = st.session_state[key].selected
        if on_select and isinstance(index, int) and 0 <= index < count:
            on_select(index)

    piece("pictures")(key=key, data=pack(head, given), on_selected_change=chosen)


def takes_part(row: Row) -> bool:
    """Whether a picture of the row can be chosen."""
    return not row.columns if row.picks is None else row.picks
