"""The lesson on distances, its panels on earth: which piles the worker is asked for, and exact beside entropic."""

import pytest

from core.data.pairs import make_pair
from core.data.piles import piles_of
from core.runs.wire import unpack
from core.settings.distance_views import DistancesView
from core.settings.piles import EXAMPLES
from core.ui.experiments.earth import PILES, POWERS
from tests.pages.lesson import charts, messages, run_until, session_of, texts, until_warm

PAGE = "gans/distances"
BY_HAND, ENTROPIC = "Earth by hand", "Exact and entropic"


@pytest.fixture
def earth(visit):
    """Opens the panel at an address; returns the tab, once the worker answers."""

    def earth(panel: str = BY_HAND, **address: str):
        tab = visit(PAGE, apart=panel, **address)
        until_warm(tab)
        tab.run()
        assert not tab.exception
        return tab

    return earth


def piles(tab) -> dict:
    header, _ = unpack(messages(tab)["earth"])
    return header["piles"]


def test_it_opens_with_the_lectures_piles(earth):
    found = piles(earth())
    assert (found["earth"], found["holes"]) == ([0, 1], [2, 5])
    assert found["cost"] == pytest.approx(6)
    assert found["power"] == 1


@pytest.mark.parametrize("choice", PILES)
def test_every_choice_shows_its_piles(earth, choice):
    tab = earth()
    tab.segmented_control(key="piles").set_value(choice).run()
    assert not tab.exception
    found = piles(tab)
    assert sum(found["blocks"]) == sum(found["wanted"]) > 0
    header, _ = unpack(messages(tab)["earth"])
    assert (header["limits"] is None) == (choice == "Pair")


def test_a_block_may_cost_its_way_squared(earth):
    tab = earth(ground="Squared distance")
    assert piles(tab)["cost"] == pytest.approx(20)
    tab.segmented_control(key="ground").set_value("Distance").run()
    assert piles(tab)["cost"] == pytest.approx(6)
    assert set(POWERS) == set(tab.segmented_control(key="ground").options)


def test_the_address_gives_the_piles(earth):
    found = piles(earth(piles="Own", blocks="3 0:2 | 4:3"))
    assert (found["earth"], found["blocks"], found["holes"], found["wanted"]) == ([0, 3], [2, 1], [4], [3])


def test_another_draw_shows_other_piles(earth):
    tab = earth(piles="Random")
    before = piles(tab)["earth"]
    tab.number_input(key="draw").set_value(5).run()
    assert piles(tab)["earth"] != before


def test_piles_that_are_none_are_refused_in_one_line_and_the_example_stays(earth):
    tab = earth(piles="Own")
    tab.text_area(key="blocks").set_value("0 1 | 2").run()
    assert not tab.exception
    (error,) = [error.value for error in tab.error]
    assert "2 blocks of earth and 1 holes" in error
    assert "\n" not in error
    assert piles(tab)["earth"] == [0, 1]
    assert DistancesView().blocks == EXAMPLES["lecture"]


def test_this_pairs_piles_follow_q(earth):
    tab = earth(piles="Pair", pair="histograms", steps="30")  # carried at once
    run_until(tab, lambda session: session.shown and session.shown.step == 30, "30 notches")
    tab.run()
    theta = session_of(tab).shown.scalars["theta"]
    assert theta == pytest.approx(-1.5)
    assert piles(tab)["earth"] == piles_of(make_pair("histograms"), theta).earth.tolist()
    assert f"q at θ = {theta:.2f}" in texts(tab)


def test_exact_and_entropic_are_measured_where_q_stands(earth):
    tab = earth(ENTROPIC, pair="gaussians_2d", samples="64")
    shown = charts(tab)
    assert set(shown) == {
        "value over epsilon",
        "time over epsilon",
        "plan blurred",
        "plan chosen",
        "plan exact",
    }
    sinkhorn, exact = shown["value over epsilon"]["data"]
    assert sinkhorn["y"][0] > exact["y"][0]
    assert "64 points of q against 64 of p" in texts(tab)
    assert f"W₁ = {exact['y'][0]:.4f}" in texts(tab)


def test_the_chosen_epsilon_is_marked_and_its_plan_shown(earth):
    tab = earth(ENTROPIC, pair="gaussians_2d", samples="64")
    before = charts(tab)
    tab.select_slider(key="look").set_value(0.02).run()
    after = charts(tab)
    assert after["value over epsilon"]["layout"]["shapes"][0]["x0"] == 0.02
    assert after["plan chosen"] != before["plan chosen"]
    assert after["plan exact"] == before["plan exact"]
    assert after["time over epsilon"]["data"] == before["time over epsilon"]["data"]  # nothing was measured anew


def test_what_was_measured_stands_while_q_is_carried_on(earth):
    tab = earth(ENTROPIC, pair="gaussians_2d", samples="64")
    before = charts(tab)["time over epsilon"]["data"]
    session_of(tab).command("play")
    run_until(tab, lambda session: session.shown.step > 3, "some notches")
    assert charts(tab)["time over epsilon"]["data"] == before
    assert "Measured anew when q stands still" in texts(tab)
    session_of(tab).command("pause")
    run_until(tab, lambda session: session.status.state == "paused", "the pause")
    tab.run()
    assert "Measured anew" not in texts(tab)
    assert f"at θ = {session_of(tab).shown.scalars['theta']:.2f}" in texts(tab)
