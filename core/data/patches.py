"""Small pieces of two photographs, whitened: what the first stages of seeing are given.

Source: the sample photographs of scikit-learn (china.jpg, flower.jpg). Whitening: Olshausen and Field, Emergence of
simple-cell receptive field properties by learning a sparse code for natural images, Nature 1996.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image

from core.data.base import DataError, ImageData

PHOTOGRAPHS = ("china", "flower")
SIDE = 12
TRAIN, HELD_OUT = 20_000, 2_000  # patches, half of them of each photograph
BOUNDARY = 480  # column of the photographs from which on all is held out; they are 640 wide
EDGE = 8  # pixels left out at the borders of both parts: whitening mixes a pixel with its neighbours
CUT_OFF = (
    0.25  # cycles a pixel. The paper's is 0.39; what lies between is grain and the blocks of JPEG in these pictures
)
FLAT = 0.3  # patches of less contrast are passed over: sky and blur. 1 is that of the whole whitened photograph
REACH = 3  # standard deviations of a patch that fill the range of a byte on either side
MIDDLE, SPREAD = 0.5, 0.5 / REACH  # of a patch's pixels as a network's inputs from 0 to 1


def source() -> Path | None:
    """The folder in which scikit-learn ships the photographs, None without it; see `core.data.digits.source`."""
    spec = find_spec("sklearn")
    folder = Path(spec.submodule_search_locations[0], "datasets", "images") if spec else None
    found = folder and all((folder / f"{name}.jpg").is_file() for name in PHOTOGRAPHS)
    return folder if found else None


@cache
def load() -> ImageData:
    """20,000 patches of 12×12 to train on, 2,000 held out. Raises DataError without scikit-learn's photographs.

    Each has mean 0 and standard deviation 1 of its own before its values v become bytes, round(127.5 + 127.5 · v / 3),
    cut off at 0 and 255: grey is 0. As a network's input 0 is then 0.5, and a standard deviation is 1/6.
    """
    folder = source()
    if folder is None:
        raise DataError("scikit-learn's photographs were not found; install the packages of requirements.txt")
    random = np.random.RandomState(0)  # see `core.data.base.split`
    train, test = [], []
    for name in PHOTOGRAPHS:
        white = whitened(grey(folder / f"{name}.jpg"))[EDGE:-EDGE]
        seen, unseen = white[:, EDGE : BOUNDARY - EDGE], white[:, BOUNDARY + EDGE : -EDGE]
        for part, count, kept in ((seen, TRAIN, train), (unseen, HELD_OUT, test)):
            cut = draw(part, count // len(PHOTOGRAPHS), random)
            kept.append(np.clip(np.rint(127.5 + 127.5 * cut / REACH), 0, 255).astype(np.uint8))
    order, held_out = random.permutation(TRAIN), random.permutation(HELD_OUT)
    labels = [np.repeat(np.arange(len(PHOTOGRAPHS), dtype=np.uint8), len(part)) for part in (train[0], test[0])]
    return ImageData(
        name="patches",
        train_images=np.concatenate(train)[order],
        train_labels=labels[0][order],
        test_images=np.concatenate(test)[held_out],
        test_labels=labels[1][held_out],
        classes=PHOTOGRAPHS,
        note=f"{TRAIN + HELD_OUT:,} patches of {SIDE}×{SIDE} pixels from scikit-learn's two sample photographs, "
        f"whitened (Olshausen and Field 1996); {HELD_OUT:,} are held out, from parts never trained on.",
    )


def grey(path: Path) -> np.ndarray:
    """A photograph's brightness: float64 [height, width] in 0..255."""
    with Image.open(path) as photograph:
        return np.asarray(photograph.convert("L"), np.float64)


def whitened(image: np.ndarray) -> np.ndarray:
    """The image with all spatial frequencies about equally strong, [H, W] → [H, W], standard deviation 1.

    In photographs the amplitude falls as 1/f; the filter f · exp(−(f / f₀)⁴) takes that back, and leaves out the
    highest frequencies, where there is only noise. Mirrored beyond its borders, so that there is no jump.
    """
    height, width = image.shape
    around = np.pad(image - image.mean(), 32, mode="reflect")
    f = np.hypot(np.fft.fftfreq(around.shape[0])[:, None], np.fft.rfftfreq(around.shape[1])[None, :])
    spectrum = np.fft.rfft2(around) * f * np.exp(-((f / CUT_OFF) ** 4))
    white = np.fft.irfft2(spectrum, around.shape)[32 : 32 + height, 32 : 32 + width]
    return white / white.std()


def draw(image: np.ndarray, count: int, random: np.random.RandomState) -> np.ndarray:
    """Patches at random places of a whitened image, where it is not flat: [H, W] → [count, SIDE, SIDE].

    Each is brought to the mean 0 and the standard deviation 1.
    """
    windows = np.lib.stride_tricks.sliding_window_view(image, (SIDE, SIDE))  # [H', W', SIDE, SIDE], no copy
    mean, contrast = windows.mean((2, 3)), windows.std((2, 3))
    rows, columns = np.nonzero(contrast >= FLAT)
    chosen = random.randint(0, len(rows), count)
    rows, columns = rows[chosen], columns[chosen]
    return (windows[rows, columns] - mean[rows, columns, None, None]) / contrast[rows, columns, None, None]
