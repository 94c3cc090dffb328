"""Pairs of distributions that are dragged apart: p stays, q is moved by θ along the first axis.

Each side is a shape that can be sampled; it has a density, or atoms, or (a line in the plane) neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True, eq=False)
class Atoms:
    """So many places, each with a share of the mass."""

    places: np.ndarray  # float64 [N, D]
    shares: np.ndarray  # float64 [N], sum 1
    has_density: ClassVar[bool] = False

    @property
    def dimension(self) -> int:
        """D."""
        return self.places.shape[1]

    @property
    def reach(self) -> float:
        """Everything is nearer to 0 than this, along each axis."""
        return float(np.abs(self.places).max())

    def sample(self, n: int, random: np.random.RandomState) -> np.ndarray:
        """n of them, with repetition: float64 [n, D]."""
        filled = np.cumsum(self.shares)[:-1]
        return self.places[np.searchsorted(filled, random.random_sample(n), side="right")]


@dataclass(frozen=True)
class Line:
    """(0, z), z uniform over [−½, ½]: no area, so no density."""

    dimension: ClassVar[int] = 2
    reach: ClassVar[float] = 0.5
    has_density: ClassVar[bool] = False

    def sample(self, n: int, random: np.random.RandomState) -> np.ndarray:
        """n points: float64 [n, 2]."""
        return np.stack([np.zeros(n), random.random_sample(n) - 0.5], axis=1)


@dataclass(frozen=True)
class Gaussian:
    """N(0, σ² I)."""

    dimension: int
    sigma: float
    has_density: ClassVar[bool] = True

    @property
    def reach(self) -> float:
        """6σ: 2e-9 of the mass lie beyond."""
        return 6 * self.sigma

    def sample(self, n: int, random: np.random.RandomState) -> np.ndarray:
        """n points: float64 [n, D]."""
        return self.sigma * random.standard_normal((n, self.dimension))

    def log_density(self, points: np.ndarray) -> np.ndarray:
        """[..., D] → [...]."""
        log_peak = -self.dimension * np.log(np.sqrt(2 * np.pi) * self.sigma)
        return log_peak - (points**2).sum(-1) / (2 * self.sigma**2)


@dataclass(frozen=True)
class Disc:
    """Uniform within a radius of 0."""

    radius: float
    dimension: ClassVar[int] = 2
    has_density: ClassVar[bool] = True

    @property
    def reach(self) -> float:
        """The radius."""
        return self.radius

    def sample(self, n: int, random: np.random.RandomState) -> np.ndarray:
        """n points: float64 [n, 2]."""
        # √: as many to an area everywhere, not crowded in the middle
        away, angle = self.radius * np.sqrt(random.random_sample(n)), 2 * np.pi * random.random_sample(n)
        return np.stack([away * np.cos(angle), away * np.sin(angle)], axis=1)

    def log_density(self, points: np.ndarray) -> np.ndarray:
        """[..., 2] → [...]; −∞ outside."""
        return np.where((points**2).sum(-1) < self.radius**2, -np.log(np.pi * self.radius**2), -np.inf)


@dataclass(frozen=True, eq=False)
class Histogram:
    """Bars of equal width side by side, their middle at 0; uniform within each."""

    heights: np.ndarray  # float64 [K] ≥ 0, of any sum
    width: float  # of one bar
    dimension: ClassVar[int] = 1
    has_density: ClassVar[bool] = True

    @property
    def reach(self) -> float:
        """Half the width of all."""
        return len(self.heights) * self.width / 2

    @cached_property
    def shares(self) -> np.ndarray:
        """Mass in each bar: float64 [K], sum 1."""
        return self.heights / self.heights.sum()

    def sample(self, n: int, random: np.random.RandomState) -> np.ndarray:
        """n points: float64 [n, 1]."""
        bar = np.searchsorted(np.cumsum(self.shares)[:-1], random.random_sample(n), side="right")
        return ((bar + random.random_sample(n)) * self.width - self.reach)[:, None]

    def log_density(self, points: np.ndarray) -> np.ndarray:
        """[..., 1] → [...]; −∞ outside and in empty bars."""
        bar = np.floor((points[..., 0] + self.reach) / self.width).astype(int)
        inside = (bar >= 0) & (bar < len(self.shares))
        with np.errstate(divide="ignore"):
            return np.log(np.where(inside, self.shares[bar.clip(0, len(self.shares) - 1)], 0) / self.width)


Shape = Atoms | Line | Gaussian | Disc | Histogram


@dataclass(frozen=True, eq=False)
class Pair:
    """p and q, and which formulas hold for them."""

    name: str
    p: Shape
    q: Shape  # before it is moved
    note: str  # one sentence: what they are
    closed: str | None = None  # name of their closed forms, if they have any
    parameters: dict[str, float] = field(default_factory=dict)  # what these take besides θ

    @property
    def dimension(self) -> int:
        """1 or 2."""
        return self.p.dimension

    @property
    def has_density(self) -> bool:
        """Whether both have one."""
        return self.p.has_density and self.q.has_density

    def samples(self, n: int, theta: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """n points of p and n of q moved by θ, [n, D] each; the same seed moves the same points, whatever θ."""
        # RandomState, not default_rng: NumPy guarantees its stream across versions (NEP 19), and recordings rely on it.
        random = np.random.RandomState(seed)
        return self.p.sample(n, random), self.q.sample(n, random) + self.offset(theta)

    def offset(self, theta: float) -> np.ndarray:
        """Where θ moves q's origin to: [D]."""
        return theta * np.eye(self.dimension)[0]

    def grid(self, theta: float, count: int) -> tuple[np.ndarray, float]:
        """Middles of equal square cells over all that has mass, and the length or area of one: […, D], cell.

        count: cells across the wider of p and q; θ adds cells and leaves their size. In the plane the first index is y
        and the second x: row 0 has the lowest y.
        """
        reach = max(self.p.reach, self.q.reach)
        size = 2 * reach / count
        along = min(0.0, theta) - reach + size * (np.arange(count + np.ceil(abs(theta) / size)) + 0.5)
        across = size * (np.arange(count) + 0.5) - reach
        points = np.meshgrid(*(along, across)[: self.dimension])
        return np.stack(points, axis=-1), size**self.dimension

    def log_densities(self, points: np.ndarray, theta: float) -> tuple[np.ndarray, np.ndarray]:
        """ln p and ln q of points [..., D], q moved by θ: [...] each; −∞ where there is no mass."""
        return self.p.log_density(points), self.q.log_density(points - self.offset(theta))


