"""The measured curves of compression, with the present run's own point."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import safetensors.numpy

from core.ui.catalog import ROOT

FOLDER = ROOT / "assets" / "compression"


def measured(dataset: str) -> Mapping[str, np.ndarray] | None:
    """The curves on that data set's test images, by `tests/benchmarks/compression.py`; None: not measured."""
    path = FOLDER / f"{dataset}.safetensors"
    return _load(str(path)) if path.is_file() else None


@cache
def _load(path: str) -> Mapping[str, np.ndarray]:
    return safetensors.numpy.load_file(path)


def about(curves: Mapping[str, np.ndarray]) -> str:
    """What stands in the curves and what does not, in words."""
    ours = curves["autoencoder"]
    lost = (ours[:, :, 0] - ours[:, :, 1]).max(), (curves["pca"][:, 0] - curves["pca"][:, 1]).max()
    return (
        "Both codes have a byte a number, evenly spaced over its range in the training codes; rounding costs at most "
        f"{lost[0]:.2f} dB of the autoencoder's PSNR and {lost[1]:.2f} dB of PCA's. Each autoencoder is the sandwich "
        f"with another size of code, trained with {ours.shape[1]} seeds (bars: lowest to highest). Counted are the "
        "codes alone: the decoder is a file of its own that JPEG does without, and it knows nothing but such digits."
    )


def verdict(curves: Mapping[str, np.ndarray], jpeg: int) -> str:
    """At which sizes the autoencoder is ahead of PCA and of JPEG, in words.   jpeg: the column of its bytes."""
    sizes, ours = curves["sizes"], curves["autoencoder"][:, :, 1].mean(1)
    data, values = curves["jpeg"][:, jpeg], curves["jpeg"][:, 3]
    there = sizes >= data.min()
    against_pca = _sides(sizes, ours > curves["pca"][:, 1])
    against_jpeg = _sides(sizes[there], (ours > np.interp(sizes, data, values))[there])
    return (
        f"The autoencoder against PCA: {against_pca}. Against JPEG: {against_jpeg or 'nowhere on one scale'}; "
        f"JPEG's smallest has {data.min():.1f} bytes an image."
    )


def _sides(sizes: np.ndarray, ahead: np.ndarray) -> str:
    """As "ahead at 1, 2 bytes; behind at 3 bytes"."""
    parts = [(word, ", ".join(map(str, sizes[which]))) for word, which in (("ahead", ahead), ("behind", ~ahead))]
    return "; ".join(f"{word} at {listed} bytes" for word, listed in parts if listed)
