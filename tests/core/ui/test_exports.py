"""What is taken away opens again, and is the run that was seen."""

import csv
import io
import re
import shlex

import numpy as np
import pytest
import safetensors.numpy
from PIL import Image

from core.__main__ import fields, make_trainer
from core.runs.recording import Recording
from core.settings import trainer_spec
from core.ui import exports
from core.ui.catalog import LESSONS
from core.ui.session import Session
from tests.core.runs.toy import ToyTrainer


@pytest.fixture
def trained(opened) -> Session:
    """A run of the toy, 130 steps with a frame each: more than an animation holds."""
    session = opened(seed=1)
    for _ in range(130):
        session.run.step(1)
    session.tick()
    return session


def test_the_recording_opens_again_and_is_the_same(trained):
    again = Recording.from_bytes(exports._recording_file(trained))
    assert again == trained.run.recording()
    assert [frame.step for frame in again.frames] == list(range(131))


def test_of_a_lessons_recording_the_file_is_the_lessons(opened):
    session = opened()
    assert Recording.from_bytes(exports._recording_file(session)) == session.lesson.recording


def test_the_metrics_have_a_row_a_frame(trained):
    rows = list(csv.DictReader(io.StringIO(exports._metrics(trained).decode())))
    frames = trained.run.recording().frames
    assert [int(row["step"]) for row in rows] == [frame.step for frame in frames]
    assert [float(row["loss"]) for row in rows] == [frame.scalars["loss"] for frame in frames]
    assert rows[0].keys() == {"step", "loss"}


def test_the_weights_load_into_a_trainer(trained):
    weights = safetensors.numpy.load(exports._weights(trained))
    trainer = ToyTrainer(trained.settings)
    trainer.load(weights)
    assert np.array_equal(trainer.x, trained.run.checkpoint()["x"])


@pytest.mark.parametrize("item", LESSONS, ids=lambda item: item.name)
def test_the_weights_of_every_lesson_load_into_its_trainer(item):
    session = Session(item, item.opening, [], recorded=True)
    trainer = make_trainer(item.spec, item.opening)
    trainer.load(safetensors.numpy.load(exports._weights(session)))
    trainer.step_count = item.recording.frames[-1].step
    assert trainer.observe().scalars == pytest.approx(item.recording.frames[-1].scalars, rel=1e-3, abs=1e-3)


def test_the_animation_spans_the_run_in_about_sixty_pictures(trained):
    picture = Image.open(io.BytesIO(exports._animation(trained)))
    greys = []
    for index in range(picture.n_frames):
        picture.seek(index)
        greys.append(picture.convert("L").getpixel((0, 0)))
    assert greys == [*range(0, 130, 3), 130]  # the toy draws its step as a grey
    assert len(greys) <= exports.GIF_FRAMES


def test_a_short_run_is_animated_whole(opened):
    session = opened(seed=1)
    assert Image.open(io.BytesIO(exports._animation(session))).n_frames == 1
    session.run.step(1)
    session.run.step(1)
    assert Image.open(io.BytesIO(exports._animation(session))).n_frames == 3


@pytest.mark.parametrize("item", LESSONS, ids=lambda item: item.name)
def test_every_lesson_can_be_animated(item):
    session = Session(item, item.opening, [], recorded=True)
    most = min(len(item.recording.frames), exports.GIF_FRAMES)
    assert most / 2 < Image.open(io.BytesIO(exports._animation(session))).n_frames <= most + 1


def test_the_figure_is_a_page_that_needs_no_network(trained):
    page = exports._figure(trained).decode()
    assert page.lower().startswith(("<html>", "<!doctype html>"))
    assert "plotly.js v" in page
    assert "Plotly.newPlot" in page
    assert '"loss"' in page
    assert not re.search(r"<script[^>]*\ssrc=", page)
    assert not re.search(r"<link[^>]*\shref=", page)


@pytest.mark.parametrize("name", ["collapse", "mean", "autoencoder"])
def test_the_command_gives_the_same_settings(name):
    spec = trainer_spec("vae")
    settings = spec.parse({"preset": name, "seed": 3, "learning_rate": 0.0007})
    words = shlex.split(exports.command(spec, settings))
    assert words[:5] == ["python", "-m", "core", "train", "vae"]
    assert spec.parse(fields(words[5:])) == settings
