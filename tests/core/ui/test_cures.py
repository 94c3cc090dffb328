"""The cures: the one change of each, and how ten runs are put into words."""

import numpy as np
import pytest

from core.runs.recording import Recording
from core.settings import trainer_spec
from core.settings.base import Preset
from core.settings.gan2d_presets import COLLAPSE, CURES, change_of
from core.training.trainer import Frame
from core.ui import cures
from core.ui.catalog import lesson, stages
from core.ui.cures import outcome, with_cure

SPEC = trainer_spec("gan2d")


def collapsing(**changes):
    return SPEC.parse({"preset": COLLAPSE.name} | changes)


@pytest.mark.parametrize("cure", CURES, ids=lambda cure: cure.name)
def test_a_cure_makes_its_preset_out_of_the_collapsing_gan(cure):
    assert change_of(cure)
    assert with_cure(collapsing(), cure)[0] == SPEC.parse({"preset": cure.name})


@pytest.mark.parametrize("cure", CURES, ids=lambda cure: cure.name)
def test_everything_else_stays_the_learners(cure):
    mine = collapsing(seed=5, world="grid", g_width=32)
    cured, _ = with_cure(mine, cure)
    assert cured == mine.model_copy(update=change_of(cure))


def test_a_change_without_use_is_left_out():
    smooth = Preset("smooth", "Smooth", "Watch.", dict(COLLAPSE.changes) | {"label_smoothing": 0.1})
    unchanged, words = with_cure(collapsing(loss="hinge"), smooth)
    assert unchanged == collapsing(loss="hinge")
    assert words.startswith("label_smoothing=0.1: ")
    changed, words = with_cure(collapsing(), smooth)
    assert changed.label_smoothing == 0.1
    assert words == "Label smoothing 0.0 → 0.1"


def test_all_that_a_cure_changes_is_said():
    for cure in CURES:
        assert len(with_cure(collapsing(), cure)[1].split("; ")) == len(change_of(cure))


def test_every_cure_may_stand_beside_the_collapsing_gan():
    item = lesson("collapse")
    assert [item.beside(cure.name).name for cure in CURES] == [
        name for name in stages() if name.startswith("collapse-")
    ]


@pytest.mark.parametrize(("world", "modes"), list(cures.WORLDS.items()))
def test_an_outcome_is_the_mean_and_the_sample_deviation_over_the_runs(monkeypatch, world, modes):
    arrays = {
        "seed_modes": np.array([modes, modes, modes - 3], np.uint8),
        "seed_high_quality": np.array([0.5, 0.75, 1.0], np.float16),
    }
    early = Frame(10, {}, {name: np.zeros_like(array) for name, array in arrays.items()})
    recording = Recording("gan2d", {}, _frames=[early, Frame(20, {}, arrays)])
    asked = []
    monkeypatch.setattr(cures, "measured", lambda *names: asked.append(names) or recording)
    assert outcome("any", world) == {
        f"{world}: modes of {modes}": f"{modes - 1:.1f} ± 1.7",  # deviations 1, 1, −2: √(6/2)
        f"{world}: all modes": "2 of 3",
        f"{world}: high quality, %": "75 ± 25",
    }
    assert asked == [("any", world)]
