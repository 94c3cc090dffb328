"""The linear autoencoder ends at PCA: the same plane, the same error, other axes; bends beat it on bent data only."""

import numpy as np
import pytest
import torch
from scipy.linalg import subspace_angles

from core.settings import trainer_spec
from core.settings.base import SettingsError
from core.training.linear_ae import LinearAETrainer
from core.training.trainer import Diverged

SPEC = trainer_spec("linear_ae")


def make(**values) -> LinearAETrainer:
    return LinearAETrainer(SPEC.parse(values))


def train(trainer: LinearAETrainer, steps: int | None = None) -> LinearAETrainer:
    for _ in range(trainer.settings.steps if steps is None else steps):
        trainer.step()
    return trainer


@pytest.fixture(scope="module")
def plane() -> LinearAETrainer:
    return train(make())


@pytest.fixture(scope="module")
def digits() -> LinearAETrainer:
    return train(make(preset="digits"))


def equal(a, b) -> bool:
    return a.scalars == b.scalars and all(np.array_equal(a.arrays[name], b.arrays[name]) for name in a.arrays)


def svd_error(x: np.ndarray, k: int, examples: np.ndarray) -> tuple[float, np.ndarray]:
    """MSE of the best code of k numbers for x, on examples, and its axes [k, P], by the textbook."""
    rows = np.linalg.svd(x - x.mean(0), full_matrices=False)[2][:k]
    centred = examples - x.mean(0)
    return float(((centred - centred @ rows.T @ rows) ** 2).mean()), rows


@pytest.mark.parametrize("seed", range(4))
def test_on_a_plane_it_ends_at_the_svds_plane_and_error(seed):
    trainer = train(make(seed=seed))
    scalars, x = trainer.evaluate(), trainer.train.numpy()
    best, rows = svd_error(x, 2, x)
    assert scalars["pca_mse"] == pytest.approx(best, rel=1e-9)
    assert best * (1 - 1e-9) <= scalars["mse"] <= 1.001 * best
    angle = np.degrees(subspace_angles(trainer.axes().detach().numpy().T, rows.T))[0]
    assert scalars["principal_angle"] == pytest.approx(angle, abs=1e-6)
    assert angle <= 1


def test_on_digits_it_ends_at_the_svds_error(digits):
    scalars = digits.evaluate()
    train_x, test_x = digits.train.double().numpy(), digits.test.double().numpy()
    best, _ = svd_error(train_x, 8, train_x)
    on_test, _ = svd_error(train_x, 8, test_x)
    assert (scalars["pca_mse"], scalars["pca_test_mse"]) == pytest.approx((best, on_test), rel=1e-9)
    assert best <= scalars["mse"] <= 1.01 * best
    assert scalars["test_mse"] == pytest.approx(on_test, rel=0.02)
    assert scalars["principal_angle"] < 5


def test_the_axes_are_not_pcas_although_the_plane_is(digits):
    angles = digits.observe().arrays["angles"].astype(float)
    assert angles.shape == (8, 8)
    assert angles.min(1).max() > 20  # one at least is near none of PCA's


def test_the_scalars_have_one_unit_and_their_psnr(plane, digits):
    for trainer in (plane, digits):
        scalars = trainer.evaluate()
        for name in ("", "test_", "pca_", "pca_test_"):
            db = 10 * np.log10(trainer.peak**2 / scalars[f"{name}mse"])
            assert scalars[f"{name}psnr"] == pytest.approx(db)
    assert digits.peak == 1
    assert plane.peak == np.ptp(plane.train.numpy())


def test_frames_measure_all_of_the_small_data_sets(plane, digits):
    for trainer in (plane, digits):
        assert trainer.observe().scalars == pytest.approx(trainer.evaluate(), rel=1e-9)


def test_bends_beat_pca_on_a_bowl_and_not_on_a_plane():
    bent = [train(make(preset=name), 800).evaluate() for name in ("bowl", "bent_plane")]
    ratios = [scalars["mse"] / scalars["pca_mse"] for scalars in bent]
    assert ratios[0] < 0.1
    assert ratios[1] > 1
    assert "principal_angle" not in bent[0]


@pytest.mark.parametrize("values", [{"activation": "tanh"}, {"activation": "relu"}, {"hidden": 16}], ids=str)
def test_no_code_with_a_flat_decoder_gets_below_pca(values):
    trainer = make(dataset="bowl", **values)
    for _ in range(4):
        scalars = train(trainer, 150).evaluate()
        assert scalars["mse"] >= scalars["pca_mse"] * (1 - 1e-9)
        assert 0 <= scalars["principal_angle"] <= 90


def test_same_seed_same_frames_and_observing_changes_nothing():
    watched, alone = make(seed=3, batch_size=100), make(seed=3, batch_size=100)
    for _ in range(4):
        watched.step()
        watched.observe()
        watched.static()
    assert equal(watched.observe(), train(alone, 4).observe())
    assert not equal(watched.observe(), train(make(seed=4, batch_size=100), 4).observe())


def test_the_surface_is_what_the_decoder_draws_over_the_range_of_the_codes(plane):
    surface, scalars = plane.observe().arrays["surface"].astype(float), plane.observe().scalars
    assert surface.shape == (13, 13, 3)
    off = surface.reshape(-1, 3) - plane.train.numpy().mean(0)
    rows = svd_error(plane.train.numpy(), 2, plane.train.numpy())[1]
    assert scalars["principal_angle"] < 0.1
    assert np.abs(off - off @ rows.T @ rows).max() < 0.02  # float16 has three digits
    codes = plane.model.encode(plane.train).detach()
    corners = plane.model.decode(torch.stack([codes.amin(0), codes.amax(0)])).detach().numpy()
    assert surface[[0, -1], [0, -1]] == pytest.approx(corners, abs=0.01)


def test_what_the_page_is_given_of_images(digits):
    facts, arrays = digits.static()
    frame = digits.observe()
    assert arrays["images"].shape == (297, 64)
    assert arrays["pca_axes"].shape == frame.arrays["axes"].shape == (8, 64)
    assert (facts["side"], facts["peak"]) == (8, 1)
    difference = frame.arrays["reconstructions"].astype(int) - arrays["pca_reconstructions"]
    assert np.abs(difference).mean() < 3
    assert arrays["pca_curve"][8] == pytest.approx(frame.scalars["pca_mse"])
    assert len(arrays["pca_curve"]) == len(arrays["pca_test_curve"]) == 33


def test_state_and_load_go_on_alike():
    trainer, other = train(make(), 20), make()
    other.load(trainer.state())
    assert equal(trainer.observe(), other.observe())
    assert equal(train(trainer, 1).observe(), train(other, 1).observe())  # all examples are in every batch


def test_the_size_of_a_points_code_is_not_free():
    with pytest.raises(SettingsError, match="latent_dim=8: only with images"):
        make(latent_dim=8)


def test_a_huge_learning_rate_diverges_with_the_loss_and_the_step():
    with pytest.raises(Diverged) as caught:
        train(make(learning_rate=10.0, optimizer="sgd"), 500)
    assert caught.value.what == "loss"
