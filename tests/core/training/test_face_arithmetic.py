"""Arithmetic with latents, on a made-up world in which it can be known what must come out."""

import numpy as np
import pytest
import torch

from core.data.faces import BY_NAME, attributes_of
from core.settings.face_arithmetic import ADDITIONS
from core.training.face_arithmetic import add, has, lacks, the_rest


def world(count=2000, z=20):
    """Latents, and a flag that says on which side of a plane each lies."""
    latents = torch.randn(count, z, generator=torch.Generator().manual_seed(0))
    return latents, (latents[:, 0] > 0).numpy()


def run(averaged=30, strength=1.0, trials=50, seed=0):
    """Faces count as alike by their second latent."""
    z, flags = world()
    return z, flags, add(z, flags, ~flags, z[:, [1]], averaged, strength, trials, torch.Generator().manual_seed(seed))


def test_the_result_is_the_sum_brought_back_to_its_length():
    z, _, trials = run(averaged=3, strength=1.5)
    for t in range(5):
        start = z[trials.changed[t]]
        moved = start + 1.5 * (z[trials.having[t]].mean(0) - z[trials.lacking[t]].mean(0))
        assert torch.allclose(trials.after[t], moved * start.norm() / moved.norm(), atol=1e-5)
        assert float(trials.control[t].norm()) == pytest.approx(float(start.norm()), rel=1e-5)


def test_groups_are_of_the_right_faces_each_at_most_once():
    _, flags, trials = run()
    assert flags[trials.having].all()
    assert not flags[trials.lacking].any()
    assert not flags[trials.changed].any()
    assert all(len(set(row)) == 30 for row in trials.having.tolist())


def test_each_that_has_it_is_paired_with_the_one_most_like_it_that_lacks_it():
    z, flags, trials = run(trials=3)
    others = np.flatnonzero(~flags)
    for having, lacking in zip(trials.having.ravel(), trials.lacking.ravel(), strict=True):
        assert lacking == others[(z[others, 1] - z[having, 1]).abs().argmin()]


def test_faces_are_as_unlike_as_their_other_attributes():
    values = attributes_of(range(40))
    rest = the_rest(ADDITIONS["glasses"], values)
    for a, b in ((0, 1), (7, 30)):
        expected = 0.0
        for name, array in values.items():
            difference = abs(float(array[a]) - float(array[b]))
            if name != "glasses":
                expected += difference if BY_NAME[name].kind == "number" else float(difference > 0)
        assert float((rest[a] - rest[b]).abs().sum()) == pytest.approx(expected, abs=1e-5)


def test_with_many_averaged_it_crosses_the_plane_and_a_random_direction_does_not():
    """The means lie 1.6 apart across the plane; the faces on average 0.8 before it."""
    _, _, trials = run(averaged=200, strength=1.5, trials=200)
    crossed, control = ((latents[:, 0] > 0).float().mean() for latents in (trials.after, trials.control))
    assert crossed > 0.95
    assert control < 0.4
    few = run(averaged=1, strength=1.5, trials=200)[2]
    assert (few.after[:, 0] > 0).float().mean() < crossed


def test_strength_0_changes_nothing():
    z, _, trials = run(strength=0.0)
    assert torch.allclose(trials.after, z[trials.changed], atol=1e-6)


def test_where_fewer_have_it_as_many_are_averaged_as_there_are():
    z, flags = world(count=40)
    trials = add(z, flags, ~flags, z[:, [1]], 35, 1.0, 2, torch.Generator())
    assert trials.having.shape == (2, flags.sum())


def test_a_thing_that_no_face_has_is_refused():
    z, flags = world(count=40)
    with pytest.raises(ValueError, match="of 40 faces 0 have it and 40 lack it: there must be both"):
        add(z, flags & False, flags | True, z[:, [1]], 35, 1.0, 2, torch.Generator())


@pytest.mark.parametrize("name", ADDITIONS)
def test_every_addition_is_had_by_some_faces_and_lacked_by_others(name):
    addition, values = ADDITIONS[name], attributes_of(range(500))
    having, lacking = has(addition, values), lacks(addition, values)
    assert not (having & lacking).any()
    assert having.mean() > 0.05
    assert lacking.mean() > 0.3
    attribute = BY_NAME[addition.attribute]
    assert (addition.choice is None) == (attribute.kind == "number")
    if attribute.kind == "choice":  # what the page says is what is counted
        color_or_style = attribute.choices[addition.choice]
        assert color_or_style in name
        assert np.array_equal(having, values[addition.attribute] == attribute.choices.index(color_or_style))
