"""Networks over the plane, and what is said of one bump that is fitted to two."""

import re

import numpy as np
import pytest

from core.objectives.reverse_kl import OBJECTIVES, Bump, TwoBumps, answer
from core.plots.microscope import FIT_STYLES, fit_words, network_map

POINTS = {"real": np.zeros((2, 2)), "generated": np.ones((3, 2))}
PLACE = r"(in the middle|on either side at μ = ±([\d.]+)) \(σ = ([\d.]+): ([\d.]+) nats\)"
SENTENCE = rf" is least {PLACE}((?:; next best is {PLACE})*)\."


def test_the_middle_of_the_scale_is_the_boundary_however_lopsided_the_network():
    surface = np.array([[-1.0, 0.0], [0.0, 9.0]])
    heat = network_map(surface, 9.0, 4.0, POINTS).data[0]
    assert (heat.zmin, heat.zmax) == (-9.0, 9.0)
    assert heat.colorscale[1][0] == 0.5
    assert np.array_equal(heat.z, surface)


def test_pulls_start_at_the_points_and_the_longest_has_one_length():
    pull = np.array([[1.0, 0.0], [0.0, -0.5]])
    arrows = network_map(np.zeros((2, 2)), 1.0, 4.0, POINTS, pull).data[-1]
    x, y = (np.array(values, float).reshape(-1, 3)[:, :2] for values in (arrows.x, arrows.y))
    assert (x[:, 0] == 1).all()
    assert (y[:, 0] == 1).all()
    assert np.hypot(np.diff(x), np.diff(y)).ravel() == pytest.approx([0.7, 0.35])


@pytest.mark.parametrize("separation", [0.0, 1.0, 2.0, 2.25, 2.5, 2.75, 3.0, 4.0, 8.0])
def test_what_is_said_of_the_fits_is_so(separation):
    """Against the objectives themselves: the first place is the least, and each has the value that it is given."""
    found, target = answer(separation), TwoBumps(separation)
    words = fit_words(found)
    for name, (label, _, _) in FIT_STYLES.items():
        (said,) = re.findall(re.escape(label) + SENTENCE, words)
        places = [said[:4], *re.findall(PLACE, said[4])]
        means = [float(mean or 0) for _, mean, _, _ in places]
        widths, values = ([float(place[i]) for place in places] for i in (2, 3))
        assert values == sorted(values)
        assert {(abs(round(mean, 2)), round(width, 2)) for mean, width, _ in found["fits"][name]} == set(
            zip(means, widths, strict=True)
        )
        for mean, width, value in zip(means, widths, values, strict=True):
            for side in {mean, -mean}:
                assert OBJECTIVES[name](target, Bump(side, width)) == pytest.approx(value, abs=2e-3)
        grid = [Bump(mean, width) for mean in np.linspace(0, 4, 41) for width in np.linspace(0.2, 4.4, 43)]
        assert min(OBJECTIVES[name](target, bump) for bump in grid) >= values[0] - 1e-3


def test_where_two_bumps_are_near_even_reverse_kl_stays_in_the_middle():
    for separation, place in ((2.75, "in the middle"), (3.0, "on either side at μ = ±1.49")):
        assert f"KL(q ‖ p) is least {place} (" in fit_words(answer(separation))
    for separation, place in ((2.25, "in the middle"), (2.5, "on either side at μ = ±1.22")):
        assert f"KL(q ‖ p) − 2 JS is least {place} (" in fit_words(answer(separation))
