"""Codes as points of a plane: distances kept, and no turning about."""

import math

import pytest
import torch

from core.models.pca import PCA
from core.training.code_map import code_map


@pytest.fixture
def codes():
    generator = torch.Generator().manual_seed(0)
    return torch.randn(60, 5, generator=generator) * torch.tensor([4.0, 3.0, 0.1, 0.1, 0.1]) + 7


def distances(points):
    return torch.cdist(points.double(), points.double(), compute_mode="donot_use_mm_for_euclid_dist")


def test_two_numbers_are_their_own_map(codes):
    assert torch.equal(code_map(codes[:, :2], torch.zeros(60, 2)), codes[:, :2])


def test_one_number_lies_along_the_first_axis(codes):
    assert code_map(codes[:, :1], torch.zeros(60, 2)).tolist() == [[float(c), 0.0] for c in codes[:, 0]]


def test_distances_are_those_along_the_principal_axes(codes):
    reference = torch.randn(60, 2, generator=torch.Generator().manual_seed(1))
    flat = code_map(codes, reference)
    assert torch.allclose(distances(flat), distances(PCA(codes).encode(codes, 2)), atol=1e-9)
    assert torch.allclose(distances(flat), distances(codes), atol=1)  # the other axes hold little


@pytest.mark.parametrize("mirror", [1, -1])
def test_codes_that_are_turned_as_a_whole_give_the_same_map(codes, mirror):
    reference = codes[:, :2] + 0.5
    turned = codes.double() @ torch.linalg.qr(torch.randn(5, 5, generator=torch.Generator().manual_seed(2)).double())[0]
    turned[:, 0] *= mirror
    assert torch.allclose(code_map(turned, reference), code_map(codes, reference), atol=1e-4)


def test_a_turned_reference_turns_the_map(codes):
    c, s = math.cos(1.0), math.sin(1.0)
    rotation = torch.tensor([[c, s], [-s, c]])
    flat = code_map(codes, codes[:, :2])
    assert torch.allclose(code_map(codes, codes[:, :2] @ rotation), flat @ rotation.double(), atol=1e-3)


def test_of_codes_wider_than_they_are_many_it_is_the_same_map():
    wide = torch.randn(12, 40, generator=torch.Generator().manual_seed(3)) * torch.linspace(5, 0.1, 40)
    reference = wide[:, :2]
    narrow = wide.double() @ PCA(wide).components[:12].T  # the same points, without the directions that none uses
    assert torch.allclose(code_map(wide, reference), code_map(narrow, reference), atol=1e-5)
