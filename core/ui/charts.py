"""Charts that follow the run by themselves, in the browser: what a lesson wants drawn from the frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from core.plots.curves import Curve
from core.runs.wire import pack
from core.ui.components import piece
from core.ui.session import Session


@dataclass(frozen=True)
class Curves:
    """Scalars over the steps of the run, or over one of its scalars."""

    title: str
    unit: str
    lines: Sequence[Curve]
    log: bool = False  # a logarithmic scale, on which values from 0 down have no place
    low: float | None = None  # fixed ends of the scale; None: as the values need
    high: float | None = None
    over: str = ""  # the scalar on the x axis; none: the step
    along: str = "step"  # what the x axis says
    ends: tuple[float, float] | None = None  # of the x axis; None: from the first step to the last
    during: tuple[int, int] | None = None  # steps in which this is what trains: its title is lit then, else it is dim
    share: int = 4  # of the row's width, against the other charts'
    kind: str = "curves"


@dataclass(frozen=True)
class Bars:
    """One number for each of a few things: an array of the frame that is shown, coloured by another of flags."""

    title: str
    unit: str
    array: str  # name of the frame's array, [N]
    flags: str  # name of the frame's array of flags, [N]
    on: str  # colour and legend where the flag is set
    on_label: str
    off: str  # and where it isn't
    off_label: str
    prefix: str  # bars are called "<prefix>1", "<prefix>2", …
    least: float  # the axis reaches so far at least: numbers far below it are as good as 0
    labels: Sequence[str] | None = None  # written below them instead of their names
    share: int = 3
    kind: str = "bars"


@dataclass(frozen=True)
class Bands:
    """A band for each of a few things over the steps of the run: the stronger the colour, the larger its share."""

    title: str
    array: str  # name of the frame's array of shares from 0 to 1, [..., N]
    color: str
    label: str  # what the colour stands for
    rows: str  # what a row stands for: "mode" gives "mode 1", …
    marks: Sequence[int] = ()  # steps that the lesson speaks of
    share: int = 4
    kind: str = "bands"


def charts(
    session: Session,
    *shown: Curves | Bars | Bands,
    beside: Session | None = None,
    names: tuple[str, str] = ("left", "right"),
    name: str = "charts",
    height: int | None = None,
) -> None:
    """A row of charts. They draw the frames that the run bar feeds the page's clocks, without a rerun of the page.

    beside: a second run on the same clock; each chart then comes twice, first for the session's own.
    names: of the two runs, before the titles of their charts.
    name: of the row, where a page has several.   height: of a plot in pixels; None: the usual one.
    """
    runs = [("", session)] if beside is None else [(f"{names[0]}: ", session), (f"{names[1]}: ", beside)]
    drawn = [asdict(chart) | {"clock": run.lesson.name, "of": of} for chart in shown for of, run in runs]
    key = f"{name} of {session.lesson.name}"
    piece("charts")(key=key, data=pack({"clock": session.lesson.name, "charts": drawn, "height": height}))
