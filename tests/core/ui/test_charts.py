"""What the charts in the browser are told."""

import pytest

from core.plots.curves import Curve
from core.runs.wire import unpack
from core.ui import charts as charts_module
from core.ui.charts import Bands, Bars, Curves, charts

LINES = [Curve("loss", "loss", "#0072B2")]


@pytest.fixture
def told(monkeypatch) -> dict:
    """The key and the message that the piece was mounted with."""
    mounted = {}
    monkeypatch.setattr(charts_module, "piece", lambda name: lambda **given: mounted.update(given, name=name))
    return mounted


def test_a_chart_draws_the_clock_of_its_session(told, opened):
    bars = Bars("z", "nats", "kl", "on", "#0", "a", "#1", "b", "z", 0.1)
    charts(opened(), Curves("Loss", "nats", LINES, low=0.0), bars)
    header, arrays = unpack(told["data"])
    assert (told["name"], told["key"], header["clock"], arrays) == ("charts", "charts of toy", "toy", {})
    curves, bars = header["charts"]
    assert (curves["kind"], bars["kind"]) == ("curves", "bars")
    assert {chart["clock"] for chart in header["charts"]} == {"toy"}
    assert {chart["of"] for chart in header["charts"]} == {""}
    assert (curves["low"], curves["high"], curves["log"]) == (0.0, None, False)
    assert curves["lines"][0]["scalar"] == "loss"


@pytest.mark.usefixtures("memory")
def test_beside_another_run_each_chart_comes_twice_the_sessions_own_first(told, opened):
    lead = opened()
    beside = charts_module.Session(lead.lesson.beside("quick"), lead.settings, [])
    charts(lead, Bands("Modes", "shares", "#D55E00", "share", "mode", (100,)), Curves("W", "m", LINES), beside=beside)
    header, _ = unpack(told["data"])
    assert header["clock"] == "toy"  # the lead's is the one that a click moves
    assert [(chart["title"], chart["clock"]) for chart in header["charts"]] == [
        ("Modes", "toy"),
        ("Modes", "toy-quick"),
        ("W", "toy"),
        ("W", "toy-quick"),
    ]
    first, second = header["charts"][:2]
    assert first["of"] != second["of"]
    assert (first["kind"], first["array"], first["marks"], first["rows"]) == ("bands", "shares", [100], "mode")
