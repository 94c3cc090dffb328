"""What all trainers of autoencoders for images have in common, on each of them with its first preset."""

from importlib import import_module

import numpy as np
import pytest

from core.data.images import load_images
from core.settings import TRAINERS
from core.settings.images import ImageSettings
from core.training.image_autoencoder import ImageAutoencoderTrainer


def make(spec, **values):
    module, name = spec.location.split(":")
    settings = spec.parse({"preset": spec.presets[0].name, "dataset": "digits"} | values)
    return getattr(import_module(module), name)(settings)


def of_family(spec):
    return issubclass(spec.settings, ImageSettings) and isinstance(make(spec), ImageAutoencoderTrainer)


FAMILY = [spec for spec in TRAINERS.values() if of_family(spec)]
pytestmark = pytest.mark.parametrize("spec", FAMILY, ids=lambda spec: spec.name)


def train(trainer, steps):
    for _ in range(steps):
        trainer.step()
    return trainer


def same(a, b):
    return a.scalars == b.scalars and all(np.array_equal(a.arrays[name], b.arrays[name]) for name in a.arrays)


def test_the_errors_are_those_of_what_comes_back(spec):
    trainer = train(make(spec), 3)
    data = load_images("digits")
    scalars = trainer.evaluate()
    for name, images in (("mse", data.train_images), ("test_mse", data.test_images)):
        answer = trainer.reconstruct(images.reshape(len(images), -1))
        assert scalars[name] == pytest.approx(answer["mse"].mean(), rel=1e-4)
        assert scalars[name.replace("mse", "psnr")] == pytest.approx(-10 * np.log10(scalars[name]), abs=1e-6)


def test_it_learns(spec):
    trainer = make(spec)
    before = trainer.evaluate()["test_mse"]
    assert train(trainer, 150).evaluate()["test_mse"] < 0.8 * before


def test_the_same_seed_gives_the_same_frames_and_another_one_others(spec):
    first, again, other = (train(make(spec, seed=seed), 3).observe() for seed in (5, 5, 6))
    assert same(first, again)
    assert not same(first, other)


def test_looking_changes_nothing(spec):
    looked, left = make(spec), make(spec)
    for _ in range(2):
        looked.observe()
        looked.evaluate()
        looked.interpolate(0, 1, 3)
        looked.step()
        left.step()
    assert same(looked.observe(), left.observe())


def test_a_state_taken_over_measures_the_same_and_trains_on(spec):
    trainer = train(make(spec), 3)
    other = make(spec, seed=9)
    other.load(trainer.state())
    assert other.evaluate()["test_mse"] == pytest.approx(trainer.evaluate()["test_mse"], rel=1e-5)
    other.step()
    assert np.isfinite(other.evaluate()["test_mse"])


def test_a_frame_and_the_static_arrays_fit_together(spec):
    trainer = make(spec)
    frame, (facts, arrays) = trainer.observe(), trainer.static()
    assert frame.arrays["map"].shape == (len(arrays["images"]), 2)
    assert frame.arrays["reconstructions"].shape == (10, facts["side"] ** 2)
    assert frame.arrays["reconstructions"].dtype == np.uint8
    assert facts["parameters"] == sum(p.numel() for p in trainer.model.parameters())
    assert len(arrays["labels"]) == len(arrays["images"])


def test_questions_agree_with_one_another(spec):
    trainer = train(make(spec), 3)
    images = trainer.static()[1]["images"][:4]
    answer = trainer.reconstruct(images)
    assert answer["codes"].shape == (4, trainer.code_size)
    assert np.array_equal(answer["pixels"], trainer.observe().arrays["reconstructions"][:4])
    ways = trainer.interpolate(1, 3, 5)["pixels"]
    ends = trainer.decode(answer["codes"][[1, 3]])["pixels"]
    assert np.abs(ways[[0, -1]].astype(int) - ends).max() <= 1


def test_a_question_in_the_wrong_shape_is_named(spec):
    trainer = make(spec)
    with pytest.raises(ValueError, match=r"codes have shape \(2, 99\); expected \(N, "):
        trainer.decode(np.zeros((2, 99)))
    with pytest.raises(ValueError, match=r"images have shape \(3, 5\); expected \(N, 64\)"):
        trainer.reconstruct(np.zeros((3, 5)))


@pytest.mark.parametrize(("first", "second", "wrong"), [(-1, 0, "first=-1"), (0, 297, "second=297")])
def test_a_question_about_no_image_of_the_data_is_named(spec, first, second, wrong):
    with pytest.raises(ValueError, match=f"{wrong}: allowed is a whole number from 0 to 296"):
        make(spec).interpolate(first, second, 5)
