"""Denoising: what goes in, what it is compared with, and how it is measured; on images, on points, in stages."""

import numpy as np
import pytest
import torch

from core.objectives.exact_denoiser import posterior_mean
from core.settings import trainer_spec
from core.settings.base import SettingsError
from core.settings.denoising_ae import AMOUNTS
from core.training.denoising_ae import denoising_trainer
from core.training.denoising_images import ImageDenoisingTrainer
from core.training.denoising_points import FLOWING, GRID, TIMES, PointDenoisingTrainer

SPEC = trainer_spec("denoising_ae")


def make(**values):
    return denoising_trainer(SPEC.parse({"layers": "16"} | values))


def train(trainer, steps):
    for _ in range(steps):
        trainer.step()
    return trainer


def clean_copies(trainer, count=4):
    return trainer.train[:count]


def test_settings_choose_the_trainer():
    assert isinstance(make(), ImageDenoisingTrainer)
    assert isinstance(make(dataset="circle"), PointDenoisingTrainer)


def test_the_loss_compares_with_the_clean_example():
    """The network is replaced by one that gives back its input: what remains is the noise, or nothing."""
    denoising, plain = make(amount=0.5), make(amount=0.5, denoise=False)
    for trainer in (denoising, plain):
        trainer.reconstruction = lambda seen: seen
    assert float(denoising.loss(denoising.train)) == pytest.approx(0.25, rel=0.01)
    assert float(plain.loss(plain.train)) == 0


def test_training_draws_anew_and_measuring_does_not():
    trainer = make()
    x = clean_copies(trainer)
    assert not torch.equal(trainer.corrupted(x, trainer.noise), trainer.corrupted(x, trainer.noise))
    assert torch.equal(trainer.probe(x), trainer.probe(x))
    assert torch.equal(trainer.probe(x), make(seed=5).probe(x))  # the same for every run: they can be compared


@pytest.mark.parametrize("dataset", ["digits", "moons"])
def test_psnr_in_is_that_of_the_noise_and_psnr_out_of_what_comes_back(dataset):
    trainer = make(dataset=dataset, amount=0.2)
    scalars = trainer.evaluate()
    assert scalars["psnr_in"] == pytest.approx(20 * np.log10(trainer.peak / 0.2), abs=0.3)
    assert scalars["psnr_out"] == scalars["test_psnr"]
    back = trainer.reconstruction(trainer.probe(trainer.test)).detach()
    assert scalars["test_mse"] == pytest.approx(float((back - trainer.test).square().mean()), rel=1e-5)
    clean = trainer.reconstruction(trainer.test).detach()
    assert scalars["test_clean_mse"] == pytest.approx(float((clean - trainer.test).square().mean()), rel=1e-5)


@pytest.mark.parametrize("corruption", ["gaussian", "off", "dropout", "square", "bottom"])
def test_it_learns_to_undo_every_corruption_and_better_than_a_plain_one(corruption):
    changes = {"corruption": corruption, "layers": "64", "learning_rate": 3e-3, "amount": 0.4}
    denoising, plain = (train(make(denoise=denoise, **changes), 400).evaluate() for denoise in (True, False))
    assert denoising["psnr_out"] > denoising["psnr_in"] + 1
    assert denoising["psnr_out"] > plain["psnr_out"] + 0.5
    assert plain["test_clean_mse"] < denoising["test_clean_mse"]


def test_convolutions_alone_learn_it_too_and_answer_the_same_questions():
    values = SPEC.parse({"network": "convolutional", "corruption": "off", "learning_rate": 3e-3, "batch_size": 64})
    trainer = train(denoising_trainer(values), 150)
    scalars, frame, (facts, _) = trainer.evaluate(), trainer.observe(), trainer.static()
    assert scalars["psnr_out"] > scalars["psnr_in"] + 3
    assert frame.arrays["filters"].shape == (16, 25)  # 5 × 5 pixels each
    assert facts["code_size"] == 64 * 2 * 2
    answer = trainer.reconstruct(trainer.data.test_images[:3].reshape(3, -1), amount=0.0)
    assert answer["codes"].shape == (3, 256)
    other = train(denoising_trainer(values), 3)
    other.load(trainer.state())
    assert other.evaluate()["test_mse"] == pytest.approx(scalars["test_mse"], rel=1e-5)


def test_layers_and_stages_are_for_dense_networks():
    with pytest.raises(SettingsError, match="layers=16: only with dense layers"):
        SPEC.parse({"network": "convolutional", "layers": "16"})
    with pytest.raises(SettingsError, match="network=convolutional: only with images"):
        SPEC.parse({"network": "convolutional", "dataset": "circle"})


def test_a_question_may_ask_for_any_amount():
    trainer = train(make(amount=0.5), 5)
    images = trainer.static()[1]["images"][:3]
    as_trained, same, none = (trainer.reconstruct(images, amount) for amount in (None, 0.5, 0.0))
    assert np.array_equal(as_trained["pixels"], same["pixels"])
    assert np.array_equal(none["corrupted"], images)
    assert (none["psnr_in"] == 120).all()
    frame = trainer.observe()
    assert np.allclose(frame.arrays["psnr_each"][:3], as_trained["psnr_out"], atol=0.02)
    assert np.array_equal(frame.arrays["reconstructions"][:3], as_trained["pixels"])
    with pytest.raises(ValueError, match=r"amount=1.5: allowed is a number from 0 to 1"):
        trainer.reconstruct(images, 1.5)
    with pytest.raises(ValueError, match=r"amount=-0.1: allowed is a number from 0 to 1"):
        trainer.curve(-0.1)


