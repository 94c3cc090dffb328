"""Attributes as sliders: styles moved along directions in W, and what each direction changes besides."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.data.faces import ATTRIBUTES
from core.plots.latent import changes
from core.settings.style_latent import LatentView
from core.ui.answers import ask_once, rests, shipped
from core.ui.controls import controls, set_controls
from core.ui.faces import show_face, told
from core.ui.session import Session
from core.ui.style_spaces import surveyed

SLIDERS = [name for name in LatentView.model_fields if name.startswith("move_")]
CHOICES = [name for name in SLIDERS if name.replace("move_", "to_") in LatentView.model_fields]
NUMBERS = [name for name in SLIDERS if name not in CHOICES]  # and flags


def directions(session: Session, view: dict) -> None:
    """The chosen face, and its style moved by the sliders."""
    if not rests(session):
        return
    faces, *numbers, choices = st.columns([4, 2, 2, 4], gap="medium")
    chosen = {}
    for column, names in zip(numbers, (NUMBERS[:4], NUMBERS[4:]), strict=True):
        with column:
            chosen |= controls(LatentView, LatentView(), LatentView(), names)
    with choices:
        for name in CHOICES:
            target, slider = st.columns(2)
            with target:
                chosen |= controls(LatentView, LatentView(), LatentView(), [name.replace("move_", "to_")])
            with slider:
                chosen |= controls(LatentView, LatentView(), LatentView(), [name])
    with faces:
        chosen |= controls(LatentView, LatentView(), LatentView(), ["spare"])
        st.button(
            "All sliders to 0",
            key="sliders to 0",
            icon=":material/restart_alt:",
            on_click=set_controls,
            args=(dict.fromkeys(SLIDERS, 0.0),),
        )
        _faces(session, view, chosen)
    _side_effects(session, chosen)


def part_of(slider: str, chosen: Mapping) -> str:
    """What a slider moves: "smile", "hair_style long", …"""
    attribute = slider.removeprefix("move_")
    target = chosen.get(f"to_{attribute}")
    return f"{attribute} {target}" if target else attribute


def _faces(session: Session, view: dict, chosen: Mapping) -> None:
    amounts = {part_of(name, chosen): chosen[name] for name in SLIDERS if chosen[name]}
    if amounts and not surveyed(session):  # what leads where is learned from many faces, once it is needed
        return
    answer = session.ask("moved", seed=view["faces"], psi=view["psi"], amounts=amounts, spare=chosen["spare"])
    if not answer:
        return
    side = session.settings.side
    with st.container(horizontal=True):
        show_face(answer["before"][0], side, "Before")
        show_face(answer["after"][0], side, "After")
    rows = []
    for attribute in ATTRIBUTES:
        before, after = (told(attribute.name, value) for value in answer[attribute.name])
        rows.append({"Attribute": attribute.label, "Before": before, "After": after})
    with st.expander("What the attribute reader tells of both", icon=":material/table:"):
        st.dataframe(rows, hide_index=True, height="content")


def _side_effects(session: Session, chosen: Mapping) -> None:
    """The matrix: what every slider's direction changes of every attribute."""
    st.markdown("**What a slider changes besides**")
    parts = ["", *(part_of(name, chosen) for name in SLIDERS)]
    found = _shipped_effects(session, chosen["spare"])
    missing = [part for part in parts if part not in found]
    if missing and not surveyed(session):
        return
    bar = st.empty()
    for done, part in enumerate(missing):
        answer = ask_once(session, "side_effects", part=part, spare=chosen["spare"])
        if not answer:
            return
        found[part] = answer["changed"]
        bar.progress((done + 1) / len(missing), "Moving a hundred faces along each direction…")
    bar.empty()
    shares = np.array([found[part] for part in parts])
    labels = [attribute.label for attribute in ATTRIBUTES]
    own = [labels.index(label) for label in map(_label, SLIDERS)]
    names = [f"{label}: {part.split()[-1]}" if " " in part else label for label, part in _named(parts[1:])]
    st.plotly_chart(changes(["other noise only", *names], labels, shares), key="side effects chart")
    moved = shares[1:]
    wanted = moved[range(len(own)), own]
    besides = (moved.sum(1) - wanted) / (len(labels) - 1)
    st.caption(
        f"A hundred faces, moved by 2 standard deviations along one direction, half of them either way. 0: nothing "
        f"changed, 1: as much as if it were another face (squared change over twice the attribute's variance among "
        f"generated faces). On the mean a slider changes its own attribute by "
        f"**{wanted.mean():.2f}** and each other one by **{besides.mean():.2f}**; other noise alone changes them by "
        f"{shares[0].mean():.2f}. Try the switch *Spare the others*."
    )


def _shipped_effects(session: Session, spare: bool) -> dict[str, list[float]]:
    """What was measured once of the recorded model, by part; "": other noise only. Of any other model nothing."""
    measured = shipped(session, "directions")
    if not measured:
        return {}
    return {"": measured["floor"], **measured["spare" if spare else "plain"]}


def _label(slider: str) -> str:
    return next(attribute.label for attribute in ATTRIBUTES if attribute.name == slider.removeprefix("move_"))


def _named(parts: list[str]) -> list[tuple[str, str]]:
    return [(_label(slider), part) for slider, part in zip(SLIDERS, parts, strict=True)]