def make_pair(name: str, drawn: tuple[np.ndarray, np.ndarray] | None = None) -> Pair:
    """The pair of that name.   drawn: points [N, 2] and [M, 2] of p and q, used by "drawn".

    Raises ValueError if these are no points of the plane.
    """
    if name == "drawn":
        p, q = (_even(points) for points in drawn)
        return Pair(name, p, q, f"{len(p.places)} and {len(q.places)} points of your own.")
    return {pair.name: pair for pair in PAIRS}[name]


def gaussian_pair(name: str, dimension: int, sigma: float, sigma_q: float) -> Pair:
    """Two round Gaussians of those widths, in one or two dimensions."""
    note = f"Two Gaussians {('on the line', 'in the plane')[dimension - 1]}, σ = {sigma:g} and {sigma_q:g}."
    parameters = {"sigma": sigma, "sigma_q": sigma_q, "dimension": dimension}
    return Pair(name, Gaussian(dimension, sigma), Gaussian(dimension, sigma_q), note, "gaussians", parameters)


def _even(points: ArrayLike) -> Atoms:
    """Points of the plane with equal shares."""
    places = np.array(points, np.float64)
    if places.ndim != 2 or places.shape[1] != 2 or not len(places) or not np.isfinite(places).all():
        raise ValueError(f"points of shape {places.shape}: one or more finite (x, y) are needed")
    return Atoms(places, np.full(len(places), 1 / len(places)))


def on_plane(points: np.ndarray) -> np.ndarray:
    """Points of a line, put on the plane's first axis; those of the plane as they are: [N, 1 or 2] → [N, 2]."""
    return np.pad(points, ((0, 0), (0, 2 - points.shape[1])))


# No two at the same height, so that no shift but 0 brings one onto another.
FEW = _even([(-0.4, -0.5), (0.3, -0.3), (-0.1, 0.0), (0.5, 0.2), (-0.3, 0.45)])
UNIT = Histogram(np.ones(1), 1.0)
LEFT, RIGHT = Histogram(np.array([1.0, 3, 5, 2, 1]), 0.5), Histogram(np.array([2.0, 0, 1, 4, 3]), 0.5)
PAIRS = (
    Pair("points", FEW, FEW, "Five points and their copies.", "singular"),
    Pair("lines", Line(), Line(), "Two parallel lines of length 1 (Arjovsky et al. 2017, example 1).", "singular"),
    gaussian_pair("gaussians_1d", 1, 0.5, 0.5),
    gaussian_pair("gaussians_2d", 2, 0.5, 0.3),
    Pair("discs", Disc(0.5), Disc(0.5), "Two uniform discs of radius 0.5.", "discs", {"radius": 0.5}),
    Pair("intervals", UNIT, UNIT, "Two uniform intervals of length 1.", "intervals", {"width": 1.0}),
    Pair("histograms", LEFT, RIGHT, "Two histograms of five bars, one of them empty."),
)
