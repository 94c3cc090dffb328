"""One bump fitted to two: what is gained by KL one way, by KL the other way, and by the GAN's non-saturating loss.

Target p = ½ N(−s/2, w²) + ½ N(s/2, w²), fitted by q = N(μ, σ²), all on the line and by quadrature.
Against the best D* = p/(p + q) the gradient of E_q[−ln D*], D* held still, is that of KL(q ‖ p) − 2 JS(p, q)
(Arjovsky and Bottou 2017, theorem 2.5), which is 2 KL(m ‖ p) with m = (p + q)/2: 0 for q = p only, and with KL's way
round that looks at where q is, and lets q leave out a bump. NumPy in, numbers out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize

WIDTH = 0.5  # w
TICKS = 1601  # of the quadrature
REACH = 9.0  # it spans so many of the widest σ beyond the outer means
SAME = 1e-3  # optima nearer to each other than this are one
FARTHEST = 8.0  # s up to which questions are answered
HALF_WAY = 0.7  # σ of the bump at which the theorem is checked for a question
DRAWN = 301  # places of an answer's density
STEP, ROUNDING = 0.01, 1e-9  # from an optimum to its neighbours, and what they may be lower by
WAYS = [np.array([math.cos(angle), math.sin(angle)]) for angle in np.linspace(0, 2 * np.pi, 8, endpoint=False)]
NARROWEST, WIDEST = 0.05, 12.0  # σ of a fit


class Bump(NamedTuple):
    """N(mean, width²)."""

    mean: float
    width: float

    def log_density(self, x: np.ndarray) -> np.ndarray:
        """[...] → [...]."""
        return -((x - self.mean) ** 2) / (2 * self.width**2) - math.log(math.sqrt(2 * math.pi) * self.width)


class Fit(NamedTuple):
    """A bump that no other one near it beats."""

    bump: Bump
    value: float  # of the objective, in nats


@dataclass(frozen=True)
class TwoBumps:
    """The target."""

    separation: float  # s
    width: float = WIDTH  # w

    @property
    def bumps(self) -> tuple[Bump, Bump]:
        """Its halves."""
        return Bump(-self.separation / 2, self.width), Bump(self.separation / 2, self.width)

    def log_density(self, x: np.ndarray) -> np.ndarray:
        """[...] → [...]."""
        return np.logaddexp(*(bump.log_density(x) for bump in self.bumps)) - math.log(2)

    def slope(self, x: np.ndarray) -> np.ndarray:
        """d ln p / dx: [...] → [...]."""
        shares = [np.exp(bump.log_density(x) - math.log(2) - self.log_density(x)) for bump in self.bumps]
        return sum(share * (bump.mean - x) / bump.width**2 for share, bump in zip(shares, self.bumps, strict=True))


def ticks(target: TwoBumps, q: Bump) -> np.ndarray:
    """Where both are integrated: [TICKS], evenly spaced; so the trapezoid's error falls faster than any power."""
    far = max(target.separation / 2 + REACH * target.width, abs(q.mean) + REACH * q.width)
    return np.linspace(-far, far, TICKS)


def forward_kl(target: TwoBumps, q: Bump) -> float:
    """KL(p ‖ q): infinite cost for missing some of p, so q covers it all."""
    x = ticks(target, q)
    return _kl(target.log_density(x), q.log_density(x), x)


def reverse_kl(target: TwoBumps, q: Bump) -> float:
    """KL(q ‖ p): cost for being where p is not, so q sits on one bump."""
    x = ticks(target, q)
    return _kl(q.log_density(x), target.log_density(x), x)


def non_saturating(target: TwoBumps, q: Bump) -> float:
    """KL(q ‖ p) − 2 JS(p, q): what the non-saturating loss descends on with the best D."""
    x = ticks(target, q)
    log_p, log_q = target.log_density(x), q.log_density(x)
    log_m = np.logaddexp(log_p, log_q) - math.log(2)
    return _kl(log_q, log_p, x) - _kl(log_p, log_m, x) - _kl(log_q, log_m, x)


