"""Projection live: a face is looked for among the styles, and every few steps of the descent are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from core.data.base import DataError
from core.data.pictures import FORMATS, MOST_BYTES, read_picture
from core.plots.latent import descent as plot_descent
from core.plots.pictures import sheet
from core.runs.engine import RunError
from core.settings.style_latent import LatentView
from core.ui.answers import ask_once, rests
from core.ui.controls import controls
from core.ui.faces import own_attributes, own_pixels, show_face
from core.ui.session import Session
from core.ui.text import plain

KEY, COMPARISON = "projection", "projections compared"
START = "Looks for the w whose face comes nearest to this one."
PACE = 0.4  # seconds between two pieces of the descent
UPLOADED = "picture that was given"
COMPARED = 8  # faces of each kind that are projected for comparison
REFERENCES = 5000  # number of the first of them
KINDS = {"drawn": "held-out drawn faces", "generated": "faces of its own"}


@dataclass
class Descent:
    """A projection on its way."""

    wanted: np.ndarray  # uint8 [N, P]
    each_layer: bool
    answer: dict[str, Any] = field(default_factory=dict)  # the last one
    losses: list[np.ndarray] = field(default_factory=list)  # [T, 2, N] of each answer
    seen: list[np.ndarray] = field(default_factory=list)  # uint8 [N, P] of each
    failed: str = ""  # why it could not go on

    @property
    def over(self) -> bool:
        """Whether it has come to its end, or cannot go on."""
        return bool(self.failed) or (bool(self.answer) and self.answer["done"] >= self.answer["steps"])

    def advance(self, session: Session) -> bool:
        """Some more steps; whether they could be made."""
        so_far = {"done": self.answer["done"], "state": self.answer["state"]} if self.answer else {}
        try:
            answer = session.run.call("project", wanted=self.wanted, each_layer=self.each_layer, **so_far)
        except RunError as error:
            self.failed = str(error)
            return False
        self.answer = answer
        self.losses.append(answer["losses"])
        self.seen.append(answer["pixels"])
        return True


def projection(session: Session, view: dict) -> None:
    """A face is chosen and looked for."""
    if not rests(session) or session.static is None:
        return
    left, right = st.columns([2, 5], gap="medium")
    with left:
        chosen = controls(LatentView, LatentView(), LatentView(), ["source", "each_layer"])
        wanted = _wanted(session, chosen["source"])
        if wanted is None:
            return
        start = st.button("Project", key="project", icon=":material/my_location:", type="primary", help=START)
    asked = (session.run.id, session.status.step, wanted.tobytes(), chosen["each_layer"])
    kept, descent = st.session_state.get(KEY, (None, None))
    if start or kept != asked:
        descent = Descent(wanted, chosen["each_layer"]) if start else None
        st.session_state[KEY] = (asked, descent)
    with right:
        if descent is None:
            show_face(wanted[0], session.settings.side, "Wanted")
        else:
            st.fragment(_descend, run_every=None if descent.over else PACE)(session, descent)
    _references(session, chosen["each_layer"])


def _wanted(session: Session, source: str) -> np.ndarray | None:
    """The face to look for: uint8 [1, P]; None where there is none yet."""
    side = session.settings.side
    match source:
        case "Face of your own":
            with st.expander("Its attributes", expanded=True):
                return own_pixels(own_attributes([st.container()] * 3), side).reshape(1, -1)
        case "Your picture":
            return _uploaded(side)
    number = controls(LatentView, LatentView(), LatentView(), ["target"])["target"]
    kind = "drawn" if source == "Held-out face" else "generated"
    answer = ask_once(session, "targets", kind=kind, first=number, n=1)
    return answer and answer["pixels"]


def _uploaded(side: int) -> np.ndarray | None:
    file = st.file_uploader(
        "A picture",
        type=[name.lower() for name in (*FORMATS, "JPG")],
        key="picture to project",
        help=f"Its middle square is taken, at {side} × {side} pixels.",
        max_upload_size=MOST_BYTES // 10**6,
        on_change=_keep,
    )
    if file is None and UPLOADED in st.session_state:
        st.caption("The picture of before; another one takes its place.")
    if UPLOADED not in st.session_state:
        return None
    try:
        return read_picture(st.session_state[UPLOADED], side).reshape(1, -1)
    except DataError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None


def _keep() -> None:
    """Remember the file that was given, or that it was taken away: Streamlit forgets it with the panel."""
    file = st.session_state["picture to project"]
    if file is None:
        st.session_state.pop(UPLOADED, None)
    else:
        st.session_state[UPLOADED] = file.getvalue()


def _descend(session: Session, now: Descent) -> None:
    """One more piece of the descent, and how it stands."""
    moving = not now.over
    if moving:
        now.advance(session)
    side = session.settings.side
    if now.failed:
        st.info(plain(now.failed), icon=":material/info:")
    if now.answer:
        _so_far(now, side)
    if moving and now.over:
        st.rerun()  # drawn once more, and not again and again


def _so_far(now: Descent, side: int) -> None:
    """What was found up to here."""
    faces, chart = st.columns([4, 5])
    with faces, st.container(horizontal=True):
        show_face(now.wanted[0], side, "Wanted")
        show_face(now.seen[-1][0], side, f"After {now.answer['done']} steps")
    chart.plotly_chart(plot_descent(np.concatenate(now.losses)[:, :, 0], now.answer["steps"]), key="descent chart")
    way = sheet(np.concatenate(now.seen), side, len(now.seen), scale=max(1, 96 // side))
    st.image(way, alt="The face after every few steps of the descent")
    st.caption(f"{_in_words(now)} Begun at the middle of all w.")


def _in_words(now: Descent) -> str:
    """How near it came, on the mean."""
    pixels, features = now.answer["left"].mean(1)
    return f"Pixels differ by **{pixels:.3f}**, the reader's features by **{features:.3f}** (1: unrelated faces)."


def _references(session: Session, each_layer: bool) -> None:
    """How near projections of other faces come, when somebody asks."""
    st.markdown("**How near can it come?**")
    at = (session.run.id, session.status.step, each_layer)
    known, found = st.session_state.get(COMPARISON, (None, None))
    if known != at:
        if not st.button(f"Project {COMPARED} faces of each kind", key="compare projections", icon=":material/groups:"):
            return
        found = _compared(session, each_layer)
        if found is None:
            return
        st.session_state[COMPARISON] = (at, found)
    rows = []
    for kind, left in found.items():
        pixels, features = (f"{v.mean():.3f} ± {v.std(ddof=1) / len(v) ** 0.5:.3f}" for v in left)
        rows.append({f"{COMPARED} …": KINDS[kind], "Pixels": pixels, "Features": features})
    st.dataframe(rows, hide_index=True)
    st.caption(
        "The same descent, mean ± standard error; 1: unrelated faces. What is left of faces that this very generator "
        "made is what the descent misses; what held-out ones have more is what the generator cannot make."
    )


def _compared(session: Session, each_layer: bool) -> dict[str, np.ndarray] | None:
    """What is left of both kinds' differences, as `left` of the question `project`: [2, N]."""
    found, bar = {}, st.progress(0.0, "Projecting…")
    for i, kind in enumerate(KINDS):
        faces = session.ask("targets", kind=kind, first=REFERENCES, n=COMPARED)
        if not faces:
            return None
        descent = Descent(faces["pixels"], each_layer)
        while not descent.over:
            if not descent.advance(session):
                st.info(plain(descent.failed), icon=":material/info:")
                return None
            bar.progress(
                (i + descent.answer["done"] / descent.answer["steps"]) / len(KINDS), f"Projecting {KINDS[kind]}…"
            )
        found[kind] = descent.answer["left"]
    bar.empty()
    return found
