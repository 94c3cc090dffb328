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

from core.data.pairs import Pair, on_plane
from core.objectives.transport import critic, gradient, optimal_transport
from core.settings.distances import DistancesSettings
from core.settings.microscope import CRITICS, DISCRIMINATORS, LOSSES, discriminator_of
from core.training.discriminators import TrainedDiscriminator, generator_gradients
from core.training.pair_batches import PairBatches
from core.training.pair_measures import PairMeasures
from core.training.trainer import half

# Adam as Gulrajani et al. 2017 have it: no momentum and a short memory of squares. With the usual β₂ = 0.999 its steps
# fade together with the gradients, and the cross-entropy's D learns on far more slowly than it could.
ADAM = {"rule": "adam", "beta1": 0.0, "beta2": 0.9}
OTHERS = {"wasserstein_clip": {"rule": "rmsprop"}}  # Arjovsky et al. 2017: momentum and clipping are at odds
ARROWS = 96  # points with an arrow
SIDE = 48  # points an axis at which a network is drawn
SEEN = 4.0  # the square that is drawn: [−SEEN, SEEN]²
BOUNDARY = 128  # what stands for a network's boundary in its picture
ALONG = 241  # points along the line through both centres
NUDGE = 1e-5  # of a point, either way, for slopes of the exact critic


class Reading(NamedTuple):
    """What a network says where q stands, and how good it is."""

    measured: dict[str, Tensor]  # by copy: [S] each
    scores: Tensor  # [S, M]
    slopes: Tensor  # [S, M, 2]
    boundary: Tensor  # [S]


