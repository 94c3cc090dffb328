"""The map of the codes, which follows the run by itself in the browser."""

from __future__ import annotations

from core.runs.wire import pack
from core.ui.components import piece
from core.ui.session import Session


def codes(session: Session, key: str = "codes") -> None:
    """Test images as dots, where the frame's array `map` has them; pointing at one shows its picture."""
    facts, arrays = session.static
    head = {"clock": session.lesson.name, "noun": "image", **{name: facts[name] for name in ("side", "classes")}}
    piece("codes")(key=key, data=pack(head, {name: arrays[name] for name in ("labels", "images")}))
