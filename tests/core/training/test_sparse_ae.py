"""The sparse autoencoder: what it makes smaller, how its use is measured, and that it does what the lesson says."""

import json
import shlex

import numpy as np
import pytest
import torch

from core.__main__ import main
from core.data.base import DIGITS, ImageData
from core.settings import trainer_spec
from core.settings.sparse_ae import PENALTIES
from core.training import image_autoencoder
from core.training.sparse_ae import SparseAETrainer, shorten, usage
from core.ui.penalties import measured, runs_of

SPEC = trainer_spec("sparse_ae")


def make(**values) -> SparseAETrainer:
    return SparseAETrainer(SPEC.parse(values))


def train(trainer: SparseAETrainer, steps: int) -> SparseAETrainer:
    for _ in range(steps):
        trainer.step()
    return trainer


@pytest.fixture(scope="module")
def trained() -> SparseAETrainer:
    return train(make(preset="kl"), 200)


@pytest.fixture(scope="module")
def edges() -> SparseAETrainer:
    return train(make(preset="edges"), 1200)


def test_the_lectures_network_has_as_many_parameters_as_its_book_says(monkeypatch):
    """On made-up images of MNIST's size: the real ones may not be on this machine."""
    images = np.random.default_rng(0).integers(0, 256, (60, 28, 28), dtype=np.uint8)
    labels = (np.arange(60) % 10).astype(np.uint8)
    made_up = ImageData("mnist", images[:40], labels[:40], images[40:], labels[40:], DIGITS, "Made up.")
    monkeypatch.setattr(image_autoencoder, "load_images", lambda name: made_up)
    trainer = make(preset="lecture")
    assert trainer.static()[0]["parameters"] == 218_084
    assert trainer.static()[0]["filter_side"] == 14
    assert trainer.observe().arrays["filters"].shape == (300, 14 * 14)


def test_the_loss_is_the_error_plus_the_weighted_penalty_by_hand():
    for penalty in ("none", "l1", "kl"):
        values = {"none": {}, "l1": {"weight": 0.02}, "kl": {"weight": 0.02, "rho": 0.1}}[penalty]
        trainer = make(penalty=penalty, **values)
        x = trainer.test[:9]
        with torch.no_grad():
            a, loss = trainer.model.encode(x).double().numpy(), float(trainer.loss(x))
            error = float(((trainer.reconstruction(x) - x) ** 2).mean())
        rho, mean = 0.1, a.mean(0)
        expected = {
            "none": 0.0,
            "l1": a.sum(1).mean(),
            "kl": (rho * np.log(rho / mean) + (1 - rho) * np.log((1 - rho) / (1 - mean))).sum(),
        }
        assert loss == pytest.approx(error + 0.02 * expected[penalty], rel=1e-4)


def test_use_is_counted_by_hand():
    a = torch.tensor([[0.0, 0.04, 0.9], [0.2, 0.01, 0.05]])
    said = usage(a)
    assert said["mean_activation"] == pytest.approx(0.2)
    assert said["quiet_share"] == pytest.approx(4 / 6)
    assert said["dead_units"] == 1  # the second: never above 0.05


def test_a_frame_holds_the_activations_of_test_images_sorted_by_class(trained):
    frame, (facts, arrays) = trained.observe(), trained.static()
    assert (np.diff(arrays["column_labels"].astype(int)) >= 0).all()
    assert np.bincount(arrays["column_labels"]).tolist() == [20] * len(facts["classes"])
    with torch.no_grad():
        a = trained.model.encode(trained.test[arrays["columns"].astype(int)]).T.numpy()
    assert np.abs(frame.arrays["units"] / 255 - a).max() <= 0.5 / 255 + 1e-6
    assert frame.arrays["histogram"].sum() == pytest.approx(1, abs=1e-5)
    means = frame.arrays["means"].astype(float)
    assert (np.diff(means[frame.arrays["by_use"]]) <= 1e-3).all()
    assert means.mean() == pytest.approx(frame.scalars["mean_activation"], abs=1e-3)


def test_without_hidden_units_a_filter_is_a_column_of_the_decoder():
    trainer = make(hidden=0, units=12)
    with torch.no_grad():
        filters = trainer.filters(torch.full((12,), 0.3))
    assert torch.allclose(filters, trainer.model.decoder[0].weight.T, atol=1e-5)


def test_with_hidden_units_it_is_what_the_output_moves_by(trained):
    means = torch.linspace(0.01, 0.2, 100)
    on, off = means.clone(), means.clone()
    on[7], off[7] = 1, 0
    with torch.no_grad():
        moved = trained.model.decode(on[None]) - trained.model.decode(off[None])
        assert torch.allclose(trained.filters(means)[7], moved[0], atol=1e-5)


