"""What a network multiplies, against what PyTorch itself counts."""

from dataclasses import fields

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from core.models import dcgan, progan, stylegan
from core.models.multiplications import multiplications, uses


def seeded():
    return torch.Generator().manual_seed(0)


def of_dcgan(rules, side=32):
    return dcgan.Generator(side, 8, 5, rules, seeded()), dcgan.Discriminator(side, 8, rules, seeded()), (5, side)


def of_progan(level, alpha):
    g, d = progan.Generator((6, 5, 4), 5, seeded()), progan.Discriminator((6, 5, 4), seeded())
    for network in (g, d):
        network.grow(level, alpha)
    return g, d, (5, g.side)


def of_stylegan():
    channels = (8, 6, 4, 3)
    g, d = stylegan.StyleGenerator(5, 7, 2, channels, seeded()), stylegan.StyleDiscriminator(channels, seeded())
    return g, d, (5, 32)


BROKEN = {f"dcgan-{rule.name}": dcgan.Guidelines(**{rule.name: False}) for rule in fields(dcgan.Guidelines)}
PAIRS = {
    "dcgan": lambda: of_dcgan(dcgan.Guidelines()),
    "dcgan-64": lambda: of_dcgan(dcgan.Guidelines(), side=64),
    **{name: lambda rules=rules: of_dcgan(rules) for name, rules in BROKEN.items()},
    "progan-smallest": lambda: of_progan(0, 1.0),
    "progan-fading": lambda: of_progan(2, 0.5),
    "progan-grown": lambda: of_progan(2, 1.0),
    "stylegan": of_stylegan,
}


@pytest.mark.parametrize("name", PAIRS)
def test_they_are_those_that_pytorch_counts(name):
    g, d, (latent_dim, side) = PAIRS[name]()
    for network, given in ((g.eval(), torch.zeros(1, latent_dim)), (d, torch.zeros(1, 3, side, side))):
        with FlopCounterMode(display=False) as counter:
            network.requires_grad_(False)(given)
        assert multiplications(network, given) == counter.get_total_flops() // 2 > 0


def test_the_network_is_left_as_it_was():
    g, _, _ = of_progan(2, 0.5)
    assert [use.name for use in uses(g, torch.zeros(1, 5))][-2:] == ["to_rgb.1", "to_rgb.2"]
    assert not any(layer._forward_hooks for layer in g.modules())
