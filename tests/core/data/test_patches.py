"""Patches: whitened pieces of two photographs, the held-out ones from parts never trained on."""

import numpy as np
import pytest
from sklearn.datasets import load_sample_images

from core.data import patches
from core.data.images import DataError, available, load_images


@pytest.fixture(scope="module")
def data():
    return load_images("patches")


def test_sizes_types_and_classes(data):
    assert data.train_images.shape == (20_000, 12, 12)
    assert data.test_images.shape == (2_000, 12, 12)
    assert data.train_images.dtype == data.test_images.dtype == np.uint8
    assert data.classes == ("china", "flower")
    assert np.bincount(data.train_labels).tolist() == [10_000, 10_000]
    assert np.bincount(data.test_labels).tolist() == [1_000, 1_000]
    assert available("patches") == str(patches.source())


def test_each_patch_has_grey_as_its_mean_and_one_contrast(data):
    v = (data.train_images.reshape(20_000, -1) / 255 - patches.MIDDLE) / patches.SPREAD
    assert np.abs(v.mean(1)).max() < 0.3  # but for what was cut off at the ends
    assert np.quantile(v.std(1), 0.05) > 0.9
    assert v.std() == pytest.approx(0.98, abs=0.02)


def test_the_photographs_are_those_of_scikit_learn():
    folder = patches.source()
    for image, name in zip(load_sample_images().images, patches.PHOTOGRAPHS, strict=True):
        red, green, blue = image.astype(float).transpose(2, 0, 1)
        luma = 0.299 * red + 0.587 * green + 0.114 * blue  # ITU-R 601
        assert np.abs(patches.grey(folder / f"{name}.jpg") - luma).max() <= 1


def test_whitening_is_the_papers_filter_on_waves():
    x = np.arange(256)
    gains = {}
    for cycles in (8, 40, 100):  # waves of one frequency beside a common one, which tells the scale
        reference, wave = np.sin(2 * np.pi * 20 * x / 256), np.sin(2 * np.pi * cycles * x / 256)
        white = patches.whitened(np.tile(reference + wave, (64, 1)))[32, 64:192]
        spectrum = np.abs(np.fft.rfft(white * np.hanning(128)))
        gains[cycles] = spectrum[cycles // 2] / spectrum[10]
    f = {cycles: cycles / 256 for cycles in (8, 20, 40, 100)}
    expected = {c: f[c] * np.exp(-((f[c] / patches.CUT_OFF) ** 4)) for c in f}
    for cycles, gain in gains.items():
        assert gain == pytest.approx(expected[cycles] / expected[20], rel=0.08)


def test_held_out_patches_come_from_the_part_that_is_not_trained_on(data):
    white = patches.whitened(patches.grey(patches.source() / "china.jpg"))
    windows = np.lib.stride_tricks.sliding_window_view(white, (12, 12))[::, ::]
    patch = data.test_images[data.test_labels == 0][0].astype(float).ravel()
    patch = (patch - patch.mean()) / np.linalg.norm(patch - patch.mean())
    best = np.zeros(windows.shape[:2])
    for row, line in enumerate(windows):
        flat = line.reshape(len(line), -1)
        flat = flat - flat.mean(1, keepdims=True)
        best[row] = flat @ patch / np.linalg.norm(flat, axis=1)
    _, column = np.unravel_index(best.argmax(), best.shape)
    assert best.max() > 0.98
    assert column >= patches.BOUNDARY + patches.EDGE


def test_the_draw_is_the_same_every_time(data):
    patches.load.cache_clear()
    again = patches.load()
    assert np.array_equal(again.train_images, data.train_images)
    assert np.array_equal(again.test_labels, data.test_labels)


def test_without_the_photographs_it_says_what_to_install(monkeypatch):
    patches.load.cache_clear()
    monkeypatch.setattr(patches, "source", lambda: None)
    with pytest.raises(DataError, match=r"photographs were not found; install the packages of requirements\.txt"):
        patches.load()
    patches.load.cache_clear()
