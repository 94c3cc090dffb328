"""The trainer of the convolutional autoencoder: its rivals, its maps, what places are worth, and its question."""

import numpy as np
import pytest
import torch

from core.settings import trainer_spec
from core.settings.base import SettingsError
from core.training.conv_ae import ConvAETrainer

SPEC = trainer_spec("conv_ae")


def make(**values) -> ConvAETrainer:
    return ConvAETrainer(SPEC.parse(values))


def train(trainer: ConvAETrainer, steps: int) -> ConvAETrainer:
    for _ in range(steps):
        trainer.step()
    return trainer


def count(trainer: ConvAETrainer) -> int:
    return sum(p.numel() for p in trainer.parameters)


@pytest.mark.parametrize(
    "values", [{}, {"channels": 16, "layers": 3}, {"grow": "upsampling", "latent_dim": 30}], ids=str
)
def test_the_dense_rival_has_as_many_parameters(values):
    conv, dense = make(**values), make(architecture="dense", **values)
    one_unit = 2 * (64 + conv.settings.latent_dim + 1)
    assert abs(count(conv) - count(dense)) <= one_unit / 2
    assert dense.model.encode(dense.test[:2]).shape == (2, conv.settings.latent_dim)
    assert not any(name.startswith(("down", "up")) for name in dense.observe().arrays)


def test_the_maps_of_a_frame_are_those_of_the_image_each_scaled_by_itself():
    trainer = train(make(), 5)
    arrays, facts = trainer.observe().arrays, trainer.static()[0]
    assert facts["shapes"] == [(8, 4), (16, 2)]
    assert facts["laid_open"] == 10
    for image in (0, 9):
        with torch.no_grad():
            (first, second), _ = trainer.model.shrunk(trainer.test[image : image + 1])
        for name, maps in ((f"down1 {image}", first), (f"down2 {image}", second)):
            flat = maps[0].flatten(1).numpy()
            largest = np.abs(flat).max(1, keepdims=True)
            scaled = 128 + 127 * flat / np.where(largest > 0, largest, 1)
            assert np.abs(arrays[name].astype(float) - scaled).max() <= 0.51
        assert arrays[f"code {image}"].shape == (1, 8)
        assert arrays[f"up0 {image}"].shape == (16, 4)
        assert arrays[f"up1 {image}"].shape == (8, 16)
        assert f"up2 {image}" not in arrays  # that is the picture


def test_what_the_places_are_worth_is_measured_where_they_are_remembered():
    trainer = train(make(preset="switches"), 300)
    scalars, arrays = trainer.observe().scalars, trainer.observe().arrays
    assert scalars["fixed_mse"] > 1.5 * scalars["test_mse"]
    assert scalars["foreign_mse"] > 1.2 * scalars["test_mse"]
    trainer.measured = len(trainer.test)  # a frame of all test images has what is said of all of them
    assert trainer.evaluate()["foreign_mse"] == pytest.approx(trainer.observe().scalars["foreign_mse"], rel=1e-5)
    assert arrays["fixed"].shape == arrays["foreign"].shape == arrays["reconstructions"].shape
    assert not np.array_equal(arrays["fixed"], arrays["reconstructions"])
    fixed = make(shrink="pooling", grow="unpooling", remember=False)
    assert "fixed_mse" not in fixed.observe().scalars
    assert not fixed.settings.remembers


def test_untrained_transposed_convolutions_draw_a_checkerboard_and_upsampling_hardly_any():
    for seed in range(3):
        drawn = {
            name: make(seed=seed, **values).observe().scalars["checkerboard"]
            for name, values in {"transposed": {"kernel": 3}, "upsampling": {"grow": "upsampling"}}.items()
        }
        assert drawn["transposed"] > 4 * drawn["upsampling"]
    assert 0 < make().static()[0]["data_checkerboard"] < 3 / 63


def test_the_question_is_answered_by_pytorch():
    x, kernel = [[1.0, 2.0], [3.0, 4.0]], [[1.0, 0.0, 2.0], [0.0, 1.0, 0.0], [3.0, 0.0, 1.0]]
    result = make().transposed(x, kernel, stride=2, padding=1)["result"]
    assert result.tolist() == [[1, 0, 2], [0, 1 * 1 + 2 * 3 + 3 * 2 + 4 * 1, 0], [3, 0, 4]]
    with pytest.raises(ValueError, match="padding 9: it cuts everything off"):
        make().transposed(x, kernel, stride=1, padding=9)


@pytest.mark.parametrize("values", [{"grow": "upsampling", "kernel": 3}, {"remember": "false"}], ids=str)
def test_fields_that_would_do_nothing_are_named(values):
    with pytest.raises(SettingsError, match=r"kernel=3: only where|remember=false: only with"):
        make(**values)
