"""Earth to be moved: small piles with their best plan and its prices, and exact transport beside entropic."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from core.data.pairs import Pair
from core.data.piles import Piles, piles_of, random_piles
from core.objectives.entropic import sinkhorn
from core.objectives.transport import costs_between, optimal_transport, solve
from core.objectives.transport_1d import monotone_plan
from core.settings.distances import EPSILONS
from core.settings.piles import EXAMPLES, LAST, parse_piles
from core.training.pair_measures import points_of

T = TypeVar("T")

MOST = 256  # points of a side that exact and entropic transport are compared on
FEW = 24  # points of a side whose plans are small enough to be seen
SINKHORN = {"iterations": 500, "tolerance": 1e-5}
REPETITIONS = 3  # that a time is the median of
PATIENCE = 0.25  # seconds after which nothing is repeated: what takes long is measured well by one time


def chosen_piles(name: str, pair: Pair, theta: float, draw: int, blocks: str) -> Piles:
    """The piles of that name: "pair" at θ, "random" by draw, "own" as the text `blocks` says, or an example's.

    Raises ValueError naming what is wrong with the name or the text.
    """
    if name == "pair":
        return piles_of(pair, theta)
    if name == "random":
        return random_piles(draw, LAST)
    texts = EXAMPLES | {"own": blocks}
    if name not in texts:
        raise ValueError(f"piles {name[:20]!r}: one of pair, random, {', '.join(texts)} is allowed")
    sides = parse_piles(texts[name])
    return Piles(*(array for heap in sides for array in (np.array(list(heap), float), np.array(list(heap.values())))))


def best_plan(piles: Piles, power: int = 1) -> dict[str, Any]:
    """The cheapest way of carrying the earth to the holes at |x − y|^power a block, and the prices that prove it.

    → earth, blocks [N], holes, wanted [M], step: the piles; costs [N, M]; rows, columns [K]: best moves, one a block,
    in the order of the line; cost; f [N], g [M]: prices with f + g ≤ costs, equal where the best plan moves, and the
    lowest g 0; dual: what all blocks pay by them, which is `cost`.
    Raises ValueError for a power other than 1 and 2.
    """
    costs = costs_between(piles.earth[:, None], piles.holes[:, None], power)
    exact = solve(costs, piles.blocks, piles.wanted)
    lowest = exact.g.min()  # whatever f gains, g loses: prices from 0 up are easier to read
    rows, columns, share = monotone_plan(piles.earth, piles.holes, piles.blocks, piles.wanted)
    carried = np.rint(share * piles.blocks.sum()).astype(np.int64)
    return {
        **vars(piles),
        "costs": costs,
        "rows": np.repeat(rows, carried),
        "columns": np.repeat(columns, carried),
        "cost": exact.cost,
        "f": exact.f + lowest,
        "g": exact.g - lowest,
        "dual": exact.dual,
    }


def exact_and_entropic(pair: Pair, theta: float, samples: int, seed: int, epsilon: float) -> dict[str, Any]:
    """W₁ of the pair with q moved by θ, exactly and by Sinkhorn's iterations at that ε.

    → points: [2] of q and p; exact, exact_ms: W₁ and the solver's time, its matrix of costs being there already;
    value (⟨P, C⟩), iterations, converged, ms. Times are wall-clock medians in this process.
    What has not converged is no plan yet: its value may lie below the exact one.
    """
    x, a, y, b = points_of(pair, min(samples, MOST), seed)
    costs = costs_between(y + pair.offset(theta), x)
    solve(costs, b, a)  # the first time loads the solver
    exact, exact_ms = _timed(lambda: solve(costs, b, a))
    found, ms = _timed(lambda: sinkhorn(costs, b, a, epsilon, **SINKHORN))
    return {
        "points": [len(y), len(x)],
        "exact": exact.cost,
        "exact_ms": exact_ms,
        "value": found.cost,
        "iterations": found.iterations,
        "converged": found.converged,
        "ms": ms,
    }


def plans_side_by_side(pair: Pair, theta: float, epsilon: float, seed: int) -> dict[str, Any]:
    """The plans of a few points at the largest ε, at this one, and exactly.

    → blurred, chosen, exact [N, M], rows of q: shares of all mass; blurred_epsilon; cost_…: ⟨P, C⟩ of each.
    q's points are in the order of the last axis, p's in that of what the exact plan brings: it lies on the diagonal.
    """
    x, a, y, b = points_of(pair, FEW, seed)
    order = np.argsort(y[:, -1], kind="stable")
    y, b = y[order] + pair.offset(theta), b[order]
    exact = optimal_transport(y, x, b, a)
    blurred, chosen = (sinkhorn(exact.costs, b, a, e, **SINKHORN) for e in (EPSILONS[0], epsilon))
    plans = {"blurred": blurred, "chosen": chosen, "exact": exact}
    received = np.argsort(np.arange(len(y)) @ exact.plan / a, kind="stable")  # by the mean rank of where it comes from
    costs = {f"cost_{name}": found.cost for name, found in plans.items()}
    return {name: found.plan[:, received] for name, found in plans.items()} | costs | {"blurred_epsilon": EPSILONS[0]}


def _timed(compute: Callable[[], T]) -> tuple[T, float]:
    """What is computed, and the median milliseconds that it takes."""
    times: list[float] = []
    while len(times) < REPETITIONS and sum(times) < PATIENCE:
        start = time.perf_counter()
        result = compute()
        times.append(time.perf_counter() - start)
    return result, 1000 * statistics.median(times)
