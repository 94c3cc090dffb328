"""Messages as bytes: one JSON header, then typed arrays. Between processes and to the browser alike.

Layout: uint32 (little-endian) header length · header (UTF-8 JSON) · padding to 8 bytes · arrays, each padded
to 8 bytes. header["arrays"] lists [name, dtype, shape, offset], offsets counted from the first array.
`assets/components/shared/wire.js` reads the same layout.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from core.training.trainer import Frame

DTYPES = ("float16", "float32", "float64", "uint8", "int16", "int32", "int64", "bool")


def pack(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray] | None = None) -> bytes:
    """A header (JSON values) and named arrays as one message. Raises TypeError for other dtypes."""
    table, chunks, offset = [], [], 0
    for name, array in (arrays or {}).items():
        array = np.asarray(array)
        if array.dtype.name not in DTYPES:
            raise TypeError(f"array {name!r} has dtype {array.dtype}; allowed: {', '.join(DTYPES)}")
        chunk = _pad(array.tobytes())  # C order whatever the strides
        table.append([name, array.dtype.name, list(array.shape), offset])
        chunks.append(chunk)
        offset += len(chunk)
    text = json.dumps({**header, "arrays": table}).encode()
    head = _pad(struct.pack("<I", len(text)) + text)
    return b"".join([head, *chunks])


def unpack(message: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The header (without its table) and the arrays of a packed message; arrays are read-only views."""
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length])
    start = -(-(4 + length) // 8) * 8
    arrays = {}
    for name, dtype, shape, offset in header.pop("arrays"):
        count = int(np.prod(shape, dtype=np.int64))
        view = np.frombuffer(message, np.dtype(dtype), count, start + offset)
        arrays[name] = view.reshape(shape)
    return header, arrays


def _pad(chunk: bytes) -> bytes:
    return chunk + b"\0" * (-len(chunk) % 8)


def frames_message(
    header: Mapping[str, Any], frames: Iterable[Frame], **arrays: np.ndarray
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Frames (and further arrays) as (header, arrays): a frame's arrays are named "<index of frame>/<name>"."""
    frames = list(frames)
    table = [{"step": frame.step, "scalars": frame.scalars} for frame in frames]
    named = {f"{i}/{name}": a for i, frame in enumerate(frames) for name, a in frame.arrays.items()}
    return {**header, "frames": table}, {**arrays, **named}


def pack_frames(header: Mapping[str, Any], frames: Iterable[Frame], **arrays: np.ndarray) -> bytes:
    """`frames_message` as bytes."""
    return pack(*frames_message(header, frames, **arrays))


def unpack_frames(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> list[Frame]:
    """The frames of a `frames_message`."""
    owned: list[dict[str, np.ndarray]] = [{} for _ in header["frames"]]
    for name, array in arrays.items():
        index, slash, short = name.partition("/")
        if slash and index.isdigit():
            owned[int(index)][short] = array
    return [Frame(row["step"], row["scalars"], own) for row, own in zip(header["frames"], owned, strict=True)]
