"""Lengths of ways that are known in closed form."""

import math

import pytest
import torch

from core.objectives.path_length import lerp, path_lengths, slerp

GENERATOR = torch.Generator().manual_seed(0)
A, B = torch.randn(2, 50, 8, generator=GENERATOR, dtype=torch.float64)
T = torch.rand(50, generator=GENERATOR, dtype=torch.float64) * 0.9
EPSILON = 1e-4


def unit(x):
    return x / x.norm(dim=1, keepdim=True)


def test_a_linear_map_goes_straight_at_an_even_speed():
    matrix = torch.randn(8, 3, generator=GENERATOR, dtype=torch.float64)
    found = path_lengths(lambda x: x @ matrix, lerp, A, B, T, EPSILON)
    assert torch.allclose(found, ((B - A) @ matrix).square().sum(1))


def test_on_the_sphere_the_speed_is_the_angle():
    a, b = unit(A), unit(B)
    found = path_lengths(lambda x: 3 * x, slerp, a, b, T, EPSILON)
    angle = torch.arccos((a * b).sum(1))
    assert torch.allclose(found, 9 * angle**2, rtol=1e-5)


def test_a_bent_map_is_longer_than_the_straight_way_on_the_mean():
    """|φ'|² of φ = (cos 2πx, sin 2πx) is 4π², wherever on the way from 0 to 1; its ends are the same point."""
    a, b = torch.zeros(20, 1, dtype=torch.float64), torch.ones(20, 1, dtype=torch.float64)
    circle = lambda x: torch.cat([(2 * math.pi * x).cos(), (2 * math.pi * x).sin()], 1)  # noqa: E731
    assert torch.allclose(path_lengths(circle, lerp, a, b, T[:20], EPSILON), torch.tensor(4 * math.pi**2).double())


def test_ways_begin_and_end_where_they_should():
    for way in (lerp, slerp):
        assert torch.allclose(way(A, B, torch.zeros(50).double()), A)
        assert torch.allclose(way(A, B, torch.ones(50).double()), B)


def test_turning_keeps_the_length():
    assert torch.allclose(slerp(unit(A), unit(B), T).norm(dim=1), torch.ones(50).double())


@pytest.mark.parametrize("other", [A, -A, torch.zeros_like(A)], ids=["same", "opposite", "nothing"])
def test_where_there_is_no_turn_it_is_the_straight_line(other):
    assert torch.allclose(slerp(A, other, T), lerp(A, other, T))
