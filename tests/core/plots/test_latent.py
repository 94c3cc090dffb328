"""Charts of latent spaces hold what they are given."""

import numpy as np

from core.plots.latent import changes, descent, separability


def test_both_spaces_have_their_own_dots():
    shares, errors = np.array([[0.1, 0.2], [0.5, 0.6]]), np.full((2, 2), 0.05)
    z, w = separability(["Smile", "Skin"], shares, errors).data
    assert (z.name, list(z.x), w.name, list(w.x)) == ("Z", [0.1, 0.2], "W", [0.5, 0.6])
    assert list(w.error_x.array) == [0.05, 0.05]
    assert z.marker.color != w.marker.color


def test_directions_are_rows_and_attributes_columns():
    (heat,) = changes(["Smile", "Skin"], ["a", "b", "c"], np.arange(6.0).reshape(2, 3)).data
    assert (list(heat.y), list(heat.x)) == (["Smile", "Skin"], ["a", "b", "c"])
    assert heat.z[1][2] == 5
    assert (heat.zmin, heat.zmax) == (0, 1)


def test_a_descent_has_both_parts_over_all_steps():
    pixels, features = descent(np.array([[1.0, 0.8], [0.5, 0.2]]), 150).data
    assert (list(pixels.y), list(features.y)) == ([1.0, 0.5], [0.8, 0.2])
    assert list(pixels.x) == [0, 1]
