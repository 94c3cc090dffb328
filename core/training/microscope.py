"""The gradient microscope: q stands still, discriminators learn to tell it from p, and q reads what they would teach.

Figure 2 of Arjovsky and Bottou 2017 (Towards principled methods for training GANs): as D learns, the gradient of the
generator's first loss fades by orders of magnitude. Shapes: S copies, M measured points of a kind, D = 1 or 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from core.data.pairs import Pair
from core.objectives.adversarial import generator_losses
from core.objectives.transport import critic, gradient, optimal_transport
from core.settings.distances import DistancesSettings
from core.training.critics import Critic, Critics, on_plane
from core.training.pair_measures import PairMeasures
from core.training.trainer import half

# The losses of D, each with the generator's losses that are read through it.
READ_THROUGH = {
    "minimax": ("minimax", "non_saturating"),
    "least_squares": ("least_squares",),
    "wasserstein_clip": ("wasserstein_clip",),
    "wasserstein_gp": ("wasserstein_gp",),
}
CRITICS = ("wasserstein_clip", "wasserstein_gp")
ARROWS = 96  # points with an arrow
SIDE = 48  # points an axis at which a network is drawn
SEEN = 4.0  # the square that is drawn: [−SEEN, SEEN]²
ALONG = 241  # points along the line through both centres
NUDGE = 1e-5  # of a point, either way, for slopes of the exact critic


class Surface(NamedTuple):
    """A network over the plane."""

    low: float  # what 0 stands for
    high: float  # what 255 stands for
    picture: np.ndarray  # uint8 [SIDE, SIDE], the lowest y first


class Microscope:
    """A step is one of every network; the generator, a shift of q, never takes one."""

    def __init__(self, settings: DistancesSettings, pair: Pair):
        self.critics = Critics(settings, pair)
        self._settings = settings
        measures = PairMeasures(pair, settings.samples, settings.seed)
        self.constants, plan = measures.at(settings.theta, settings.epsilon)
        moved = measures.y + pair.offset(settings.theta)
        self.real, self.fake = (on_plane(points) for points in (measures.x, moved))  # [M, 2], the same in every frame
        self.way = torch.from_numpy(-on_plane(gradient(moved, measures.x, plan)))  # where W₁'s plan sends each: [M, 2]
        steps = torch.linspace(-SEEN, SEEN, SIDE, dtype=torch.float64)
        self.plane = torch.cartesian_prod(steps, steps).flip(1)[None]  # row by row from the lowest y: [1, SIDE², 2]
        random = np.random.RandomState(0)
        pairs = [random.randint(len(side), size=settings.samples) for side in (self.real, self.fake)]
        share = random.random_sample((settings.samples, 1))
        self.between = self.real[pairs[0]] * (1 - share) + self.fake[pairs[1]] * share  # as for the gradient penalty

    @property
    def settings(self) -> DistancesSettings:
        """As they are now; the networks take over what is live."""
        return self._settings

    @settings.setter
    def settings(self, settings: DistancesSettings) -> None:
        self._settings = settings
        for network in self.critics.by_loss.values():
            network.settings = settings

    @property
    def multiplications(self) -> int:
        """Of a step."""
        return self.critics.multiplications

    def step(self, number: int) -> None:
        """One step of every network. Raises Diverged."""
        self.critics.step(number)

    def tensors(self) -> dict[str, Tensor]:
        """All weights and optimizers."""
        return {name: t for network in self.critics.by_loss.values() for name, t in network.tensors().items()}

    # ---- measuring ------------------------------------------------------------------------------------------------

    def observe(self, step: int) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """For each of the generator's losses L, medians over the copies:

        grad_L: length of the gradient that reaches the generator. It moves all of q together, so that is the mean of
        ∂L/∂x over q's points.   angle_L: degrees from −∂L/∂x to where W₁'s plan sends the point, mean over the points.
        accuracy_L: share of real and generated points that D gets right.   slope_L: mean |∇D| at points between p and
        q; slope_at_L: at q's.   critic_L: mean D(p) − mean D(q) of a critic, which is to be W₁.
        longest_L: of the arrows −∂L/∂x of the first copy, which are scaled so that this one is 1 long: half a
        precision would round the faded ones to 0.   surface_low_L, surface_high_L: what its picture's 0 and 255 mean.
        Beside them what PairMeasures says of the pair; with several copies seed_…: the numbers of each.
        """
        measured, first, arrays = {}, {}, {"points": half(self.fake[None, :ARROWS])}  # of all copies; of the first one
        for through, losses in READ_THROUGH.items():
            of_network, score, slopes = self.read(self.critics.by_loss[through])
            surface = self._surface(self.critics.by_loss[through])
            for loss in losses:
                pulls = pulls_of(loss, score, slopes)
                of_loss = {"grad": pulls.mean(1).norm(dim=-1), "angle": angles(-pulls, self.way).nanmean(1)}
                measured |= {f"{name}_{loss}": values.numpy() for name, values in (of_loss | of_network).items()}
                arrows = -pulls[0, :ARROWS].numpy()
                longest = float(np.linalg.norm(arrows, axis=1).max())
                arrays[f"gradients_{loss}"] = half(arrows / longest if longest else arrows)
                arrays[f"surface_{loss}"] = surface.picture
                numbers = {"longest": longest, "surface_low": surface.low, "surface_high": surface.high}
                first |= {f"{name}_{loss}": value for name, value in numbers.items()}
        if self.settings.seeds > 1:
            arrays |= {f"seed_{name}": values.astype(np.float32) for name, values in measured.items()}
        return self.constants | _medians(measured) | first, arrays

    def read(self, network: Critic) -> tuple[dict[str, Tensor], Tensor, Tensor]:
        """What a network is like, by copy [S] (see `observe`); D [S, M] and ∇D [S, M, 2] at q's points."""
        real, between = (torch.from_numpy(points)[None] for points in (self.real, self.between))
        fake = torch.from_numpy(self.fake).repeat(self.settings.seeds, 1, 1).requires_grad_()
        f = network.judge(fake)
        (slopes,) = torch.autograd.grad(f.sum(), fake)  # no point feels another: each has its own
        with torch.no_grad():
            f, r = f.detach(), network.judge(real)
        undecided = network.undecided(r, f)
        found = {
            "accuracy": torch.cat([r > undecided, f <= undecided], dim=1).double().mean(1),
            "slope": self._slopes(network, between).mean(1),
            "slope_at": slopes.norm(dim=-1).mean(1),
            "boundary": undecided[:, 0],
        }
        if network.loss in CRITICS:
            found["critic"] = r.mean(1) - f.mean(1)
        return found, f, slopes

    def _slopes(self, network: Critic, points: Tensor) -> Tensor:
        """|∇D|: [1, K, 2] → [S, K]."""
        points = points.repeat(self.settings.seeds, 1, 1).requires_grad_()
        (slopes,) = torch.autograd.grad(network.judge(points).sum(), points)
        return slopes.norm(dim=-1)

    @torch.no_grad()
    def _surface(self, network: Critic) -> Surface:
        """The first copy over the square; the cross-entropy's as the probability of being real."""
        values = network.network(self.plane.float(), [p[:1] for p in network.frozen], groups=1)[0]
        low, high = values.min().item(), values.max().item()
        if network.loss == "minimax":
            values, low, high = torch.sigmoid(values), 0.0, 1.0
        scaled = (values - low) / max(high - low, 1e-12) * 255
        return Surface(low, high, scaled.round().to(torch.uint8).reshape(SIDE, SIDE).numpy())

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The points of both as they stand, and the square that is drawn."""
        facts = {"extent": SEEN, "probability": list(READ_THROUGH["minimax"]), "theta": self.settings.theta}
        return facts, {"real": half(self.real), "generated": half(self.fake)}

    # ---- primal and dual ------------------------------------------------------------------------------------------

    def compare(self) -> dict[str, Any]:
        """The best 1-Lipschitz critic, from the duals of the exact plan, beside the two that networks have learned.

        names; x [T]: places on the line through both centres; lines [3, T] and planes [3, SIDE, SIDE]: their values
        there, centred between p and q and divided by their steepest slope, so that all are 1-Lipschitz;
        values: mean over p − mean over q, as they are; slopes: mean |∇| between p and q; steepest: the largest there
        and at the points; scaled: values / steepest, which is at most w1, but for slopes missed.
        """
        best = optimal_transport(self.real, self.fake)
        x = np.linspace(-SEEN, SEEN, ALONG)
        line = np.stack([x, np.zeros(ALONG)], axis=1)
        everywhere = np.concatenate([self.real, self.fake, self.between, line, self.plane[0].numpy()])
        known = len(self.real) + len(self.fake) + len(self.between)
        rows = {"exact": self._dual(best.g, everywhere, known)}
        for name in CRITICS:
            network = self.critics.by_loss[name]
            places = torch.from_numpy(everywhere)[None]
            with torch.no_grad():
                values = network.judge(places)[0].numpy()
            rows[name] = values, self._slopes(network, places[:, :known])[0].numpy()
        return {"names": list(rows), "x": x, "w1": best.cost} | self._alike(rows)

    def _dual(self, g: np.ndarray, points: np.ndarray, known: int) -> tuple[np.ndarray, np.ndarray]:
        """The exact critic at points [K, 2], and its slope at the first so many, by differences."""
        steps = NUDGE * np.eye(2)
        ends = [[critic(points[:known] + sign * step, self.fake, g) for sign in (1, -1)] for step in steps]
        slopes = np.hypot(*((ahead - behind) / (2 * NUDGE) for ahead, behind in ends))
        return critic(points, self.fake, g), slopes

    def _alike(self, rows: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
        """Critics, as values at all places and slopes at the points, on one scale."""
        m, k, last = len(self.real), len(self.fake), len(self.between)
        found = {name: [] for name in ("lines", "planes", "values", "slopes", "steepest", "scaled")}
        for values, slopes in rows.values():
            ends = values[:m].mean(), values[m : m + k].mean()
            steepest = max(float(slopes.max()), 1e-300)
            alike = (values[m + k + last :] - sum(ends) / 2) / steepest
            numbers = {
                "values": ends[0] - ends[1],
                "slopes": slopes[m + k :].mean(),
                "steepest": steepest,
                "scaled": (ends[0] - ends[1]) / steepest,
            }
            for name, number in numbers.items():
                found[name].append(float(number))
            found["lines"].append(alike[:ALONG])
            found["planes"].append(alike[ALONG:].reshape(SIDE, SIDE))
        return found | {name: np.stack(found[name]).astype(np.float32) for name in ("lines", "planes")}


def _medians(measured: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Of each [S]; an angle that no copy has, for want of a gradient or of a way to go, is left out."""
    known = {name: values[~np.isnan(values)] for name, values in measured.items()}
    return {name: float(np.median(values)) for name, values in known.items() if len(values)}


def pulls_of(loss: str, score: Tensor, slopes: Tensor) -> Tensor:
    """∂L/∂x of the generator's loss at points with D's score […, M] and slope ∇D […, M, 2], by the chain rule."""
    score = score.clone().requires_grad_()
    (by_score,) = torch.autograd.grad(generator_losses(loss, score).sum(), score)
    return by_score[..., None] * slopes


def angles(a: Tensor, b: Tensor) -> Tensor:
    """Degrees between vectors of the plane, NaN where one of them is 0: [..., 2], [..., 2] → [...]."""
    cross, dot = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], (a * b).sum(-1)
    degrees = torch.rad2deg(torch.atan2(cross.abs(), dot))
    return degrees.where((cross != 0) | (dot != 0), torch.nan)
