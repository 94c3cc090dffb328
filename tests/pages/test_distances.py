"""Two distributions carried apart: what the page opens with, gives to its pieces, and does when it is changed."""

import pytest

from core.runs.engine import Run
from core.runs.wire import unpack
from core.settings import trainer_spec
from core.settings.base import controls_of
from core.settings.distance_views import DistancesView
from core.settings.distances import APART, NOTCHES
from tests.pages.lesson import messages, run_until, session_of, until_warm, warnings

PAGE = "gans/distances"
SPEC = trainer_spec("distances")
PANELS = next(control.choices for control in controls_of(DistancesView) if control.name == APART)
PAIRS = next(control.choices for control in controls_of(SPEC.settings) if control.name == "pair")


def test_it_opens_on_the_recording_of_the_two_lines(visit):
    tab = visit(PAGE)
    session = session_of(tab)
    assert session.recorded
    assert session.settings == SPEC.parse({"preset": "lines"})
    assert not tab.warning
    assert not tab.error


def test_the_picture_is_given_both_distributions_and_the_measures(visit):
    tab = visit(PAGE)
    header, arrays = unpack(messages(tab)["apart"])
    frame = session_of(tab).lesson.recording.frames[3]
    assert header["clock"] == "distances"
    assert (header["facts"]["notches"], header["facts"]["dimension"]) == (NOTCHES, 2)
    assert arrays["p"].shape == arrays["q"].shape == (256, 2)
    for measure in header["measures"]:
        assert measure["name"] in frame.scalars or measure["beyond"]


@pytest.mark.parametrize("panel", PANELS[:2])
def test_charts_over_the_distance_draw_what_the_frames_have(visit, panel):
    tab = visit(PAGE, apart=panel, pair="gaussians_2d")
    session = session_of(tab)
    run_until(tab, lambda s: s.latest is not None, "a frame")
    header, _ = unpack(messages(tab)["charts"])
    drawn = [line for chart in header["charts"] for line in chart["lines"] if not line["thin"]]
    assert {line["scalar"] for line in drawn} <= session.latest.scalars.keys()
    assert {(chart["over"], *chart["ends"]) for chart in header["charts"]} == {("theta", -3, 3)}


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("pair", PAIRS)
def test_every_panel_works_on_every_pair(visit, pair, panel):
    tab = visit(PAGE, pair=pair, apart=panel)
    until_warm(tab)
    assert not tab.error
    assert not tab.warning
    assert "apart" in messages(tab)


def test_another_pair_is_carried_across_at_once_and_every_notch_is_looked_at(visit):
    tab = visit(PAGE)
    tab.selectbox(key="pair").set_value("intervals").run()
    run_until(tab, lambda session: session.status.step == NOTCHES, "the way across")
    session = session_of(tab)
    assert not session.recorded
    assert set(range(NOTCHES + 1)) <= session.history.keys()


def test_another_epsilon_is_another_way_across(visit):
    tab = visit(PAGE, pair="intervals")
    run_until(tab, lambda session: session.status.step == NOTCHES, "the way across")
    sharp = session_of(tab).history[0].scalars["sinkhorn"]
    tab.select_slider(key="epsilon").set_value(1.0).run()
    run_until(tab, lambda session: session.status.step == NOTCHES, "the way across")
    assert session_of(tab).settings.epsilon == 1.0
    assert session_of(tab).history[60].scalars["sinkhorn"] > 0.2 > sharp - 3


def test_experiments_follow_one_another_each_with_its_own_steps_and_pace(visit):
    tab = visit(PAGE)
    planned = {"microscope": 2000, "race": 100, "apart": NOTCHES}
    for experiment, steps in planned.items():
        tab.selectbox(key="experiment").set_value(experiment).run()
        assert not tab.exception
        session = session_of(tab)
        assert (session.settings.experiment, session.settings.steps) == (experiment, steps)
        assert session.pace == (None if experiment == "microscope" else 20.0)
    run_until(tab, lambda session: session.status.step == NOTCHES, "the way across")  # carried at once


def test_a_preset_trains_at_the_pace_of_its_experiment(visit, monkeypatch):
    paces, play = [], Run.play
    monkeypatch.setattr(Run, "play", lambda run, **how: (paces.append(how["pace"]), play(run, **how)))
    tab = visit(PAGE)
    for preset, pace in (("microscope", None), ("race", 20.0), ("discs", 20.0)):
        tab.button(key=f"preset {preset}").click().run()
        run_until(tab, lambda session: session.status.step > 1, "two steps")
        assert paces[-1] == pace


def test_own_points_can_be_given_for_both(visit):
    tab = visit(PAGE, pair="drawn")
    table = "\n".join(f"{i / 10}, 0.5" for i in range(9))
    tab.file_uploader(key="table of points_q").set_value([("q.csv", table.encode(), "text/csv")]).run()
    assert session_of(tab).settings.points_q.split() == [f for i in range(9) for f in (f"{i / 10:.2f}", "0.50")]
    tab.file_uploader(key="table of points_p").set_value([("p.csv", b"1,2\n3", "text/csv")]).run()
    assert "Line 2 of the table has 1 entries" in "".join(error.value for error in tab.error).replace("\\", "")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"pair": "circles"}, "pair=circles: allowed is one of points, lines"),
        ({"sigma": "0.3"}, "sigma=0.3: only with two Gaussians"),
        ({"apart": "Nowhere"}, "apart=Nowhere: allowed is one of"),
        ({"preset": "x"}, "preset=x: no such preset of distances"),
    ],
)
def test_an_address_that_cannot_be_taken_is_said(visit, address, said):
    tab = visit(PAGE, **address)
    assert any(said in warning for warning in warnings(tab))
    assert not tab.exception
