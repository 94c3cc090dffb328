"""One cloud of points, six times over, each moved by plain gradient descent on another objective, on one clock."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.pairs import Pair, on_plane
from core.objectives.blurred import js, kl
from core.objectives.transport import gradient, optimal_transport
from core.settings.distances import RACERS, DistancesSettings
from core.training.discriminators import TrainedDiscriminator, generator_gradients
from core.training.pair_measures import PairMeasures
from core.training.trainer import check_finite, half

GANS = ("minimax", "non_saturating")
ADAM = {"rule": "adam", "beta1": 0.5, "beta2": 0.999}  # as Radford et al. 2016 have it
ARROWS = 24  # points of each cloud with an arrow: more hide the points
LOST = 1e4  # a cloud with a point thrown further than this is out of the race: it stays where it is
AIR = 0.3  # of the plane's units, round all points at the start


class Race:
    """A step moves every point x of every cloud by −lr ∂(ΣL)/∂x, the sum being over the points: N times the mean.

    So a point's speed does not depend on how many there are. Of the clouds, the data P and the points Q:
    kl: KL(P ‖ Q), what maximum likelihood descends on, and js: JS(P, Q), of both clouds blurred by a Gaussian.
    minimax, non_saturating: the GAN losses by a discriminator of their own, which learns for k_d steps before.
    w1: W₁, by the exact plan: at unit speed where a point goes to one place; one whose mass is split, as between 8 and
    9 points, goes by the mean of its ways' directions.   w2: W₂² (not W₂), by its exact plan: twice the mean way to go.
    """

    def __init__(self, settings: DistancesSettings, pair: Pair):
        self.settings, self.pair = settings, pair
        measures = PairMeasures(pair, settings.samples, settings.seed)
        self.floor = measures.floors["w1_floor"]
        moved = measures.y + pair.offset(settings.theta)
        self.real, self.start = (torch.from_numpy(on_plane(points)) for points in (measures.x, moved))
        self.clouds = {name: self.start.clone() for name in RACERS}  # float64 [N, 2] each, moved in place
        self.discriminators = {name: TrainedDiscriminator(settings, name, "leaky_relu", ADAM) for name in GANS}
        points = len(self.real) + len(self.start)
        self.multiplications = 3 * points * self.discriminators[GANS[0]].weights  # of a step of D

    def step(self, number: int) -> None:
        """Every discriminator learns, then every point of every cloud moves once. Raises Diverged."""
        racing = {name: cloud for name, cloud in self.clouds.items() if cloud.abs().max() < LOST}
        real = self.real.float()[None]
        for name, discriminator in self.discriminators.items():
            for _ in range(self.settings.k_d if name in racing else 0):
                discriminator.step(number, self.settings, real, self.clouds[name].float()[None])
        pulls = {name: self.pull(name) for name in racing}
        check_finite(number, {name: loss for name, (loss, _) in pulls.items()})
        for name, (_, slope) in pulls.items():
            self.clouds[name] -= self.settings.lr * slope

    def pull(self, name: str) -> tuple[float, Tensor]:
        """A racer's objective where its cloud is now, and the gradient of the sum over its points [N, 2]."""
        cloud = self.clouds[name]
        if name in GANS:
            losses, slopes = generator_gradients(name, *self.discriminators[name].with_slopes(cloud[None]))
            return losses.mean().item(), slopes[0]
        if name in ("w1", "w2"):
            points, real, power = cloud.numpy(), self.real.numpy(), int(name[1])
            plan = optimal_transport(points, real, p=power)
            value, slope = plan.cost, torch.from_numpy(gradient(points, real, plan, power))
        else:
            value, slope = {"kl": kl, "js": js}[name](self.real, cloud, self.settings.blur)
        return value, slope * len(cloud)

    def observe(self, step: int) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """Of each racer R its own objective and w1_R, js_R (blurred) and grad_R; points_R and the way they are pulled.

        The objective is kl, js, w1, w2 (W₂, not squared), loss_minimax or loss_non_saturating. grad_R: mean length of
        the gradient that a point gets, of N times the objective (in frames of other experiments grad_w1 and grad_js are
        slopes by θ, which shifts all points at once). Left out: w1_w1 and js_js, which are w1 and js.
        """
        scalars, arrays = {"w1_floor": self.floor}, {}
        for name, cloud in self.clouds.items():
            value, slope = self.pull(name)
            scalars[f"loss_{name}" if name in GANS else name] = math.sqrt(value) if name == "w2" else value
            scalars[f"grad_{name}"] = slope.norm(dim=1).mean().item()
            if name != "w1":
                scalars[f"w1_{name}"] = optimal_transport(cloud.numpy(), self.real.numpy()).cost
            if name != "js":
                scalars[f"js_{name}"] = js(self.real, cloud, self.settings.blur)[0]
            arrays[f"points_{name}"] = half(cloud.numpy()[None])
            arrays[f"gradients_{name}"] = half(-slope[:ARROWS].numpy())
        return scalars, arrays

    def tensors(self) -> dict[str, Tensor]:
        """Where the points are, and the discriminators."""
        tensors = {f"points.{name}": cloud for name, cloud in self.clouds.items()}
        for discriminator in self.discriminators.values():
            tensors |= discriminator.tensors()
        return tensors

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The data, and what part of the plane has both them and the start: its middle, half its width and height."""
        middle = torch.tensor([self.settings.theta / 2, 0.0], dtype=torch.float64)
        width, height = ((torch.cat([self.real, self.start]) - middle).abs().amax(0) + AIR).tolist()
        facts = {
            "racers": RACERS,
            "centre": middle.tolist(),
            "extent": round(max(width, height), 2),
            "tallness": round(min(1.0, height / width), 2),
        }
        return facts, {"real": half(self.real.numpy())}
