"""The DCGAN trainer: its settings reach the networks, and questions about latents and layers."""

from functools import cache

import numpy as np
import pytest
import torch

from core.settings import trainer_spec
from core.settings.dcgan import GUIDELINES, all_kept
from core.training.dcgan import DCGANTrainer
from core.training.interpolation import spherical_path

SPEC = trainer_spec("dcgan")
TINY = {"channels": 8, "examples": 40, "batch_size": 8, "latent_dim": 6}


def make(steps=0, **values):
    trainer = DCGANTrainer(SPEC.parse(TINY | values))
    for _ in range(steps):
        trainer.step()
    return trainer


@cache
def trained():
    """Two steps old; nothing asked of it changes it."""
    return make(2)


@pytest.mark.parametrize("name", [None, *GUIDELINES])
def test_every_way_trains_and_a_state_is_taken_over(name):
    values = {name: False} if name else {}
    trainer, other = make(1, **values), make(**values)
    assert [getattr(trainer.rules, guideline) for guideline in GUIDELINES] == [g != name for g in GUIDELINES]
    other.load(trainer.state())
    assert np.array_equal(other.observe().arrays["samples"], trainer.observe().arrays["samples"])
    assert trainer.observe().arrays["samples"].std() > 0


def test_all_kept_is_the_same_but_for_the_guidelines():
    broken = SPEC.parse(TINY | dict.fromkeys(GUIDELINES, False))
    assert all_kept(broken) == SPEC.parse(TINY)


@pytest.mark.parametrize("preset", SPEC.presets, ids=lambda preset: preset.name)
def test_a_preset_breaks_at_most_one_thing(preset):
    settings = SPEC.parse({"preset": preset.name})
    opening = SPEC.parse({"preset": SPEC.presets[0].name})
    different = [name for name, value in settings if value != getattr(opening, name)]
    assert len(different) == (preset is not SPEC.presets[0])


# ---- the walk -------------------------------------------------------------------------------------------------------


def test_a_walk_has_its_faces_in_the_corners_and_turns_evenly_between_them():
    trainer = trained()
    pixels = trainer.walk(seed=3, size=5)["pixels"]
    assert pixels.shape == (25, 32 * 32 * 3)
    z = trainer.draw_latents(4, 3)
    assert np.abs(pixels[[0, 4, 20, 24]].astype(int) - trainer.pixels_of(z)).max() <= 1
    along = trainer.pixels_of(spherical_path(z[0], z[1], 5))
    down = trainer.pixels_of(spherical_path(z[0], z[2], 5))
    assert np.abs(pixels[:5].astype(int) - along).max() <= 1
    assert np.abs(pixels[::5].astype(int) - down).max() <= 1
    middle = spherical_path(*(spherical_path(z[i], z[i + 1], 5)[2] for i in (0, 2)), 5)[[2]]
    assert np.abs(pixels[12].astype(int) - trainer.pixels_of(middle)).max() <= 1


@pytest.mark.parametrize("size", [1, 21])
def test_a_walk_of_another_size_is_refused(size):
    with pytest.raises(ValueError, match=f"size={size}: allowed is a whole number from 2 to 20"):
        trained().walk(seed=0, size=size)


# ---- the layers -----------------------------------------------------------------------------------------------------


def test_maps_are_those_that_make_the_face_the_strongest_first():
    trainer = trained()
    answer = trainer.maps(place=5)
    assert answer["shapes"] == [[32, 4], [16, 8], [8, 16]]
    assert np.array_equal(answer["pixels"][0], trainer.observe().arrays["samples"][5])
    with torch.no_grad():
        maps = trainer.averaged.maps(trainer.latents[[5]])[1][0].numpy()
    expected = maps[np.argsort(-maps.mean((1, 2)), kind="stable")].reshape(16, 64) * 255 / maps.max()
    assert np.abs(answer["layer1"] - expected).max() <= 0.51


def test_of_a_wide_layer_the_32_strongest_maps_are_shown():
    assert make(channels=16).maps(0)["layer0"].shape == (32, 16)


def test_a_place_beyond_the_faces_shown_is_named():
    with pytest.raises(ValueError, match="place=24: allowed is a whole number from 0 to 23"):
        trained().maps(24)


# ---- arithmetic -----------------------------------------------------------------------------------------------------


class Told(DCGANTrainer):
    """Its faces have glasses where their first latent is above 0, whatever they look like."""

    def pixels_of(self, z):
        pixels = np.zeros((len(z), 32 * 32 * 3), np.uint8)
        pixels[:, 0] = (z[:, 0] > 0).numpy()
        return pixels

    def _read(self, pixels):
        values = {name: array * 0 for name, array in super()._read(pixels).items()}
        return values | {"glasses": pixels[:, 0]}


def test_arithmetic_counts_what_the_reader_sees():
    """In a world where the glasses hang on one number, the rest on nothing."""
    trainer = Told(SPEC.parse(TINY | {"latent_dim": 20}))
    answer = trainer.arithmetic("glasses", averaged=100, strength=2.0, seed=0)
    assert answer["succeeded"] > 0.95
    assert answer["control"] < 0.6
    assert (answer["having"][:, 0] == 1).all()
    assert not answer["lacking"][:, 0].any()
    assert not answer["before"][:, 0].any()
    assert np.array_equal(answer["after"][:, 0], answer["successes"])
    assert "glasses" not in answer["kept"]
    assert answer["kept"]["tilt"] == answer["kept"]["background"] == 1.0
    assert answer["chance"]["background"] == pytest.approx(0.2)
    weaker = trainer.arithmetic("glasses", averaged=100, strength=0.0, seed=0)
    assert weaker["succeeded"] == 0


def test_arithmetic_of_something_else_is_refused():
    with pytest.raises(ValueError, match="addition=beard: allowed is one of glasses, laugh"):
        trained().arithmetic("beard", 3, 1.0, 0)
    with pytest.raises(ValueError, match="averaged=0: allowed is a whole number from 1 to 1000"):
        trained().arithmetic("glasses", 0, 1.0, 0)
