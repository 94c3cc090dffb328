"""The IDX file format of MNIST and its relatives (Y. LeCun, C. Cortes, C. Burges, The MNIST database, 1998).

Layout, big-endian: magic number (0, 0, type, number of axes), uint32 size of each axis, then the values.
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import Literal

import numpy as np

from core.data.base import DataError

Kind = Literal["images", "labels"]
AXES = {"images": 3, "labels": 1}
MAGIC = {kind: 0x0800 + axes for kind, axes in AXES.items()}  # type 0x08: unsigned bytes


def read_idx(path: Path, kind: Kind) -> np.ndarray:
    """An IDX file, gzipped or raw: images uint8 [N, height, width] or labels uint8 [N], read-only, N ≥ 1.

    Raises DataError, naming the file and what was expected, for anything but a whole file of that kind.
    """
    data = _read_bytes(path)
    start = 4 + 4 * AXES[kind]
    magic = int.from_bytes(data[:4], "big")
    if len(data) >= 4 and magic != MAGIC[kind]:
        found = next((f" (IDX {other})" for other, number in MAGIC.items() if number == magic), "")
        raise DataError(f"{path}: magic number 0x{magic:08x}{found}, expected 0x{MAGIC[kind]:08x} (IDX {kind})")
    if len(data) < start:
        raise DataError(f"{path} is truncated: {len(data)} bytes, expected a header of {start}")
    shape = struct.unpack_from(f">{AXES[kind]}I", data, 4)
    size = start + math.prod(shape)
    if len(data) != size:
        problem = "is truncated" if len(data) < size else "has trailing bytes"
        raise DataError(f"{path} {problem}: {len(data):,} bytes, expected {size:,} for {kind} of shape {list(shape)}")
    if size == start:
        raise DataError(f"{path} holds no {kind}: its shape is {list(shape)}, expected at least one")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def _read_bytes(path: Path) -> bytes:
    """The file's content, unpacked. The first bytes decide, not the name: browsers unpack .gz and keep the name."""
    try:
        data = Path(path).read_bytes()
        return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except EOFError:
        raise DataError(f"{path} is truncated: expected a whole gzip file, but it ends early") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{path} is corrupt: expected a whole gzip file ({error})") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from None
