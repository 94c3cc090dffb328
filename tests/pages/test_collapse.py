"""Mode collapse beside a cure: two runs on one clock, what they share and what they do not."""

import re

import numpy as np
import pytest

from core.runs.recording import Recording
from core.runs.wire import unpack
from core.settings import trainer_spec
from core.settings.base import controls_of
from core.settings.gan2d import GAN2DSettings
from core.settings.gan2d_presets import COLLAPSE, CURES
from core.settings.gan_views import CollapseView
from core.training.trainer import Frame
from core.ui import cures
from core.ui.catalog import lesson
from tests.pages.lesson import (
    another,
    beside_of,
    messages,
    plain,
    run_until,
    session_of,
    show,
    texts,
    until_warm,
    warnings,
)

PAGE = "gans/collapse"
SPEC = trainer_spec("gan2d")
BY_NAME = {control.name: control for control in controls_of(GAN2DSettings)}
PANELS = next(control.choices for control in controls_of(CollapseView) if control.name == "panel")
LEFT, DEFAULT = SPEC.parse({"preset": COLLAPSE.name}), SPEC.parse({})


@pytest.fixture
def _recorded_cures(monkeypatch):
    """Ten made-up runs of each preset: the n-th one finds n modes, with 5 n % of high quality."""

    def made_up(name, world):
        numbers = np.arange(10)
        arrays = {"seed_modes": numbers.astype(np.uint8), "seed_high_quality": (0.05 * numbers).astype(np.float16)}
        return Recording("gan2d", {}, _frames=[Frame(0), Frame(3000, {}, arrays)])

    monkeypatch.setattr(cures, "measured", made_up)


def differing(one, other) -> dict:
    """The fields in which `other` differs from `one`, with its values."""
    return {name: value for name, value in other if getattr(one, name) != value}


def one_change(cure) -> dict:
    """What that preset changes in the collapsing GAN, worked out from all settings of both."""
    return differing(LEFT, SPEC.parse({"preset": cure.name}))


# ---- opening and panels ---------------------------------------------------------------------------------------------


def test_it_opens_on_both_recordings_without_a_warning(visit):
    tab = visit(PAGE)
    session, beside = session_of(tab), beside_of(tab)
    assert (session.recorded, beside.recorded) == (True, True)
    assert (session.settings, differing(LEFT, beside.settings)) == (LEFT, one_change(CURES[0]))
    assert beside.status.step == beside.lesson.recording.frames[-1].step
    assert not tab.warning
    assert not tab.error


def test_the_stage_and_the_bar_know_both_runs(visit):
    tab = visit(PAGE)
    session, beside = session_of(tab), beside_of(tab)
    header, arrays = unpack(messages(tab)["stage"])
    assert [pane["clock"] for pane in header["panes"]] == [session.lesson.name, beside.lesson.name]
    assert CURES[0].title in header["panes"][1]["title"]
    assert set(arrays) == {"0/real", "1/real"}
    bar, _ = unpack(messages(tab)["run_bar"])
    assert (bar["generation"], bar["address"]) == (session.generation, session.address)
    assert bar["others"] == [{"clock": beside.lesson.name, "generation": beside.generation, "address": beside.address}]


