"""Optimal transport: ours against the bare call of POT, how the line's grows, and what Sinkhorn takes.

    python -m tests.benchmarks.transport [--quick] [--rounds N]

- exact: points in, plan, potentials and cost out, against `ot.emd2` with its matrix of costs ready; beside it the same
  from that matrix. Clouds of Gaussian points in the plane, new ones each round.
- line: `wasserstein_1d` at n = 10⁵ ÷ at n = 10⁴ (n log n gives 12.5), with and without masses of their own; beside it
  SciPy's `wasserstein_distance`, and NumPy's sort of both samples alone, which no way by sorting can undercut.
- sinkhorn: seconds by ε, n = 256.
Processor time, so that other work on the machine counts less; interleaved, one ratio a round.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import ot
from scipy.stats import wasserstein_distance

from core.objectives.entropic import sinkhorn
from core.objectives.transport import costs_between, optimal_transport, solve
from core.objectives.transport_1d import wasserstein_1d
from tests.benchmarks.support import options, ratios, spread, table

SHORT, LONG = 10_000, 100_000
EPSILONS = (1.0, 0.1, 0.03)  # in units of the clouds' σ, which are 2 apart

Ways = dict[str, Callable[[], object]]


def milliseconds(action: Callable[[], object]) -> float:
    """Of processor time that it takes."""
    start = time.process_time()
    action()
    return 1000 * (time.process_time() - start)


def measured(ways: Callable[[], Ways], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each way, one a round; the first, which sets things up, is left out.

    On new data each round: a processor learns how to sort the old.
    """
    found: dict[str, list[float]] = {}
    for _ in range(rounds + 1):
        for name, way in ways().items():
            found.setdefault(name, []).append(milliseconds(way))
    return {name: values[1:] for name, values in found.items()}


def exact(n: int, random: np.random.RandomState) -> Ways:
    """The ways to W₁ of n points to n points."""
    x, y, masses = random.randn(n, 2), random.randn(n, 2) + 2, np.full(n, 1 / n)
    costs = costs_between(x, y)
    return {
        "bare": lambda: ot.emd2(masses, masses, costs),
        "points": lambda: optimal_transport(x, y),
        "costs": lambda: solve(costs, masses, masses),
    }


def line(random: np.random.RandomState) -> Ways:
    """The ways to W₁ of n numbers to n numbers, by name and n."""
    ways: Ways = {}
    for n in (SHORT, LONG):
        x, y, a, b = random.randn(n), random.randn(n) + 1, random.random_sample(n), random.random_sample(n)
        ways |= {
            f"sort {n}": lambda x=x, y=y: (np.sort(x), np.sort(y)),
            f"equal {n}": lambda x=x, y=y: wasserstein_1d(x, y),
            f"own {n}": lambda x=x, y=y, a=a, b=b: wasserstein_1d(x, y, a, b),
            f"scipy {n}": lambda x=x, y=y, a=a, b=b: wasserstein_distance(x, y, a, b),
        }
    return ways


def entropic(random: np.random.RandomState, n: int = 256) -> Ways:
    """Sinkhorn at each ε."""
    masses, costs = np.full(n, 1 / n), costs_between(random.randn(n, 2), random.randn(n, 2) + 2)
    return {f"{epsilon:g}": lambda epsilon=epsilon: sinkhorn(costs, masses, masses, epsilon) for epsilon in EPSILONS}


def main() -> None:
    """Run it."""
    asked = options(__doc__, rounds=25)
    rounds, random = 3 if asked.quick else asked.rounds, np.random.RandomState(0)
    rows = []
    for n in (256, 512):
        found = measured(lambda n=n: exact(n, random), rounds)
        rows += [(f"n = {n}: ot.emd2 of ready costs, ms", spread(found["bare"]))]
        rows += [("  ours from points, with plan and potentials, ms", spread(found["points"]))]
        rows += [("  … ÷ ot.emd2", spread(ratios(found["points"], found["bare"])), "≤ 1.1")]
        rows += [("  ours from ready costs ÷ ot.emd2", spread(ratios(found["costs"], found["bare"])), "≤ 1.1")]
    found = measured(lambda: line(random), rounds)
    for name, what in (("equal", "equal masses"), ("own", "own masses"), ("scipy", "SciPy's"), ("sort", "sort alone")):
        target = "≤ 13" if name in ("equal", "own") else ""
        rows += [(f"line, {what}: n = 10⁵, ms", spread(found[f"{name} {LONG}"]))]
        rows += [("  … ÷ n = 10⁴", spread(ratios(found[f"{name} {LONG}"], found[f"{name} {SHORT}"])), target)]
    for epsilon, values in measured(lambda: entropic(random), 1 if asked.quick else 3).items():
        rows += [(f"Sinkhorn, n = 256, ε = {epsilon}, ms", spread(values, ".0f"))]
    table(f"optimal transport, {rounds} rounds", rows)


if __name__ == "__main__":
    main()
