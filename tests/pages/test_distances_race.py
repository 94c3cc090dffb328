"""The descent race on the page: six panes of one run, and the panels below."""

import math

import pytest

from core.runs.wire import unpack
from core.settings import trainer_spec
from core.settings.base import controls_of
from core.settings.distance_views import DistancesView
from core.settings.distances import RACERS
from core.training.trainer import Frame
from core.ui.experiments.race import UNKNOWN
from tests.pages.lesson import messages, plain, run_until, session_of, texts, until_warm

PAGE = "gans/distances"
PANELS = next(control.choices for control in controls_of(DistancesView) if control.name == "race")
TABLE = PANELS[-1]


def moment(step, **scalars):
    """A frame whose clouds all have the same distance and JS, but for those given."""
    names = {f"w1_{name}": 1.5 for name in RACERS} | {f"js_{name}": 0.25 for name in RACERS}
    return step, Frame(step, names | {"w1": 1.5, "w2": 1.6, "js": 0.25} | scalars)


def test_the_preset_opens_six_panes_of_one_run_and_races(visit):
    tab = visit(PAGE, seed="7")
    tab.button(key="preset race").click().run()
    assert not tab.exception
    session = session_of(tab)
    assert session.settings == trainer_spec("distances").parse({"preset": "race", "seed": 7})
    header, arrays = unpack(messages(tab)["stage"])
    assert [(pane["title"], pane["part"]) for pane in header["panes"]] == [(t, r) for r, t in RACERS.items()]
    assert {pane["clock"] for pane in header["panes"]} == {"distances"}
    assert (header["words"]["surface"], header["words"]["mesh"]) == (None, None)
    assert header["centre"] == [1.2, 0]
    assert header["tallness"] < 1
    assert len(arrays) == 6
    run_until(tab, lambda session: session.status.step >= 3, "the first iterations")
    assert sorted(session_of(tab).history)[:4] == [0, 1, 2, 3]  # every one is looked at
    assert not tab.warning
    assert not tab.error


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_is_drawn_before_and_after_the_first_frame(visit, panel):
    tab = visit(PAGE, preset="race", race=panel, samples="16")
    until_warm(tab)
    run_until(tab, lambda session: session.history, "the first frame")
    tab.run()
    assert not tab.exception
    assert bool(tab.dataframe) == (panel == TABLE)
    if panel != TABLE:
        header, _ = unpack(messages(tab)["charts"])
        scalars = session_of(tab).history[0].scalars
        drawn = [line for chart in header["charts"] for line in chart["lines"]]
        assert all(line["scalar"] in scalars for line in drawn)
        for chart in header["charts"]:
            racers = [line for line in chart["lines"] if "floor" not in line["scalar"]]
            assert sorted(line["label"] for line in racers) == sorted(RACERS.values())
            assert len({(line["color"], line["dashed"]) for line in chart["lines"]}) == len(chart["lines"])


def test_the_table_has_three_iterations_of_each_racer(visit):
    tab = visit(PAGE, preset="race", race=TABLE, samples="16")
    until_warm(tab)
    run_until(tab, lambda session: session.history, "the first frame")
    (table,) = (frame.value for frame in tab.dataframe)
    assert list(table["descends on"]) == list(RACERS.values())
    assert (table.iloc[:, 1:] == UNKNOWN).all(axis=None)

    ln2 = math.log(2)
    session_of(tab).history = dict(
        [
            moment(1, w1=2.4, w1_js=2.44, js=ln2, js_w1=ln2, w1_kl=7.2),
            moment(50, w1=1.2, w1_js=2.44, js=ln2, js_w1=0.68, w1_kl=1234.5),
        ]
    )
    tab.run()
    (table,) = (frame.value.set_index("descends on") for frame in tab.dataframe)
    assert list(table.loc["W₁"]) == ["2.400", "1.200", UNKNOWN, "0.693", "0.680", UNKNOWN]
    assert list(table.loc["JS"]) == ["2.440", "2.440", UNKNOWN, "0.693", "0.693", UNKNOWN]
    assert list(table.loc["KL"])[:2] == ["7.200", "1,234"]
    assert f"2.440 → 2.440 → {UNKNOWN}; on W₁ itself, 2.400 → 1.200 → {UNKNOWN}" in texts(tab)


def test_a_live_setting_goes_to_the_running_race_and_another_starts_anew(visit):
    tab = visit(PAGE, preset="race", samples="16")
    until_warm(tab)
    run = session_of(tab).run.id
    tab.select_slider(key="blur").set_value(1.0).run()
    assert not tab.exception
    assert (session_of(tab).run.id, session_of(tab).settings.blur) == (run, 1.0)
    tab.slider(key="theta").set_value(-1.0).run()
    assert not tab.exception
    assert session_of(tab).run.id != run
    assert unpack(messages(tab)["stage"])[0]["centre"] == [-0.5, 0]


def test_leaving_the_race_shows_another_experiment(visit):
    tab = visit(PAGE, preset="race", samples="16")
    until_warm(tab)
    tab.selectbox(key="experiment").set_value("apart").run()
    assert not tab.exception
    assert session_of(tab).settings.experiment == "apart"
    assert session_of(tab).settings.lr == 0.025
    assert {"apart", "stage"} & messages(tab).keys() == {"apart"}
    assert not tab.error


def test_w2_of_the_cloud_on_w2_squared_is_said_below_the_panes(visit):
    tab = visit(PAGE, preset="race", samples="16")
    until_warm(tab)
    run_until(tab, lambda session: session.history, "the first frame")
    tab.run()
    w2 = session_of(tab).shown.scalars["w2"]
    assert f"its cloud is W₂ = {w2:.2f} from the data at step 0" in texts(tab)


def test_why_six_panes_of_a_failed_run_are_empty_is_said_once(visit):
    tab = visit(PAGE, preset="race", samples="16")
    until_warm(tab)
    session_of(tab).run.stop()
    session_of(tab)._static = None
    tab.run()
    assert not tab.exception
    assert "stage" not in messages(tab)
    assert [plain(error.value) for error in tab.error] == [session_of(tab).run.status().reason]
