"""Random numbers of several copies: each from its own seed, and the same however many there are."""

import torch

from core.training.draws import CHUNK, PURPOSES, Draws, even, normal, seeded


def test_a_copy_draws_what_its_own_seed_gives_alone():
    together, alone = Draws(normal, (40, 3), seeded(5, 4, 1)), Draws(normal, (40, 3), seeded(7, 1, 1))
    for _ in range(600):  # more than are made at once
        assert torch.equal(together.next()[2:3], alone.next())


def test_no_two_purposes_and_no_two_seeds_share_a_generator():
    seeds = [g.initial_seed() for seed in range(3) for purpose in range(PURPOSES) for g in seeded(seed, 1, purpose)]
    assert len(set(seeds)) == len(seeds)


def test_large_arrays_are_made_one_at_a_time():
    draws = Draws(normal, (CHUNK, 2), seeded(0, 1, 0))
    assert draws.next().shape == (1, CHUNK, 2)
    assert draws.ready == []


def test_distributions():
    generator = torch.Generator().manual_seed(0)
    z, u = normal((200_000,), generator), even((200_000,), generator)
    assert abs(float(z.mean())) < 0.01
    assert abs(float(z.std()) - 1) < 0.01
    assert float(u.min()) >= -1
    assert float(u.max()) <= 1
    assert abs(float(u.std()) - 3**-0.5) < 0.01
