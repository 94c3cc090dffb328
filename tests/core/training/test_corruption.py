"""What each corruption takes away, how much of it, and that it draws from its generator only."""

import pytest
import torch

from core.training.corruption import CORRUPTIONS, bottom, dropout, gaussian, off, square

N, SIDE = 2000, 10


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def inked(value=0.5):
    return torch.full((N, SIDE * SIDE), value)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_with_the_amount_0_nothing_happens_and_the_examples_are_never_touched(name):
    x = torch.rand(N, SIDE * SIDE, generator=seeded(1))
    before = x.clone()
    assert torch.equal(CORRUPTIONS[name](x, 0.0, seeded()), x)
    CORRUPTIONS[name](x, 0.5, seeded())
    assert torch.equal(x, before)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_same_generator_gives_the_same_and_the_global_one_is_left_alone(name):
    state = torch.get_rng_state()
    first, again, other = (CORRUPTIONS[name](inked(), 0.3, seeded(seed)) for seed in (3, 3, 4))
    assert torch.equal(first, again)
    assert torch.equal(first, other) == (name == "bottom")  # which rows are missing is no matter of chance
    assert torch.equal(torch.get_rng_state(), state)


def test_gaussian_noise_has_its_standard_deviation():
    noise = gaussian(inked(), 0.3, seeded()) - 0.5
    assert float(noise.std()) == pytest.approx(0.3, rel=0.02)
    assert float(noise.mean()) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("p", [0.2, 0.5, 1.0])
def test_numbers_are_switched_off_one_by_one_and_the_rest_is_kept_or_scaled(p):
    left, scaled = off(inked(), p, seeded()), dropout(inked(), p, seeded())
    assert set(left.unique().tolist()) == ({0.0} if p == 1 else {0.0, 0.5})
    assert float((left == 0).float().mean()) == pytest.approx(p, abs=0.01)
    missing = (left == 0).float()
    assert float(torch.corrcoef(torch.stack([missing[:, 0], missing[:, 1]]))[0, 1].nan_to_num()) < 0.15
    assert torch.equal(scaled == 0, left == 0)
    assert float(scaled.mean()) == pytest.approx(0 if p == 1 else 0.5, rel=0.02)  # as a dropout layer: the mean stays


@pytest.mark.parametrize(("share", "hidden"), [(0.25, 5), (0.1, 3), (1.0, 10)])
def test_a_square_is_missing_anywhere_in_the_picture(share, hidden):
    gone = (square(inked(), share, seeded()) == 0).reshape(N, SIDE, SIDE)
    assert (gone.sum((1, 2)) == hidden**2).all()
    rows, columns = gone.any(2), gone.any(1)
    assert (rows.sum(1) == hidden).all()
    assert (columns.sum(1) == hidden).all()
    corners = {(int(r.nonzero()[0]), int(c.nonzero()[0])) for r, c in zip(rows, columns, strict=True)}
    assert len(corners) == (SIDE - hidden + 1) ** 2  # every place there is


def test_the_lower_part_is_missing():
    gone = (bottom(inked(), 0.3, seeded()) == 0).reshape(N, SIDE, SIDE)
    assert gone[:, 7:].all()
    assert not gone[:, :7].any()
