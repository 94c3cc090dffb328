"""The training of generators of faces as it is written in a plain PyTorch loop."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import numpy as np
import torch
from torch.nn.functional import softplus

from core.training.face_gan import EMA, FaceGANTrainer
from core.training.face_pixels import to_network


def faces(trainer: FaceGANTrainer) -> Iterator[None]:
    """As PyTorch's own DCGAN example: D on real, then on generated faces, G on the same latents; and an average of G.

    The networks are copies of the trainer's, and so are a lesson's penalty and what it mixes into a step's faces; all
    faces are one tensor in memory.
    """
    settings = trainer.settings
    g, d = copy.deepcopy(trainer.generator), copy.deepcopy(trainer.discriminator)
    average = copy.deepcopy(g)
    images = to_network(trainer.pool.images(np.arange(settings.examples)))
    of_g, of_d = (torch.optim.Adam(net.parameters(), settings.learning_rate, trainer.betas) for net in (g, d))
    step, random = 0, torch.Generator().manual_seed(0)
    while True:
        order = torch.randperm(len(images))
        for batch in order.split(settings.batch_size)[: len(images) // settings.batch_size]:
            step += 1
            fake = trainer.make_faces(g, torch.randn(len(batch), trainer.latent_dim))
            of_d.zero_grad()
            r = d(images[batch])
            loss = softplus(-r).mean() + softplus(d(fake.detach())).mean()
            if trainer.penalty:
                loss = loss + trainer.penalty(d, images[batch], fake.detach(), r, step, random)
            loss.backward()
            of_d.step()
            of_g.zero_grad()
            of_generator = softplus(-d(fake)).mean()
            of_generator.backward()
            of_g.step()
            with torch.no_grad():
                for mean, value in zip(average.parameters(), g.parameters(), strict=True):
                    mean.lerp_(value, 1 - EMA)
            _ = loss.item(), of_generator.item()
            yield
