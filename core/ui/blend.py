"""The α slider: a new size fades in, blended in the browser."""

from __future__ import annotations

from functools import cache

from core.runs.recording import Recording
from core.runs.wire import pack
from core.settings.progan import SMALLEST, ProGANSettings
from core.training.trainer import Frame
from core.ui.catalog import ROOT
from core.ui.components import piece
from core.ui.session import Session

FADE = ROOT / "assets" / "progan" / "fade.safetensors"  # the lesson's own run, ended while its last size fades in
BLENDED = ("old", "new", "d_face", "d_old", "d_new")  # arrays of a frame at which something fades


def blend(session: Session, rest: Frame | None) -> None:
    """Draw the schedule and the blend of the frame that the clock shows.

    rest: a recorded frame at which something fades, for frames at which nothing does; None: then there is no blend.
    """
    head = {"clock": session.lesson.name, "schedule": schedule(session.settings)}
    arrays = {}
    if rest is not None:
        head["rest"] = {"step": rest.step, "alpha": rest.scalars["alpha"]}
        arrays = {name: rest.arrays[name] for name in BLENDED}
    piece("blend")(key="blend", data=pack(head, arrays))


def schedule(settings: ProGANSettings) -> dict:
    """What the staircase is drawn from."""
    sides = [SMALLEST * 2**level for level in range(settings.levels)]
    names = ("stable", "fading", "growing", "steps")
    return {"sides": sides} | {name: getattr(settings, name) for name in names}


@cache
def recorded_fade() -> Frame:
    """The last frame of the run that ended while a size fades in."""
    return Recording.load(FADE).frames[-1]
