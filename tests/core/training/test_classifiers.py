"""Three classifiers a seed: each is the single network that PyTorch would train, and only what may learn does."""

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from core.models.autoencoder_copies import layers
from core.models.stacked import ACTIVATIONS
from core.training.classifiers import ARMS, Classifiers

SIZES, CLASSES, SEEDS, N = [12, 9, 5], 4, 3, 8


def generators(purpose: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(10 * purpose + i) for i in range(SEEDS)]


def made() -> tuple[Classifiers, list, list, list]:
    initial, pretrained = layers(SIZES, generators(1)), layers(SIZES, generators(2))
    last = layers([SIZES[-1], CLASSES], generators(3))
    return Classifiers(initial, pretrained, last, ACTIVATIONS["tanh"], "adam"), initial, pretrained, last


def batch() -> tuple[torch.Tensor, torch.Tensor]:
    g = torch.Generator().manual_seed(0)
    return torch.rand(SEEDS, N, SIZES[0], generator=g), torch.randint(CLASSES, (SEEDS, N), generator=g)


def plain(parameters: list, seed: int) -> list[nn.Linear]:
    """Layers of PyTorch's own with the weights of one seed."""
    made = []
    for weight, bias in zip(parameters[::2], parameters[1::2], strict=True):
        layer = nn.Linear(*weight.shape[1:])
        layer.weight.data, layer.bias.data = weight[seed].T.clone(), bias[seed, 0].clone()
        made.append(layer)
    return made


@pytest.mark.parametrize("arm", ARMS)
def test_each_is_the_network_that_a_plain_loop_trains(arm):
    ours, initial, pretrained, last = made()
    x, labels = batch()
    for _ in range(5):
        ours.step(ours.loss(x, labels), 0.01)
    told = ours.logits(x).detach().unflatten(0, (len(ARMS), SEEDS))[ARMS.index(arm)]
    for seed in range(SEEDS):
        body = plain(initial if arm == "scratch" else pretrained, seed)
        (head,) = plain(last, seed)
        model = nn.Sequential(*[part for layer in body for part in (layer, nn.Tanh())], head)
        learns = head if arm == "frozen" else model
        optimizer = torch.optim.Adam(learns.parameters(), lr=0.01)
        for _ in range(5):
            optimizer.zero_grad()
            cross_entropy(model(x[seed]), labels[seed]).backward()
            optimizer.step()
        torch.testing.assert_close(told[seed], model(x[seed]).detach(), atol=1e-4, rtol=1e-4)


def test_they_begin_alike_and_only_the_last_layer_of_the_frozen_one_learns():
    ours, initial, pretrained, last = made()
    for body, scratch, tuned in zip(ours.layers, initial, pretrained, strict=True):
        assert torch.equal(body, torch.cat([scratch, tuned]))
    for both, head in zip(ours.last, last, strict=True):
        assert all(torch.equal(part, head) for part in both.unflatten(0, (len(ARMS), SEEDS)))
    before = [p.clone() for p in (*pretrained, *ours.layers, *ours.last)]
    for _ in range(3):
        ours.step(ours.loss(*batch()), 0.01)
    count = len(pretrained)
    for old, kept, used in zip(before[:count], pretrained, ours.frozen, strict=True):
        assert torch.equal(old, kept)
        assert torch.equal(old, used)
    for old, new in zip(before[count:], [*ours.layers, *ours.last], strict=True):
        assert all(not torch.equal(a, b) for a, b in zip(old, new, strict=True))  # each copy's


def test_the_codes_are_those_of_the_first_seeds_fine_tuned_layers():
    ours, _, pretrained, _ = made()
    x = batch()[0][0]
    a, b = plain(pretrained, 0)
    torch.testing.assert_close(ours.codes(x), torch.tanh(b(torch.tanh(a(x)))).detach())
