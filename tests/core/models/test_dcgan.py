"""DCGAN's networks against plain modules, and each guideline where it is broken."""

from dataclasses import fields, replace

import pytest
import torch
from torch import nn

from core.models.dcgan import Discriminator, Generator, Guidelines

KEPT = Guidelines()
BROKEN = {field.name: replace(KEPT, **{field.name: False}) for field in fields(Guidelines)}
every_way = pytest.mark.parametrize("rules", [KEPT, *BROKEN.values()], ids=["kept", *BROKEN])


def pair(rules=KEPT, side=32, channels=4, seed=0):
    random = torch.Generator().manual_seed(seed)
    return Generator(side, channels, 7, rules, random), Discriminator(side, channels, rules, random)


def kinds(network):
    return [type(module) for module in network.modules() if not list(module.children())]


@every_way
@pytest.mark.parametrize("side", [32, 64])
def test_latents_become_images_and_images_one_number(rules, side):
    g, d = pair(rules, side)
    images = g(torch.randn(3, 7))
    assert images.shape == (3, 3, side, side)
    assert d(images).shape == (3,)
    sides = [maps.shape[2:] for maps in g.maps(torch.randn(3, 7))]
    assert sides == [(s, s) for s in (4, 8, 16, 32, 64) if s <= side]


@every_way
def test_the_same_seed_gives_the_same_networks_and_no_other_generator_is_asked(rules):
    before = torch.get_rng_state()
    (first, _), (again, _), (other, _) = pair(rules), pair(rules), pair(rules, seed=1)
    assert torch.equal(torch.get_rng_state(), before)
    z = torch.randn(3, 7, generator=torch.Generator().manual_seed(0))
    assert torch.equal(first(z), again(z))
    assert not torch.equal(first(z), other(z))


def test_the_whole_is_the_papers_stack():
    """As in every public implementation: the first layer is a transposed convolution of one cell."""
    g, d = pair()
    plain_g = nn.Sequential(
        *(nn.ConvTranspose2d(7, 16, 4, 1, 0, bias=False), nn.BatchNorm2d(16), nn.ReLU()),
        *(nn.ConvTranspose2d(16, 8, 4, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU()),
        *(nn.ConvTranspose2d(8, 4, 4, 2, 1, bias=False), nn.BatchNorm2d(4), nn.ReLU()),
        *(nn.ConvTranspose2d(4, 3, 4, 2, 1), nn.Tanh()),
    )
    plain_d = nn.Sequential(
        *(nn.Conv2d(3, 4, 4, 2, 1), nn.LeakyReLU(0.2)),
        *(nn.Conv2d(4, 8, 4, 2, 1, bias=False), nn.BatchNorm2d(8), nn.LeakyReLU(0.2)),
        *(nn.Conv2d(8, 16, 4, 2, 1, bias=False), nn.BatchNorm2d(16), nn.LeakyReLU(0.2)),
        nn.Conv2d(16, 1, 4, 1, 0),
    )
    with torch.no_grad():
        plain_g[0].weight.copy_(g.project.weight.T.reshape(7, 16, 4, 4))
        for plain, ours in zip((plain_g[3], plain_g[6], plain_g[9]), g.layers, strict=True):
            plain.weight.copy_(ours.weight)
        plain_g[9].bias.copy_(g.layers[2].bias)
        for plain, ours in zip((plain_d[0], plain_d[2], plain_d[5]), d.layers, strict=True):
            plain.weight.copy_(ours.weight)
        plain_d[0].bias.copy_(d.layers[0].bias)
        plain_d[8].weight.copy_(d.last.weight.reshape(1, 16, 4, 4))
        plain_d[8].bias.copy_(d.last.bias)
    z = torch.randn(6, 7)
    images = plain_g(z[:, :, None, None])
    assert torch.allclose(g(z), images, atol=1e-6)
    assert torch.allclose(d(images), plain_d(images).flatten(), atol=1e-5)
    count = [sum(p.numel() for p in net.parameters()) for net in (g, d)]
    assert count == [sum(p.numel() for p in net.parameters()) for net in (plain_g, plain_d)]


def test_weights_begin_as_the_paper_says():
    g, _ = pair(channels=32)
    assert float(g.project.weight.detach().std()) == pytest.approx(0.02, rel=0.05)
    assert float(g.layers[1].weight.detach().mean()) == pytest.approx(0, abs=1e-3)
    assert g.layers[2].bias.tolist() == [0, 0, 0]


def test_a_discriminator_judges_by_the_batch_at_hand_and_a_trained_generator_by_what_it_has_seen():
    g, d = pair()
    images = torch.randn(4, 3, 32, 32)
    alone = [name for name, _ in d.named_buffers()]
    assert alone == []
    assert not torch.allclose(d(images)[:2], d(images[:2]))
    g.eval()
    z = torch.randn(4, 7)
    assert torch.allclose(g(z)[:2], g(z[:2]), atol=1e-6)


def test_without_batch_normalisation_there_is_none_and_every_layer_has_a_bias():
    for network in pair(BROKEN["batch_norm"]):
        assert nn.BatchNorm2d not in kinds(network)
        assert all(layer.bias is not None for layer in network.layers)
    assert all(nn.BatchNorm2d in kinds(network) for network in pair())


def test_pooling_takes_the_largest_and_growing_draws_cells_twice():
    g, d = pair(BROKEN["strides"])
    assert nn.ConvTranspose2d not in kinds(g)
    maps = []
    g.layers[0].register_forward_pre_hook(lambda _, given: maps.append(given[0]))
    g(torch.randn(2, 7))
    assert torch.equal(maps[0][:, :, ::2, ::2], maps[0][:, :, 1::2, 1::2])
    d.layers[1].register_forward_pre_hook(lambda _, given: maps.append(given[0]))
    images = torch.randn(2, 3, 32, 32)
    d(images)
    largest = nn.MaxPool2d(2)(d.layers[0](images))
    assert torch.equal(maps[1], nn.LeakyReLU(0.2)(largest))


def test_dense_layers_are_there_only_where_they_are_asked_for():
    for kept, broken in zip(pair(), pair(BROKEN["no_dense"]), strict=True):
        assert kinds(broken).count(nn.Linear) == kinds(kept).count(nn.Linear) + 1


def test_without_tanh_pixels_may_lie_anywhere():
    z = 50 * torch.randn(8, 7)
    free = pair(BROKEN["tanh"], seed=3)[0](z)
    assert torch.allclose(torch.tanh(free), pair(seed=3)[0](z), atol=1e-6)


def test_a_relu_passes_no_gradient_below_zero_and_a_leaky_one_a_fifth():
    for rules, slope in ((KEPT, 0.2), (BROKEN["leaky"], 0.0)):
        h = torch.tensor([-2.0, 3.0], requires_grad=True)
        (gradient,) = torch.autograd.grad(pair(rules)[1].activation(h).sum(), h)
        assert gradient.tolist() == pytest.approx([slope, 1.0])
