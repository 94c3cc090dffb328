"""Which images are labelled: evenly over the classes, none twice, the same for the same seed."""

import pytest
import torch

from core.training.labelled import draw_labelled

LABELS = torch.tensor([0] * 50 + [1] * 40 + [2] * 3)


def drawn(n: int, seed: int = 0, labels: torch.Tensor = LABELS) -> torch.Tensor:
    return draw_labelled(labels, n, torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("n", "counts"), [(9, [3, 3, 3]), (6, [2, 2, 2]), (23, [10, 10, 3]), (93, [50, 40, 3])])
def test_classes_are_as_even_as_they_can_be(n, counts):
    chosen = drawn(n)
    assert len(set(chosen.tolist())) == n
    assert torch.bincount(LABELS[chosen], minlength=3).tolist() == counts


def test_what_is_left_over_goes_to_some_classes_at_random():
    labels = torch.arange(60) % 3
    counts = {tuple(torch.bincount(labels[drawn(7, seed, labels)]).tolist()) for seed in range(30)}
    assert counts == {(3, 2, 2), (2, 3, 2), (2, 2, 3)}


def test_a_seed_draws_the_same_images_again_and_another_seed_others():
    assert torch.equal(drawn(20), drawn(20))
    assert set(drawn(20).tolist()) != set(drawn(20, seed=1).tolist())
    assert set(drawn(6).tolist()) < set(drawn(20).tolist())  # more labels keep those that were there
