"""Made-up codes, pictures and decoder weights: seeded, so that a test can compute what it must see."""

import numpy as np

from core.training.trainer import Frame

COUNT, SIDE, WIDTH = 300, 8, 64


def pictures():
    """Labels [n] and pictures [n, side²]."""
    rng = np.random.default_rng(0)
    labels = (np.arange(COUNT) % 10).astype(np.uint8)
    return labels, rng.integers(0, 256, (COUNT, SIDE**2), dtype=np.uint8)


def colors():
    """Three pictures in colour [3, side² · 3]."""
    return np.random.default_rng(2).integers(0, 256, (3, SIDE**2 * 3), dtype=np.uint8)


def frames(latent_dim, count=3, depth=1):
    """Frames whose codes lie in ten groups, and whose decoder has random weights."""
    rng = np.random.default_rng(1)
    labels, _ = pictures()
    made = []
    for i in range(count):
        angle = labels * 2 * np.pi / 10
        mu = rng.normal(0, 0.15, (COUNT, latent_dim))
        mu[:, 0] += 1.8 * np.cos(angle)
        mu[:, 1] += 1.8 * np.sin(angle)
        log_var = 2 * np.log(rng.uniform(0.1, 0.3, mu.shape))
        sizes = [latent_dim, *[WIDTH] * depth, SIDE**2]
        arrays = {"mu": mu, "log_var": log_var}
        for j in range(depth + 1):
            arrays[f"decoder.{j}.weight"] = rng.normal(0, 1.5 / np.sqrt(sizes[j]), (sizes[j + 1], sizes[j]))
            arrays[f"decoder.{j}.bias"] = rng.normal(0, 0.5, sizes[j + 1])
        made.append(Frame(620 * (i + 1), {}, {name: a.astype(np.float32) for name, a in arrays.items()}))
    return made


def decode(arrays, z):
    """What the decoder of a frame makes of z: the oracle."""
    x = np.asarray(z, np.float64)
    depth = sum(name.endswith(".weight") for name in arrays)
    for i in range(depth):
        x = arrays[f"decoder.{i}.weight"].astype(np.float64) @ x + arrays[f"decoder.{i}.bias"]
        x = np.maximum(x, 0) if i < depth - 1 else 1 / (1 + np.exp(-x))
    return x
