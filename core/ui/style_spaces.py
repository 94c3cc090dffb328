"""Z against W: what linear rules tell from each, and how evenly faces change along ways through them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from core.data.faces import ATTRIBUTES
from core.plots.latent import separability
from core.ui.answers import ask_once, rests, shipped
from core.ui.session import Session
from core.ui.walk import walk

GRID = 9  # faces along a side of a walk
WAYS = {
    "w": ("In W: the four styles are blended", "Each face has its own w, a weighted mean of the corners'."),
    "z": ("In Z: its direction is turned evenly", "Each face has its own z, between the same corners' on the sphere."),
}
PLACES = ("anywhere on the way", "at its beginning")


def surveyed(session: Session) -> bool:
    """Have some thousand generated faces read, part by part; whether all are."""
    first = ask_once(session, "survey", part=0)
    if not first:
        return False
    parts, bar = first["parts"], st.empty()
    for part in range(1, parts):
        bar.progress(part / parts, f"Reading {parts * first['faces']:,} generated faces, once for these weights…")
        if not ask_once(session, "survey", part=part):
            return False
    bar.empty()
    return True


def spaces(session: Session, view: dict) -> None:
    """Both measures, of z and of w: of the recorded model as shipped with it, else measured now."""
    if not rests(session):
        return
    found = shipped(session, "spaces")
    left, right = st.columns([6, 5], gap="medium")
    with left:
        if found or surveyed(session):
            _separability(found or ask_once(session, "separability"))
    with right:
        _path_length(found or _lengths(session))


def walks(session: Session, view: dict) -> None:
    """The same four faces with everything between them, through w and through z."""
    if not rests(session):
        return
    answer = ask_once(session, "walk", seed=view["faces"], size=GRID, psi=view["psi"])
    if not answer:
        return
    columns = st.columns(2, gap="medium")
    for column, (space, (title, words)) in zip(columns, WAYS.items(), strict=True):
        with column:
            st.markdown(f"**{title}**")
            walk(answer[space], session.settings.side, words, key=f"walk in {space}")


def _separability(found: Mapping[str, Any] | None) -> None:
    if not found:
        return
    shares, errors, gain, gain_errors = (
        np.asarray(found[name]) for name in ("shares", "errors", "gain", "gain_errors")
    )
    st.markdown("**What a linear rule tells of a face, from its z and from its w**")
    labels = [attribute.label for attribute in ATTRIBUTES]
    st.plotly_chart(separability(labels, shares, 2 * errors), key="separability chart")
    (z, w), (z_error, w_error) = found["score"], found["score_errors"]
    st.markdown(
        f"W tells more of **{(gain > 2 * gain_errors).sum()} of {len(labels)}** attributes (by more than 2 standard "
        f"errors; less of {(gain < -2 * gain_errors).sum()}). Karras' score exp(Σ H), smaller is better: "
        f"Z {with_error(z, z_error)}, W {with_error(w, w_error)}."
    )
    st.caption(
        f"Rules fitted to {found['fitted']:,} generated faces (regressions for numbers, else logistic ones) and "
        f"judged by {found['judged']:,} others; what a face shows is what the attribute reader says. Numbers: R². "
        "Others: (accuracy − guessing)/(1 − guessing), where guessing always names the commonest. Bars: ± 2 standard "
        "errors. z is brought to one length first, as the mapping network does. H: what is left to know of an "
        "attribute in nats, once the rule has told it; numbers count as above or below 0."
    )


def _lengths(session: Session) -> dict[str, Any] | None:
    """As the model's report has them, of fewer ways."""
    found: dict[str, Any] = {"lengths": {"z": [], "w": []}}
    with st.spinner("Measuring ways…"):
        for ends in (False, True):
            for space, summaries in found["lengths"].items():
                answer = ask_once(session, "path_length", space=space, ends=ends, seed=0)
                if not answer:
                    return None
                values = answer["lengths"]
                summaries.append((float(values.mean()), float(values.std(ddof=1) / len(values) ** 0.5)))
                found["ways"] = len(values)
    return found


def _path_length(found: Mapping[str, Any] | None) -> None:
    if not found:
        return
    st.markdown("**How fast a face changes along a way from one to another**")
    z, w = found["lengths"]["z"], found["lengths"]["w"]
    rows = [
        {"Measured": place, "Z": with_error(*of_z), "W": with_error(*of_w), "Z/W": f"{of_z[0] / of_w[0]:.1f}"}
        for place, of_z, of_w in zip(PLACES, z, w, strict=True)
    ]
    st.dataframe(rows, hide_index=True)
    st.caption(
        f"Perceptual path length with the attribute reader's features in place of VGG's: the squared speed of the "
        f"features on {found['ways']:,} ways between random faces, mean ± standard error. In Z a way turns evenly on "
        "the sphere, in W it is a straight line; both are gone through as t from 0 to 1, ε = 0.001. In units of the "
        "squared distance of two unrelated drawn faces: 1 is a way on which features go straight and evenly from one "
        "to the other. Large values: on the way there is something that neither end has."
    )


def with_error(value: float, error: float) -> str:
    """Both with as many digits as the error needs."""
    digits = 1 if error < 5 else 0
    return f"{value:,.{digits}f} ± {error:,.{digits}f}"