def test_the_curve_falls_with_the_amount_and_has_the_asked_one_on_it():
    curve = train(make(corruption="off"), 5).curve(AMOUNTS[3])
    assert (np.diff(curve["psnr_in"]) < 0).all()
    assert curve["here"].tolist() == [curve["psnr_in"][3], curve["psnr_out"][3]]


# ---- points of the plane --------------------------------------------------------------------------------------------


def test_a_network_that_is_the_exact_denoiser_has_no_error_but_the_least():
    trainer = make(dataset="circle", amount=0.3)
    trainer.reconstruction = trainer.exact
    scalars = trainer.evaluate()
    assert scalars["field_error"] == pytest.approx(0, abs=1e-6)
    assert scalars["mse"] == pytest.approx(scalars["best_mse"], rel=1e-4)
    frame, (_, arrays) = trainer.observe(), trainer.static()
    np.testing.assert_allclose(frame.arrays["field"], arrays["exact"], atol=2e-3)


def test_a_network_that_changes_nothing_is_as_wrong_as_the_best_field_is_long():
    trainer = make(dataset="spiral")
    trainer.reconstruction = lambda seen: seen
    scalars = trainer.evaluate()
    assert scalars["field_error"] == pytest.approx(1)
    assert scalars["psnr_out"] == pytest.approx(scalars["psnr_in"])


def test_the_field_is_learned_and_points_at_the_curve():
    trainer = make(dataset="circle", amount=0.3, layers="64", learning_rate=5e-3, activation="tanh")
    assert trainer.evaluate()["field_error"] > 0.8
    train(trainer, 500)
    assert trainer.evaluate()["field_error"] < 0.4
    path = trainer.observe().arrays["path"].astype(float)
    away = np.abs(np.hypot(*path.transpose(2, 0, 1)) - 2).mean(1)  # from the circle of radius 2
    assert away[1] < 0.6 * away[0]
    assert away[TIMES] < 0.6 * away[0]


def test_a_way_is_the_network_applied_again_and_again():
    trainer = train(make(dataset="moons"), 3)
    path = trainer.observe().arrays["path"]
    assert path.shape == (TIMES + 1, FLOWING, 2)
    at = trainer.probe(trainer.train)[:FLOWING]
    for place in path:
        np.testing.assert_allclose(place, at.detach(), atol=3e-3)
        at = trainer.reconstruction(at)


def test_the_exact_field_belongs_to_the_points_and_the_noise():
    trainer = make(dataset="moons", amount=0.5)
    _, arrays = trainer.static()
    assert arrays["grid"].shape == (GRID**2, 2)
    assert arrays["grid"][1].tolist() == [pytest.approx(-3 + 6 / (GRID - 1)), -3]  # row by row from the lowest
    points, grid = torch.from_numpy(arrays["points"]).double(), torch.from_numpy(arrays["grid"]).double()
    np.testing.assert_allclose(arrays["exact"], posterior_mean(grid, points, 0.5) - grid, atol=1e-5)


def test_points_train_on_from_a_state_and_the_same_seed_gives_the_same_frames():
    first, again, other = (train(make(dataset="circle", seed=seed), 3) for seed in (1, 1, 2))
    assert first.observe().scalars == again.observe().scalars != other.observe().scalars
    other.load(first.state())
    assert other.evaluate() == pytest.approx(first.evaluate())


# ---- in stages ------------------------------------------------------------------------------------------------------

STAGES = {"layers": "24-12", "training": "greedy", "stage_steps": 10, "corruption": "off", "amount": 0.5}


def test_each_stage_corrupts_its_own_input_and_moves_its_own_layers():
    trainer = make(**STAGES)
    begun = {name: array.copy() for name, array in trainer.state().items()}
    train(trainer, 10)
    assert trainer.observe().scalars["stage"] == 1
    moved = {name for name, array in trainer.state().items() if name.startswith("model.")
             and not np.array_equal(array, begun[name])}  # fmt: skip
    assert moved == {f"model.{side}.{part}" for side in ("encoder.0", "decoder.1") for part in ("weight", "bias")}
    train(trainer, 10)
    assert trainer.observe().scalars["stage"] == 2
    assert train(trainer, 1).observe().scalars["stage"] == 0
    for stage in (1, 2):
        hidden = trainer.corrupt_stage(torch.ones(50, 100), stage)
        assert float((hidden == 0).float().mean()) == pytest.approx(0.5, abs=0.03)


def test_a_later_stage_is_never_shown_a_missing_square():
    """Units of a hidden layer have no place in a picture: they are switched off one by one."""
    trainer = make(**STAGES | {"corruption": "square", "amount": 0.25})
    hidden = trainer.corrupt_stage(torch.ones(400, 24), 2)
    assert float((hidden == 0).float().mean()) == pytest.approx(0.25, abs=0.02)


def test_a_plain_stack_is_not_corrupted_in_any_stage():
    trainer = make(**STAGES, denoise=False)
    ones = torch.ones(5, 64)
    assert torch.equal(trainer.corrupt_stage(ones, 1), ones)
    assert torch.equal(trainer.corrupt_stage(ones, 2), ones)
