"""Trains GANs on a two-dimensional world, round by round, and answers questions about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.points import EXTENT, HELD_OUT, kernel_density, make_world
from core.models.discriminator import Discriminator
from core.models.stacked import Generator
from core.objectives.adversarial import discriminator_loss, generator_losses, gradient_penalty, r1_penalty
from core.objectives.transport import optimal_transport
from core.settings.base import SettingsError
from core.settings.gan2d import LOGS, SIGMOID, GAN2DSettings
from core.settings.points import parse_points
from core.training.clipping import clipped_weights
from core.training.gan2d_measures import HELD, Measures
from core.training.gan2d_probe import SIDE, Probe, latent_ticks, plane, ticks
from core.training.players import LATENTS, Players
from core.training.trainer import Frame, Trainer, half, query, threads_for
from core.training.weights import copy_into, to_arrays

FULL, D_MOVED, G_MOVED = 0, 1, 2  # what the last step was: a whole round, or one of its halves
STEADY = 4  # times that `evaluate` measures, each with new samples
STEADY_W1 = 1000  # points of its W₁
KERNEL = 0.1  # width in which densities of samples are estimated
COSTLIEST = 60_000_000_000  # multiplications in a round: two to six seconds of one core
MOST = 2000  # points a question may be about


class GAN2DTrainer(Trainer):
    """A step is a round: k_d steps of D with G held still, then k_g steps of G with D held still."""

    observe_share = 0.25  # here the moving picture is the lesson

    def __init__(self, settings: GAN2DSettings):
        self.settings = settings
        self.world = make_world(settings.world, settings.ring_modes, parse_points(settings.points))
        self.players = Players(settings, torch.from_numpy(self.world.train))
        self._check_cost(settings)
        self.probe = Probe(settings, self.world)
        copies = settings.seeds
        points = copies * settings.batch_size * settings.packing
        weights = sum(p[0].numel() for p in self.players.frozen_d)
        self.most_threads = threads_for(3 * 2 * points * weights)  # D's step: forward, to the input, to the weights
        self.points_shown = 512 if copies == 1 else max(64, 1024 // copies)
        self.measures = Measures(self.world, w1_points=256 if copies == 1 else max(64, 512 // copies))
        self.rounds, self.half = 0, FULL

    # ---- training -------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One round; with half rounds on, D's half of it or G's. A half that is still owed is always done first."""
        number, settings = self.step_count + 1, self.settings
        owed = self.half == D_MOVED
        if not owed:
            for _ in range(settings.k_d):
                self.players.step_d(number)
        if owed or not settings.halves:
            for _ in range(settings.k_g):
                self.players.step_g(number)
            self.rounds += 1
        self.half = G_MOVED if owed else D_MOVED if settings.halves else FULL
        self.step_count = number

    def apply(self, settings: GAN2DSettings) -> None:
        """Losses' weights, learning rates, steps a round, noise, average and half rounds change in the running game."""
        self._check_cost(settings)
        super().apply(settings)
        players = self.players
        players.settings = settings
        if bool(settings.ema) != (players.average is not None):  # switched on or off
            players.follow_average()

    def _check_cost(self, settings: GAN2DSettings) -> None:
        """Refuse rounds that would keep everybody else in this process waiting for many seconds."""
        points = settings.seeds * settings.batch_size * settings.packing
        g, d = (sum(p[0].numel() for p in ps) for ps in (self.players.frozen_g, self.players.frozen_d))
        slopes = 3 if settings.r1 or settings.loss == "wasserstein_gp" else 1  # differentiated twice
        of_d = points * (g + 3 * 2 * d * slopes)  # forward, to the input, to the weights
        of_g = points * 3 * (g + d + 2 * settings.unroll * 2 * d * slopes)
        if (cost := settings.k_d * of_d + settings.k_g * of_g) > COSTLIEST:
            raise SettingsError(
                f"a round of these settings takes {cost / 1e9:,.0f} thousand million multiplications; allowed are "
                f"{COSTLIEST / 1e9:,.0f}: fewer copies, points, units, or steps of D and G (also unrolled ones)"
            )

    def state(self) -> dict[str, np.ndarray]:
        """Weights, optimizers, the average of G, and where in the round it stands."""
        return to_arrays(self._tensors()) | {"progress": np.array([self.rounds, self.half])}

    def load(self, state: Mapping[str, np.ndarray]) -> None:
        """Take over the arrays of `state()`. What is not among them begins anew: optimizers, and the average at G."""
        if "progress" not in state or state["progress"].shape != (2,):
            raise ValueError("progress: expected an array of shape (2,)")
        has_average = any(name.startswith("average.") for name in state)
        copy_into({n: t for n, t in self._tensors().items() if has_average or not n.startswith("average.")}, state)
        if not has_average:
            self.players.average = None
            self.players.follow_average()
        self.rounds, self.half = (int(value) for value in state["progress"])

    def _tensors(self) -> dict[str, Tensor]:
        """Everything that a step changes, by name (no copies)."""
        players = self.players
        lists = {"g": players.frozen_g, "d": players.frozen_d, "average": players.average or []}
        tensors = {f"{name}.{i}": value for name, values in lists.items() for i, value in enumerate(values)}
        for name, optimizer in (("g", players.optimizer_g), ("d", players.optimizer_d)):
            tensors |= {f"optimizer.{name}.{key}": value for key, value in optimizer.tensors().items()}
        return tensors

    # ---- measuring ------------------------------------------------------------------------------------------------

    def observe(self) -> Frame:
        """The numbers of the game, what the generator covers, and what the stage shows."""
        points, mesh = self.probe.generate(self.players)
        game, of_game = self.probe.game(self.players)
        limits, surface = self.probe.surface(self.players)
        measured, of_copies = self.measures(points.numpy())
        scalars = game | limits | measured | {"rounds": self.rounds, "half": self.half}
        arrays = {
            "points": half(points[:, : self.points_shown].numpy()),
            "surface": surface,
            "mesh": half(mesh.reshape(len(latent_ticks(self.settings.latent)), -1, 2).numpy()),
        }
        if self.settings.weight_clipping:
            share, weights = clipped_weights(self.players.frozen_d, self.settings.clip)
            scalars, arrays = scalars | share, arrays | weights
        return Frame(self.step_count, scalars, arrays | of_game | of_copies)

    def evaluate(self) -> dict[str, float]:
        """The numbers of a frame, with the measures averaged over new samples and W₁ from 1,000 points."""
        measures, rounds = Measures(self.world, STEADY_W1), []
        for seed in range(STEADY):
            rounds.append(measures(self._samples(HELD_OUT, seed, self.players.shown).numpy())[0])
        steady = {name: float(np.mean([scalars[name] for scalars in rounds])) for name in rounds[0]}
        return self.observe().scalars | steady

    @torch.no_grad()
    def _samples(self, n: int, seed: int, parameters: list[Tensor]) -> Tensor:
        """n points of each copy of G with these parameters, of the same latents: [S, n, 2]."""
        draw = LATENTS[self.settings.latent]
        z = draw((n, self.settings.latent_dim), torch.Generator().manual_seed(seed + 1))
        return self.players.g(z[None].expand(len(parameters[0]), -1, -1), parameters)

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The world, and how the frames' arrays are to be read."""
        settings, players, world = self.settings, self.players, self.world
        among = settings.packing > 1 or settings.minibatch != "none"
        values = latent_ticks(settings.latent).numpy()
        facts = {
            "world": world.name,
            "note": world.note,
            "modes": len(world.modes),
            "centres": world.modes.round(6).tolist(),
            "sigma": world.sigma,
            "extent": EXTENT,
            "latent": settings.latent,
            "latent_dim": settings.latent_dim,
            "latent_range": [round(float(values[0]), 6), round(float(values[-1]), 6)],
            "probability": settings.loss in SIGMOID,  # whether the surface is one
            "companions": "Each point of the surface is judged among real companions." if among else "",
            "held": HELD,
            "w1_points": self.measures.w1_points,
            "samples": HELD_OUT,
            "floors": {name: round(value, 6) for name, value in self.measures.floors.items()},
            "parameters_g": sum(p[0].numel() for p in players.frozen_g),
            "parameters_d": sum(p[0].numel() for p in players.frozen_d),
        }
        return facts, {"real": half(world.held_out[:512]), "latent_ticks": half(values)}

    # ---- questions, all about the first copy ----------------------------------------------------------------------

    @property
    def _first_g(self) -> list[Tensor]:
        return [p[:1] for p in self.players.shown]

    @query
    @torch.no_grad()
    def decode(self, z: np.ndarray) -> dict[str, np.ndarray]:
        """Where G puts latents: float [N, Z] → points float32 [N, 2]."""
        z = _table("z", z, self.settings.latent_dim)
        return {"points": self.players.g(z[None], self._first_g)[0].numpy()}

    @query
    def discriminate(self, points: np.ndarray) -> dict[str, np.ndarray]:
        """What D says of points [N, 2]: output [N], and probability [N] of being real where the loss has one."""
        output = self.probe.judge(self.players, _table("points", points, 2))
        answer = {"output": output.numpy()}
        if self.settings.loss in SIGMOID:
            answer["probability"] = torch.sigmoid(output).numpy()
        return answer

    @query
    def samples(self, n: int, seed: int) -> dict[str, np.ndarray]:
        """n points of G from latents of that seed: float32 [n, 2]."""
        return {"points": self._samples(_count("n", n), _count("seed", seed, 0, 10**9), self._first_g)[0].numpy()}

    @query
    def transport(self, n: int) -> dict[str, Any]:
        """The cheapest way to carry n real points to n generated ones: which to which, and W₁."""
        count = _count("n", n)
        real, fake = self.world.held_out[:count], self._samples(count, 0, self._first_g)[0].numpy()
        best = optimal_transport(real, fake)  # with equally many equal weights: a permutation
        return {"real": real, "fake": fake, "match": best.columns, "w1": best.cost}

    @query
    def optimal(self, size: int = SIDE, bandwidth: float | None = None) -> dict[str, Any]:
        """The best discriminator against this G, beside D: float32 [size, size], lowest y first.

        D* = (1 − s) p/(p + q), with real points labelled 1 − s. p is the world's density. q, the generator's, is
        estimated from 2,500 of its points with Gaussian kernels of width `bandwidth`: the instance noise, or 0.1
        without any. p is blurred by the same kernel, so D* is exactly the best one for points with that noise.
        trusted [size, size]: where at least 10 of as many points would lie under a kernel; error: the mean of
        |D − D*| over the plane, weighted with p + q.
        """
        if self.settings.loss not in LOGS:
            raise ValueError(f"loss={self.settings.loss}: its best D is another; allowed: {', '.join(LOGS)}")
        if self.settings.packing > 1 or self.settings.minibatch != "none":
            raise ValueError("D judges points together: its best answer is no map of the plane")
        size = _count("size", size, 8, 200)
        if bandwidth is None:
            bandwidth = self.settings.instance_noise or KERNEL
        if not 0.01 <= bandwidth <= 1:
            raise ValueError(f"bandwidth={bandwidth}: allowed is a number from 0.01 to 1")
        at = ticks(size)
        fake = self._samples(HELD_OUT, 0, self._first_g)[0].numpy()
        p, q = self.world.density(at.numpy(), bandwidth), kernel_density(fake, at.numpy(), bandwidth)
        best = (1 - self.settings.label_smoothing) * p / np.maximum(p + q, 1e-300)
        own = torch.sigmoid(self.probe.judge(self.players, plane(size))).reshape(size, size).numpy()
        weight = (p + q) / (p + q).sum()
        return {
            "optimal": best.astype(np.float32),
            "own": own,
            "trusted": len(fake) * 4 * np.pi * bandwidth**2 * (p + q) >= 10,  # ∫K² is 1/(4π·width²)
            "ticks": at.numpy(),
            "error": float((weight * np.abs(own - best)).sum()),
            "bandwidth": float(bandwidth),
        }

    sources = (
        step,
        Players.step_d,
        Players.step_g,
        Players.objective_d,
        Players.unrolled,
        discriminator_loss,
        generator_losses,
        gradient_penalty,
        r1_penalty,
        Generator,
        Discriminator,
    )


def _table(name: str, values: np.ndarray, columns: int) -> Tensor:
    """Finite numbers [N, columns]. Raises ValueError naming what is wrong."""
    table = np.asarray(values, np.float32)
    if table.ndim != 2 or table.shape[1] != columns or not 1 <= len(table) <= MOST * 10:
        raise ValueError(f"{name} has shape {table.shape}; expected (N, {columns}), N from 1 to {MOST * 10}")
    if not np.isfinite(table).all():
        raise ValueError(f"{name} holds a number that is not finite")
    return torch.from_numpy(table.copy())


def _count(name: str, value: int, low: int = 1, high: int = MOST) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{name}={value}: allowed is a whole number from {low} to {high}")
    return value
