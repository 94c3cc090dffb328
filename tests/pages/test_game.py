"""The GAN game as a learner uses it: panels, controls, presets, addresses, slow motion, and a world of one's own."""

import re

import numpy as np
import pytest

from core.runs.engine import Run
from core.runs.wire import unpack
from core.settings import trainer_spec
from core.settings.base import controls_of
from core.settings.gan2d import LOGS, GAN2DSettings
from core.settings.gan2d_presets import GAME
from core.settings.gan_views import GameView
from core.settings.points import FEWEST
from core.ui.catalog import lesson
from core.ui.worlds import MOST_BYTES
from tests.pages.lesson import (
    another,
    charts,
    messages,
    plain,
    run_until,
    session_of,
    show,
    texts,
    until_warm,
    warnings,
)

PAGE = "gans/game"
SPEC = trainer_spec("gan2d")
SETTINGS = controls_of(GAN2DSettings)
BY_NAME = {control.name: control for control in SETTINGS}
PANELS = next(control.choices for control in controls_of(GameView) if control.name == "panel")
CIRCLE = [(round(2 * np.cos(angle), 2), round(2 * np.sin(angle), 2)) for angle in np.linspace(0, 6, 12)]
TABLE = "x, y\n" + "\n".join(f"{x}, {y}" for x, y in CIRCLE)


def upload(tab, text: str | bytes, name: str = "world.csv"):
    content = text.encode() if isinstance(text, str) else text
    tab.file_uploader(key="table of points").set_value([(name, content, "text/csv")]).run()
    assert not tab.exception


# ---- opening and panels ---------------------------------------------------------------------------------------------


def test_it_opens_on_its_recording_without_a_warning(visit):
    tab = visit(PAGE)
    session, recording = session_of(tab), lesson("game").recording
    assert (session.recorded, session.settings) == (True, lesson("game").opening)
    assert session.status.step == recording.frames[-1].step
    assert lesson("game").idea in texts(tab)
    assert not tab.warning
    assert not tab.error


def test_the_stage_and_the_flow_are_told_what_they_show(visit):
    tab = visit(PAGE)
    header, arrays = unpack(messages(tab)["stage"])
    (pane,) = header["panes"]
    assert pane["clock"] == "game"
    assert pane["facts"]["seeds"] == session_of(tab).settings.seeds
    assert np.array_equal(arrays["0/real"], session_of(tab).static[1]["real"])
    settings = session_of(tab).settings
    assert unpack(messages(tab)["flow"])[0] == {
        "clock": "game",
        "batch": settings.batch_size,
        "k_d": settings.k_d,
        "k_g": settings.k_g,
    }


@pytest.mark.parametrize("panel", ["Scores", "Distances"])
def test_the_curves_are_of_what_the_frames_hold(visit, panel):
    tab = visit(PAGE)
    show(tab, panel)
    header, _ = unpack(messages(tab)["charts"])
    named = {line["scalar"] for chart in header["charts"] for line in chart["lines"]}
    assert named
    assert named <= set(lesson("game").recording.frames[-1].scalars)


def test_losses_that_are_no_cross_entropy_are_not_called_so(visit):
    tab = visit(PAGE, loss="hinge")
    titles = [chart["title"] for chart in unpack(messages(tab)["charts"])[0]["charts"]]
    assert "Loss of each player" in titles
    assert not any("entropy" in title for title in titles)


def test_the_best_d_shows_both_beliefs_and_their_mean_difference(visit):
    tab = visit(PAGE, panel="The best D")
    drawn = charts(tab)
    assert set(drawn) == {"belief chart", "optimal chart", "difference chart"}
    error = session_of(tab).ask("optimal")["error"]
    assert f"Difference: {error:.3f} on the mean" in texts(tab)


@pytest.mark.parametrize("loss", [loss for loss in BY_NAME["loss"].choices if loss not in LOGS])
def test_the_best_d_says_which_losses_it_needs(visit, loss):
    tab = visit(PAGE, loss=loss, panel="The best D")
    assert any("minimax or non_saturating" in info.value for info in tab.info)
    assert not charts(tab)


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_works_on_a_new_model_of_several_copies(visit, panel):
    tab = visit(PAGE, seeds="3", g_width="8", d_width="8", panel=panel)
    until_warm(tab)
    assert session_of(tab).status.state == "ready"
    assert not tab.warning
    assert not tab.error


@pytest.mark.parametrize("world", BY_NAME["world"].choices)
def test_every_world_can_be_trained_on(visit, world):
    tab = visit(PAGE)
    tab.selectbox(key="world").set_value(world).run()
    assert not tab.exception
    session_of(tab).command("play")
    run_until(tab, lambda session: session.status.step > 0, "steps")
    assert session_of(tab).static[0]["world"] == world
    assert not tab.error


