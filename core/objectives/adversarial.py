"""What generator and discriminator minimise, and the penalties on the discriminator's slope.

r = D(x) and f = D(G(z)) are the discriminator's outputs before any sigmoid; shapes: […, N] → […], means over N.
"""

from __future__ import annotations

import math

from torch import Tensor
from torch.nn.functional import softplus


def boundary(name: str, smoothing: float = 0.0) -> float | None:
    """The output from which on D says "real": where a real and a generated point pull it as hard either way.

    With real points labelled 1 − s that is the middle of the labels, (1 − s)/2, as a probability where the loss has
    one. The means of probabilities pull alike wherever both kinds meet; as a probability the middle is ½. A
    Wasserstein critic has no such place (None): only differences of its scores mean anything.
    """
    if name in ("minimax", "non_saturating"):
        return math.log((1 - smoothing) / (1 + smoothing))
    return {"least_squares": (1 - smoothing) / 2, "hinge": 0.0, "total_variation": 0.0}.get(name)


def discriminator_loss(name: str, r: Tensor, f: Tensor, smoothing: float = 0.0) -> Tensor:
    """What D minimises.   smoothing: real points are labelled 1 − smoothing (one-sided; Salimans et al. 2016).

    minimax, non_saturating: −ln σ(r) − ln(1 − σ(f))      (Goodfellow et al. 2014)
    least_squares:           ½ (r − 1)² + ½ f²            (Mao et al. 2017)
    hinge:                   max(0, 1 − r) + max(0, 1 + f)  (Lim and Ye 2017)
    total_variation:         σ(f) − σ(r)                  (Nowozin et al. 2016): at best minus the total variation
    wasserstein, …_clip, …_gp: f − r                      (Arjovsky et al. 2017)
    """
    if name in ("minimax", "non_saturating"):
        # −(1 − s) ln σ(r) − s ln(1 − σ(r)) = softplus(−r) + s·r
        return (softplus(-r) + smoothing * r + softplus(f)).mean(-1)
    if name == "least_squares":
        return 0.5 * ((r - (1 - smoothing)).square() + f.square()).mean(-1)
    if name == "hinge":
        return ((1 - r).relu() + (1 + f).relu()).mean(-1)
    if name == "total_variation":
        return (f.sigmoid() - r.sigmoid()).mean(-1)
    return (f - r).mean(-1)


def generator_loss(name: str, f: Tensor) -> Tensor:
    """What G minimises.

    minimax:        ln(1 − σ(f))    the game's own value: flat where D is sure
    non_saturating: −ln σ(f)        the same fixed point, steep where D is sure
    least_squares:  ½ (f − 1)²
    total_variation: −σ(f)
    hinge, wasserstein, …_clip, …_gp: −f
    """
    return generator_losses(name, f).mean(-1)


def generator_losses(name: str, f: Tensor) -> Tensor:
    """The generator's loss for each example: any shape, kept."""
    if name == "minimax":
        return -softplus(f)
    if name == "non_saturating":
        return softplus(-f)
    if name == "least_squares":
        return 0.5 * (f - 1).square()
    if name == "total_variation":
        return -f.sigmoid()
    return -f


def gradient_penalty(slopes: Tensor) -> Tensor:
    """WGAN-GP's mean of (|∇D| − 1)² at points between real and generated ones: […, N, F] → […].

    Gulrajani et al. 2017.
    """
    return (slopes.norm(dim=-1) - 1).square().mean(-1)


def r1_penalty(slopes: Tensor) -> Tensor:
    """R1's mean of ½ |∇D|² at real points: […, N, F] → […] (Mescheder et al. 2018)."""
    return 0.5 * slopes.square().sum(-1).mean(-1)
