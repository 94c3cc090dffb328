"""What is shipped beside a generator of faces: measured on toys whose quality is known."""

import numpy as np
import pytest

from core.data.faces import faces
from core.training import face_report
from core.training.face_measures import FaceMeasure
from core.training.face_pixels import flat
from core.training.face_report import SAMPLES, report
from tests.core.training.test_face_gan import ToyTrainer, make

SETS = 2  # here: what is shipped has more


class Perfect(ToyTrainer):
    """Its samples are drawn faces: those that the reader's reference is not made of."""

    def sample(self, n, seed):
        first = 20_000 + seed * n
        return {"pixels": flat(faces(range(first, first + n), self.settings.side, "test").images)}


@pytest.fixture(scope="module", autouse=True)
def _few_sets():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(face_report, "SETS", SETS)
        yield


@pytest.fixture(scope="module")
def perfect():
    return report(make(Perfect), make())


def test_a_perfect_generator_has_nothing_left_to_learn(perfect):
    floor = FaceMeasure(32).floor(SETS * SAMPLES)
    assert perfect["samples"] == 1000
    assert perfect["frechet"] == pytest.approx(perfect["frechet_floor"], abs=5 * floor["frechet_deviation"] + 0.05)
    assert perfect["frechet_untrained"] > 100 * perfect["frechet_floor"]
    assert abs(perfect["remaining"]) < 1e-3
    assert perfect["coverage"] == pytest.approx(perfect["coverage_floor"], abs=0.05)


def test_the_sets_of_few_samples_measure_as_their_floor_says(perfect):
    floor = FaceMeasure(32).floor(SAMPLES)
    assert perfect["few_samples"] == 500
    assert perfect["few_frechet"] == pytest.approx(floor["frechet"], abs=2 * floor["frechet_deviation"])
    assert perfect["few_frechet_deviation"] < 4 * floor["frechet_deviation"]
    assert perfect["few_coverage"] == pytest.approx(floor["coverage"], abs=3 * floor["coverage_deviation"])


def test_an_untrained_generator_has_everything_left_to_learn():
    found = report(make(), make())
    assert found["remaining"] == pytest.approx(1)
    assert found["coverage"] < 0.5
    assert found["frechet"] == found["frechet_untrained"]
    trainer = make()
    whole = np.concatenate([trainer.sample(SAMPLES, seed)["pixels"] for seed in range(SETS)]).reshape(-1, 32, 32, 3)
    assert found["frechet"] == pytest.approx(FaceMeasure(32).of(whole)["frechet"], rel=1e-5)