def test_a_unit_is_told_with_the_images_that_excite_it_most(trained):
    answer = trained.unit(3)
    with torch.no_grad():
        a = trained.model.encode(trained.test)[:, 3].numpy()
    best = np.argsort(-a, kind="stable")[:9]
    assert answer["activations"] == pytest.approx(a[best])
    assert np.array_equal(answer["labels"], trained.data.test_labels[best])
    assert answer["images"].shape == (9, 64)
    assert answer["mean"] == pytest.approx(a.mean())


@pytest.mark.parametrize("values", [{"preset": "kl"}, {"preset": "edges"}], ids=str)
def test_the_decoder_can_be_taken_away(values):
    trainer = make(**values)
    answer = trainer.decoder(5)
    h, depth = answer["code"], len(trainer.model.decoder)
    for i in range(depth):
        h = answer[f"decoder.{i}.weight"] @ h + answer[f"decoder.{i}.bias"]
        h = np.maximum(h, 0) if i < depth - 1 else h
    with torch.no_grad():
        assert h == pytest.approx(trainer.reconstruction(trainer.test[5:6])[0].numpy(), abs=1e-5)
    assert np.array_equal(answer["image"], trainer.data.test_images[5].ravel())


def test_looking_at_the_decoder_does_not_change_it():
    trainer = make(preset="edges")
    first, again = trainer.decoder(0), trainer.decoder(0)
    assert np.array_equal(first["decoder.0.bias"], again["decoder.0.bias"])


def test_questions_about_what_is_not_there_are_refused(trained):
    with pytest.raises(ValueError, match="unit=100: allowed is a whole number from 0 to 99"):
        trained.unit(100)
    with pytest.raises(ValueError, match="image=-1: allowed is a whole number from 0 to 296"):
        trained.decoder(-1)
    with pytest.raises(ValueError, match="the data set is digits; edges are looked for in patches"):
        trained.gabor()


def test_filters_are_cut_back_to_their_longest():
    weight = torch.tensor([[3.0, 0.3], [4.0, 0.4]])
    shorten(weight, 1.0)
    assert weight.tolist() == [pytest.approx([0.6, 0.3]), pytest.approx([0.8, 0.4])]


def test_patches_are_seen_in_standard_deviations(edges):
    x = edges.test[:4]
    with torch.no_grad():
        layer = edges.model.encoder[0]
        expected = torch.sigmoid(((x - 0.5) * 6) @ layer.weight.T + layer.bias)
        assert torch.allclose(edges.model.encode(x), expected, atol=1e-5)
    assert edges.model.decoder[0].weight.norm(dim=0).max() <= 0.5 + 1e-5


def test_on_patches_most_filters_become_edges(edges):
    answer = edges.gabor()
    assert answer["edges"].mean() >= 0.3
    assert (answer["r2"][answer["edges"]] >= 0.6).all()
    assert answer["filters"].shape == answer["fits"].shape == (144, 144)


def test_at_first_no_filter_is_an_edge():
    assert not make(preset="edges").gabor()["edges"].any()


def test_the_measured_penalties_do_what_the_lesson_says():
    """The target: mean activation 0.03 … 0.07 with KL, at 1.5 times the plain error at most; without it, no silence."""
    runs = {penalty: runs_of(penalty) for penalty in PENALTIES}
    assert [len(of) for of in runs.values()] == [5, 5, 5]
    for kl, l1, none in zip(*runs.values(), strict=True):
        assert 0.03 <= kl["mean_activation"] <= 0.07
        assert kl["test_mse"] <= 1.5 * none["test_mse"]
        assert kl["dead_units"] == 0 < l1["dead_units"]
        assert none["mean_activation"] > 0.4
        assert none["quiet_share"] < 0.01 < 0.6 < l1["quiet_share"] < kl["quiet_share"]


def test_a_measured_run_is_what_its_command_prints(capsys):
    run = measured()[0]
    assert main(shlex.split(run["command"])[3:]) == 0
    printed = json.loads(capsys.readouterr().out.splitlines()[-1])
    names = run.keys() - {"command"}
    assert {name: printed[name] for name in names} == pytest.approx({name: run[name] for name in names}, rel=0.02)


def test_every_measured_run_is_of_a_seed_and_preset_of_its_own():
    commands = {run["command"] for run in measured()}
    assert commands == {
        f"python -m core train sparse_ae preset={penalty} seed={seed} --every 3000 --threads 1"
        for penalty in PENALTIES
        for seed in range(5)
    }
