"""What the tests of every lesson's page do with it: wait, look at what is drawn, change a control."""

import json
import re
import time
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from core.runs.wire import unpack
from core.settings.base import Control
from core.ui.session import HERE, Session

DEADLINE = 60.0  # seconds that any wait may take on a busy machine


def session_of(tab: AppTest) -> Session:
    """The session at the lesson that the tab shows."""
    return tab.session_state[f"session of {tab.session_state[HERE]}"]


def beside_of(tab: AppTest) -> Session:
    """The run that stands beside that session's own."""
    return tab.session_state[f"beside {tab.session_state[HERE]}"]


def run_until(tab: AppTest, condition: Callable[[Session], object], what: str) -> None:
    """Let the page run again and again, as it does by itself in a browser."""
    end = time.monotonic() + DEADLINE
    while not condition(session_of(tab)):
        assert time.monotonic() < end, f"waited {DEADLINE:g} s for {what}, now {session_of(tab).status}"
        tab.run()
        assert not tab.exception


def until_warm(tab: AppTest) -> None:
    run_until(tab, lambda session: session.status.state != "starting", "the worker")


def show(tab: AppTest, panel: str) -> None:
    tab.segmented_control(key="panel").set_value(panel).run()
    assert not tab.exception


def charts(tab: AppTest) -> dict[str, dict]:
    """The Plotly figures on the page by key."""
    return {chart.key: json.loads(chart.proto.spec) for chart in tab.get("plotly_chart")}


def messages(tab: AppTest) -> dict[str, bytes]:
    """What the in-browser pieces on the page are given, by their names."""
    return {
        piece.proto.component_name.removeprefix("explorer_"): piece.proto.bytes for piece in tab.get("bidi_component")
    }


def pieces(tab: AppTest, name: str) -> list[tuple[dict, dict]]:
    """The header and the arrays of every in-browser piece of that name, in the order of the page."""
    of_name = [piece for piece in tab.get("bidi_component") if piece.proto.component_name == f"explorer_{name}"]
    return [unpack(piece.proto.bytes) for piece in of_name]


def alts(tab: AppTest) -> list[str]:
    return [image.alt for element in tab.image for image in element.proto.imgs]


def texts(tab: AppTest) -> str:
    return "\n".join(element.value for kind in (tab.markdown, tab.caption) for element in kind)


def picture_heads(tab: AppTest) -> list[dict]:
    """What the pieces with rows of pictures are told."""
    pieces = [piece.proto for piece in tab.get("bidi_component")]
    return [unpack(piece.bytes)[0] for piece in pieces if piece.component_name == "explorer_pictures"]


def picture_rows(tab: AppTest) -> list[dict]:
    """All rows of pictures on the page."""
    return [row for head in picture_heads(tab) for row in head["rows"]]


def at_rest(visit: Callable[..., AppTest], page: str, **values: str) -> AppTest:
    """The page with a new model that nobody trains."""
    tab = visit(page, **values)
    until_warm(tab)
    tab.run()
    return tab


def draws_every_panel(visit: Callable[..., AppTest], page: str) -> AppTest:
    """Opens the page on its trained model, and looks at every panel: nothing is refused. Returns the page."""
    tab = visit(page)
    session = session_of(tab)
    assert session.recorded
    assert session.settings == session.lesson.opening
    for panel in tab.segmented_control(key="panel").options:
        show(tab, panel)
        assert not tab.error, panel
        assert not tab.warning, panel
    return tab


def plain(text: str) -> str:
    """Markdown with its escapes taken away: what the reader sees."""
    return re.sub(r"\\(.)", r"\1", text)


def warnings(tab: AppTest) -> list[str]:
    return [plain(warning.value) for warning in tab.warning]


def another(tab: AppTest, control: Control):
    """A value that the control does not have now, in the type of the setting."""
    widget, now = tab.get_by_key(control.name), getattr(session_of(tab).settings, control.name)
    if control.kind == "choice":
        allowed = [choice for choice in control.choices if choice != "fashion_mnist"]
        return next(choice for choice in allowed if choice != now)
    if control.kind == "toggle":
        return not now
    if control.log:
        kind = int if control.kind == "int" else float
        return next(kind(float(option)) for option in widget.options if kind(float(option)) != now)
    return control.high if now != control.high else control.low