class Microscope:
    """A step is one of every network, all on the same batches; the generator, a shift of q, never takes one."""

    def __init__(self, settings: DistancesSettings, pair: Pair):
        self.settings = settings
        self.discriminators = {
            name: TrainedDiscriminator(settings, name, "relu", OTHERS.get(name, ADAM)) for name in DISCRIMINATORS
        }
        self.batches = PairBatches(settings, pair)
        points = 2 * settings.batch_size * settings.seeds
        # Of a step of one of them: forward, to the input, to the weights.
        self.multiplications = 3 * points * self.discriminators["minimax"].weights
        measures = PairMeasures(pair, settings.samples, settings.seed)
        found, plan = measures.at(settings.theta, settings.epsilon)
        self.constants = {name: value for name, value in found.items() if "sinkhorn" not in name}  # ε has no use here
        moved = measures.y + pair.offset(settings.theta)
        self.real, self.fake = (on_plane(points) for points in (measures.x, moved))  # [M, 2], the same in every frame
        self.way = torch.from_numpy(-on_plane(gradient(moved, measures.x, plan)))  # where W₁'s plan sends each: [M, 2]
        steps = torch.linspace(-SEEN, SEEN, SIDE, dtype=torch.float64)
        self.plane = torch.cartesian_prod(steps, steps).flip(1)[None]  # row by row from the lowest y: [1, SIDE², 2]
        random = np.random.RandomState(0)
        pairs = [random.randint(len(side), size=settings.samples) for side in (self.real, self.fake)]
        share = random.random_sample((settings.samples, 1))
        self.between = self.real[pairs[0]] * (1 - share) + self.fake[pairs[1]] * share  # as for the gradient penalty

    def step(self, number: int) -> None:
        """One step of every network. Raises Diverged."""
        batch = self.batches.next()
        for discriminator in self.discriminators.values():
            discriminator.step(number, self.settings, *batch)

    def tensors(self) -> dict[str, Tensor]:
        """All weights and optimizers."""
        return {name: t for d in self.discriminators.values() for name, t in d.tensors().items()}

    # ---- measuring ------------------------------------------------------------------------------------------------

    def observe(self, step: int) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """For each of the generator's losses L, and each network of a loss L of its own, medians over the copies:

        grad_L: length of the gradient that reaches the generator. It moves all of q together, so that is the mean of
        ∂L/∂x over q's points.   angle_L: degrees from −∂L/∂x to where W₁'s plan sends the point, mean over the points.
        accuracy_L: share of real and generated points that D gets right.   slope_L: mean |∇D| at points between p and
        q.   critic_L: mean D(p) − mean D(q) of a critic, which is to be W₁.
        Of the first copy gradients_L: −∂L/∂x of some points, the longest of them as 1: half a precision would round the
        faded ones to 0; and surface_L, its picture. With several copies seed_…: the numbers of each.
        Beside them what PairMeasures says of the pair, but for what depends on ε.
        """
        readings = {name: self.read(discriminator) for name, discriminator in self.discriminators.items()}
        measured = {f"{what}_{name}": values for name, r in readings.items() for what, values in r.measured.items()}
        arrays = {f"surface_{name}": self._surface(name, r.boundary[0].item()) for name, r in readings.items()}
        for loss in LOSSES:
            reading = readings[discriminator_of(loss)]
            _, gradients = generator_gradients(loss, reading.scores, reading.slopes)
            measured[f"grad_{loss}"] = gradients.mean(1).norm(dim=-1)
            measured[f"angle_{loss}"] = angles(-gradients, self.way).nanmean(1)
            arrows = -gradients[0, :ARROWS].numpy()
            longest = np.linalg.norm(arrows, axis=1).max()
            arrays[f"gradients_{loss}"] = half(arrows / longest if longest else arrows)
        if self.settings.seeds > 1:
            arrays |= {f"seed_{name}": values.numpy().astype(np.float32) for name, values in measured.items()}
        return self.constants | _medians(measured), arrays

    def read(self, discriminator: TrainedDiscriminator) -> Reading:
        """What it says of p's, of q's and of the points between them; see `observe`."""
        real, fake, between = (torch.from_numpy(points)[None] for points in (self.real, self.fake, self.between))
        f, slopes = discriminator.with_slopes(fake)
        with torch.no_grad():
            r = discriminator.judge(real)
        undecided = discriminator.undecided(r, f)
        measured = {
            "accuracy": torch.cat([r > undecided, f <= undecided], dim=1).double().mean(1),
            "slope": discriminator.with_slopes(between)[1].norm(dim=-1).mean(1),
        }
        if discriminator.loss in CRITICS:
            measured["critic"] = r.mean(1) - f.mean(1)
        return Reading(measured, f, slopes, undecided[:, 0])

    @torch.no_grad()
    def _surface(self, name: str, boundary: float) -> np.ndarray:
        """The first copy over the square, the lowest y first: uint8 [SIDE, SIDE], from 1 to 255 about BOUNDARY.

        Either way the furthest from its boundary is an end. The cross-entropy's D is drawn as a probability, from 0 to
        1 about ½.
        """
        discriminator = self.discriminators[name]
        first = [p[:1] for p in discriminator.frozen]
        values = discriminator.network(self.plane.float(), first, groups=1)[0]
        away = values - boundary
        away = 2 * torch.sigmoid(away) - 1 if name == "minimax" else away / away.abs().max().clamp_min(1e-12)
        scaled = BOUNDARY + (BOUNDARY - 1) * away
        return scaled.round().to(torch.uint8).reshape(SIDE, SIDE).numpy()

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The points of both as they stand, the square that is drawn, and what is a boundary there."""
        facts = {"extent": SEEN, "boundary": BOUNDARY}
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
            values, slopes = self.discriminators[name].with_slopes(torch.from_numpy(everywhere)[None])
            rows[name] = values[0].numpy(), slopes[0, :known].norm(dim=-1).numpy()
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


def _medians(measured: Mapping[str, Tensor]) -> dict[str, float]:
    """Of each [S]; an angle that no copy has, for want of a gradient or of a way to go, is left out."""
    known = {name: values[~values.isnan()].numpy() for name, values in measured.items()}
    return {name: float(np.median(values)) for name, values in known.items() if len(values)}


def angles(a: Tensor, b: Tensor) -> Tensor:
    """Degrees between vectors of the plane, NaN where one of them is 0: [..., 2], [..., 2] → [...]."""
    cross, dot = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], (a * b).sum(-1)
    degrees = torch.rad2deg(torch.atan2(cross.abs(), dot))
    return degrees.where((cross != 0) | (dot != 0), torch.nan)
