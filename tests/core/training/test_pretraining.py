"""Pretraining: two phases on one clock, a fair comparison, seeds that do not feel each other, hits counted by hand."""

import numpy as np
import pytest
import torch

from core.settings.pretraining import PretrainingSettings
from core.training.pretraining import PretrainingTrainer
from core.training.trainer import Diverged

SMALL = {"labels": 20, "seeds": 5, "width": 12, "latent_dim": 6, "pretraining": 15, "steps": 30}
JUDGED = {"accuracy", "accuracy_scratch", "accuracy_frozen", "accuracy_finetuned", "gain", "gain_se", "p_value"}


def make(**values) -> PretrainingTrainer:
    return PretrainingTrainer(PretrainingSettings(**SMALL | values))


def train(trainer: PretrainingTrainer, steps: int | None = None) -> PretrainingTrainer:
    for _ in range(trainer.settings.steps if steps is None else steps):
        trainer.step()
    return trainer


@pytest.fixture(scope="module")
def trained() -> PretrainingTrainer:
    return train(make())


def test_first_the_autoencoders_learn_then_the_classifiers():
    trainer = train(make(), SMALL["pretraining"])
    assert not JUDGED & trainer.observe().scalars.keys()
    encoder = [p.detach().clone() for p in trainer.model.parameters()]
    errors = trainer.evaluate()
    train(trainer, 10)
    assert all(torch.equal(a, b) for a, b in zip(encoder, trainer.model.parameters(), strict=True))
    scalars = trainer.evaluate()
    assert scalars.keys() >= JUDGED
    assert {name: scalars[name] for name in errors} == errors


def test_nothing_is_pretrained_where_that_is_asked_for():
    trainer = train(make(pretraining=0), 1)
    assert all(torch.equal(a, b) for a, b in zip(trainer.initial, trainer.model.encoder, strict=True))
    scalars = trainer.observe().scalars
    assert scalars["accuracy_scratch"] == scalars["accuracy_finetuned"]
    assert (scalars["gain"], scalars["gain_se"], scalars["p_value"]) == (0, 0, 1)


def test_from_scratch_begins_where_the_autoencoder_began():
    trainer = make()
    began = [p.detach().clone() for p in trainer.model.encoder]
    train(trainer, SMALL["pretraining"])
    trainer.settings = trainer.settings.model_copy(update={"classifier_rate": 0.0})
    trainer.step()
    for layer, first, learned in zip(trainer.classifiers.layers, began, trainer.model.encoder, strict=True):
        scratch, tuned = layer.chunk(2)
        assert torch.equal(scratch, first)
        assert torch.equal(tuned, learned)
        assert not torch.equal(scratch, tuned)


@pytest.mark.parametrize("corruption", [0.0, 0.5])
def test_a_copy_does_what_it_does_among_others(corruption):
    """Copy i + 1 of a seed is copy i of the next one, in both phases."""
    first, second = (train(make(seed=seed, corruption=corruption)) for seed in (3, 4))
    assert torch.equal(first.labelled[1:], second.labelled[:-1])
    for a, b in zip(first.model.parameters(), second.model.parameters(), strict=True):
        torch.testing.assert_close(a[1:], b[:-1], atol=1e-4, rtol=1e-3)
    ours, theirs = first.observe().arrays, second.observe().arrays
    for arm in ("scratch", "frozen", "finetuned"):
        np.testing.assert_allclose(ours[f"seed_{arm}"][1:], theirs[f"seed_{arm}"][:-1], atol=0.011)


def test_the_hits_are_those_counted_one_by_one(trained):
    scalars, arrays = trained.evaluate(), trained.observe().arrays
    labels, body, last = trained.data.test_labels, trained.classifiers.layers, trained.classifiers.last
    hits = []
    for seed in range(5):
        h = trained.test
        for weight, bias in zip(body[::2], body[1::2], strict=True):
            h = torch.sigmoid(h @ weight[5 + seed] + bias[5 + seed, 0])  # the fine-tuned ones come second
        told = (h @ last[0][5 + seed] + last[1][5 + seed, 0]).argmax(1)
        hits.append(sum(int(a) == int(b) for a, b in zip(told, labels, strict=True)))
        if seed == 0:
            assert np.array_equal(arrays["told"][1], told[:300].numpy())
    assert scalars["accuracy"] == scalars["accuracy_finetuned"] == pytest.approx(sum(hits) / 5 / len(labels))
    assert arrays["seed_finetuned"].astype(float) == pytest.approx(np.array(hits) / len(labels), abs=1e-3)
    assert scalars["gain"] == pytest.approx(scalars["accuracy_finetuned"] - scalars["accuracy_scratch"])


def test_the_errors_are_means_over_the_copies(trained):
    x = trained.test
    by_hand = []
    for i in range(5):
        h = x
        parameters = [p.detach() for p in (*trained.model.encoder, *trained.model.decoder)]
        pairs = list(zip(parameters[::2], parameters[1::2], strict=True))
        for weight, bias in pairs[:-1]:
            h = torch.sigmoid(h @ weight[i] + bias[i, 0])
        weight, bias = pairs[-1]
        by_hand.append(float((h @ weight[i] + bias[i, 0] - x).square().mean()))
    assert trained.evaluate()["test_mse"] == pytest.approx(np.mean(by_hand), rel=1e-5)


def test_pixels_are_switched_off_as_often_as_asked():
    trainer = make(corruption=0.4)
    x = trainer.batch()
    seen = trainer.corrupted(x)
    assert bool(((seen == x) | (seen == 0)).all())
    off = (seen[x > 0] == 0).float().mean()
    assert float(off) == pytest.approx(0.4, abs=0.02)
    assert not torch.equal(seen[0] == 0, seen[1] == 0)
    plain = make(corruption=0.0)
    assert torch.equal(plain.corrupted(x), x)


def test_the_labelled_images_are_shown_with_their_labels(trained):
    _, arrays = trained.static()
    chosen = trained.labelled[0].numpy()
    shown = {
        (image.tobytes(), int(label))
        for image, label in zip(arrays["labelled"], arrays["labelled_labels"], strict=True)
    }
    assert shown == {(trained.data.train_images[i].tobytes(), int(trained.data.train_labels[i])) for i in chosen}
    assert len(arrays["labelled"]) == 20
    assert list(arrays["labelled_labels"]) == sorted(arrays["labelled_labels"]) == [c for c in range(10) for _ in "ab"]


def test_a_state_is_taken_over_in_both_phases(trained):
    for trainer in (train(make(), 7), trained):
        fresh = make(seed=trainer.settings.seed)
        fresh.load(trainer.state())
        assert fresh.evaluate() == trainer.evaluate()
    back = make()
    back.load(trained.state())
    back.load(train(make(), 7).state())
    assert back.classifiers is None


def test_a_loss_that_is_not_finite_ends_training_in_both_phases():
    for pretraining, name in ((15, "learning_rate"), (0, "classifier_rate")):
        trainer = make(pretraining=pretraining, optimizer="sgd", activation="relu", **{name: 1.0})
        rate = trainer.settings.model_copy(update={name: 1e20})
        trainer.apply(rate)
        with pytest.raises(Diverged, match="loss became"):
            train(trainer, 10)
