"""What the tests of the GAN trainer share."""

from typing import get_args

import numpy as np

from core.settings import trainer_spec
from core.settings.gan2d import GAN2DSettings
from core.training.gan2d import GAN2DTrainer
from core.training.trainer import Frame

SPEC = trainer_spec("gan2d")
LOSSES = get_args(GAN2DSettings.model_fields["loss"].annotation)
SMALL = {"g_width": 8, "d_width": 8, "batch_size": 16}


def make(**values) -> GAN2DTrainer:
    """A trainer with small networks unless said otherwise."""
    return GAN2DTrainer(SPEC.parse({**SMALL, **values}))


def train(trainer: GAN2DTrainer, steps: int) -> GAN2DTrainer:
    for _ in range(steps):
        trainer.step()
    return trainer


def equal(a: Frame, b: Frame) -> bool:
    return (
        a.step == b.step
        and a.scalars == b.scalars
        and a.arrays.keys() == b.arrays.keys()
        and all(np.array_equal(a.arrays[name], b.arrays[name]) for name in a.arrays)
    )