OBJECTIVES: dict[str, Callable[[TwoBumps, Bump], float]] = {
    "forward_kl": forward_kl,
    "reverse_kl": reverse_kl,
    "non_saturating": non_saturating,
}


@lru_cache(maxsize=256)
def fits(name: str, target: TwoBumps) -> tuple[Fit, ...]:
    """All optima of the objective of that name that descents from several starts find: the best first, then by mean."""
    half, spread = target.separation / 2, math.hypot(target.separation / 2, target.width)

    def objective(place: np.ndarray) -> float:
        return OBJECTIVES[name](target, Bump(place[0], math.exp(place[1])))

    found: list[Fit] = []
    for mean in (-half, 0.0, half):
        for width in {target.width, spread}:
            end, value = _descend(objective, np.array([mean, math.log(width)]), 2 * half + 1)
            bump = Bump(float(end[0]), float(np.exp(end[1])))
            if not any(math.dist(bump, other.bump) < SAME for other in found):
                found.append(Fit(bump, value))
    return tuple(sorted(found, key=lambda fit: (round(fit.value, 6), fit.bump.mean)))


def _descend(objective: Callable[[np.ndarray], float], start: np.ndarray, far: float) -> tuple[np.ndarray, float]:
    """The minimum (μ, ln σ) below a start, |μ| ≤ far, and its value. Where the slope is 0 on a saddle it goes on."""
    bounds = [(-far, far), (math.log(NARROWEST), math.log(WIDEST))]
    while True:
        end = minimize(objective, start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-14, "gtol": 1e-8})
        start = min((end.x + STEP * way for way in WAYS), key=objective)
        if objective(start) > end.fun - ROUNDING:
            return end.x, float(end.fun)


def theorem(target: TwoBumps, q: Bump, nudge: float = 1e-4) -> dict[str, tuple[float, float]]:
    """Both sides of theorem 2.5 at q, each by (μ, σ).

    loss: of E_q[−ln D*] with D* = p/(p + q) held still, for q's points x = μ + σ ε: E[−(ln D*)'(x) · (1, ε)].
    divergence: of KL(q ‖ p) − 2 JS(p, q), by differences of the objective.
    """
    x = ticks(target, q)
    log_q, noise = q.log_density(x), (x - q.mean) / q.width
    generated = np.exp(log_q - np.logaddexp(target.log_density(x), log_q))  # 1 − D*
    slope = generated * (target.slope(x) + noise / q.width)  # (ln D*)' = (1 − D*) (ln p − ln q)'
    pull = -np.exp(log_q) * slope
    loss = tuple(float(np.trapezoid(pull * way, x)) for way in (np.ones_like(x), noise))

    def divergence(mean: float, width: float) -> float:
        return non_saturating(target, Bump(q.mean + mean, q.width + width))

    differences = [(divergence(*step) - divergence(*(-step))) / (2 * nudge) for step in nudge * np.eye(2)]
    return {"loss": loss, "divergence": tuple(differences)}


def answer(separation: float) -> dict[str, Any]:
    """Everything about a target of that separation, from 0 to 8.

    x, p [T]: its density.   fits: by objective, [mean, width, value] of each optimum.   theorem: both sides of it at
    [mean, width], which is half way from the middle to the right bump.
    """
    if not 0 <= separation <= FARTHEST:
        raise ValueError(f"separation={separation}: allowed is a number from 0 to {FARTHEST:g}")
    target, at = TwoBumps(separation), Bump(separation / 4, HALF_WAY)
    far = FARTHEST / 2 + 3
    x = np.linspace(-far, far, DRAWN)
    found = {name: [[*fit.bump, fit.value] for fit in fits(name, target)] for name in OBJECTIVES}
    return {"x": x, "p": np.exp(target.log_density(x)), "fits": found, "at": list(at), "theorem": theorem(target, at)}


def _kl(log_p: np.ndarray, log_q: np.ndarray, x: np.ndarray) -> float:
    """∫ p (ln p − ln q)."""
    return float(np.trapezoid(np.exp(log_p) * (log_p - log_q), x))
