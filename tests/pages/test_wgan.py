"""WGAN, change by change: switches and settings are one truth, beside a gradient penalty that has the rest alike."""

import numpy as np
import pytest

from core.runs.recording import Recording
from core.runs.wire import unpack
from core.settings import trainer_spec
from core.settings.base import controls_of
from core.settings.gan2d import GAN2DSettings
from core.settings.gan_views import WganView
from core.settings.wgan import COMBINATIONS, GAN, LADDER, PENALTY, RIVAL, SWITCHES, positions
from core.training.trainer import Frame
from core.ui import changes
from tests.pages.lesson import (
    beside_of,
    charts,
    messages,
    run_until,
    session_of,
    show,
    texts,
    until_warm,
    warnings,
)

PAGE = "gans/wgan"
SPEC = trainer_spec("gan2d")
PANELS = next(control.choices for control in controls_of(WganView) if control.name == "panel")
OPENING = SPEC.parse({"preset": LADDER[0].name})
SMALL = {"g_width": "8", "d_width": "8"}
ORDER = [switch.name for switch in SWITCHES]


@pytest.fixture
def _recorded_changes(monkeypatch):
    """Made-up runs: of seed n the slope is n, and estimates are 1 or −1 times the distances."""

    def made_up(name):
        numbers = np.arange(5, dtype=np.float32)
        signs = np.array([1, 1, 1, -1, 1], np.float32)
        frames = [Frame(0, {}, {"seed_estimate": 9 * signs, "seed_w1": signs})]  # before training: not counted
        for step in (1, 2, 3, 4):
            distances = numbers + 1 / step
            frames.append(Frame(step, {}, {"seed_estimate": signs * distances, "seed_w1": distances}))
        frames[-1].arrays.update(seed_slope=numbers, seed_modes=numbers.astype(np.uint8))
        if "clipped" in name:
            frames[-1].arrays["seed_at_clip"] = numbers / 10
        facts, meta = {"w1_points": 64, "floors": {"w1_floor": 0.4}}, {"command": "python -m core train gan2d"}
        return Recording("gan2d", {}, facts, meta=meta, _frames=frames)

    monkeypatch.setattr(changes, "measured", made_up)


def switch(tab, name):
    return tab.toggle(key=f"switch {name}")


def turn(tab, name) -> None:
    widget = switch(tab, name)
    assert not widget.disabled
    widget.set_value(not widget.value).run()
    assert not tab.exception
    assert not tab.warning


def standing(tab) -> dict[str, bool]:
    return {name: switch(tab, name).value for name in ORDER}


# ---- opening and panels ---------------------------------------------------------------------------------------------


def test_it_opens_on_both_recordings_without_a_warning(visit):
    tab = visit(PAGE)
    session, beside = session_of(tab), beside_of(tab)
    assert (session.recorded, beside.recorded) == (True, True)
    assert (session.settings, beside.settings) == (OPENING, SPEC.parse({"preset": RIVAL.name}))
    assert standing(tab) == dict.fromkeys(ORDER, False)
    assert not tab.warning
    assert not tab.error


@pytest.mark.usefixtures("_recorded_changes")
@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("loss", ["non_saturating", "total_variation", "wasserstein", "wasserstein_clip", "hinge"])
def test_every_panel_works_on_new_models(visit, panel, loss):
    tab = visit(PAGE, loss=loss, panel=panel, **SMALL)
    until_warm(tab)
    run_until(tab, lambda _: session_of(tab).latest and beside_of(tab).latest, "frames of both")
    assert not tab.warning
    assert not tab.error


def test_the_slope_is_drawn_and_told_for_both_runs(visit):
    tab = visit(PAGE, panel="Slope")
    header, _ = unpack(messages(tab)["charts"])
    left, right = session_of(tab), beside_of(tab)
    assert [chart["clock"] for chart in header["charts"]] == [left.lesson.name, right.lesson.name] * 2
    assert all(line["scalar"] in left.shown.scalars for chart in header["charts"] for line in chart["lines"])
    told = [f"{run.lesson.recording.frames[-1].scalars['slope']:.3g}" for run in (left, right)]
    assert f"left {told[0]}, right {told[1]}" in texts(tab)


