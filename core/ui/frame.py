"""The frame of a lesson: what stands above and below the stage, the same on every page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.settings.base import Settings, controls_of
from core.ui.controls import controls, set_controls, standing
from core.ui.data import provide
from core.ui.exports import exports
from core.ui.session import Session
from core.ui.text import plain

ROW = 5  # presets that leave room for the sentence beside them


def header(session: Session) -> None:
    """Title, the idea in one sentence, what the address could not be given, what a run refused, and the presets."""
    with st.container(gap="xsmall"):  # the stage is what the height of a screen is for
        _header(session)


def _header(session: Session) -> None:
    count = len(session.lesson.presets)
    title, middle, *aside = st.columns([3, 7] if count > 1 else [2.5, 6, 1.5], vertical_alignment="center")
    title.header(f"{session.lesson.icon} {session.lesson.title}", anchor=False)
    idea = middle.container(gap=None)
    idea.markdown(session.lesson.idea)
    for problem in session.problems:
        st.warning(plain(problem), icon=":material/warning:")
    if count == 1:
        buttons, sentence = *aside, idea
    elif count <= ROW:
        buttons, sentence = st.columns([7, 5], vertical_alignment="center")
    else:  # they need the whole row
        buttons, sentence = st.container(), idea
    _presets(session, buttons, sentence)


def _presets(session: Session, buttons: DeltaGenerator, sentence: DeltaGenerator) -> None:
    """Named settings as buttons, and what to watch for in those that are in use."""
    lesson = session.lesson
    watch = "Your own settings."
    present = standing(session.settings)  # the run takes them over once the controls below have been drawn
    with buttons.container(horizontal=True, gap="xsmall"):
        for preset in lesson.presets:
            settings = lesson.spec.parse({"preset": preset.name, "seed": present["seed"]})
            here = dict(settings) == present
            watch = preset.watch if here else watch
            st.button(
                preset.title,
                key=f"preset {preset.name}",
                help=preset.watch,
                type="primary" if here else "secondary",
                on_click=_use,
                args=(session, settings),
            )
    sentence.caption(watch)


def _use(session: Session, settings: Settings) -> None:
    session.problems.clear()
    if session.lesson.goes_on and settings == session.lesson.opening:
        session.reopen(settings)  # back to the trained model
    else:
        session.start(settings, play=True)
    set_controls(settings.model_dump())


def settings_panel(session: Session, first: tuple[str, ...], extra: Callable[[Settings], None] | None = None) -> None:
    """All settings of the trainer: those in `first` at hand, the others folded away; changes go to the run.

    extra: draws what belongs below those at hand, from the settings as they are now.
    """
    cls, base = type(session.settings), session.lesson.opening
    names = [control.name for control in controls_of(cls)]
    values = controls(cls, base, session.settings, first)
    if extra:
        extra(session.settings.model_copy(update=values))
    with st.expander("More settings", icon=":material/tune:"):
        values |= controls(cls, base, session.settings, [name for name in names if name not in first])
    settings = cls(**values)
    if not provide(getattr(settings, "dataset", None)):
        settings = settings.model_copy(update={"dataset": session.settings.dataset})
    shown = list(session.problems)
    session.change(settings)
    if session.problems != shown:  # they stand above, and are drawn already
        st.rerun()


def reading(session: Session) -> None:
    """The tabs below a lesson: things to try, the mathematics, the code that runs, and taking the run away."""
    prose = session.lesson.prose
    try_this, mathematics, code, take_away = st.tabs(
        [
            ":material/science: Try this",
            ":material/function: Math",
            ":material/code: Code",
            ":material/download: Export",
        ],
        on_change="rerun",
        key="reading",
    )
    with try_this:
        st.markdown(prose["Try this"])
    with mathematics:
        st.markdown(prose["Math"])
    if code.open:
        with code:
            _code(session)
    if take_away.open:
        with take_away:
            exports(session)


def _code(session: Session) -> None:
    st.caption("Read from the modules that are running now.")
    answer = session.ask("source")
    if answer:
        for name, file, text in zip(answer["names"], answer["files"], answer["texts"], strict=True):
            st.markdown(f"**{name}** in `{file}`")
            st.code(text, language="python")
