"""Steps a second of our VAE trainer against the same model in a plain PyTorch loop, and the pytorch/examples way.

    EXPLORER_DATA=… python -m tests.benchmarks.training [--quick] [--threads N] [--rounds N]

The model of pytorch/examples/vae: 784-400-(20, 20)-400-784, Bernoulli likelihood, batch 128, Adam 1e-3, on MNIST.
- ours: VAETrainer.step(), as it runs behind the page.
- plain: nn.Linear layers, sigmoid and binary_cross_entropy, both terms summed, torch.optim.Adam as it comes; the images
  are one tensor in memory, a batch is an index into it.
- examples: the same loop fed as pytorch/examples feeds it: a Dataset that makes a PIL image and then a tensor of each
  picture (as torchvision's MNIST with ToTensor; torchvision itself is not needed), DataLoader(shuffle=True) with
  num_workers=0, the example's choice without a GPU; loss.item() at every step. Today's example has a third term in its
  loss (continuous Bernoulli), which is left out here: it would only slow it down.
Interleaved: each round trains all three for a moment each, in one process with the same threads; one ratio a round. The
small model of the digits lesson follows, where Python's and torch's overhead is most of a step; it has no target.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

from core.data.images import DataError, ImageData, available, load_images, to_unit
from core.settings.vae import VAESettings
from core.training.vae import VAETrainer
from tests.benchmarks.support import options, ratios, spread, table

MNIST = VAESettings(dataset="mnist", width=400, depth=1, latent_dim=20, batch_size=128, learning_rate=1e-3)
DIGITS = VAESettings(dataset="digits", width=128, depth=1, latent_dim=2, batch_size=128, learning_rate=1e-3)


class PlainVAE(nn.Module):
    """As in pytorch/examples, for any sizes."""

    def __init__(self, pixels: int, width: int, latent_dim: int):
        super().__init__()
        self.fc1 = nn.Linear(pixels, width)
        self.fc21 = nn.Linear(width, latent_dim)
        self.fc22 = nn.Linear(width, latent_dim)
        self.fc3 = nn.Linear(latent_dim, width)
        self.fc4 = nn.Linear(width, pixels)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Reconstruction, mean and log-variance: [N, P] → [N, P], [N, Z], [N, Z]."""
        h = F.relu(self.fc1(x))
        mu, log_var = self.fc21(h), self.fc22(h)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * log_var)
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z)))), mu, log_var


class Pictures(Dataset):
    """One picture at a time, through PIL, as torchvision's MNIST with ToTensor."""

    def __init__(self, images: np.ndarray):
        self.images = torch.from_numpy(images.copy())

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, i: int) -> Tensor:
        picture = np.array(Image.fromarray(self.images[i].numpy()))
        return torch.from_numpy(picture)[None].contiguous().to(torch.float32).div(255)


def ours(settings: VAESettings, data: ImageData) -> Iterator[None]:
    """A generator that trains one step at each turn; so are the next two."""
    trainer = VAETrainer(settings)
    while True:
        yield trainer.step()


def plain(settings: VAESettings, data: ImageData) -> Iterator[None]:
    """Images in memory."""
    step = _plain_step(settings, data)
    images, size = torch.from_numpy(to_unit(data.train_images)), settings.batch_size
    while True:
        order = torch.randperm(len(images))
        for start in range(0, len(images) - size + 1, size):
            yield step(images[order[start : start + size]])


def examples(settings: VAESettings, data: ImageData) -> Iterator[None]:
    """A data loader, and the loss as a number at every step."""
    step = _plain_step(settings, data)
    loader = DataLoader(Pictures(data.train_images), batch_size=settings.batch_size, shuffle=True)
    total = 0.0
    while True:
        for pictures in loader:
            total += step(pictures.view(len(pictures), -1)).item()
            yield


def _plain_step(settings: VAESettings, data: ImageData):
    model = PlainVAE(data.side**2, settings.width, settings.latent_dim)
    optimizer = torch.optim.Adam(model.parameters(), lr=settings.learning_rate)

    def step(x: Tensor) -> Tensor:
        optimizer.zero_grad()
        reconstruction, mu, log_var = model(x)
        entropy = F.binary_cross_entropy(reconstruction, x, reduction="sum")
        loss = entropy - 0.5 * torch.sum(1 + log_var - mu.pow(2) - log_var.exp())
        loss.backward()
        optimizer.step()
        return loss

    return step


def steps_a_second(steps: Iterator[None], seconds: float, clock: Callable[[], float] = time.perf_counter) -> float:
    """Train for about so long."""
    count, start = 0, clock()
    while True:
        next(steps)
        count += 1
        if (passed := clock() - start) >= seconds:
            return count / passed


def compare(title: str, settings: VAESettings, rounds: int, seconds: float, targets: dict[str, str]) -> None:
    """Interleave the three ways and print their table."""
    data = load_images(settings.dataset)
    ways = {way.__name__: way(settings, data) for way in (ours, plain, examples)}
    for steps in ways.values():
        steps_a_second(steps, seconds / 4)  # the first steps set things up
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, steps in ways.items():
            rates[name].append(steps_a_second(steps, seconds))
    rows = [(f"{name}, steps/s", spread(values, ".0f")) for name, values in rates.items()]
    rows += [
        (f"ours ÷ {name}", spread(ratios(rates["ours"], rates[name])), targets.get(name, ""))
        for name in ("plain", "examples")
    ]
    table(f"{title}: {len(data.train_images):,} images, {rounds} rounds of {seconds:g} s", rows)


def main() -> None:
    """Run it."""
    asked = options(__doc__, threads=torch.get_num_threads(), rounds=9)
    if not available("mnist"):
        raise SystemExit(
            "This needs MNIST: set EXPLORER_DATA to the folder that holds mnist/ (its t10k pair is enough)."
        )
    torch.set_num_threads(asked.threads)
    rounds, seconds = (3, 0.5) if asked.quick else (asked.rounds, 2.0)
    print(f"torch {torch.__version__}, {asked.threads} threads, {os.cpu_count()} cores")
    try:
        compare("MNIST 784-400-20", MNIST, rounds, seconds, {"plain": "≥ 1.25", "examples": "≥ 2"})
        compare("digits 64-128-2", DIGITS, rounds, seconds, {})
    except DataError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
