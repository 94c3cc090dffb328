"""Widgets from settings: every field becomes a control that is bound to the page's address."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from core.settings.base import Control, Fields, controls_of
from core.ui.text import plain

RESTARTS = " *A change starts a new model.*"
LIVE = " *Applies to the running model.*"
LINE = 80  # characters that a text of one line has at most
WISHES = "values that controls are to take"


def controls(
    cls: type[Fields],
    base: Fields,
    present: Fields,
    names: Iterable[str],
    limits: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """Draw the controls of these fields and return their values by name.

    base: the values that the bare address stands for.   present: where the controls stand at their first drawing.
    limits: upper bounds below a field's own, where the model at hand needs them.
    """
    by_name = {control.name: control for control in controls_of(cls)}
    idle = cls.model_construct(**standing(present)).inapplicable()
    values = {
        name: _widget(
            by_name[name], getattr(base, name), getattr(present, name), (limits or {}).get(name), idle.get(name)
        )
        for name in names
    }
    # What the address asks of an idle field, Streamlit gives to its control once, whatever it was put to.
    return {name: by_name[name].default if name in idle else value for name, value in values.items()}


def standing(present: Fields) -> dict[str, Any]:
    """Where all controls of these fields stand, also those that are drawn later or elsewhere."""
    wishes = st.session_state.get(WISHES, {})
    return {name: wishes.get(name, st.session_state.get(name, value)) for name, value in present}


def choice_bar(cls: type[Fields], name: str) -> Any:
    """A choice as a row of buttons, for the one thing that a page is about at a time."""
    control = next(control for control in controls_of(cls) if control.name == name)
    st.session_state.setdefault(name, control.default)
    _grant(name)
    return st.segmented_control(
        control.label,
        control.choices,
        default=control.default,
        key=name,
        required=True,
        label_visibility="collapsed",
        bind="query-params",
    )


def set_controls(values: Mapping[str, Any]) -> None:
    """Put controls to these values when they are drawn next.

    They are kept until then: a run of the script that is overtaken by another click before it has drawn the control
    would take a value with it that was only in the control's own state.
    """
    st.session_state.setdefault(WISHES, {}).update(values)


def _grant(name: str) -> None:
    """Put the control that is about to be drawn to the value that it is to take, if there is one."""
    wishes = st.session_state.get(WISHES, {})
    if name in wishes:
        st.session_state[name] = wishes.pop(name)


def forget_wishes() -> None:
    """Values that controls were to take are no longer meant."""
    st.session_state.pop(WISHES, None)


def _widget(control: Control, base: Any, present: Any, limit: float | None, idle: str | None) -> Any:
    """idle: why the field does nothing among the others; its control then rests at the default."""
    st.session_state.setdefault(control.name, present)
    _grant(control.name)
    if limit is not None:  # a model with fewer dimensions than the one before
        st.session_state[control.name] = min(st.session_state[control.name], limit)
    if idle is not None:
        st.session_state[control.name] = control.default
    shared = dict(
        label=control.label,
        key=control.name,
        help=f"{control.help}{_note(control, idle)}",
        disabled=idle is not None,
        bind="query-params",
    )
    high = control.high if limit is None else min(control.high, limit)
    if control.kind == "choice":
        return st.selectbox(options=control.choices, index=control.choices.index(base), filter_mode=None, **shared)
    if control.kind == "toggle":
        return st.toggle(value=base, **shared)
    if control.kind == "text":
        box = st.text_input if control.max_length <= LINE else st.text_area
        text = box(value=base, max_chars=control.max_length, **shared)
        return _checked(control, text, present) if idle is None else text
    if control.name == "seed" or (control.group == "View" and control.kind == "int" and not control.step):
        return st.number_input(min_value=control.low, max_value=high, value=min(base, high), step=1, **shared)
    if control.log:
        options = log_scale(control, {base, st.session_state[control.name]})
        return st.select_slider(options=options, value=base, format_func=lambda value: f"{value:g}", **shared)
    kind = int if control.kind == "int" else float
    step = kind(control.step or (1 if kind is int else (high - control.low) / 100))
    return st.slider(min_value=kind(control.low), max_value=kind(high), value=kind(base), step=step, **shared)


def _note(control: Control, idle: str | None) -> str:
    if idle is not None:
        return f" *Does nothing here: {idle}.*"
    if control.group == "View":
        return ""
    return LIVE if control.live else RESTARTS


def _checked(control: Control, text: str, present: str) -> str:
    """The text in its kept form; where it cannot be taken, what is wrong with it is said and the present one stays."""
    try:
        return control.check(text)
    except ValueError as error:
        st.error(plain(f"{control.label}: {error}; allowed is {control.allowed}"), icon=":material/error:")
        return present


def log_scale(control: Control, extra: Iterable[float]) -> list:
    """1, 2, 5, 10, … between the bounds, with the bounds and `extra` among them."""
    decades = range(math.floor(math.log10(control.low)), math.ceil(math.log10(control.high)) + 1)
    series = {float(f"{digit}e{decade}") for decade in decades for digit in (1, 2, 5)}
    kept = {value for value in series if control.low <= value <= control.high}
    kind = int if control.kind == "int" else float
    return sorted({kind(value) for value in kept | {control.low, control.high, *extra}})
