"""The ProGAN: faces and the blend on the stage, the tricks on real numbers, the paper's networks, full size beside."""

import numpy as np
import pytest

from core.runs.wire import unpack
from core.settings.progan import ProGANSettings
from core.ui import measured_runs
from core.ui.blend import BLENDED, recorded_fade
from core.ui.measured_runs import Run
from tests.core.ui.measured import record
from tests.pages.lesson import (
    at_rest,
    beside_of,
    charts,
    draws_every_panel,
    messages,
    picture_rows,
    run_until,
    session_of,
    texts,
)

PAGE = "gans/progan"
TINY = {"channels": "4", "batch_size": "8", "examples": "50", "latent_dim": "8"}


def rested(visit, **values):
    return at_rest(visit, PAGE, **TINY, **values)


def test_it_opens_on_its_trained_model_and_every_panel_is_drawn(visit):
    draws_every_panel(visit, PAGE)


def test_the_blend_is_told_the_schedule_and_a_recorded_frame_that_fades(visit):
    tab = rested(visit, stable="50", fading="20", side="64")
    head, arrays = unpack(messages(tab)["blend"])
    assert head["schedule"] == {
        "sides": [4, 8, 16, 32, 64],
        "stable": 50,
        "fading": 20,
        "growing": True,
        "steps": ProGANSettings().steps,
    }
    fade = recorded_fade()
    assert head["rest"] == {"step": fade.step, "alpha": fade.scalars["alpha"]}
    assert 0 < fade.scalars["alpha"] < 1
    for name in BLENDED:
        assert np.array_equal(arrays[name], fade.arrays[name])


def test_minibatch_deviation_shows_the_models_own_numbers(visit):
    tab = rested(visit)
    answer = session_of(tab).ask("spread", seed=0)
    for name in ("varied", "collapsed"):
        assert f"**Mean: {answer[f'{name}_value']:.4f}**" in texts(tab)
    assert "**Mean: 0.0001**" in texts(tab)
    assert [row["title"] for row in picture_rows(tab)].count("Face 4: the first 8 of 32 maps, 4 × 4") == 2
    tab.number_input(key="faces").set_value(3).run()
    other = session_of(tab).ask("spread", seed=3)
    assert f"**Mean: {other['varied_value']:.4f}**" in texts(tab)


def test_without_statistics_it_says_so(visit):
    assert "D is told nothing of it" in texts(rested(visit, statistics="False"))


def test_pixel_norm_shows_one_pixel_and_stays_inside_the_picture(visit):
    tab = rested(visit, panel="PixelNorm", growing="False", size="32")
    answer = session_of(tab).ask("pixel", seed=0, level=3, x=8, y=8)
    length = np.sqrt((answer["before"] ** 2).mean())
    assert f"The root mean square of these 4 features is {length:.3f}" in texts(tab)
    tab.number_input(key="column").set_value(63).run()
    assert "Pixel (31, 8) of 32 × 32" in texts(tab)


def test_a_layer_that_is_not_there_yet_is_named(visit):
    tab = rested(visit, panel="PixelNorm")
    assert "No layer of 16 × 16 yet: the networks have grown to 4 × 4" in tab.info[0].value


@pytest.mark.parametrize(("grown", "d", "g"), [(8, "23,077,137", "23,071,507"), (0, "6,561,793", "6,556,163")])
def test_the_papers_networks_stand_in_a_table(visit, grown, d, g):
    tab = rested(visit, panel="1024 × 1024", grown=str(grown))
    assert f"**Discriminator: {d} parameters**" in texts(tab)
    assert f"**Generator: {g} parameters**" in texts(tab)
    table = tab.dataframe[0].value
    assert table["parameters"].sum() == int(d.replace(",", ""))
    if grown == 8:
        first = table.iloc[1]
        assert list(first)[:4] == ["1024: conv0", "16 × 1024 × 1024", "16 × 1024 × 1024", 2320]


def test_full_size_stands_beside_it_from_the_same_seed(visit):
    tab = rested(visit, stable="50", seed="3")
    tab.toggle(key="compare").set_value(True).run()
    session, beside = session_of(tab), beside_of(tab)
    changed = {name for name, value in session.settings if getattr(beside.settings, name) != value}
    assert changed == {"growing", "stable"}  # what would do nothing has its default
    tab.toggle(key="growing").set_value(False).run()
    assert f"beside {session.lesson.name}" not in tab.session_state


def test_what_stands_untrained_beside_the_trained_model_says_so(visit):
    tab = visit(PAGE, compare="True")
    assert session_of(tab).recorded
    title = "At full size from the start (untrained: press Train, and both begin)"
    assert title in [row["title"] for row in picture_rows(tab)]


def test_without_growing_there_is_nothing_to_stand_beside(visit):
    tab = rested(visit, panel="Growing or not", growing="False")
    assert any("Switch on *Growing*" in info.value for info in tab.info)


def test_alpha_by_hand_reaches_the_running_model(visit):
    tab = rested(visit, stable="1", fading="50", steps="100000")
    session_of(tab).command("step", 3)
    run_until(tab, lambda session: session.status.step >= 3, "three steps")
    tab.toggle(key="by_hand").set_value(True).run()
    tab.slider(key="alpha").set_value(0.9).run()
    session_of(tab).command("step", 1)
    run_until(tab, lambda session: session.latest and session.latest.scalars["alpha"] == pytest.approx(0.9), "α")


def test_growing_or_not_shows_every_measured_seed_and_says_who_is_ahead(visit, monkeypatch):
    ends = {"growing": (3.0, [10, 11, 12]), "full_size": (8.0, [20, 22, 24])}  # work, and distances
    runs = [
        Run.of(record("progan", name, seed, [(0, 400, 0), (2500, distance, work)]))
        for name, (work, distances) in ends.items()
        for seed, distance in enumerate(distances)
    ]
    monkeypatch.setattr(measured_runs, "read_runs", lambda path: runs)
    tab = visit(PAGE, panel="Growing or not")
    lines = charts(tab)["growing or not, measured"]["data"]
    assert [line["y"][-1] for line in lines] == [20, 22, 24, 10, 11, 12, 22, 11, 2]
    assert [line["x"][-1] for line in lines] == [8, 8, 8, 3, 3, 3, 8, 3, 8]
    said = texts(tab)
    assert "**Measured here**: networks that grow and networks that do not, 3 runs each" in said
    assert "**Growing is ahead of full size at once** after 3.00 · 10¹² multiply-adds" in said
    assert "Full size at once: 2,500 steps are 8.00 · 10¹² multiply-adds and end at 22.0 ± 2.0." in said
    assert said.index("Measured here") < said.index("On the stage")
    tab.toggle(key="compare").set_value(True).run()
    said = texts(tab)
    assert said.index("On the stage") < said.index("Measured here")
    live = unpack(messages(tab)["charts"])[0]["charts"]
    assert [(chart["over"], chart["of"]) for chart in live] == [("work", "growing: "), ("work", "full size: ")]
