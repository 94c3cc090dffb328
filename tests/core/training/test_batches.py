"""Batches: every example once an epoch, and the order from the seed alone."""

import torch

from core.training.batches import Batches


def test_every_example_once_an_epoch():
    batches = Batches(12, 4, torch.Generator().manual_seed(0))
    for _ in range(3):
        epoch = torch.cat([batches.next() for _ in range(3)])
        assert sorted(epoch.tolist()) == list(range(12))


def test_the_incomplete_last_batch_is_left_out():
    batches = Batches(10, 4, torch.Generator().manual_seed(0))
    assert [len(batches.next()) for _ in range(6)] == [4] * 6


def test_a_batch_is_never_larger_than_the_data():
    assert len(Batches(3, 128, torch.Generator().manual_seed(0)).next()) == 3


def test_the_seed_decides_the_order():
    first, again = (Batches(50, 10, torch.Generator().manual_seed(7)) for _ in range(2))
    for _ in range(8):
        assert torch.equal(first.next(), again.next())
