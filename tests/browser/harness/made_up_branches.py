"""Made-up frames of a ProGAN: seeded by the step, so that a test can compute what it must see."""

import numpy as np

from core.training.trainer import Frame


def plain(step, side):
    """Nothing fades."""
    return Frame(step, {"side": side, "alpha": 1.0}, {})


def fading(step, side, alpha):
    """A size fades in: both branches of six images and of five maps of D, some of them beyond what can be shown."""
    rng, half = np.random.default_rng(step), side // 2
    shapes = {
        "old": (6, 3, half, half),
        "new": (6, 3, side, side),
        "d_face": (3, side, side),
        "d_old": (5, half, half),
        "d_new": (5, half, half),
    }
    arrays = {name: rng.normal(0, 0.7, shape).astype(np.float16) for name, shape in shapes.items()}
    return Frame(step, {"side": side, "alpha": alpha}, arrays)
