"""The stacked autoencoder's trainer: stages, what a frame says, what codes are worth, questions."""

import numpy as np
import pytest
import torch
from sklearn.neighbors import KNeighborsClassifier

from core.data.images import load_images
from core.models.quantiser import Quantiser
from core.settings import trainer_spec
from core.settings.stacked_ae import parameters, turned, with_code
from core.training.stacked_ae import StackedAETrainer

SPEC = trainer_spec("stacked_ae")
GREEDY = {"training": "greedy", "stage_steps": 10, "steps": 40}


def make(**values) -> StackedAETrainer:
    return StackedAETrainer(SPEC.parse(values))


def train(trainer: StackedAETrainer, steps: int) -> StackedAETrainer:
    for _ in range(steps):
        trainer.step()
    return trainer


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("layers", ["32-8", "20", "9-8-7-6-5"])
def test_parameters_are_counted_as_they_are(layers, tied):
    trainer = make(layers=layers, tied=tied)
    facts, _ = trainer.static()
    assert facts["sizes"] == [64, *map(int, layers.split("-"))]
    assert facts["parameters"] == parameters(facts["sizes"], tied)
    assert facts["code_size"] == facts["sizes"][-1]


def test_the_lectures_network_is_counted_as_in_the_lecture():
    assert parameters([784, 100, 30], tied=False) == 163_814
    assert parameters([784, 100, 30], tied=True) == 82_414


def test_stages_train_one_after_the_other_and_then_the_whole():
    trainer = make(**GREEDY)
    stages, errors = [trainer.observe().scalars["stage"]], []
    before = {}
    for _ in range(4):
        before = {name: value.clone() for name, value in trainer.model.state_dict().items()}
        train(trainer, 10)
        scalars = trainer.observe().scalars
        stages.append(scalars["stage"])
        errors.append({name for name in scalars if name.startswith("stage_") and name != "stage_mse"})
        moved = {name.rsplit(".", 1)[0] for name, v in trainer.model.state_dict().items() if not v.equal(before[name])}
        if scalars["stage"] == 1:
            assert moved == {"encoder.0", "decoder.1"}
            assert scalars["stage_mse"] == scalars["stage_1_mse"]
        if scalars["stage"] == 2:
            assert moved == {"encoder.1", "decoder.0"}
            assert scalars["stage_mse"] == scalars["stage_2_mse"]
        if scalars["stage"] == 0:
            assert moved == {"encoder.0", "encoder.1", "decoder.0", "decoder.1"}
            assert scalars["stage_mse"] == scalars["test_mse"]
    assert stages == [1, 1, 2, 0, 0]
    assert errors == [{"stage_1_mse"}] + 3 * [{"stage_1_mse", "stage_2_mse"}]


def test_a_greedy_run_goes_on_from_its_state_in_the_middle_of_a_stage():
    trainer, other = (
        train(make(**GREEDY, batch_size=1024, examples=500), 15),
        make(**GREEDY, batch_size=1024, examples=500),
    )
    other.load(trainer.state())
    other.step_count = 15
    scalars = train(trainer, 10).observe().scalars
    assert scalars == train(other, 10).observe().scalars
    assert scalars["stage"] == 0


def test_few_training_images_are_the_first_ones():
    trainer = make(examples=20)
    expected = load_images("digits").train_images[:20].reshape(20, -1) / 255
    assert np.allclose(trainer.train.numpy(), expected)
    assert trainer.batch().shape == (20, 64)
    assert trainer.static()[0]["measured"] == [20, 297]
    assert len(make().train) == 1500


def test_always_the_mean_image_is_the_error_that_is_named():
    scalars, data = make(examples=200).observe().scalars, load_images("digits")
    mean = data.train_images[:200].mean(0) / 255
    assert scalars["mean_test_mse"] == pytest.approx(((data.test_images / 255 - mean) ** 2).mean(), rel=1e-5)


def test_neighbours_are_those_of_a_reference_and_chance_is_a_tenth():
    trainer = train(make(), 60)
    scalars, labels = trainer.observe().scalars, load_images("digits").test_labels
    for name, space in (("neighbours", trainer.model.encode(trainer.test)), ("pixel_neighbours", trainer.test)):
        x = space.detach().numpy()
        nearest = KNeighborsClassifier(1).fit(x, labels).kneighbors(n_neighbors=1, return_distance=False)[:, 0]
        assert scalars[name] == pytest.approx((labels[nearest] == labels).mean(), abs=0.005)
    assert scalars["pixel_neighbours"] > 0.9
    assert trainer.static()[0]["chance"] == pytest.approx(0.1, abs=0.005)


def test_neighbours_of_one_image_are_asked_for():
    trainer = make()
    answer = trainer.neighbours(4, 5)
    distances = (trainer.test - trainer.test[4]).square().sum(1)
    assert answer["pixels"].tolist() == distances.argsort()[1:6].tolist()
    codes = trainer.model.encode(trainer.test).detach()
    assert answer["codes"].tolist() == (codes - codes[4]).square().sum(1).argsort()[1:6].tolist()
    for index, count, wrong in ((-1, 5, "index=-1"), (297, 5, "index=297"), (0, 0, "count=0"), (0, 297, "count=297")):
        with pytest.raises(ValueError, match=f"{wrong}: allowed is a whole number from"):
            trainer.neighbours(index, count)


def test_the_psnr_in_bytes_is_that_of_codes_rounded_by_hand():
    trainer = train(make(layers="16-2"), 100)
    with torch.no_grad():
        learned, codes = trainer.model.encode(trainer.train[:500]), trainer.model.encode(trainer.test)
        low, high = learned.amin(0), learned.amax(0)
        rounded = ((codes - low) / (high - low) * 255).round().clamp(0, 255) / 255 * (high - low) + low
        mse = float((trainer.model.decode(rounded) - trainer.test).square().mean())
    assert trainer.observe().scalars["byte_psnr"] == pytest.approx(-10 * np.log10(mse), abs=1e-3)
    assert Quantiser(learned).to_bytes(codes).element_size() == 1


@pytest.mark.parametrize("rival", ["tied", "greedy"])
def test_a_rival_differs_in_one_thing_and_back_again(rival):
    settings = SPEC.parse({"seed": 3, "layers": "20-5"})
    other = turned(settings, rival)
    changed = {name for name, value in other if value != getattr(settings, name)}
    assert changed == {"tied": {"tied"}, "greedy": {"training"}}[rival]
    assert turned(other, rival) == settings
    assert turned(SPEC.parse({"training": "greedy", "stage_steps": 100}), "greedy") == SPEC.parse({})


def test_another_code_keeps_all_other_layers():
    assert with_code(SPEC.parse({"layers": "100-50-30"}), 4).layers == "100-50-4"
