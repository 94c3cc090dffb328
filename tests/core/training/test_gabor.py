"""Fits of Gabor functions: known ones are found again, noise is not one, and only edges count as edges."""

import math

import pytest
import torch
from scipy.optimize import least_squares

from core.training.gabor import fit_gabors, gabor, selectivity

SIDE = 12
TICKS = torch.arange(SIDE, dtype=torch.float64) - (SIDE - 1) / 2
Y, X = (grid.flatten() for grid in torch.meshgrid(TICKS, TICKS, indexing="ij"))


def made(x=0.0, y=0.0, degrees=0.0, frequency=0.15, narrow=1.8, long=2.5, cosine=1.0, sine=0.0):
    """A Gabor function whose edge lies at so many degrees: [144], and its parameters."""
    across = math.radians(degrees - 90)
    wave = (frequency * math.cos(across), -frequency * math.sin(across))  # rows count downwards
    p = torch.tensor([x, y, *wave, math.log(narrow), math.log(long), cosine, sine], dtype=torch.float64)
    return gabor(p, X, Y), p


KNOWN = [
    dict(),
    dict(x=2.5, y=-1.5, degrees=35, sine=-0.8),
    dict(x=-3, y=2, degrees=90, frequency=0.1, cosine=0.0, sine=1.0),
    dict(degrees=160, frequency=0.22, narrow=1.5, long=4),
    dict(y=1, degrees=60, frequency=0.3, narrow=2.5, long=2.5, cosine=0.3, sine=0.7),
]


@pytest.fixture(scope="module")
def fits():
    return fit_gabors(torch.stack([made(**known)[0] for known in KNOWN]))


def test_known_functions_are_found_again_with_their_parameters(fits):
    assert fits.r2.min() > 0.999
    for i, known in enumerate(KNOWN):
        turn = abs(float(fits.orientation[i]) - known.get("degrees", 0))
        assert min(turn, 180 - turn) < 1
        p = made(**known)[1]
        assert float(fits.frequency[i]) == pytest.approx(float(p[2:4].norm()), abs=0.005)
        assert fits.parameters[i, :2].tolist() == pytest.approx(p[:2].tolist(), abs=0.15)
        assert fits.parameters[i, 4:6].exp().tolist() == pytest.approx(p[4:6].exp().tolist(), rel=0.05)


def test_the_fitted_pictures_explain_what_r2_says(fits):
    z = torch.stack([made(**known)[0] for known in KNOWN])
    z = z / z.norm(dim=1, keepdim=True)
    assert ((z - fits.pictures) ** 2).sum(1).tolist() == pytest.approx((1 - fits.r2).tolist(), abs=1e-9)


def test_scipys_least_squares_finds_nothing_better_from_there():
    noisy = made(x=1, degrees=20)[0] + 0.05 * torch.randn(144, generator=torch.Generator().manual_seed(0))
    z = noisy - noisy.mean()
    z = z / z.norm()
    fit = fit_gabors(noisy[None])
    oracle = least_squares(
        lambda p: (z - gabor(torch.from_numpy(p), X, Y)).numpy(), fit.parameters[0].numpy(), method="lm"
    )
    assert float(fit.r2) == pytest.approx(1 - 2 * oracle.cost, abs=1e-5)


def test_noise_is_no_gabor_function_and_no_edge():
    noise = torch.randn(60, 144, generator=torch.Generator().manual_seed(1))
    fits = fit_gabors(noise)
    assert float(fits.r2.median()) < 0.2
    assert float(fits.r2.max()) < 0.4
    assert not fits.edges.any()


def test_what_counts_as_an_edge():
    kinds = {
        "edge": made(degrees=30, cosine=0.0, sine=1.0)[0],
        "blob": torch.exp(-(X**2 + Y**2) / 8),
        "wide wave": torch.cos(2 * math.pi * 0.2 * X),
        "long edge": made(long=40)[0],
        "constant": torch.ones(144, dtype=torch.float64),
    }
    fits = fit_gabors(torch.stack(list(kinds.values())))
    assert dict(zip(kinds, fits.edges.tolist(), strict=True)) == {
        "edge": True,
        "blob": False,  # answers to every orientation alike
        "wide wave": False,  # fits, and is nowhere in particular
        "long edge": True,
        "constant": False,
    }
    assert float(fits.r2[-1]) == pytest.approx(0, abs=1e-6)
    assert dict(zip(kinds, fits.short.tolist(), strict=True))["edge"]
    assert not dict(zip(kinds, fits.short.tolist(), strict=True))["long edge"]


def test_selectivity_of_a_spectrum_by_hand():
    spectrum = torch.zeros(2, 32, 32, dtype=torch.float64)
    spectrum[0, 16, 22] = 4.0  # a level wave, and one at right angles to it a quarter as strong
    spectrum[0, 22, 16] = 1.0
    spectrum[1, 16, 22] = spectrum[1, 24, 16] = 3.0
    assert selectivity(spectrum).tolist() == pytest.approx([0.6, 0.0])


def test_the_same_filters_have_the_same_fits():
    filters = torch.randn(5, 144, generator=torch.Generator().manual_seed(2))
    first, again = (fit_gabors(filters).r2.numpy() for _ in range(2))
    assert first == pytest.approx(again, abs=1e-4)  # threads that share a sum add it up in any order
