"""Taking a run away: recording, numbers, weights, animation, figure, and the command that repeats it."""

from __future__ import annotations

import csv
import io
import shlex

import streamlit as st
from safetensors.numpy import save

from core.plots.curves import Curve, curves
from core.plots.pictures import gif
from core.plots.theme import CLASSES
from core.runs.recording import Recording
from core.settings import TrainerSpec
from core.settings.base import Settings
from core.ui.session import Session

GIF_FRAMES = 60


def exports(session: Session) -> None:
    """Download buttons; each file is made when its button is pressed."""
    st.markdown("The same run from a terminal:")
    st.code(command(session.lesson.spec, session.settings), language="bash")
    name = session.lesson.trainer
    files = [
        (
            "Recording",
            ":material/movie:",
            f"{name}.safetensors",
            "Settings, frames and weights; opens again in Python.",
            _recording_file,
        ),
        ("Metrics", ":material/table:", f"{name}.csv", "Every scalar of every frame kept.", _metrics),
        (
            "Weights",
            ":material/scatter_plot:",
            f"{name}-weights.safetensors",
            "The model and its optimizer, as they stand.",
            _weights,
        ),
        ("Animation", ":material/gif_box:", f"{name}.gif", "The frames kept, as a moving picture.", _animation),
        (
            "Figure",
            ":material/monitoring:",
            f"{name}.html",
            "The curves as a page of their own, also without a network.",
            _figure,
        ),
    ]
    with st.container(horizontal=True):
        for label, icon, file, help, make in files:
            st.download_button(
                label,
                lambda make=make: make(session),
                file,
                icon=icon,
                help=help,
                on_click="ignore",
                key=f"export {label}",
            )


def command(spec: TrainerSpec, settings: Settings) -> str:
    """The command line that trains with these settings."""
    given = settings.model_dump(exclude_defaults=True) | {"seed": settings.seed}
    words = [f"{name}={value}" for name, value in given.items()]
    return shlex.join(["python", "-m", "core", "train", spec.name, *words])


def recording_of(session: Session) -> Recording:
    """The flight recorder of what is on the stage."""
    return session.lesson.recording if session.recorded else session.run.recording()


def _recording_file(session: Session) -> bytes:
    return recording_of(session).to_bytes()


def _metrics(session: Session) -> bytes:
    rows = recording_of(session).frames
    out = io.StringIO()
    writer = csv.writer(out)
    names = sorted({name for frame in rows for name in frame.scalars})
    writer.writerow(["step", *names])
    writer.writerows([frame.step, *(frame.scalars.get(name) for name in names)] for frame in rows)
    return out.getvalue().encode()


def _weights(session: Session) -> bytes:
    return save(recording_of(session).weights)


def _animation(session: Session) -> bytes:
    recording = recording_of(session)
    stride = -(-len(recording.frames) // GIF_FRAMES)
    frames = [*recording.frames[:-1:stride], recording.frames[-1]]
    draw = session.lesson.picture
    pictures = [draw(frame, recording.static, recording.static_arrays) for frame in frames]
    return gif(pictures, milliseconds=120)


def _figure(session: Session) -> bytes:
    history = [(frame.step, frame.scalars) for frame in recording_of(session).frames]
    names = sorted(name for name in history[-1][1])
    lines = [Curve(name, name, CLASSES[i % len(CLASSES)]) for i, name in enumerate(names)]
    return curves(history, lines, "value", height=600).to_html(include_plotlyjs=True, full_html=True).encode()
