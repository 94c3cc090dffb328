"""The shipped generators of faces: each loads, draws its stored sheet again, and measures as is written beside it."""

import importlib
import json
import math
import shlex
from functools import cache

import numpy as np
import pytest

from core.__main__ import make_trainer
from core.settings.base import Settings
from core.training.face_gan import FaceGANTrainer
from core.training.face_report import SETS, samples
from core.ui.catalog import LESSONS, ROOT, Lesson

ON_FACES = ("dcgan", "progan", "stylegan")  # lessons that open on a trained generator
REMAINING = {"dcgan": 0.05, "progan": 0.05, "stylegan": 0.05}  # at most, of the way from an untrained generator


def draws_faces(lesson: Lesson) -> bool:
    module, name = lesson.spec.location.split(":")
    made = getattr(importlib.import_module(module), name)  # a class, or a function that chooses one
    return isinstance(made, type) and issubclass(made, FaceGANTrainer)


CHECKPOINTS = [lesson for lesson in LESSONS if draws_faces(lesson)]
every_checkpoint = pytest.mark.parametrize("lesson", CHECKPOINTS, ids=lambda lesson: lesson.name)


def path_of(lesson: Lesson):
    return ROOT / "assets" / "recordings" / f"{lesson.name}.safetensors"


def facts_of(lesson: Lesson) -> dict:
    return json.loads(path_of(lesson).with_suffix(".json").read_text("utf-8"))


def settings_of(lesson: Lesson) -> Settings:
    return lesson.spec.parse(lesson.recording.settings)


@cache
def trained(name: str) -> FaceGANTrainer:
    """The trainer behind a lesson's recording."""
    lesson = next(item for item in CHECKPOINTS if item.name == name)
    trainer = make_trainer(lesson.spec, settings_of(lesson))
    trainer.load(lesson.recording.weights)
    trainer.step_count = lesson.recording.frames[-1].step
    return trainer


def test_every_page_on_faces_is_among_them():
    pages = {path.stem for path in (ROOT / "pages" / "gans").glob("*.py")} & set(ON_FACES)
    assert pages == {lesson.name for lesson in CHECKPOINTS}


def test_together_they_are_small_enough():
    assert sum(path_of(lesson).stat().st_size for lesson in CHECKPOINTS) <= 12e6


@every_checkpoint
def test_its_facts_name_the_run_that_made_it(lesson):
    facts, recording = facts_of(lesson), lesson.recording
    assert facts["command"] == recording.meta["command"]
    assert facts["seed"] == recording.settings["seed"]
    assert facts["steps"] == recording.frames[-1].step
    words = shlex.split(facts["command"])
    assert int(words[words.index("--steps") + 1]) == facts["steps"]


@every_checkpoint
def test_its_weights_draw_the_stored_sheet_again(lesson):
    stored = lesson.recording.frames[-1].arrays["samples"].astype(int)
    again = trained(lesson.name).observe().arrays["samples"].astype(int)
    assert np.abs(again - stored).max() <= 2


@every_checkpoint
def test_500_other_samples_measure_as_its_facts_say(lesson):
    """Latents of a seed that the facts do not rest on; 4 deviations of 500 samples either way."""
    facts, trainer = facts_of(lesson), trained(lesson.name)
    found = trainer.measure.of(samples(trainer, SETS))
    for name, value in found.items():
        assert abs(value - facts[f"few_{name}"]) <= 4 * facts[f"few_{name}_deviation"] + 0.03, name


@every_checkpoint
def test_its_facts_are_in_themselves_what_the_reader_says(lesson):
    facts, measure = facts_of(lesson), trained(lesson.name).measure
    floor = measure.floor(facts["samples"])
    assert facts["frechet_floor"] == floor["frechet"]
    assert facts["coverage_floor"] == floor["coverage"]
    way = facts["frechet_untrained"] - facts["frechet_floor"]
    assert facts["remaining"] == pytest.approx((facts["frechet"] - facts["frechet_floor"]) / way, abs=1e-4)
    assert all(math.isfinite(value) for value in facts.values() if isinstance(value, float))


@every_checkpoint
def test_an_untrained_generator_lies_as_far_away_as_its_facts_say(lesson):
    """The same networks with the run's first weights; of 500 samples, whose noise is small beside its distance."""
    facts, untrained = facts_of(lesson), make_trainer(lesson.spec, settings_of(lesson))
    untrained.prepare(facts["steps"])  # grown as far as the trained ones
    distance = untrained.measure.of(samples(untrained, SETS))["frechet"]
    assert distance == pytest.approx(facts["frechet_untrained"], rel=0.1)


@every_checkpoint
def test_its_faces_are_as_good_as_is_asked(lesson):
    facts = facts_of(lesson)
    assert facts["remaining"] <= REMAINING[lesson.name]
    assert facts["coverage"] >= 0.9
