"""The worlds: where their modes stand, what their density integrates to, and that samples follow it."""

import numpy as np
import pytest

from core.data.points import EXTENT, HELD_OUT, TRAIN, kernel_density, make_world

NAMES = ("ring", "grid", "line", "gaussians", "circle", "spiral", "moons")
STAR = [(0.0, 2.0), (1.9, 0.6), (1.2, -1.6), (-1.2, -1.6), (-1.9, 0.6), (0.0, 0.0), (0.5, 0.5), (-0.5, 0.5)]


def world_of(name: str):
    return make_world(name, points=STAR)


@pytest.mark.parametrize("name", [*NAMES, "points"])
def test_every_world_fits_into_the_square_and_explains_itself(name):
    world = world_of(name)
    assert world.train.shape == (TRAIN, 2)
    assert world.held_out.shape == (HELD_OUT, 2)
    assert world.train.dtype == np.float32
    assert (np.abs(world.train) < EXTENT).mean() > 0.999
    assert world.note.endswith(".")


@pytest.mark.parametrize("name", [*NAMES, "points"])
def test_a_world_is_the_same_every_time_and_its_parts_differ(name):
    world, again = world_of(name), world_of(name)
    assert np.array_equal(world.train, again.train)
    assert np.array_equal(world.held_out, again.held_out)
    assert not (world.held_out[:, None] == world.train[None, :500]).all(-1).any()


@pytest.mark.parametrize("modes", [2, 8, 16])
def test_a_ring_has_all_its_modes(modes):
    """linspace(0, 2π, 8) would give seven."""
    world = make_world("ring", ring_modes=modes)
    assert len(world.modes) == modes
    assert len({tuple(mode) for mode in world.modes.round(9)}) == modes
    np.testing.assert_allclose(np.hypot(*world.modes.T), 2)
    gaps = np.diff(np.sort(np.arctan2(world.modes[:, 1], world.modes[:, 0]).round(9) % (2 * np.pi)))
    np.testing.assert_allclose(gaps, 2 * np.pi / modes, atol=1e-6)


def test_the_grid_is_veegans_at_half_its_size():
    world = make_world("grid")
    assert len(world.modes) == 25
    assert world.sigma / 1 == 0.05 / 2
    assert {tuple(mode) for mode in world.modes} == {(x, y) for x in range(-2, 3) for y in range(-2, 3)}


@pytest.mark.parametrize("name", ["line", "circle", "spiral", "moons", "points"])
def test_curves_and_own_points_have_no_modes(name):
    assert world_of(name).modes.shape == (0, 2)


@pytest.mark.parametrize("name", ["line", "circle", "spiral", "moons"])
def test_a_curve_shows_no_beads(name):
    world = world_of(name)
    steps = np.hypot(*np.diff(world.centres, axis=0).T)
    assert np.sort(steps)[-2] < world.sigma  # the largest of the moons' is the way from one to the other


@pytest.mark.parametrize("name", [*NAMES, "points"])
def test_the_density_integrates_to_one_and_samples_follow_it(name):
    world = world_of(name)
    ticks = np.linspace(-EXTENT, EXTENT, 301)
    density = world.density(ticks, blur=0.1)
    assert density.sum() * (ticks[1] - ticks[0]) ** 2 == pytest.approx(1, abs=0.01)
    estimate = kernel_density(world.train, ticks, 0.1)
    assert np.abs(estimate - density).sum() * (ticks[1] - ticks[0]) ** 2 < 0.08


def test_the_density_is_that_of_the_mixture():
    world = make_world("gaussians")
    ticks = np.array([-1.0, 0.3])
    for row, y in enumerate(ticks):
        for column, x in enumerate(ticks):
            square = ((np.array([x, y]) - world.centres) ** 2).sum(1)
            expected = np.exp(-square / (2 * 0.25)).mean() / (2 * np.pi * 0.25)
            assert world.density(ticks)[row, column] == pytest.approx(expected)