def test_the_histogram_is_there_where_weights_are_clipped_and_elsewhere_it_is_said_why_not(visit):
    tab = visit(PAGE, panel="Weights", **SMALL)
    until_warm(tab)
    assert any("Nothing cuts the weights" in info.value for info in tab.info)
    assert "charts" not in messages(tab)
    turn(tab, "clipped")
    run_until(tab, lambda session: session.latest, "a frame")
    tab.run()
    assert not tab.info
    header, _ = unpack(messages(tab)["charts"])
    bars = header["charts"][0]
    frame = session_of(tab).shown
    shares = frame.arrays[bars["array"]]
    assert shares.sum() == pytest.approx(1, abs=1e-5)
    assert len(shares) == len(frame.arrays[bars["flags"]]) == len(bars["labels"])
    assert (bars["labels"][0], bars["labels"][-1]) == ("−c", "c")
    assert f"{frame.scalars['at_clip']:.0%} of D's weights lie at ±c" in texts(tab)


def test_the_loss_and_the_distance_are_drawn_with_their_correlation_over_the_frames_seen(visit):
    tab = visit(PAGE, panel="Loss against distance")
    made_up = {step: (step / 10, 2.0 - step / 10) for step in range(0, 11)}  # −loss falls as W₁ does, times two
    made_up[0] = (50.0, 2.0)  # before training: not counted
    session_of(tab).history = {
        step: Frame(step, {"loss_d": value, "w1": w1, "score_real": 0.0, "score_fake": 0.0})
        for step, (value, w1) in made_up.items()
    }
    beside_of(tab).history = {
        step: Frame(step, {"loss_d": 7.0, "w1": w1, "score_real": -w1, "score_fake": 1.0})
        for step, (_, w1) in made_up.items()
    }
    tab.run()
    assert not tab.exception
    assert "Left: correlation r = 1.00** over 10 frames" in texts(tab)
    assert "Right: correlation r = −1.00** over 10 frames" in texts(tab)
    drawn = charts(tab)
    left, right = drawn["left loss"]["data"], drawn["right loss"]["data"]
    assert left[0]["y"] == [-step / 10 for step in range(1, 11)]
    assert right[0]["y"] == [-made_up[step][1] - 1 for step in range(1, 11)]
    assert left[1]["y"] == right[1]["y"] == [made_up[step][1] for step in range(1, 11)]


@pytest.mark.usefixtures("_recorded_changes")
def test_the_table_has_a_row_for_each_way_in_which_the_switches_can_stand(visit):
    tab = visit(PAGE, panel="One by one")
    table = tab.dataframe[0].value
    assert len(table) == len(COMBINATIONS) + 1
    rows = table.to_dict("records")
    settings = [GAN2DSettings(**values) for values in COMBINATIONS.values()]
    told = [tuple(row[column] for column in ("D's loss", "weights", "optimizer")) for row in rows]
    assert len(set(told)) == len(told)
    assert [row["weights"] for row in rows] == ["clipped" if one.clips else "" for one in settings] + [""]
    assert [row["weights at ±c"] != "" for row in rows] == [row["weights"] == "clipped" for row in rows]
    assert [row["optimizer"].lower() for row in rows] == [one.optimizer_d for one in settings] + ["adam"]
    assert set(table["critic's slope"]) == {"2 (0 … 4)"}
    assert set(table["r of −loss and W₁"]) == {"1.00 (−1.00 … 1.00)"}


# ---- the switches ---------------------------------------------------------------------------------------------------


def test_the_presets_show_on_the_switches(visit):
    tab = visit(PAGE, seed="7")
    for count, preset in enumerate(LADDER):
        tab.button(key=f"preset {preset.name}").click().run()
        assert not tab.exception
        assert session_of(tab).settings == SPEC.parse({"preset": preset.name, "seed": 7})
        assert sum(standing(tab).values()) == count
        assert preset.watch in texts(tab)
        assert not tab.warning


