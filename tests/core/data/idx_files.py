"""Small IDX files for the tests."""

import gzip
import struct

import numpy as np

COUNTS = {"train": 60, "t10k": 20}


def idx_bytes(array):
    """The array as an IDX file: 3 axes are images, 1 axis is labels."""
    return struct.pack(f">{1 + array.ndim}I", 0x0800 + array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


def write_family(folder, parts=("train", "t10k"), packed=True, mark="-"):
    """IDX files below `folder`, the images all different; returns the arrays by (part, kind)."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {}
    for part in parts:
        count = COUNTS[part]
        rng = np.random.default_rng(count)
        arrays[part, "images"] = rng.integers(0, 256, (count, 28, 28), np.uint8)
        arrays[part, "labels"] = np.arange(count, dtype=np.uint8) % 10
        for kind in ("images", "labels"):
            data = idx_bytes(arrays[part, kind])
            name = f"{part}-{kind}{mark}idx{arrays[part, kind].ndim}-ubyte" + (".gz" if packed else "")
            (folder / name).write_bytes(gzip.compress(data) if packed else data)
    return arrays
