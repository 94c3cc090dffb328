"""Made-up runs of GANs on a ring of eight Gaussians: seeded, so that a test can compute what it must see."""

import numpy as np

from core.training.trainer import Frame

EXTENT, MODES, SIDE, COUNT = 3, 8, 48, 512
ANGLES = np.arange(MODES) * 2 * np.pi / MODES
CENTRES = 2 * np.stack([np.cos(ANGLES), np.sin(ANGLES)], 1)
NODES = np.linspace(-EXTENT, EXTENT, SIDE)
UNEVEN = np.concatenate([np.arange(-2.5, -1.3, 0.15), np.arange(-1.3, 2.4, 0.45)])  # eight narrow cells, eight wide
PLACES = np.stack(np.meshgrid(NODES, NODES), -1)  # [row: y upwards, column: x, 2]


def real():
    """Held-out samples [n, 2]."""
    rng = np.random.default_rng(5)
    return (CENTRES[np.arange(COUNT) % MODES] + rng.normal(0, 0.04, (COUNT, 2))).astype(np.float16)


def facts(seeds=1, probability=True):
    """What a page says of such a run."""
    return {
        "world": "ring",
        "modes": MODES,
        "centres": CENTRES.tolist(),
        "sigma": 0.04,
        "probability": probability,
        "seeds": seeds,
    }


def run(count=30, every=100, width=3.0, seeds=1):
    """Frames of a generator that bends its latent plane around `width` of the modes, and turns as it trains."""
    rng = np.random.default_rng(6)
    z = rng.normal(size=(seeds, COUNT // seeds, 2))
    grid = np.stack(np.meshgrid(*[np.linspace(-2, 2, 17)] * 2), -1)
    return [_frame(i, every * i, z, grid, width, seeds) for i in range(count)]


def _frame(i, step, z, grid, width, seeds):
    spread = min(1.0, i / 12)
    offsets = np.arange(seeds)[:, None] * 2.4
    points = _generate(z, spread, width, 0.05 * i + offsets)
    nearest = np.linalg.norm(points[:, :, None] - CENTRES, axis=-1)
    shares = np.stack([np.bincount(row, minlength=MODES) for row in nearest.argmin(-1)]) / z.shape[1]
    covered = (shares > 0.02).sum(1)
    surface, toward = _discriminate(points[0])
    arrays = {
        "points": points.astype(np.float16),
        "gradients": (toward[:96] * 0.02).astype(np.float16),
        "surface": np.round(255 * surface).astype(np.uint8),
        "mesh": _generate(grid, spread, width, 0.05 * i).astype(np.float16),
        "mode_shares": shares.astype(np.float16),
        "seed_modes": covered.astype(np.uint8),
    }
    scalars = {
        "modes": float(covered.mean()),
        "high_quality": float((nearest.min(-1) < 0.3).mean()),
        "w1": 2.2 - 0.03 * i,
        "w1_floor": 0.11,
        "half": 0,
        "surface_low": 0.0,
        "surface_high": 1.0,
    }
    if seeds > 1:
        for name in ("gradients", "surface", "mesh"):
            del arrays[name]
    return Frame(step, scalars, arrays)


def _generate(z, spread, width, turn):
    """z […, 2] → […, 2]: along the ring by z₁, gathered near modes, across it by z₂."""
    along = np.arctan(z[..., 0]) / np.pi * width
    gathered = along - 0.9 * spread * np.sin(2 * np.pi * along) / (2 * np.pi)
    angle = gathered * 2 * np.pi / MODES + turn
    radius = 2 * spread + (1 - 0.8 * spread) * 0.45 * z[..., 1]
    return radius[..., None] * np.stack([np.cos(angle), np.sin(angle)], -1)


def _discriminate(points):
    """p / (p + q) with kernels that can be seen, [side, side]; and which way each point would rather go, [n, 2]."""

    def density(samples, where):
        distance = ((where[..., None, :] - samples) ** 2).sum(-1)
        return np.exp(-distance / (2 * 0.35**2)).mean(-1)

    p, q = density(CENTRES, PLACES), density(points[::4], PLACES)
    surface = (p + 1e-3) / (p + q + 2e-3)
    dy, dx = np.gradient(np.log(surface), NODES, NODES)
    column, row = (np.clip(np.searchsorted(NODES, points[:, axis]), 0, SIDE - 1) for axis in (0, 1))
    return surface, np.stack([dx[row, column], dy[row, column]], 1)


def exact(probability=True, boundary=0.0):
    """Two frames that are easy to tell apart: the discriminator believes in the right half, two points move right.

    Its grid is squeezed on the left. The critic's answers go from −1 to 3: its line is where they are at the boundary.
    """
    arrays = {
        "surface": np.where(PLACES[..., 0] > 0, 255, 0).astype(np.uint8),
        "gradients": np.array([[0.02, 0], [0, 0.01]], np.float16),
        "mesh": np.stack(np.meshgrid(UNEVEN, np.linspace(-0.5, 2.7, 17)), -1).astype(np.float16),
        "mode_shares": np.full((1, MODES), 1 / MODES, np.float16),
    }
    scalars = {"modes": 8.0, "high_quality": 0.5, "surface_low": 0.0, "surface_high": 1.0}
    if not probability:
        arrays["surface"] = np.round((PLACES[..., 0] / EXTENT + 1) / 2 * 255).astype(np.uint8)
        scalars |= {"surface_low": -1.0, "surface_high": 3.0, "boundary": boundary}
    places = [[[[-1.5, -2.0], [1.5, -0.75]]], [[[-1.0, -2.0], [2.0, -0.75]]]]
    return [Frame(10 * i, scalars, arrays | {"points": np.array(at, np.float16)}) for i, at in enumerate(places)]
