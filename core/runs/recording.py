"""The flight recorder: a run's frames, thinned to a bounded number, kept in memory and as one safetensors file."""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from safetensors import SafetensorError

from core.runs.columns import PREFIX, from_columns, to_columns
from core.runs.wire import DTYPES, frames_message, unpack_frames
from core.settings import trainer_spec
from core.settings.base import SettingsError, parse
from core.training.trainer import Frame

MAX_FRAMES = 240
MAX_BYTES = 24_000_000  # of frame arrays; far more than any lesson's 240 frames need, far less than a browser tab
FORMAT, VERSION = "explorer-recording", 2
BY_FRAME = 1  # the version whose files hold each array of each frame by itself
KEY = "recording"  # of the safetensors metadata, which holds strings only: one JSON text


class RecordingError(ValueError):
    """A file that is not a recording; the message is one line that names the file and what was expected."""


@dataclass(eq=False)
class Recording:
    """Settings, kept frames, facts and final weights of one run. Equal by value, arrays to the bit."""

    trainer: str
    settings: dict[str, Any]
    static: dict[str, Any] = field(default_factory=dict)  # the trainer's plain facts
    static_arrays: dict[str, np.ndarray] = field(default_factory=dict)
    weights: dict[str, np.ndarray] = field(default_factory=dict)  # the trainer's state at the end
    meta: dict[str, Any] = field(default_factory=dict)  # free: the command that made it, a title, …
    max_bytes: int = MAX_BYTES
    _frames: list[Frame] = field(default_factory=list, repr=False)
    _stride: int = field(default=1, repr=False)  # steps between kept frames, at least

    @property
    def frames(self) -> list[Frame]:
        """The kept frames by rising step: the first, the newest, and evenly spaced ones between."""
        return list(self._frames)

    def add(self, frame: Frame) -> None:
        """Take the next frame; one at the newest step replaces it. Raises ValueError for an earlier step.

        Whenever there are too many frames or bytes, the least distance between kept frames doubles.
        """
        frames = self._frames
        if frames and frame.step < frames[-1].step:
            raise ValueError(f"frame at step {frame.step} comes after step {frames[-1].step}")
        if frames and frame.step == frames[-1].step:
            frames.pop()
        elif len(frames) > 1 and frames[-1].step - frames[-2].step < self._stride:
            frames.pop()  # it was there only for being the newest
        frames.append(frame)
        while len(frames) > MAX_FRAMES or (len(frames) > 2 and self.nbytes > self.max_bytes):
            self._stride *= 2
            self._thin()

    def _thin(self) -> None:
        kept = self._frames[:1]
        for frame in self._frames[1:-1]:
            if frame.step - kept[-1].step >= self._stride:
                kept.append(frame)
        self._frames[:] = [*kept, self._frames[-1]]

    @property
    def nbytes(self) -> int:
        """Bytes of the kept frames' arrays."""
        return sum(array.nbytes for frame in self._frames for array in frame.arrays.values())

    def to_message(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """As (header, arrays) for the wire; arrays are named "<index of frame>/…", "static/…" and "weights/…"."""
        return frames_message(self._facts(), self._frames, **self._unchanging())

    def _facts(self) -> dict[str, Any]:
        return {"trainer": self.trainer, "settings": self.settings, "static": self.static, "meta": self.meta}

    def _unchanging(self) -> dict[str, np.ndarray]:
        arrays = {f"static/{name}": array for name, array in self.static_arrays.items()}
        return arrays | {f"weights/{name}": array for name, array in self.weights.items()}

    @classmethod
    def from_message(cls, header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Recording:
        """The recording of a `to_message`."""

        def named(prefix: str) -> dict[str, np.ndarray]:
            return {name.removeprefix(prefix): a for name, a in arrays.items() if name.startswith(prefix)}

        return cls(
            trainer=header["trainer"],
            settings=header["settings"],
            static=header["static"],
            static_arrays=named("static/"),
            weights=named("weights/"),
            meta=header["meta"],
            _frames=unpack_frames(header, arrays),
        )

    def to_bytes(self) -> bytes:
        """As one safetensors file. Raises ValueError where settings, facts, meta or scalars are not finite JSON."""
        table, columns = to_columns(self._frames)
        arrays = self._unchanging() | columns
        header = self._facts() | {"steps": [frame.step for frame in self._frames], "columns": table}
        header |= {"format": FORMAT, "version": VERSION, "arrays": sorted(arrays)}
        text = json.dumps(header, allow_nan=False)
        # safetensors reads an array's memory as it lies, whatever its strides
        ordered = {name: np.asarray(array, order="C") for name, array in arrays.items()}
        return safetensors.numpy.save(ordered, metadata={KEY: text})

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "recording") -> Recording:
        """The recording of `to_bytes`. Raises RecordingError, beginning with `name`, for anything else."""
        try:
            return cls.from_message(*_read(data))
        except RecordingError as error:
            raise RecordingError(f"{name}: {error}") from None

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the file, whole or not at all."""
        path = Path(path)
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            partial.write_bytes(self.to_bytes())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Recording:
        """Read a file that `save` wrote. Raises RecordingError naming the file for anything else."""
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            raise RecordingError(f"{path}: cannot be read ({error.strerror})") from None
        return cls.from_bytes(data, str(path))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Recording):
            return NotImplemented
        (header, arrays), (other_header, other_arrays) = self.to_message(), other.to_message()
        return (
            header == other_header
            and arrays.keys() == other_arrays.keys()
            and all(_same(array, other_arrays[name]) for name, array in arrays.items())
        )


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


# ---- reading a file that anybody may have made ----------------------------------------------------------------------


def _read(data: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The checked (header, arrays) of a file's bytes. Raises RecordingError saying what was expected."""
    try:
        arrays = safetensors.numpy.load(data)
    except (SafetensorError, KeyError, ValueError):
        raise RecordingError("not a safetensors file of numpy arrays") from None
    header = _header(data)
    if header.get("format") != FORMAT or header.get("version") not in (BY_FRAME, VERSION):
        found = f"{header.get('format')} {header.get('version')}"
        raise RecordingError(f"expected the format {FORMAT} {VERSION}, found {found}")
    if header.get("arrays") != sorted(arrays):
        raise RecordingError("its arrays are not those that its metadata lists")
    header["settings"] = _settings(header)
    if header["version"] == VERSION:
        arrays = _by_frame(header, arrays)
    _check_frames(header.get("frames"))
    _check_arrays(header, arrays)
    return header, arrays


def _header(data: bytes) -> dict[str, Any]:
    (length,) = struct.unpack_from("<Q", data)
    metadata = json.loads(data[8 : 8 + length]).get("__metadata__") or {}
    if KEY not in metadata:
        raise RecordingError(f"no recording in it: expected the metadata key {KEY!r}")
    try:
        header = json.loads(metadata[KEY], parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise RecordingError(f"the metadata {KEY!r} is not JSON") from None
    if not isinstance(header, dict):
        raise RecordingError(f"the metadata {KEY!r} is not a JSON object")
    return header


def _refuse_constant(text: str) -> None:
    raise ValueError(f"{text} is not JSON")


def _settings(header: Mapping[str, Any]) -> dict[str, Any]:
    """The checked settings, with the defaults of fields that came later than the file."""
    for name in ("settings", "static", "meta"):
        if not isinstance(header.get(name), dict):
            raise RecordingError(f"{name} is not a JSON object")
    if not isinstance(header.get("trainer"), str):
        raise RecordingError("trainer is not a name")
    try:
        return parse(trainer_spec(header["trainer"]).settings, header["settings"]).model_dump()
    except SettingsError as error:
        raise RecordingError(str(error)) from None


def _by_frame(header: dict[str, Any], arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The arrays with those of the columns by frame; the header's frames with their numbers."""
    columns = {name: array for name, array in arrays.items() if name.startswith(PREFIX)}
    try:
        frames, of_frames = from_columns(header.get("steps"), header.get("columns"), columns)
    except ValueError as error:
        raise RecordingError(str(error)) from None
    header |= frames
    return {name: array for name, array in arrays.items() if name not in columns} | of_frames


def _check_frames(frames: Any) -> None:
    if not isinstance(frames, list):
        raise RecordingError("frames is not a list")
    if len(frames) > MAX_FRAMES:
        raise RecordingError(f"{len(frames)} frames, allowed are {MAX_FRAMES}")
    before = -1
    for index, row in enumerate(frames):
        if not isinstance(row, dict) or type(row.get("step")) is not int or not isinstance(row.get("scalars"), dict):
            raise RecordingError(f"frame {index} has no whole-number step and named scalars")
        if row["step"] <= before:
            raise RecordingError(f"steps do not increase: {row['step']} after {before}")
        before = row["step"]
        for name, value in row["scalars"].items():
            if type(value) not in (int, float) or not math.isfinite(value):
                raise RecordingError(f"frame {index}: {name} is not a finite number")


def _check_arrays(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    places = {"static", "weights", *(str(index) for index in range(len(header["frames"])))}
    for name, array in arrays.items():
        place, _, rest = name.partition("/")
        if place not in places or not rest:
            raise RecordingError(f"array {name!r} belongs to no frame; there are {len(header['frames'])}")
        if array.dtype.name not in DTYPES:
            raise RecordingError(f"array {name!r} has dtype {array.dtype}; allowed: {', '.join(DTYPES)}")