# ---- controls -------------------------------------------------------------------------------------------------------


def test_every_setting_has_a_control_with_label_and_help(visit):
    tab = visit(PAGE)
    for control in SETTINGS:
        widget = tab.get_by_key(control.name)
        assert widget.label == control.label
        assert control.help in widget.help


@pytest.mark.parametrize("name", ["lr_d", "k_d", "halves", "g_width", "optimizer_d", "seeds", "minibatch"])
def test_a_changed_setting_reaches_the_run_or_starts_a_new_one(visit, name):
    tab = visit(PAGE, g_depth="1", seed="3")  # not the recording's settings: a run of its own
    until_warm(tab)
    before, value = session_of(tab).run.id, another(tab, BY_NAME[name])
    if BY_NAME[name].kind == "toggle":
        value = not getattr(session_of(tab).settings, name)
    tab.get_by_key(name).set_value(value).run()
    assert not tab.exception
    session = session_of(tab)
    assert (session.run.id == before) == BY_NAME[name].live
    until_warm(tab)
    assert session.status.settings[name] == value


def test_a_setting_that_does_nothing_here_says_why_and_comes_back_with_its_loss(visit):
    tab = visit(PAGE, loss="non_saturating")
    assert tab.select_slider(key="clip").disabled
    assert "only with loss=wasserstein_clip" in tab.select_slider(key="clip").help
    tab.slider(key="label_smoothing").set_value(0.1).run()
    assert session_of(tab).settings.label_smoothing == 0.1
    tab.selectbox(key="loss").set_value("wasserstein_clip").run()
    assert not tab.exception
    assert not tab.select_slider(key="clip").disabled
    assert tab.slider(key="label_smoothing").disabled
    assert session_of(tab).settings.label_smoothing == 0
    assert not tab.warning


# ---- presets --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", GAME, ids=lambda preset: preset.name)
def test_a_preset_starts_a_run_that_trains(visit, preset):
    tab = visit(PAGE, seed="7")
    tab.button(key=f"preset {preset.name}").click().run()
    assert not tab.exception
    assert session_of(tab).settings == SPEC.parse({"preset": preset.name, "seed": 7})
    assert preset.watch in texts(tab)
    run_until(tab, lambda session: session.status.step > 0, "steps")
    assert session_of(tab).status.state in ("running", "finished")
    assert all(tab.get_by_key(name).value == value for name, value in preset.changes.items())
    assert not tab.warning


# ---- slow motion ----------------------------------------------------------------------------------------------------


@pytest.fixture
def played(monkeypatch) -> list[float | None]:
    """The pace of every order to play."""
    paces, play = [], Run.play

    def noted(self, *args, pace=None, **kwargs):
        paces.append(pace)
        play(self, *args, pace=pace, **kwargs)

    monkeypatch.setattr(Run, "play", noted)
    return paces


def test_slow_motion_sets_the_pace_of_a_run_that_trains_and_takes_it_back(visit, played):
    tab = visit(PAGE, seed="3", steps="100000")
    session_of(tab).command("play")
    run_until(tab, lambda session: session.status.state == "running", "training")
    tab.toggle(key="slow").set_value(True).run()
    assert not tab.exception
    tab.toggle(key="slow").set_value(False).run()
    assert not tab.exception
    assert played == [None, 2.0, None]


def test_slow_motion_at_rest_starts_nothing_and_holds_for_what_comes(visit, played):
    tab = visit(PAGE, seed="3", slow="true")
    assert tab.toggle(key="slow").value is True
    assert played == []
    session_of(tab).command("play")
    tab.button(key=f"preset {GAME[0].name}").click().run()
    assert played == [2.0, 2.0]


# ---- addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ({"loss": "abc"}, "loss=abc: allowed is one of non_saturating, minimax"),
        ({"k_d": "99"}, "k_d=99: allowed is a whole number from 1 to 10"),
        ({"points": "hello"}, "points=hello: 'hello' is not a number; allowed is 8 to 400 points"),
        ({"points": "1 2 3"}, "points=1 2 3: 3 numbers, so the last x has no y; allowed is 8 to 400 points"),
        ({"label_smoothing": "0.1", "loss": "hinge"}, "label_smoothing=0.1: only with losses that have labels"),
        ({"clip": "0.1", "loss": "minimax"}, "clip=0.1: only with loss=wasserstein_clip"),
        ({"slow": "perhaps"}, "slow=perhaps: allowed is true or false"),
        ({"panel": "Terms"}, "panel=Terms: allowed is one of Scores, Distances, The best D"),
        ({"preset": "magic"}, "preset=magic: no such preset of gan2d"),
        ({"beta": "4"}, "beta: no such setting"),
        ({"world": "points", "points": "![](//a.b) " * 9}, "is not a number; allowed is 8 to 400 points"),
    ],
    ids=lambda value: next(iter(value), None) if isinstance(value, dict) else "",
)
def test_a_bad_address_is_named_in_one_line_and_the_page_works(visit, address, named):
    tab = visit(PAGE, **address)
    (warning,) = warnings(tab)
    assert named in warning
    assert "\n" not in warning
    assert len(tab.error) == (address.get("world") == "points")  # where the text is in use, its control says it too
    k_g = 3 if lesson("game").opening.k_g != 3 else 4
    tab.slider(key="k_g").set_value(k_g).run()
    assert not tab.exception
    allowed = {name: address[name] for name in ("loss", "world") if name in address and named[:4] != name}
    assert session_of(tab).settings == SPEC.parse({"preset": GAME[0].name, "k_g": k_g} | allowed)
    assert not tab.warning


