"""Steps a second of our autoencoder trainers against the same model in a plain PyTorch loop.

    python -m tests.benchmarks.autoencoders [--quick] [--threads N] [--rounds N]

- ours: the trainer's step(), as it runs behind the page.
- plain: nn.Sequential of nn.Linear and activations, mse_loss, backward, torch.optim.Adam as it comes; the examples
  are one tensor in memory and of the same float type, a batch is an index into it, each epoch in a new order.
Interleaved: each round trains both for a moment each, in one process with the same threads; one ratio a round.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.settings.linear_ae import LinearAESettings
from core.training.autoencoder import AutoencoderTrainer
from core.training.linear_ae import LinearAETrainer
from tests.benchmarks.support import options, ratios, spread, table
from tests.benchmarks.training import steps_a_second

CASES = {
    "plane 3-2, all 1,000 points a step": LinearAESettings(),
    "digits 64-8, all 1,500 images a step": LinearAESettings(dataset="digits", latent_dim=8),
    "digits 64-8, 128 images a step": LinearAESettings(dataset="digits", latent_dim=8, batch_size=128),
    "digits 64-64-8 tanh, 128 images a step": LinearAESettings(
        dataset="digits", latent_dim=8, batch_size=128, hidden=64, activation="tanh"
    ),
}
ACTIVATIONS = {"linear": nn.Identity, "tanh": nn.Tanh}


def ours(trainer: AutoencoderTrainer) -> Iterator[None]:
    """A generator that trains one step at each turn; so is the next one."""
    while True:
        yield trainer.step()


def plain(trainer: AutoencoderTrainer) -> Iterator[None]:
    """The same sizes and data."""
    settings, examples = trainer.settings, trainer.train
    sizes = [layer.in_features for layer in (*trainer.model.encoder, *trainer.model.decoder)] + [examples.shape[1]]
    layers = [layer for a, b in pairwise(sizes) for layer in (nn.Linear(a, b), ACTIVATIONS[settings.activation]())]
    model = nn.Sequential(*layers[:-1]).to(examples.dtype)
    optimizer, size = torch.optim.Adam(model.parameters(), lr=settings.learning_rate), trainer.batches.batch_size
    while True:
        order = torch.randperm(len(examples))
        for start in range(0, len(examples) - size + 1, size):
            yield plain_step(model, optimizer, examples[order[start : start + size]])


def plain_step(model: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor) -> None:
    """As in every introduction to PyTorch; the loss is looked at, as ours is."""
    optimizer.zero_grad()
    loss = F.mse_loss(model(x), x)
    loss.backward()
    optimizer.step()
    loss.item()


def main() -> None:
    """Run it."""
    asked = options(__doc__, threads=1, rounds=25)
    torch.set_num_threads(asked.threads)
    rounds, seconds = (5, 0.1) if asked.quick else (asked.rounds, 0.3)
    print(f"torch {torch.__version__}, {asked.threads} threads, {os.cpu_count()} cores")
    for title, settings in CASES.items():
        ways = {way.__name__: way(LinearAETrainer(settings)) for way in (ours, plain)}
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for steps in ways.values():
            steps_a_second(steps, seconds / 4)  # the first steps set things up
        for _ in range(rounds):
            for name, steps in ways.items():
                rates[name].append(steps_a_second(steps, seconds))
        rows = [(f"{name}, steps/s", spread(values, ".0f")) for name, values in rates.items()]
        table(title, [*rows, ("ours ÷ plain", spread(ratios(rates["ours"], rates["plain"])), "≥ 1.25")])


if __name__ == "__main__":
    main()
