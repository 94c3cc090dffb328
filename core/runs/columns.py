"""Frames as columns: what has the same name, type and shape in many frames becomes one array, as a file holds it.

Hundreds of frames of 30 numbers and a few small arrays would take more words to name than bytes to keep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.runs.wire import frames_message
from core.training.trainer import Frame

PREFIX = "columns/"  # of the names of the arrays that hold one
SCALARS, ARRAYS = "scalars", "arrays"
NUMBERS = (np.int64, np.float64)  # dtypes of columns of scalars: a whole number stays one


def to_columns(frames: Sequence[Frame]) -> tuple[list[list], dict[str, np.ndarray]]:
    """(table, arrays). Row k of the table is [kind, name, indices of the frames that have it]; "columns/k" has its
    values, one after another. Raises ValueError for a number that is not finite.
    """
    found = defaultdict(list)  # (kind, name, dtype, shape) → [(index of the frame, value)]
    for index, frame in enumerate(frames):
        for name, value in frame.scalars.items():
            if not np.isfinite(value):
                raise ValueError(f"{name} is {value} at step {frame.step}: such values are not JSON compliant")
            found[SCALARS, name, NUMBERS[isinstance(value, float)], ()].append((index, value))
        for name, array in frame.arrays.items():
            found[ARRAYS, name, array.dtype, array.shape].append((index, array))
    table = [[kind, name, [index for index, _ in members]] for (kind, name, *_), members in found.items()]
    columns = (np.stack([np.asarray(value, key[2]) for _, value in members]) for key, members in found.items())
    return table, {f"{PREFIX}{k}": column for k, column in enumerate(columns)}


def from_columns(steps: Any, table: Any, arrays: Mapping[str, np.ndarray]) -> tuple[dict, dict[str, np.ndarray]]:
    """Of what any file may say, the header and arrays that `frames_message` makes of the frames with these steps.

    Raises ValueError for columns that don't fit their table; frames and dtypes are for the caller to judge.
    """
    if not isinstance(steps, list) or not isinstance(table, list):
        raise ValueError("steps and columns are not lists")
    if arrays.keys() != {f"{PREFIX}{k}" for k in range(len(table))}:
        raise ValueError("its columns are not those of the table")
    frames = [Frame(step) for step in steps]
    for k, row in enumerate(table):
        column = arrays[f"{PREFIX}{k}"]
        kind, name, indices = _row(row, k, len(frames))
        if column.shape[:1] != (len(indices),):
            raise ValueError(f"column {k} has shape {column.shape} for {len(indices)} frames")
        if kind == SCALARS and (column.ndim != 1 or column.dtype not in NUMBERS):
            raise ValueError(f"column {k} holds no numbers")
        for index, value in zip(indices, column.tolist() if kind == SCALARS else column, strict=True):
            getattr(frames[index], kind)[name] = value
    return frames_message({}, frames)


def _row(row: Any, k: int, frames: int) -> tuple[str, str, list[int]]:
    """A row of the table, checked. Raises ValueError."""
    match row:
        case [("scalars" | "arrays") as kind, str(name), list(indices)]:
            if all(type(index) is int and 0 <= index < frames for index in indices):
                return kind, name, indices
    raise ValueError(f"row {k} of the columns is not a kind, a name and indices of frames")
