"""The training of each autoencoder lesson as it is written in a plain PyTorch loop.

Each function takes one of our trainers, for its settings, sizes and examples alone, and gives a generator that trains a
model of its own: one step at each turn. The loops differ in the model and in the loss, and share `descent`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.data.patches import MIDDLE, SPREAD
from core.settings.denoising_ae import DenoisingAESettings
from core.training.autoencoder import AutoencoderTrainer
from core.training.conv_ae import ConvAETrainer
from core.training.denoising import DenoisingTrainer
from core.training.linear_ae import LinearAETrainer
from core.training.pretraining import PretrainingTrainer
from core.training.recurrent_ae import RecurrentAETrainer
from core.training.sparse_ae import SparseAETrainer, shorten
from core.training.stacked_ae import StackedAETrainer
from tests.benchmarks.plain_modules import ACTIVATIONS, Rows, Unpooled, dense, strided

Steps = Iterator[None]


def descent(
    trainer: AutoencoderTrainer, model: nn.Module, loss_of: Callable[[Tensor], Tensor], examples: Tensor | None = None
) -> Steps:
    """As in every introduction to PyTorch: Adam as it comes, each epoch in a new order, the loss looked at, as ours is.

    examples: the trainer's, where no others are given.
    """
    examples = trainer.train if examples is None else examples
    size = min(trainer.settings.batch_size, len(examples))
    optimizer = torch.optim.Adam(model.parameters(), lr=trainer.settings.learning_rate)
    while True:
        order = torch.randperm(len(examples))
        for start in range(0, len(examples) - size + 1, size):
            optimizer.zero_grad()
            loss = loss_of(examples[order[start : start + size]])
            loss.backward()
            optimizer.step()
            loss.item()
            yield


def reconstruction(trainer: AutoencoderTrainer, model: nn.Module) -> Steps:
    """Where the loss is the mean squared error of what comes back."""
    return descent(trainer, model, lambda x: F.mse_loss(model(x), x))


def linear(trainer: LinearAETrainer) -> Steps:
    """With or without a bent layer on each side."""
    settings = trainer.settings
    sizes = [trainer.train.shape[1], *([settings.hidden] if settings.hidden else []), settings.code_size]
    bend = ACTIVATIONS[settings.activation]
    return reconstruction(trainer, dense(sizes, bend, bend).to(trainer.train.dtype))


def stacked(trainer: StackedAETrainer) -> Steps:
    """All layers at once. Tied matrices are tied in a module that is written as short as can be."""
    settings = trainer.settings
    sizes, bend = [trainer.train.shape[1], *settings.widths], ACTIVATIONS[settings.activation]
    return reconstruction(trainer, dense(sizes, bend, output=nn.Sigmoid, tied=settings.tied))


def convolutional(trainer: ConvAETrainer) -> Steps:
    """Strided and transposed, or pooled and unpooled with the places remembered."""
    return reconstruction(trainer, (Unpooled if trainer.settings.remembers else strided)(trainer.model))


def recurrent(trainer: RecurrentAETrainer) -> Steps:
    """The writer is given the code alone."""
    settings = trainer.settings
    kind = {"lstm": nn.LSTM, "gru": nn.GRU}[settings.cell]
    return reconstruction(trainer, Rows(kind, trainer.data.side, settings.hidden, settings.latent_dim))


def denoising(trainer: DenoisingTrainer) -> Steps:
    """Images or points, corrupted anew at every step."""
    settings = trainer.settings
    sizes, bend = [trainer.train.shape[1], *settings.widths], ACTIVATIONS[settings.activation]
    model = dense(sizes, bend, bend, output=None if settings.on_plane else nn.Sigmoid)
    corrupt = corruption(settings)
    return descent(trainer, model, lambda x: F.mse_loss(model(corrupt(x)), x))


def corruption(settings: DenoisingAESettings) -> Callable[[Tensor], Tensor]:
    """What the input goes through, as one would write it."""
    return {
        "gaussian": lambda x: x + settings.amount * torch.randn_like(x),
        "off": lambda x: switched_off(x, settings.amount),
        "dropout": nn.Dropout(settings.amount),
    }[settings.kind]


def switched_off(x: Tensor, share: float) -> Tensor:
    """Each number is 0 with that probability."""
    return x * (torch.rand_like(x) >= share)


def sparse(trainer: SparseAETrainer) -> Steps:
    """With the KL penalty. Patches are standardised beforehand; filters are cut back where the settings say so."""
    settings, examples = trainer.settings, trainer.train
    if settings.dataset == "patches":
        examples = (examples - MIDDLE) / SPREAD
    sizes = [examples.shape[1], *([settings.hidden] if settings.hidden else []), settings.units]
    model = dense(sizes, nn.ReLU, nn.Sigmoid)
    of_code = 2 * len(sizes) - 2  # modules up to the code's activation
    encoder, decoder = model[:of_code], model[of_code:]

    def loss(x: Tensor) -> Tensor:
        activations = encoder(x)
        return F.mse_loss(decoder(activations), x) + settings.weight * divergence(activations.mean(0), settings.rho)

    for _ in descent(trainer, model, loss, examples):
        if settings.filter_length:
            shorten(decoder[0].weight, settings.filter_length)
        yield


def divergence(mean: Tensor, rho: float) -> Tensor:
    """Σ KL(ρ ‖ ρ̂), as one would write it: [K] → []."""
    return (rho * torch.log(rho / mean) + (1 - rho) * torch.log((1 - rho) / (1 - mean))).sum()


def pretraining(trainer: PretrainingTrainer) -> Steps:
    """The autoencoders: as many loops as the trainer has copies, a step of each at each turn."""
    settings = trainer.settings
    sizes = [trainer.train.shape[1], *[settings.width] * settings.depth, settings.latent_dim]
    bend = ACTIVATIONS[settings.activation]

    def copy() -> Steps:
        model = dense(sizes, bend, bend)
        seen = (lambda x: switched_off(x, settings.corruption)) if settings.corruption else (lambda x: x)
        return descent(trainer, model, lambda x: F.mse_loss(model(seen(x)), x))

    copies = [copy() for _ in range(settings.seeds)]
    while True:
        for steps in copies:
            next(steps)
        yield
