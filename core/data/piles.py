"""Piles of earth on a line and holes to carry it to, in equal blocks that a hand can move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.pairs import Atoms, Pair, Shape

RANDOM = {"piles": 4, "blocks": 12}  # a side
PAIR_BLOCKS = 10  # that each side of a pair is cut into
PAIR_STEP = 0.5  # of the ruler that they are put on
SAMPLES = 1000  # points that stand for a distribution without atoms


@dataclass(frozen=True, eq=False)
class Piles:
    """Blocks of earth (q) and holes for as many (p)."""

    earth: np.ndarray  # float64 [N]: places, upwards
    blocks: np.ndarray  # int64 [N] ≥ 1
    holes: np.ndarray  # float64 [M]: places, upwards
    wanted: np.ndarray  # int64 [M] ≥ 1, with the sum of `blocks`
    step: float = 1.0  # all places are multiples of it


def random_piles(seed: int, last: int) -> Piles:
    """Twelve blocks in four piles and four holes, at places from 0 to last; the same seed gives the same."""
    random = np.random.RandomState(seed)
    count, spare = RANDOM["piles"], RANDOM["blocks"] - RANDOM["piles"]
    places = random.choice(last + 1, 2 * count, replace=False).astype(float)
    earth, holes = np.sort(places[:count]), np.sort(places[count:])
    blocks, wanted = (1 + random.multinomial(spare, np.full(count, 1 / count)) for _ in range(2))
    return Piles(earth, blocks, holes, wanted)


def piles_of(pair: Pair, theta: float, seed: int = 0) -> Piles:
    """Ten blocks of each side along the first axis, q moved by θ: at equal shares of the mass, rounded to the ruler."""
    earth, holes = (_quantiles(shape, seed) for shape in (pair.q, pair.p))
    return Piles(*_piled(earth + theta), *_piled(holes), PAIR_STEP)


def _quantiles(shape: Shape, seed: int) -> np.ndarray:
    """Where the middles of so many equal shares of the mass lie along the first axis: [PAIR_BLOCKS]."""
    if isinstance(shape, Atoms):
        order = np.argsort(shape.places[:, 0])
        places, shares = shape.places[order, 0], shape.shares[order]
    else:
        places = np.sort(shape.sample(SAMPLES, np.random.RandomState(seed))[:, 0])
        shares = np.full(SAMPLES, 1 / SAMPLES)
    middles = (np.arange(PAIR_BLOCKS) + 0.5) / PAIR_BLOCKS
    return places[np.searchsorted(np.cumsum(shares)[:-1], middles)]


def _piled(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rounded = np.round(places / PAIR_STEP) * PAIR_STEP + 0.0  # −0 becomes 0
    return np.unique(rounded, return_counts=True)
