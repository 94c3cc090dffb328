"""Gabor functions fitted to pictures of filters: which of them are localised edges.

A Gabor function is a wave under a Gaussian bell; simple cells of the visual cortex look like that (Jones and Palmer
1987). F filters of side × side pixels; S starts of each. All fits go on at once, by Levenberg and Marquardt's method.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.func import jacfwd, vmap

ROUNDS = 30
PADDED = 32  # points along each side of the spectrum in which the first guess of the wave is looked for
SLOWEST = 0.04  # cycles a pixel, at least, of that guess: a slower wave is no wave on so few pixels
WIDTH = 0.2  # of the bell at first, in sides
SLOWER = (1.0, 0.5)  # the wave at first, in frequencies of the spectrum's peak
PARTS = torch.eye(2, dtype=torch.float64)  # amplitudes of the cosine alone, and of the sine alone
FIT = 0.6  # R² from which on a Gabor function is said to describe a filter
SELECTIVE = 0.5  # orientation selectivity from which on a filter prefers an orientation: 3 times the answer across
NARROW = 0.25  # sides: the bell's standard deviation across an edge, at most
SHORT = 0.5  # sides: and along it, for an edge that also ends within the picture


@dataclass(frozen=True)
class Fits:
    """The best fit of each filter."""

    r2: Tensor  # [F] share of the variance over pixels that the fit explains
    parameters: Tensor  # [F, 8], as `gabor` takes them
    pictures: Tensor  # [F, side²] the fitted functions
    selectivity: Tensor  # [F] of orientation, of the filter itself
    side: int

    @property
    def orientation(self) -> Tensor:
        """[F] degrees from 0 to 180 against the clock: along the edge, 0 is level."""
        kx, ky = self.parameters[:, 2], self.parameters[:, 3]
        return torch.rad2deg(torch.atan2(-ky, kx) + math.pi / 2) % 180  # rows count downwards

    @property
    def frequency(self) -> Tensor:
        """[F] cycles a pixel."""
        return self.parameters[:, 2:4].norm(dim=1)

    @property
    def edges(self) -> Tensor:
        """bool [F]: a Gabor function describes it, it prefers an orientation, and it is confined across the edge."""
        narrow = self.parameters[:, 4].exp() <= NARROW * self.side
        return (self.r2 >= FIT) & (self.selectivity >= SELECTIVE) & narrow

    @property
    def short(self) -> Tensor:
        """bool [F]: the bell is confined along the edge, too."""
        return self.parameters[:, 5].exp() <= SHORT * self.side


def gabor(p: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """One Gabor function less its mean, at places x, y [P] in pixels from the middle: [8] → [P].

    p: its centre (2), the wave's frequency vector in cycles a pixel (2), the logarithms of the bell's standard
    deviations along the wave and across it (2), and the amplitudes of cosine and sine (2).
    """
    x, y = x - p[0], y - p[1]
    length = p[2:4].norm()
    along, across = (x * p[2] + y * p[3]) / length, (y * p[2] - x * p[3]) / length
    bell = torch.exp(-0.5 * ((along / p[4].exp()) ** 2 + (across / p[5].exp()) ** 2))
    phase = 2 * math.pi * length * along
    wavelet = bell * (p[6] * phase.cos() + p[7] * phase.sin())
    return wavelet - wavelet.mean()


def fit_gabors(filters: Tensor) -> Fits:
    """Fit one Gabor function to each filter less its mean: [F, side²] → Fits. Nothing about it is random."""
    side = math.isqrt(filters.shape[1])
    z = filters.double() - filters.double().mean(1, keepdim=True)
    z = z / z.norm(dim=1, keepdim=True).clamp_min(1e-12)  # so that 1 − R² is the sum of the squared residuals
    ticks = torch.arange(side, dtype=torch.float64) - (side - 1) / 2
    y, x = (grid.flatten() for grid in torch.meshgrid(ticks, ticks, indexing="ij"))
    spectrum = amplitudes(z.unflatten(1, (side, side)))
    first = starts(z, x, y, spectrum)  # [F, S, 8]
    found, errors = descend(first.flatten(0, 1), z.repeat_interleave(first.shape[1], 0), x, y)
    errors, best = errors.unflatten(0, first.shape[:2]).min(1)
    parameters = found.unflatten(0, first.shape[:2])[torch.arange(len(z)), best]
    pictures = vmap(gabor, (0, None, None))(parameters, x, y)
    r2 = z.square().sum(1) - errors  # the first is 1, and 0 of a filter that is the same everywhere
    return Fits(r2, parameters, pictures, selectivity(spectrum), side)


def amplitudes(z: Tensor) -> Tensor:
    """How strongly filters answer to waves of all frequencies: [F, side, side] → [F, PADDED, PADDED].

    The frequency 0 is in the middle.
    """
    return torch.fft.fftshift(torch.fft.fft2(z, (PADDED, PADDED)).abs(), dim=(1, 2))


def frequencies() -> tuple[Tensor, Tensor]:
    """Along x and y, of a spectrum in cycles a pixel: [PADDED, PADDED] each."""
    f = torch.fft.fftshift(torch.fft.fftfreq(PADDED, dtype=torch.float64))
    fy, fx = torch.meshgrid(f, f, indexing="ij")
    return fx, fy


def selectivity(spectrum: Tensor) -> Tensor:
    """(best − across) / (best + across), of the answers to a wave of the best frequency and orientation and to one of
    any frequency at right angles to it: [F, PADDED, PADDED] → [F]. 0 is none, 1 is only one orientation.
    """
    fx, fy = frequencies()
    best, at = spectrum.flatten(1).max(1)
    angle = torch.atan2(fy, fx).flatten()
    apart = (angle[None] - angle[at, None] + math.pi / 2) % math.pi  # π/2 is the same orientation, 0 at right angles
    is_across = (torch.minimum(apart, math.pi - apart) < math.pi / 16) & (fx.hypot(fy).flatten() > SLOWEST)
    across = (spectrum.flatten(1) * is_across).amax(1)
    return (best - across) / (best + across).clamp_min(1e-12)


def starts(z: Tensor, x: Tensor, y: Tensor, spectrum: Tensor) -> Tensor:
    """First guesses: the centre of the filter's energy, the wave of its spectrum's peak: [F, P] → [F, S, 8]."""
    energy = z**2
    centre = torch.stack([energy @ x, energy @ y], dim=1)  # [F, 2]
    fx, fy = frequencies()
    at = (spectrum * (fx.hypot(fy) > SLOWEST)).flatten(1).argmax(1)
    wave = torch.stack([fx.flatten()[at], fy.flatten()[at]], dim=1)
    bell = torch.full((len(z), 2), math.log(WIDTH * math.isqrt(len(x))), dtype=torch.float64)
    guesses = []
    for slower in SLOWER:
        shape = torch.cat([centre, wave * slower, bell], dim=1)
        basis = [vmap(gabor, (0, None, None))(torch.cat([shape, part.expand(len(z), 2)], 1), x, y) for part in PARTS]
        strengths = torch.linalg.lstsq(torch.stack(basis, dim=2), z[..., None]).solution.squeeze(2)
        guesses.append(torch.cat([shape, strengths], dim=1))
    return torch.stack(guesses, dim=1)


def descend(p: Tensor, z: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Levenberg and Marquardt: parameters [B, 8] and the sums of squared residuals [B] after ROUNDS of it.

    The damping is the fit's own: a tenth of it after a step that helped, four times as much after one that did not.
    """
    side = math.isqrt(len(x))
    model, slopes = vmap(gabor, (0, None, None)), vmap(jacfwd(gabor), (0, None, None))
    least = torch.tensor([-side / 2] * 2 + [-0.5] * 2 + [math.log(0.4)] * 2 + [-50.0] * 2, dtype=torch.float64)
    most = torch.tensor([side / 2] * 2 + [0.5] * 2 + [math.log(2 * side)] * 2 + [50.0] * 2, dtype=torch.float64)
    damping = torch.full((len(p),), 1e-2, dtype=torch.float64)
    residual = z - model(p, x, y)
    error = residual.square().sum(1)
    for _ in range(ROUNDS):
        j = slopes(p, x, y)  # [B, P, 8]
        normal = j.mT @ j
        normal = normal + torch.diag_embed(damping[:, None] * normal.diagonal(dim1=1, dim2=2) + 1e-9)
        step = torch.linalg.solve(normal, (j.mT @ residual[..., None])).squeeze(2)
        moved = torch.clamp(p + step, least, most)
        left = z - model(moved, x, y)
        helped = left.square().sum(1) < error
        p, residual = torch.where(helped[:, None], moved, p), torch.where(helped[:, None], left, residual)
        error = residual.square().sum(1)
        damping = torch.where(helped, damping / 10, damping * 4).clamp(1e-9, 1e9)
    return p, error
