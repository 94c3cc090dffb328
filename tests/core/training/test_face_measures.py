"""Coverage counted by hand and against simulation; the measures see what is wrong with faces, and know their floors."""

import math

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from core.data.base import DataError
from core.data.faces import BY_NAME, attributes_of, faces
from core.objectives.frechet import Gaussian
from core.training import face_measures
from core.training.face_measures import COUNTS, FaceMeasure, coverage, floors, seen_shares, true_shares
from core.training.face_reading import BALD, SHIPPED, Reader, network

SHORT, BLACK = BY_NAME["hair_style"].choices.index("short"), 0


def values(*rows):
    """Attributes of faces given as (style, colour, glasses)."""
    return dict(zip(face_measures.COMBINED, np.array(rows, np.uint8).T, strict=True))


# ---- coverage -------------------------------------------------------------------------------------------------------


def test_the_true_shares_are_the_products_and_bald_heads_have_no_colour():
    true = true_shares()
    assert true.sum() == pytest.approx(1)
    assert (true > 0).sum() == 4 * 5 * 2 + 2
    assert true[BALD, 0].tolist() == pytest.approx([0.12 * 0.6, 0.12 * 0.4])
    assert true[SHORT, BLACK].tolist() == pytest.approx([0.26 * 0.24 * 0.6, 0.26 * 0.24 * 0.4])


def test_drawn_faces_have_the_true_shares():
    n = 20_000
    seen, true = seen_shares(attributes_of(range(n))), true_shares()
    assert np.abs(seen - true).max() < 5 * math.sqrt(true.max() / n)
    assert seen[BALD, 1:].sum() == 0
    assert coverage(attributes_of(range(n))) == 1


def test_coverage_by_hand():
    """Two faces of one combination cover it, and nothing else; with all the others, one that is too rare is missing."""
    assert coverage(values((SHORT, BLACK, 1), (SHORT, BLACK, 1))) == pytest.approx(1 / 42)
    assert coverage(values((BALD, 0, 0), (BALD, 3, 0))) == pytest.approx(1 / 42)
    counts = np.round(1e5 * true_shares()).astype(int)
    rare = counts[SHORT, BLACK, 1]
    for count, covered in ((math.ceil(0.25 * rare) + 5, 1), (math.floor(0.25 * rare) - 5, 41 / 42)):
        counts[SHORT, BLACK, 1] = count
        counts[SHORT, BLACK, 0] += rare - count  # the same number in all
        rows = np.repeat(np.argwhere(counts >= 0), counts.ravel(), axis=0)
        assert coverage(values(*rows)) == pytest.approx(covered)
        counts[SHORT, BLACK, 0] -= rare - count


# ---- the measures ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def measure():
    return FaceMeasure(32)


@pytest.fixture(scope="module")
def others():
    """Drawn faces that neither the reader nor its reference has seen."""
    return faces(range(20_000, 20_500), 32, "test")


@pytest.mark.parametrize("side", [32, 64])
def test_drawn_faces_measure_as_the_floor_says(side):
    measure = FaceMeasure(side)
    found, floor = measure.of(faces(range(20_000, 20_500), side, "test").images), measure.floor(500)
    for name in ("frechet", "coverage"):
        assert abs(found[name] - floor[name]) < 5 * floor[f"{name}_deviation"] + 1e-9, name


def test_the_floor_falls_with_the_number_of_faces(measure):
    distances = [measure.floor(count)["frechet"] for count in COUNTS]
    assert distances == sorted(distances, reverse=True)
    assert distances[0] > 3 * distances[-1] > 0
    with pytest.raises(ValueError, match="501 faces: floors are known of 500, 1000, 2000, 5000"):
        measure.floor(501)


def smoothed(images):
    """The mean of 3 × 3 pixels."""
    x = torch.from_numpy(images).permute(0, 3, 1, 2).float()
    x = torch.nn.functional.avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False)
    return x.round().byte().permute(0, 2, 3, 1).numpy()


def test_faces_with_something_wrong_lie_farther_away(measure, others):
    images = others.images
    noise = np.random.RandomState(0).normal(0, 24, images.shape)
    wrong = {
        "blurred": smoothed(images),
        "noisy": np.clip(images + noise, 0, 255).astype(np.uint8),
        "put together of two": np.concatenate([images[:, :16], images[::-1, 16:]], axis=1),
        "the same ten": np.tile(images[:10], (50, 1, 1, 1)),
        "none with glasses": images[others.attributes["glasses"] == 0],
    }
    limit = measure.of(images)["frechet"] + 10 * measure.floor(500)["frechet_deviation"]
    distances = {name: measure.of(spoilt)["frechet"] for name, spoilt in wrong.items()}
    assert min(distances.values()) > limit, distances


def test_coverage_sees_what_is_missing(measure, others):
    whole = measure.of(others.images)["coverage"]
    black = others.images[others.attributes["hair_color"] == BLACK]
    assert measure.of(others.images[others.attributes["glasses"] == 0])["coverage"] < 0.6 * whole
    assert measure.of(black)["coverage"] < 0.4 * whole


def test_floors_are_means_over_disjoint_sets(monkeypatch):
    """By hand, with an untrained reader and few faces."""
    monkeypatch.setattr(face_measures, "DIGITS", 12)
    monkeypatch.setattr(face_measures, "OTHERS", 12)
    monkeypatch.setattr(face_measures, "COUNTS", (4, 6))
    monkeypatch.setattr(face_measures, "REFERENCE", 20)
    reader = Reader(network())
    reference = Gaussian.of(reader.features(faces(range(20), 32, "test").images))
    found = floors(reader, 32, reference)
    features = reader.features(faces(range(20, 32), 32, "test").images)
    halves = [face_measures.measures(reader, part, reference)["frechet"] for part in (features[:6], features[6:])]
    assert found["6"]["frechet"] == pytest.approx(sum(halves) / 2)
    assert found["6"]["frechet_deviation"] == pytest.approx(abs(halves[0] - halves[1]) / math.sqrt(2))
    assert (found["4"]["sets"], found["6"]["sets"]) == (3, 2)


def test_a_file_without_reference_or_facts_says_so(tmp_path):
    path = tmp_path / "bare.safetensors"
    whole = load_file(SHIPPED)
    save_file({name: array for name, array in whole.items() if name != "mean.64"}, path)
    with pytest.raises(DataError, match=r"^bare\.safetensors: no features of drawn faces of side 64: mean\.64 should"):
        FaceMeasure(64, path)
    with pytest.raises(DataError, match=r"^bare\.json: cannot be read"):
        FaceMeasure(32, path)
    save_file(whole | {"covariance.32": np.eye(5, dtype=np.float32)}, path)
    with pytest.raises(DataError, match=r"covariance\.32 should have shape \(64, 64\)$"):
        FaceMeasure(32, path)
