"""The recorded frame at which a size fades in: made by the lesson's own run, ended early, and by its weights."""

import shlex

import numpy as np
import pytest
import torch

from core.__main__ import make_trainer
from core.models.equalized import upsample
from core.runs.recording import Recording
from core.settings.progan import ProGANSettings
from core.training.face_pixels import to_pixels
from core.ui.blend import BLENDED, FADE, recorded_fade, schedule
from core.ui.catalog import lesson


@pytest.fixture(scope="module")
def fade():
    """The recording, and a trainer with its weights."""
    recording = Recording.load(FADE)
    item = lesson("progan")
    trainer = make_trainer(item.spec, item.spec.parse(recording.settings))
    trainer.load(recording.weights)
    trainer.step_count = recording.frames[-1].step
    return recording, trainer


def test_it_is_the_lessons_run_with_fewer_steps(fade):
    recording, trainer = fade
    assert trainer.settings == lesson("progan").opening
    run, ended = (shlex.split(r.meta["command"]) for r in (lesson("progan").recording, recording))
    assert ended[: ended.index("--steps")] == run[: run.index("--steps")]
    assert recorded_fade().step == recording.frames[-1].step == int(ended[ended.index("--steps") + 1])
    assert recorded_fade().scalars["side"] == 32
    assert recorded_fade().scalars["alpha"] == 0.5


def test_its_weights_make_what_it_shows(fade):
    recording, trainer = fade
    frame, then = trainer.observe(), recording.frames[-1]
    assert np.abs(frame.arrays["samples"].astype(int) - then.arrays["samples"]).max() <= 2
    for name in BLENDED:
        assert np.allclose(frame.arrays[name].astype(float), then.arrays[name].astype(float), atol=0.01), name


def test_the_faces_that_it_shows_are_the_blend_of_its_branches():
    arrays = recorded_fade().arrays
    old, new = (torch.from_numpy(arrays[name].astype(np.float32)) for name in ("old", "new"))
    blend = to_pixels(torch.lerp(upsample(old), new, 0.5))
    assert np.abs(blend.astype(int) - arrays["samples"][: len(blend)]).max() <= 1


def test_the_schedule_is_that_of_the_settings():
    assert schedule(ProGANSettings(side=64, stable=9))["sides"] == [4, 8, 16, 32, 64]
    assert schedule(ProGANSettings(stable=9))["stable"] == 9