def test_a_good_address_is_taken(visit):
    points = " ".join(f"{x:.2f} {y:.2f}" for x, y in CIRCLE)
    tab = visit(PAGE, world="points", points=points, loss="minimax", k_d="5", slow="true", panel="Distances")
    changes = {"world": "points", "points": points, "loss": "minimax", "k_d": 5}
    assert session_of(tab).settings == lesson("game").opening.model_copy(update=changes)
    assert (tab.segmented_control(key="panel").value, tab.toggle(key="slow").value) == ("Distances", True)
    assert not tab.warning


# ---- a world of one's own -------------------------------------------------------------------------------------------


def test_a_table_becomes_the_world_and_is_trained_on(visit):
    tab = visit(PAGE, world="points")
    upload(tab, TABLE)
    assert session_of(tab).settings.points == " ".join(f"{x:.2f} {y:.2f}" for x, y in CIRCLE)
    assert not tab.error
    real = session_of(tab).static[1]["real"].astype(float)
    near = np.linalg.norm(real[:, None] - np.array(CIRCLE), axis=-1).min(1)
    assert near.max() < 0.3
    session_of(tab).command("play")
    run_until(tab, lambda session: session.status.step > 0, "steps")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x, y\n1, 2\n", "1 points"),
        ("1 2 3\n" * 9, "Line 1 of the table has 3 entries"),
        ("1, 2\n" * (FEWEST - 1) + "<b>bold</b>, 2", "'<b>bold</b>' is not a number"),
        ("![](//a.b), 1\n" * FEWEST, "'![](//a.b)' is not a number"),
        (b"\xff\xfe\x00\x89PNG\r\n" * 30, "Line 2 of the table has 1 entries"),
        ("9 9\n" * FEWEST, "9 is outside"),
        ("1, 2\n" * 4001, f"allowed are {MOST_BYTES:,}"),
        ("x1, y1\n1, 2, 3\n", "Line 2 of the table has 3 entries"),
        ("", "0 points"),
    ],
    ids=["short", "odd", "markup", "markdown", "binary", "outside", "too big", "three columns", "empty"],
)
def test_a_table_that_is_no_world_is_refused_in_one_line_and_the_world_stays(visit, content, said):
    tab = visit(PAGE, world="points")
    before = session_of(tab).run.id
    upload(tab, content)
    (error,) = tab.error
    assert said in plain(error.value)
    assert not re.search(r"(?<!\\)[<!\[]", error.value)
    assert "\n" not in error.value
    assert session_of(tab).run.id == before
    upload(tab, TABLE)
    assert not tab.error


def test_the_complaint_goes_with_the_table(visit):
    tab = visit(PAGE, world="points")
    upload(tab, "hello")
    assert tab.error
    tab.file_uploader(key="table of points").set_value([]).run()
    assert not tab.error


def test_a_text_that_is_no_world_stays_text(visit):
    tab = visit(PAGE, world="points")
    before = session_of(tab).settings
    tab.text_area(key="points").set_value("![](//a.b) 1").run()
    (error,) = tab.error
    assert not re.search(r"(?<!\\)[!\[]", error.value)
    assert session_of(tab).settings == before


# ---- what goes wrong ------------------------------------------------------------------------------------------------


def test_a_diverged_run_says_so_and_the_page_goes_on(visit):
    tab = visit(PAGE, lr_g="1", lr_d="1", optimizer_g="sgd", optimizer_d="sgd", loss="least_squares")
    session_of(tab).command("play")
    run_until(tab, lambda session: session.status.state == "diverged", "divergence")
    assert re.search(r".* became (nan|-?inf) at step \d+", session_of(tab).status.reason)
    for panel in PANELS:
        show(tab, panel)
    tab.button(key=f"preset {GAME[0].name}").click().run()
    run_until(tab, lambda session: session.status.step > 0, "training")