def test_the_switches_turned_one_by_one_are_the_presets(visit):
    tab = visit(PAGE, seed="7")
    for name, preset in zip(ORDER, LADDER[1:], strict=True):
        turn(tab, name)
        assert session_of(tab).settings == SPEC.parse({"preset": preset.name, "seed": 7})
    for name in ("plain", "clipped", "linear", "means"):
        turn(tab, name)
    assert session_of(tab).settings == OPENING.model_copy(update={"seed": 7})


@pytest.mark.parametrize("name", list(COMBINATIONS))
def test_an_address_gives_the_switches(visit, name):
    address = {key: f"{value}" for key, value in COMBINATIONS[name].items() if GAN.get(key) != value}
    tab = visit(PAGE, **address)
    expected = SPEC.parse(COMBINATIONS[name])
    assert session_of(tab).settings == expected
    assert standing(tab) == positions(expected)
    assert not tab.warning


def test_a_control_moves_the_switch_that_shows_it(visit):
    tab = visit(PAGE, seed="7")
    tab.selectbox(key="loss").set_value("wasserstein").run()
    assert standing(tab) == {"means": True, "linear": True, "clipped": False, "plain": False}
    tab.selectbox(key="optimizer_d").set_value("sgd").run()
    assert not standing(tab)["plain"]
    tab.selectbox(key="optimizer_g").set_value("sgd").run()
    assert standing(tab)["plain"]
    assert not tab.exception


def test_what_cannot_be_is_locked_with_the_reason(visit):
    tab = visit(PAGE, seed="7")
    assert switch(tab, "linear").disabled
    assert "A logarithm needs a probability" in texts(tab)
    turn(tab, "means")
    assert not any(switch(tab, name).disabled for name in ORDER)
    turn(tab, "linear")
    assert switch(tab, "means").disabled
    assert "put the sigmoid back first" in texts(tab)


def test_a_switch_keeps_a_run_training(visit):
    tab = visit(PAGE, seed="7", **SMALL)
    for run in (session_of(tab), beside_of(tab)):
        run.command("play")
    both_train(tab)
    turn(tab, "means")
    assert session_of(tab).settings.loss == "total_variation"
    both_train(tab)


def both_train(tab):
    run_until(tab, lambda session: session.status.step > 0 and beside_of(tab).status.step > 0, "both to train")


# ---- beside it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(COMBINATIONS))
def test_on_the_right_is_always_the_gradient_penalty(visit, name):
    address = {key: f"{value}" for key, value in COMBINATIONS[name].items() if GAN.get(key) != value}
    tab = visit(PAGE, **address)
    assert beside_of(tab).settings == SPEC.parse({"preset": RIVAL.name})


def test_everything_else_is_the_same_on_the_right(visit):
    tab = visit(PAGE, world="grid", seed="5", g_width="32", r1="0.5", label_smoothing="0.1")
    assert not tab.warning
    expected = SPEC.parse(GAN | PENALTY | {"world": "grid", "seed": 5, "g_width": 32})
    assert beside_of(tab).settings == expected


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ({"clip": "0.1"}, "clip=0.1: only with loss=wasserstein_clip or weight_clipping=true"),
        ({"weight_clipping": "maybe"}, "weight_clipping=maybe: allowed is true or false"),
        ({"panel": "magic"}, "panel=magic: allowed is one of Slope, Weights"),
    ],
)
def test_a_bad_address_is_named_in_one_line_and_the_page_works(visit, address, named):
    tab = visit(PAGE, **address)
    (warning,) = warnings(tab)
    assert named in warning
    assert session_of(tab).settings == OPENING
    switch(tab, "means").set_value(True).run()
    assert not tab.exception
    assert session_of(tab).settings.loss == "total_variation"


def test_panels_change_without_a_new_run(visit):
    tab = visit(PAGE)
    for panel in ("Weights", "Loss against distance", "Slope"):
        show(tab, panel)
        assert session_of(tab).recorded