@pytest.mark.parametrize("panel", ["Modes over time", "Distances"])
def test_each_chart_is_drawn_for_both_runs(visit, panel):
    tab = visit(PAGE, panel=panel)
    header, _ = unpack(messages(tab)["charts"])
    clocks = [chart["clock"] for chart in header["charts"]]
    assert clocks == [session_of(tab).lesson.name, beside_of(tab).lesson.name] * (len(clocks) // 2)
    assert clocks
    frame = session_of(tab).lesson.recording.frames[-1]
    for chart in header["charts"]:
        if chart["kind"] == "bands":
            assert chart["array"] in frame.arrays
        else:
            assert {line["scalar"] for line in chart["lines"]} <= set(frame.scalars)


@pytest.mark.usefixtures("_recorded_cures")
@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_works_on_new_models_of_several_copies(visit, panel):
    tab = visit(PAGE, seeds="3", g_width="8", d_width="8", panel=panel)
    until_warm(tab)
    assert not session_of(tab).recorded
    assert not tab.warning
    assert not tab.error


@pytest.mark.parametrize("world", ["line", "spiral", "moons", "points"])
def test_a_world_without_modes_has_no_modes_over_time_and_says_so(visit, world):
    tab = visit(PAGE, panel="Modes over time")
    tab.selectbox(key="world").set_value(world).run()
    assert not tab.exception
    assert any("This world has no modes" in info.value for info in tab.info)
    assert "charts" not in messages(tab)
    tab.selectbox(key="world").set_value("grid").run()
    assert not tab.info
    assert "charts" in messages(tab)


def test_one_thing_after_another_tells_the_modes_of_the_kept_frames(visit):
    tab = visit(PAGE)
    show(tab, "One thing after another")
    labels = [metric.label for metric in tab.metric]
    moments = [int(label.rpartition(" ")[2].replace(",", "")) for label in labels]
    assert moments[:4] == moments[4:] == sorted(set(moments))

    def frame(step, **shares):
        row = np.zeros((1, 8), np.float16)
        for mode, share in shares.items():
            row[0, int(mode[1:])] = share
        return step, Frame(step, {"high_quality": 0.25}, {"mode_shares": row})

    first, second, third, fourth = moments[:4]
    frames = [frame(first + 2, m0=0.99), frame(second, m0=0.3, m1=0.7), frame(third, m2=0.3, m3=0.3, m4=0.4)]
    session_of(tab).history = dict([*frames, frame(2 * fourth, m5=1.0)])
    beside_of(tab).history = dict([frame(first), (second, Frame(second, {}, {}))])
    tab.run()
    assert [metric.value for metric in tab.metric] == ["shoes 99%", "shirts 70%", "3 kinds", "–", "nothing 0%", *"–––"]
    assert [metric.delta for metric in tab.metric] == ["25% well made"] * 3 + ["", "25% well made", "", "", ""]


def test_of_several_copies_it_is_said_how_many_have_collapsed(visit):
    tab = visit(PAGE, seeds="3", g_width="8", d_width="8", panel="Modes over time")
    until_warm(tab)
    even, one, two = np.full(8, 1 / 8), np.eye(8)[3], np.array([0.7, 0.25] + [0.01] * 5 + [0.0])
    session_of(tab).history = {500: Frame(500, {}, {"mode_shares": np.array([even, one, two], np.float16)})}
    beside_of(tab).history = {5: Frame(5, {}, {"mode_shares": np.array([even, even, even], np.float16)})}
    tab.run()
    assert "Trained 3 times, these collapse**: left 2 of 3, right too early to say" in texts(tab)


@pytest.mark.usefixtures("_recorded_cures")
def test_the_table_of_cures_gives_mean_spread_and_successes_of_ten_runs(visit):
    tab = visit(PAGE, panel="Cures")
    measured, *published = (table.value for table in tab.dataframe)
    assert list(measured.iloc[:, 0]) == ["none: the collapsing GAN", *(cure.title for cure in CURES)]
    for world, modes in cures.WORLDS.items():
        assert set(measured[f"{world}: modes of {modes}"]) == {"4.5 ± 3.0"}  # 0, …, 9: sample deviation √(55/6)
        assert set(measured[f"{world}: all modes"]) == {"1 of 10" if modes == 8 else "0 of 10"}
        assert set(measured[f"{world}: high quality, %"]) == {"22 ± 15"}
    assert set(measured["rounds"]) == {"3,000"}
    assert len(published) == len(cures.PUBLISHED)
    assert all(setup in texts(tab) for setup in cures.PUBLISHED)
    assert all(
        (table["ring: modes of 8"] <= 8).all() and (table["grid: modes of 25"] <= 25).all() for table in published
    )


# ---- one change -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cure", CURES, ids=lambda cure: cure.name)
def test_the_right_run_has_the_lefts_settings_and_that_one_change(visit, cure):
    tab = visit(PAGE)
    tab.selectbox(key="cure").set_value(cure.name).run()
    assert not tab.exception
    assert differing(session_of(tab).settings, beside_of(tab).settings) == one_change(cure)
    assert cure.watch in texts(tab)
    assert CURES[0] is cure or beside_of(tab).lesson.name != lesson("collapse").beside(CURES[0].name).name
    assert session_of(tab).recorded
    assert not tab.warning
    assert not tab.error


@pytest.mark.parametrize("name", ["lr_d", "batch_size", "g_width", "world", "seed"])
def test_the_lefts_settings_reach_the_right_run(visit, name):
    tab = visit(PAGE, seed="3")
    until_warm(tab)
    left, right = session_of(tab).run.id, beside_of(tab).run.id
    value = 5 if name == "seed" else another(tab, BY_NAME[name])
    tab.get_by_key(name).set_value(value).run()
    assert not tab.exception
    assert getattr(beside_of(tab).settings, name) == value
    assert differing(session_of(tab).settings, beside_of(tab).settings) == one_change(CURES[0])
    kept = session_of(tab).run.id == left, beside_of(tab).run.id == right
    assert kept == (BY_NAME[name].live,) * 2
    run_until(tab, lambda _: beside_of(tab).status.settings, "the right run")
    assert beside_of(tab).status.settings[name] == value


def test_a_change_that_has_no_use_here_is_left_out_on_the_right(visit):
    """A cure of the discriminator's labels or slope does nothing with a loss that has none."""
    tab = visit(PAGE, loss="wasserstein_clip")
    for cure in CURES:
        tab.selectbox(key="cure").set_value(cure.name).run()
        assert not tab.exception
        settings = beside_of(tab).settings
        changed = differing(session_of(tab).settings, settings)
        assert changed.items() <= one_change(cure).items()
        idle = settings.inapplicable()
        assert all(getattr(settings, name) == getattr(DEFAULT, name) for name in idle)


def test_another_cure_frees_the_run_before(visit):
    tab = visit(PAGE, seed="3")
    until_warm(tab)
    before = beside_of(tab).run
    tab.selectbox(key="cure").set_value(CURES[1].name).run()
    assert not tab.exception
    assert before.engine.attach(before.id) is None
    assert beside_of(tab).run.id != before.id


# ---- both train -----------------------------------------------------------------------------------------------------


def both_train(tab):
    run_until(tab, lambda session: session.status.step > 0 and beside_of(tab).status.step > 0, "both to train")


def test_the_preset_starts_both(visit):
    tab = visit(PAGE, seed="7")
    tab.button(key=f"preset {COLLAPSE.name}").click().run()
    assert not tab.exception
    assert session_of(tab).settings == SPEC.parse({"preset": COLLAPSE.name, "seed": 7})
    assert COLLAPSE.watch in texts(tab)
    both_train(tab)


@pytest.mark.parametrize("cure", CURES, ids=lambda cure: cure.name)
def test_every_cure_trains_beside_the_collapsing_gan(visit, cure):
    tab = visit(PAGE, cure=cure.name, seed="7")
    for run in (session_of(tab), beside_of(tab)):
        run.command("play")
    both_train(tab)
    for run in (session_of(tab), beside_of(tab)):
        assert run.status.state in ("running", "finished")
    assert not tab.error


def test_runs_of_an_address_wait_for_train(visit):
    tab = visit(PAGE, seed="3")
    run_until(tab, lambda session: beside_of(tab).status.state != "starting", "the right run")
    assert (session_of(tab).status.state, beside_of(tab).status.state) == ("ready", "ready")


def test_a_right_run_that_diverges_says_so_under_the_bar(visit):
    tab = visit(PAGE, loss="wasserstein_gp", gp_weight="100", lr_d="1", optimizer_d="sgd")
    beside_of(tab).command("play")
    run_until(tab, lambda _: beside_of(tab).status.state == "diverged", "divergence")
    (error,) = tab.error
    assert CURES[0].title in plain(error.value)
    assert re.search(r"became (nan|-?inf) at step \d+", plain(error.value))
    tab.button(key=f"preset {COLLAPSE.name}").click().run()
    both_train(tab)
    assert not tab.error


# ---- addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ({"cure": "magic"}, f"cure=magic: allowed is one of {CURES[0].name}, {CURES[1].name}"),
        ({"loss": "abc"}, "loss=abc: allowed is one of non_saturating, minimax"),
        ({"k_d": "99"}, "k_d=99: allowed is a whole number from 1 to 10"),
        ({"preset": "magic"}, "preset=magic: no such preset of gan2d"),
    ],
    ids=lambda value: next(iter(value), None) if isinstance(value, dict) else "",
)
def test_a_bad_address_is_named_in_one_line_and_the_page_works(visit, address, named):
    tab = visit(PAGE, **address)
    (warning,) = warnings(tab)
    assert named in warning
    assert session_of(tab).settings == LEFT
    tab.selectbox(key="cure").set_value(CURES[1].name).run()
    assert not tab.exception
    assert differing(session_of(tab).settings, beside_of(tab).settings) == one_change(CURES[1])


@pytest.mark.parametrize("cure", CURES, ids=lambda cure: cure.name)
def test_a_link_gives_the_cure(visit, cure):
    tab = visit(PAGE, cure=cure.name)
    assert differing(LEFT, beside_of(tab).settings) == one_change(cure)
    assert not tab.warning
