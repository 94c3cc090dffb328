"""Small maps that shrink and grow by hand: max pooling with its switches, and transposed convolution."""

from __future__ import annotations

import math

import streamlit as st

from core.runs.wire import pack
from core.ui.components import piece
from core.ui.session import Session

QUESTION = {"stride": (1, 3), "padding": (0, 1)}  # what the browser may ask: whole numbers, both ends included
SIDES = {"x": (2, 3), "kernel": (2, 4)}  # and square maps of these sides
LARGEST = 99  # of their numbers, either way
KEY = "transposed convolution by hand"


def pooling_by_hand(session: Session, view: dict) -> None:
    """Max pooling and unpooling of a 4 × 4 map."""
    piece("pooling")(key="pooling by hand", data=pack({}))
    st.caption(
        "The left map shrinks to the largest of each window, and the places are remembered: the *switches*. What "
        "comes back from the code is put there, so an edge returns where it was. "
        "The switches reach the decoder past the code."
    )


def transposed_by_hand(session: Session, view: dict) -> None:
    """Transposed convolution in two ways, and PyTorch's answer."""
    question = valid_question((st.session_state.get(KEY) or {}).get("question"))
    answer = None
    if question:
        found = session.ask("transposed", **question)
        if found is not None:
            answer = {"question": question, "result": found["result"].tolist()}
    piece("transposed")(key=KEY, data=pack({"answer": answer}), on_question_change=lambda: None)
    st.caption(
        "Point at a cell of a result, or walk there with the arrow keys: lit are the input cells and the kernel cells "
        "that meet in it. PyTorch's own answer comes from the worker once the numbers have rested for a moment."
    )


def valid_question(asked: object) -> dict | None:
    """What came from the browser, if it is a question that the worker can take; else None."""
    if not isinstance(asked, dict) or asked.keys() != {*SIDES, *QUESTION}:
        return None
    whole = all(type(asked[name]) is int and low <= asked[name] <= high for name, (low, high) in QUESTION.items())
    maps = all(_is_map(asked[name], low, high) for name, (low, high) in SIDES.items())
    return asked if whole and maps else None


def _is_map(rows: object, low: int, high: int) -> bool:
    """Whether it is a square of finite numbers, with a side from low to high."""
    if not isinstance(rows, list) or not low <= len(rows) <= high:
        return False
    if not all(isinstance(row, list) and len(row) == len(rows) for row in rows):
        return False
    numbers = [cell for row in rows for cell in row]
    return all(type(n) in (int, float) and math.isfinite(n) and abs(n) <= LARGEST for n in numbers)
