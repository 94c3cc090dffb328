"""What faces share, by hand and on drawn faces, where the truth is known."""

import math

import numpy as np
import pytest

from core.data.faces import BY_NAME, attributes_of, draw, faces
from core.training.face_agreement import kept, kept_by_chance, origins, same, tolerances
from core.training.face_measures import FaceMeasure
from core.training.face_reading import BALD

TOLERANCE = {name: 0.25 for name, attribute in BY_NAME.items() if attribute.kind == "number"}


def three(**changes):
    """Three faces that are alike but for what is given."""
    values = {name: np.zeros(3, np.float32 if name in TOLERANCE else np.uint8) for name in BY_NAME}
    values["hair_style"] += np.uint8(BALD + 1)
    return values | {name: np.array(array, values[name].dtype) for name, array in changes.items()}


def test_what_is_the_same_by_hand():
    a, b = three(smile=[0, 0, 0], eye_color=[0, 1, 2]), three(smile=[0.25, 0.26, -0.3], eye_color=[0, 1, 1])
    assert same("smile", a, b, TOLERANCE).tolist() == [True, False, False]
    assert same("eye_color", a, b, TOLERANCE).tolist() == [True, True, False]
    shares = kept(a, b, TOLERANCE)
    assert shares["smile"] == pytest.approx(1 / 3)
    assert shares["eye_color"] == pytest.approx(2 / 3)
    assert shares["glasses"] == 1


def test_hair_colour_counts_where_there_was_hair():
    hair = [BALD, BALD + 1, BALD + 1]
    a = three(hair_style=hair, hair_color=[1, 1, 1])
    assert kept(a, three(hair_color=[1, 1, 2]), TOLERANCE)["hair_color"] == 0.5
    bald = three(hair_style=[BALD] * 3, hair_color=[1, 1, 1])
    assert kept(a, bald, TOLERANCE)["hair_color"] == 0
    assert math.isnan(kept(bald, a, TOLERANCE)["hair_color"])


def test_where_a_mixture_has_its_attributes_from_by_hand():
    a = three(smile=[-1, -1, 0], eye_color=[0, 0, 0])
    b = three(smile=[1, 1, 0.4], eye_color=[1, 1, 0])
    mixed = three(smile=[-0.9, 0, 0], eye_color=[1, 0, 2])
    found = origins(a, b, mixed, TOLERANCE)
    assert (found["smile"].pairs, found["eye_color"].pairs, found["tilt"].pairs) == (2, 2, 0)
    assert (found["smile"].a, found["smile"].b, found["smile"].neither) == (0.5, 0, 0.5)
    assert (found["eye_color"].a, found["eye_color"].b, found["eye_color"].neither) == (0.5, 0.5, 0)
    assert math.isnan(found["tilt"].a)


def test_strangers_agree_as_often_as_is_computed():
    a, b = attributes_of(range(8000)), attributes_of(range(8000), "test")
    shares = kept(a, b, TOLERANCE)
    for name in BY_NAME:
        assert shares[name] == pytest.approx(kept_by_chance(name, TOLERANCE), abs=0.025), name


@pytest.fixture(scope="module")
def measure():
    return FaceMeasure(32)


def test_faces_that_share_a_number_are_read_as_sharing_it(measure):
    """The same attributes and other details: 95 % within the tolerance would be so with normal errors."""
    attributes = attributes_of(range(20_000, 20_300), "test")
    a, b = (measure.read(draw(attributes, 32, seed)).values for seed in (1, 2))
    tolerance = tolerances(measure.errors)
    assert all(0.02 < tolerance[name] < 0.6 for name in tolerance)
    assert set(tolerance) == set(TOLERANCE)
    assert min(kept(a, b, tolerance).values()) > 0.9


def test_mixtures_drawn_from_two_faces_have_from_each_what_they_were_given(measure):
    """Hair and pose of B, everything else of A, the reader looks at pictures only."""
    a, b = (attributes_of(range(first, first + 300), "test") for first in (20_000, 21_000))
    of_b = ("hair_style", "hair_color", "shift", "tilt")
    pictures = [faces(range(first, first + 300), 32, "test").images for first in (20_000, 21_000)]
    pictures.append(draw(a | {name: b[name] for name in of_b}))
    tolerance = tolerances(measure.errors)
    found = origins(*(measure.read(images).values for images in pictures), tolerance)
    for name, origin in found.items():
        assert origin.pairs > 20, name
        assert (origin.b if name in of_b else origin.a) > 0.9, name
