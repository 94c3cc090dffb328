"""What a trained generator of faces is worth: the measures that are shipped beside its weights."""

from __future__ import annotations

import numpy as np

from core.training.face_gan import FaceGANTrainer
from core.training.face_measures import DIGITS, FaceMeasure, measures

SETS = 10  # of samples, each from the latents of its own seed
SAMPLES = 500  # in a set


def report(trained: FaceGANTrainer, untrained: FaceGANTrainer) -> dict[str, float | int]:
    """Measures of 5,000 samples, d; of as many drawn faces, d₀; and of the same generator's before training, dᵤ.

    As in FID, the Fréchet distance is the square of a distance: a twentieth of it is left where two Gaussians are
    about a fifth as far apart.

    remaining: (d − d₀)/(dᵤ − d₀), what is left of the way from the untrained generator to drawn faces.
    untrained: of the trained one's size; a network that grows is to be grown as far.
    few_…: means over the sets of 500 samples, and the standard deviations between these.
    All are the same on every machine, but for rounding.
    """
    measure = FaceMeasure(trained.settings.side)
    features = np.stack([measure.features(samples(trained, seed)) for seed in range(SETS)])  # [SETS, 500, F]
    found = measures(measure.reader, features.reshape(-1, features.shape[-1]), measure.reference)
    sets = [measures(measure.reader, few, measure.reference) for few in features]
    start = measure.of(np.concatenate([samples(untrained, seed) for seed in range(SETS)]))
    floor = measure.floor(SETS * SAMPLES)
    way = start["frechet"] - floor["frechet"]
    facts = {
        "samples": SETS * SAMPLES,
        "frechet": found["frechet"],
        "frechet_floor": floor["frechet"],
        "frechet_untrained": start["frechet"],
        "remaining": (found["frechet"] - floor["frechet"]) / way,
        "coverage": found["coverage"],
        "coverage_floor": floor["coverage"],
        "few_samples": SAMPLES,
    }
    for name in found:
        values = [one[name] for one in sets]
        facts |= {f"few_{name}": float(np.mean(values)), f"few_{name}_deviation": float(np.std(values, ddof=1))}
    return {name: round(value, DIGITS) for name, value in facts.items()}


def samples(trainer: FaceGANTrainer, seed: int) -> np.ndarray:
    """500 faces of that seed's latents: uint8 [500, S, S, 3]."""
    side = trainer.settings.side
    return trainer.sample(SAMPLES, seed)["pixels"].reshape(SAMPLES, side, side, 3)
