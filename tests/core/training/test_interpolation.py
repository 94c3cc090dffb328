"""Ways between codes: ends, lengths, and the special cases of the sphere."""

import torch

from core.training.interpolation import linear_path, spherical_path

A, B = torch.tensor([2.0, 0.0]), torch.tensor([0.0, 2.0])


def test_both_ways_begin_and_end_at_their_codes():
    for path in (linear_path(A, B, 5), spherical_path(A, B, 5)):
        torch.testing.assert_close(path[0], A)
        torch.testing.assert_close(path[-1], B)


def test_the_spherical_way_keeps_the_length_where_the_line_cuts_through():
    torch.testing.assert_close(spherical_path(A, B, 9).norm(dim=1), torch.full((9,), 2.0))
    assert float(linear_path(A, B, 9)[4].norm()) < 1.5


def test_the_spherical_way_turns_evenly():
    path = spherical_path(A, B, 7)
    angles = torch.atan2(path[:, 1], path[:, 0])
    torch.testing.assert_close(angles.diff(), torch.full((6,), torch.pi / 12), atol=1e-5, rtol=0)


def test_codes_that_point_the_same_way_are_joined_by_a_line():
    torch.testing.assert_close(spherical_path(A, 3 * A, 4), linear_path(A, 3 * A, 4))
    torch.testing.assert_close(spherical_path(torch.zeros(2), B, 3), linear_path(torch.zeros(2), B, 3))
