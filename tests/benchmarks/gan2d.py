"""Rounds a second of our GAN trainer against a plain PyTorch loop, copies against one, and what a frame costs.

    python -m tests.benchmarks.gan2d [--quick] [--threads N] [--rounds N]

- plain: the usual eager loop of the same game: nn.Linear layers, real and generated points in passes of their own, D's
  weights not frozen in G's step, BCEWithLogitsLoss, torch.optim.Adam as it comes, noise and indices drawn at each step.
- copies: 16 seeds in one batched run against one of them, seed-steps a second; 16 in turn do what one does.
- GAN Lab's own size: one hidden layer of 8, batch 150, two steps of D a round, SGD 0.1.
- a frame: what observing takes.
Interleaved: each round trains the ways of a pair for a moment each, in one process; one ratio a round.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import torch
from torch import nn

from core.data.points import make_world
from core.settings.gan2d import GAN2DSettings
from core.training.gan2d import GAN2DTrainer
from tests.benchmarks.support import options, ratios, spread, table

COPIES = 16
USUAL = GAN2DSettings(g_width=128, d_width=128, batch_size=256)
SMALL = GAN2DSettings(g_width=32, d_width=32, batch_size=64)
LAB = GAN2DSettings(
    **{"g_depth": 1, "g_width": 8, "d_depth": 1, "d_width": 8, "batch_size": 150, "k_d": 2},
    **{"optimizer_d": "sgd", "optimizer_g": "sgd", "lr_d": 0.1, "lr_g": 0.1},
)


def plain(settings: GAN2DSettings) -> Callable[[], None]:
    """A round of the usual loop."""

    def network(n_in: int, n_out: int, width: int, depth: int) -> nn.Sequential:
        layers = [module for i in range(depth) for module in (nn.Linear(width if i else n_in, width), nn.ReLU())]
        return nn.Sequential(*layers, nn.Linear(width, n_out))

    g = network(settings.latent_dim, 2, settings.g_width, settings.g_depth)
    d = network(2, 1, settings.d_width, settings.d_depth)
    optimizer_g = torch.optim.Adam(g.parameters(), lr=settings.lr_g, betas=(settings.beta1, settings.beta2))
    optimizer_d = torch.optim.Adam(d.parameters(), lr=settings.lr_d, betas=(settings.beta1, settings.beta2))
    points, n = torch.from_numpy(make_world("ring").train), settings.batch_size
    bce = nn.BCEWithLogitsLoss()
    ones, zeros = torch.ones(n, 1), torch.zeros(n, 1)

    def step() -> None:
        real = points[torch.randint(len(points), (n,))]
        fake = g(torch.randn(n, settings.latent_dim))
        loss_d = bce(d(real), ones) + bce(d(fake.detach()), zeros)
        optimizer_d.zero_grad()
        loss_d.backward()
        optimizer_d.step()
        fake = g(torch.randn(n, settings.latent_dim))
        loss_g = bce(d(fake), ones)
        optimizer_g.zero_grad()
        loss_g.backward()
        optimizer_g.step()

    return step


def ours(settings: GAN2DSettings, **changes: int) -> Callable[[], None]:
    """A round of the trainer."""
    return GAN2DTrainer(settings.model_copy(update=changes)).step


def rate(step: Callable[[], None], seconds: float) -> float:
    """Rounds a second, for about so long."""
    count, start = 0, time.perf_counter()
    while True:
        step()
        count += 1
        if (passed := time.perf_counter() - start) >= seconds:
            return count / passed


def rates(ways: list[Callable[[], None]], rounds: int, seconds: float) -> list[list[float]]:
    """Of each way, one a round."""
    for step in ways:
        rate(step, seconds / 4)  # the first steps set things up
    measured = [[rate(step, seconds) for step in ways] for _ in range(rounds)]
    return [list(values) for values in zip(*measured, strict=True)]


def frame_seconds(settings: GAN2DSettings, rounds: int) -> list[float]:
    """What a frame takes."""
    trainer, seconds = GAN2DTrainer(settings), []
    trainer.observe()
    for _ in range(rounds):
        start = time.perf_counter()
        trainer.observe()
        seconds.append(time.perf_counter() - start)
    return seconds


def report(threads: int, rounds: int, seconds: float) -> None:
    """All of it with so many threads."""
    torch.set_num_threads(threads)
    own, usual = rates([ours(USUAL), plain(USUAL)], rounds, seconds)
    rows = [("2×128, batch 256: ours, rounds/s", spread(own, ".0f")), ("  plain", spread(usual, ".0f"))]
    rows += [("  ours ÷ plain", spread(ratios(own, usual)), "≥ 1.25")]
    for name, settings, target in (("2×32, batch 64", SMALL, "≥ 6"), ("2×128, batch 256", USUAL, "≥ 1.2")):
        many, one = rates([ours(settings, seeds=COPIES), ours(settings)], rounds, seconds)
        many = [COPIES * value for value in many]
        rows += [(f"{name}: {COPIES} copies, seed-rounds/s", spread(many, ".0f")), ("  one", spread(one, ".0f"))]
        rows += [("  copies ÷ one", spread(ratios(many, one)), target)]
    (lab,) = rates([ours(LAB)], rounds, seconds)
    rows += [("GAN Lab's size, rounds/s", spread(lab, ".0f"), "≥ 480")]
    copies = SMALL.model_copy(update={"seeds": COPIES})
    for name, settings in (("2×128", USUAL), (f"{COPIES} copies of 2×32", copies)):
        frames = [1000 * value for value in frame_seconds(settings, 5 * rounds)]
        rows += [(f"a frame of {name}, ms", spread(frames, ".1f"))]
    table(f"{threads} threads, {rounds} rounds of {seconds:g} s", rows)


def main() -> None:
    """Run it with one thread, and with as many as asked for."""
    asked = options(__doc__, threads=torch.get_num_threads(), rounds=9)
    rounds, seconds = (3, 0.3) if asked.quick else (asked.rounds, 1.0)
    print(f"torch {torch.__version__}, {os.cpu_count()} cores")
    for threads in sorted({1, asked.threads}):
        report(threads, rounds, seconds)


if __name__ == "__main__":
    main()
