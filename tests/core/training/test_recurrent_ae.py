"""The recurrent autoencoder's trainer: what it minimises, what a frame carries, what a prefix gives."""

import numpy as np
import pytest
import torch

from core.models.recurrent_autoencoder import RecurrentAutoencoder
from core.settings import trainer_spec
from core.settings.base import SettingsError, controls_of
from core.settings.recurrent_ae import RecurrentView
from core.training.autoencoder import SHOWN
from core.training.recurrent_ae import RecurrentAETrainer, orders

SPEC = trainer_spec("recurrent_ae")
FEEDBACK = {"decoder": "feedback"}


def make(**values) -> RecurrentAETrainer:
    return RecurrentAETrainer(SPEC.parse(values))


def train(trainer: RecurrentAETrainer, steps: int) -> RecurrentAETrainer:
    for _ in range(steps):
        trainer.step()
    return trainer


def test_the_lectures_network_has_its_number_of_parameters():
    """100-30-100 for rows of 28: the lecture's 122,548, and PyTorch's second bias for each gate of each unit."""
    lecture = SPEC.parse({"preset": "lecture"})
    sizes = (28, lecture.hidden, lecture.latent_dim, lecture.cell, False, lecture.output)
    model = RecurrentAutoencoder(*sizes, range(28), range(28), torch.Generator())
    assert sum(p.numel() for p in model.parameters()) == 123_468
    assert 123_468 - 4 * (100 + 30 + 100) == 122_548


@pytest.mark.parametrize("teacher_forcing", [False, True])
def test_the_loss_is_of_its_own_rows_or_after_the_true_ones(teacher_forcing):
    trainer = train(make(**FEEDBACK, teacher_forcing=teacher_forcing), 3)
    x = trainer.train[:20]
    code = trainer.model.encode(x)
    forced, free = trainer.model.forced(code, x), trainer.model.decode(code)
    expected, other = (
        ((back - x) ** 2).mean().item() for back in ((forced, free) if teacher_forcing else (free, forced))
    )
    assert trainer.loss(x).item() == pytest.approx(expected, rel=1e-5)
    assert trainer.loss(x).item() != pytest.approx(other, rel=1e-3)


def test_a_frame_has_both_errors_and_the_test_error_is_the_free_one():
    trainer = train(make(**FEEDBACK, teacher_forcing=True), 5)
    frame = trainer.observe()
    x = trainer.test[: trainer.measured]
    with torch.no_grad():
        code = trainer.model.encode(x)
        free, forced = trainer.model.decode(code), trainer.model.forced(code, x)
    for back, scalar, rows in ((free, "test_mse", "row_errors"), (forced, "forced_test_mse", "forced_row_errors")):
        assert frame.scalars[scalar] == pytest.approx(((back - x) ** 2).mean().item(), rel=1e-5)
        assert frame.arrays[rows].mean(dtype=float) == pytest.approx(frame.scalars[scalar], rel=1e-3)
    by_row = ((free - x) ** 2).view(-1, 8, 8).mean((0, 2)).numpy()
    assert frame.arrays["row_errors"] == pytest.approx(by_row, rel=2e-3)
    of_all = trainer.model.forced(trainer.model.encode(trainer.test), trainer.test) - trainer.test
    assert trainer.evaluate()["forced_test_mse"] == pytest.approx(of_all.square().mean().item(), rel=1e-5)


def test_a_writer_that_is_given_the_code_alone_has_no_forced_error():
    frame = make().observe()
    assert "forced_test_mse" not in frame.scalars
    assert "forced_row_errors" not in frame.arrays


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_a_frame_carries_the_states_of_the_first_test_images(cell):
    trainer = train(make(cell=cell, hidden=12, latent_dim=3), 3)
    arrays = trainer.observe().arrays
    with torch.no_grad():
        states = trainer.model.states(trainer.test[:SHOWN])
    assert ("reader_cell" in arrays) == (cell == "lstm")
    for name, values in states.items():
        assert arrays[name].shape == (SHOWN, 8, 3 if name.startswith("coder") else 12)
        shown = (arrays[name].astype(float) - 128) / 127
        expected = np.tanh(values.numpy()) if name.endswith("cell") else values.numpy()
        assert np.abs(shown - expected).max() <= 0.5 / 127 + 1e-6


def test_frames_are_small_enough_for_the_wire():
    assert sum(array.nbytes for array in make().observe().arrays.values()) < 24_000


def test_a_prefix_is_written_from_the_rows_read_so_far():
    trainer = train(make(), 20)
    answer = trainer.prefix(4)
    assert answer["pixels"].shape == (9, 64)
    assert np.array_equal(answer["pixels"][-1], trainer.observe().arrays["reconstructions"][4])
    assert np.array_equal(answer["pixels"][0], trainer.prefix(5)["pixels"][0])  # nothing read: the same for all
    of_all = trainer.reconstruct(trainer.static()[1]["images"][:100])["mse"]
    assert answer["mse"][-1] == pytest.approx(of_all[4], rel=1e-4)
    assert answer["mean_mse"][-1] == pytest.approx(of_all.mean(), rel=1e-4)


def test_threads_share_the_work_of_one_row():
    assert make(hidden=100, latent_dim=30, batch_size=32).most_threads == 1
    assert make(hidden=128, latent_dim=32, batch_size=1024).most_threads > 4


def test_an_image_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="image=100: allowed is a whole number from 0 to 99"):
        make().prefix(100)


def test_orders_of_rows():
    generator = torch.Generator().manual_seed(0)
    assert orders(4, "top down", generator) == ([0, 1, 2, 3], [0, 1, 2, 3])
    assert orders(4, "reversed", generator) == ([0, 1, 2, 3], [3, 2, 1, 0])
    read, written = orders(28, "shuffled", generator)
    assert read == written != list(range(28))
    assert sorted(read) == list(range(28))


def test_forcing_belongs_to_feedback():
    with pytest.raises(SettingsError, match="teacher_forcing=True: only where the writer is given the row before"):
        SPEC.parse({"teacher_forcing": True})
    assert SPEC.parse({"preset": "forced"}).forced
    assert not SPEC.parse({"preset": "free"}).forced


def test_any_image_of_a_frame_can_be_looked_at():
    image = next(control for control in controls_of(RecurrentView) if control.name == "image")
    assert (image.low, image.high) == (0, SHOWN - 1)


def test_training_on_true_rows_leaves_it_worse_with_its_own():
    """Exposure bias, on the settings of the presets: after 400 steps the free error is already far above."""
    forced = train(make(preset="forced"), 400).evaluate()
    assert forced["test_mse"] > 1.3 * forced["forced_test_mse"]
