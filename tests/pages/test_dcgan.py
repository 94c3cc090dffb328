"""The DCGAN: faces on the stage, a broken guideline beside all five, the questions of its panels."""

import pytest

from core.runs.wire import unpack
from core.settings import trainer_spec
from core.settings.dcgan import ARMS, GUIDELINES
from core.settings.face_views import OwnFace
from core.ui import measured_runs
from core.ui.measured_runs import Run
from tests.core.ui.measured import record
from tests.pages.lesson import (
    at_rest,
    beside_of,
    charts,
    draws_every_panel,
    messages,
    picture_heads,
    picture_rows,
    run_until,
    session_of,
    texts,
    until_warm,
)

PAGE = "gans/dcgan"
PRESETS = trainer_spec("dcgan").presets
TINY = {"channels": "8", "batch_size": "8", "examples": "50", "latent_dim": "8"}


def rows(tab):
    """All rows of pictures on the page, by what they show."""
    return {row["array"]: row for row in picture_rows(tab)}


def rested(visit, **values):
    return at_rest(visit, PAGE, **TINY, **values)


def test_it_opens_on_its_trained_model_and_every_panel_is_drawn(visit):
    tab = draws_every_panel(visit, PAGE)
    assert rows(tab)["samples"]["ramp"] == "color"


def test_training_goes_on_from_the_trained_model(visit):
    tab = visit(PAGE)
    session = session_of(tab)
    recorded = max(session.history)
    session.command("step")
    run_until(tab, lambda session: session.status.step == recorded + 1, "a step")
    assert not session.recorded
    assert min(session.history) == 0
    session.command("reset")
    run_until(tab, lambda session: session.status.state == "ready", "a new model")
    assert session.status.step == 0


def test_a_switch_that_makes_a_preset_marks_it_at_once(visit):
    tab = visit(PAGE)

    def marked():
        return [button.label for button in tab.button if button.proto.type == "primary"]

    whole, broken = (next(p.title for p in PRESETS if p.changes == changes) for changes in ({}, {"tanh": False}))
    assert marked() == [whole]
    for kept, title in ((False, broken), (True, whole)):
        tab.toggle(key="tanh").set_value(kept).run()
        assert marked() == [title]
    tab.number_input(key="seed").set_value(7).run()
    assert marked() == [whole]  # whatever the seed


@pytest.mark.parametrize("name", GUIDELINES)
def test_a_broken_guideline_stands_beside_all_five(visit, name):
    tab = visit(PAGE, **TINY)
    assert len(picture_heads(tab)) <= 1
    tab.toggle(key=name).set_value(False).run()
    assert not tab.exception
    session, beside = session_of(tab), beside_of(tab)
    assert not getattr(session.settings, name)
    assert beside.settings == session.settings.model_copy(update={name: True})
    until_warm(tab)
    tab.run()
    titles = [row["title"] for head in picture_heads(tab) for row in head["rows"] if row["array"] == "samples"]
    assert titles[0].startswith("Without: ")
    assert titles[1] == "All five guidelines"
    tab.toggle(key="compare").set_value(False).run()
    assert f"beside {session.lesson.name}" not in tab.session_state


def test_the_walk_is_made_of_the_generators_own_faces(visit):
    tab = rested(visit)
    head, arrays = unpack(messages(tab)["walk"])
    session = session_of(tab)
    assert (head["side"], head["size"]) == (32, 9)
    assert (arrays["pixels"] == session.ask("walk", seed=0, size=9)["pixels"]).all()
    tab.number_input(key="corners").set_value(5).run()
    again = unpack(messages(tab)["walk"])[1]["pixels"]
    assert (again == session.ask("walk", seed=5, size=9)["pixels"]).all()


def test_a_face_of_ones_own_can_be_linked_to_and_a_drawn_one_is_marked_while_it_is_that(visit):
    tab = visit(PAGE, panel="Data", smile="0.5")
    assert not tab.warning
    assert tab.slider(key="smile").value == 0.5
    (head,) = [head for head in picture_heads(tab) if head["rows"][0]["array"] == "drawn"]
    assert head["selected"] == -1
    tab.slider(key="smile").set_value(OwnFace().smile).run()
    (head,) = [head for head in picture_heads(tab) if head["rows"][0]["array"] == "drawn"]
    assert head["selected"] == 0


def test_memory_is_compared_with_held_out_faces(visit):
    tab = rested(visit, panel="Memorised?")
    answer = session_of(tab).ask("nearest", n=200, seed=0)
    assert f"**{answer['distance'].mean():.1f} grey levels**" in texts(tab)
    assert f"**{answer['floor'].mean():.1f} grey levels**" in texts(tab)
    assert "50 training faces" in texts(tab)
    assert {"pixels", "nearest", "held_out", "held_out_nearest"} < rows(tab).keys()


def test_the_maps_are_those_of_the_chosen_face(visit):
    tab = rested(visit, panel="Feature maps")
    assert rows(tab)["layer0"]["title"] == "Layer 1: 32 maps of 4×4"
    tab.number_input(key="face").set_value(4).run()
    assert "Face 4 on the stage" in texts(tab)
    assert picture_heads(tab)[0]["selected"] == 4


def test_arithmetic_on_the_trained_model_says_what_the_reader_sees(visit):
    tab = visit(PAGE, panel="Arithmetic")
    session = session_of(tab)
    asked = {"addition": "glasses", "averaged": 300, "strength": 1.5, "seed": session.settings.seed}
    answer = session.ask("arithmetic", **asked)
    assert tab.metric[0].value == f"{answer['succeeded']:.0%}"
    assert rows(tab)["after"]["words"] == ["✓" if yes else "–" for yes in answer["successes"]]
    tab.slider(key="strength").set_value(0.0).run()
    assert tab.metric[0].value == "0%"


def test_what_takes_a_second_waits_until_training_rests(visit):
    tab = rested(visit, panel="Memorised?", steps="100000")
    session_of(tab).command("play")
    run_until(tab, lambda session: session.status.step > 0, "training")
    assert "when training rests" in tab.info[0].value


def test_every_guideline_is_measured_against_all_five(visit, monkeypatch):
    distances = {"guidelines": [10, 11, 12], "no_batch_norm": [30, 33, 36], "pooling": [5, 6, 7]}
    runs = [
        Run.of(record("dcgan", arm.name, seed, [(0, 400, 0), (2000, distance, 0)]))
        for arm in ARMS
        for seed, distance in enumerate(distances.get(arm.name, [9, 11, 13]))
    ]
    monkeypatch.setattr(measured_runs, "read_runs", lambda path: runs)
    tab = visit(PAGE, panel="Guidelines")
    table = tab.dataframe[0].value
    assert table["runs"].tolist() == [*(arm.title for arm in ARMS), "as many drawn faces"]
    within = "within the seeds' spread"
    assert table["against all five guidelines"].tolist() == ["", "worse", "better", within, within, within, ""]
    assert table["Fréchet distance"].tolist()[:2] == ["11.0 ± 1.0", "33.0 ± 3.0"]
    assert table["Fréchet distance"].tolist()[-1] == "2.0"
    assert "**No batch norm is behind all five guidelines** at step 2,000" in texts(tab)
    assert [line["y"][-1] for line in charts(tab)["guidelines, measured"]["data"]][3:6] == [30, 33, 36]
    tab.segmented_control(key="arm").set_value("Pooling").run()
    assert "**Pooling is ahead of all five guidelines** at step 2,000" in texts(tab)
    assert [line["y"][-1] for line in charts(tab)["guidelines, measured"]["data"]][3:6] == [5, 6, 7]
