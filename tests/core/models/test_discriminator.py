"""Packing and minibatch statistics: what D sees of a point's companions, and what it does not."""

import pytest
import torch

from core.models.discriminator import (
    DIMENSIONS,
    KERNELS,
    NEIGHBOURS,
    Discriminator,
    closeness,
    closeness_among,
    spread,
    spread_among,
)

MINIBATCH = ("none", "stddev", "discrimination")


def make(packing: int = 1, minibatch: str = "none", copies: int = 1) -> Discriminator:
    return Discriminator(8, 2, "relu", packing, minibatch, [torch.Generator().manual_seed(i) for i in range(copies)])


def points(n: int, copies: int = 1, seed: int = 0) -> torch.Tensor:
    return torch.randn(copies, n, 2, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("packing", [1, 2, 3, 4])
def test_packing_judges_whole_packs(packing):
    d = make(packing)
    x = points(12 * packing)
    outputs = d(x, d.parameters, 1)
    assert outputs.shape == (1, 12)
    moved = x.clone()
    moved[:, packing - 1] += 1  # the last point of the first pack
    changed = d(moved, d.parameters, 1) != outputs
    assert changed.tolist() == [[True] + [False] * 11]


def test_a_discriminator_without_statistics_is_a_plain_network():
    d = make()
    x = points(5)
    h = x[0]
    for weight, bias in zip(d.parameters[:-2:2], d.parameters[1:-2:2], strict=True):
        h = torch.relu(h @ weight[0] + bias[0])
    torch.testing.assert_close(d(x, d.parameters, 1)[0], (h @ d.parameters[-2][0] + d.parameters[-1][0])[:, 0])


@pytest.mark.parametrize("minibatch", MINIBATCH[1:])
def test_statistics_stay_within_a_group(minibatch):
    """Real and generated points in one pass are judged as in passes of their own."""
    d = make(minibatch=minibatch)
    real, fake = points(40), points(40, seed=1) * 3
    together = d(torch.cat([real, fake], 1), d.parameters, 2)
    apart = torch.cat([d(x, d.parameters, 1) for x in (real, fake)], 1)
    torch.testing.assert_close(together, apart)
    assert not torch.allclose(d(torch.cat([real, fake], 1), d.parameters, 1), apart)


@pytest.mark.parametrize("minibatch", MINIBATCH)
@pytest.mark.parametrize("packing", [1, 3])
def test_copies_side_by_side_do_what_each_does_alone(minibatch, packing):
    d = make(packing, minibatch, copies=3)
    x = points(24, copies=3)
    together = d(x, d.parameters, 2)
    for i in range(3):
        alone = d(x[i : i + 1], [p[i : i + 1] for p in d.parameters], 2)
        torch.testing.assert_close(together[i : i + 1], alone)


def test_the_spread_is_the_standard_deviation_averaged_over_units():
    h = torch.randn(2, 3, 10, 5, dtype=torch.float64)
    expected = h.std(2, unbiased=False).mean(-1)
    torch.testing.assert_close(spread(h)[..., 0, 0], expected, atol=1e-6, rtol=1e-6)


def test_closeness_equals_a_plain_double_loop():
    n = 40
    m = torch.randn(n, KERNELS, DIMENSIONS, dtype=torch.float64)
    expected = torch.zeros(n, KERNELS, dtype=torch.float64)
    for i in range(n):
        for j in range(i + 1, i + 1 + NEIGHBOURS):
            expected[i] += torch.exp(-(m[i] - m[j % n]).abs().sum(-1)) / NEIGHBOURS
    torch.testing.assert_close(closeness(m.flatten(1)[None])[0], expected)


def test_closeness_of_a_small_group_compares_all_its_examples():
    m = torch.randn(1, 4, KERNELS * DIMENSIONS)
    assert closeness(m).shape == (1, 4, KERNELS)
    same = m[:, :1].expand(1, 4, -1)
    torch.testing.assert_close(closeness(same), torch.ones(1, 4, KERNELS))


def test_judging_among_companions_puts_the_point_among_them():
    """The features of one point beside C others are those that a batch of C + 1 would give it."""
    h, others = torch.randn(1, 6, 5, dtype=torch.float64), torch.randn(1, 20, 5, dtype=torch.float64)
    for i in range(6):
        batch = torch.cat([h[:, i : i + 1], others], 1)
        torch.testing.assert_close(spread_among(h, others)[:, i, 0], spread(batch)[:, 0, 0])
    m, m_others = (torch.randn(1, n, KERNELS * DIMENSIONS) for n in (6, NEIGHBOURS))
    for i in range(6):
        batch = torch.cat([m[:, i : i + 1], m_others], 1)
        torch.testing.assert_close(closeness_among(m, m_others)[:, i], closeness(batch)[:, 0])


@pytest.mark.parametrize("packing", [1, 2, 4])
def test_judge_stands_a_point_first_in_a_pack_of_companions(packing):
    d = make(packing)
    x, companions = points(5), points(16, seed=3)
    judged = d.judge(x, companions, d.parameters)
    packs = torch.stack([torch.cat([x[0, i : i + 1], companions[0, : packing - 1]]) for i in range(5)])
    torch.testing.assert_close(judged, d(packs.reshape(1, -1, 2), d.parameters, 1))


@pytest.mark.parametrize("minibatch", MINIBATCH[1:])
def test_judge_with_statistics_depends_on_the_companions(minibatch):
    d = make(minibatch=minibatch)
    x = points(5)
    first, second = (d.judge(x, points(64, seed=seed) * scale, d.parameters) for seed, scale in ((3, 1), (4, 5)))
    assert first.shape == (1, 5)
    assert not torch.allclose(first, second)
    torch.testing.assert_close(d.judge(x[:, 2:3], points(64, seed=3), d.parameters), first[:, 2:3])


@pytest.mark.parametrize("minibatch", MINIBATCH)
def test_it_can_be_differentiated_twice(minibatch):
    """Penalties and unrolling need the gradient of a gradient; checked against finite differences."""
    d = Discriminator(4, 1, "tanh", 1, minibatch, [torch.Generator().manual_seed(0)])
    parameters = [p.double() for p in d.parameters]
    x = points(5).double().requires_grad_()
    assert torch.autograd.gradgradcheck(lambda x: d(x, parameters, 1), x)
