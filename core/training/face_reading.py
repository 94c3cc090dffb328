"""Reads attributes off faces, drawn or generated, with the network that `face_reader` has trained."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import safetensors.numpy
import torch
from safetensors import SafetensorError
from torch import Tensor
from torch.nn.functional import avg_pool2d

from core.data.base import DataError
from core.data.faces import ATTRIBUTES, BY_NAME, SIDES, Attribute
from core.models.face_reader import SIDE, FaceReader
from core.training.face_pixels import to_network
from core.training.weights import copy_into, to_arrays

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "checkpoints" / "reader.safetensors"
BALD = BY_NAME["hair_style"].choices.index("bald")
CHUNK = 500  # faces that are read at once: more would not fit the processor's cache
SPOILED = "spoiled"  # the head that tells how blurred and how noisy a face is
MODEL = "model."  # in the names of the weights


@dataclass(frozen=True, eq=False)
class Reading:
    """What the network tells of N faces."""

    values: dict[str, np.ndarray]  # by attribute, [N]: as `Faces.attributes`
    confidence: dict[str, np.ndarray]  # float32 [N]: its probability of that choice or flag; numbers have none


def outputs_of(attribute: Attribute) -> int:
    """How many outputs tell it: one a choice, and one for a flag or a number."""
    return len(attribute.choices) if attribute.kind == "choice" else 1


def shows(name: str, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Whether faces of these attributes show that one: bool [N]. A bald head shows no hair colour."""
    styles = values["hair_style"]
    return styles != BALD if name == "hair_color" else np.ones(len(styles), bool)


def network(seed: int = 0) -> FaceReader:
    """One that has learned nothing, with a head for each attribute and one for what spoils a face."""
    heads = {attribute.name: outputs_of(attribute) for attribute in ATTRIBUTES} | {SPOILED: 2}
    return FaceReader(heads, torch.Generator().manual_seed(seed))


def pixels(images: np.ndarray) -> Tensor:
    """What the network takes of faces: uint8 [N, S, S, 3] → [N, 3, 32, 32] in −1…1. Those of 64 × 64 are averaged.

    Raises ValueError for another shape or type.
    """
    shape = images.shape
    if images.dtype != np.uint8 or len(shape) != 4 or shape[1] != shape[2] or shape[3] != 3 or shape[1] not in SIDES:
        raise ValueError(
            f"faces of shape {shape} and type {images.dtype}; expected uint8 (N, S, S, 3), S one of {SIDES}"
        )
    x = to_network(images).contiguous(memory_format=torch.channels_last)  # so they are read twice as fast
    return avg_pool2d(x, shape[1] // SIDE) if shape[1] > SIDE else x


class Reader:
    """The network, images in and attributes out."""

    def __init__(self, model: FaceReader):
        self.model = model

    @torch.no_grad()
    def features(self, images: np.ndarray) -> np.ndarray:
        """uint8 [N, S, S, 3] → float32 [N, F]."""
        parts = [self.model.features(pixels(images[i : i + CHUNK])) for i in range(0, len(images), CHUNK)]
        return torch.cat(parts).numpy()

    def read(self, images: np.ndarray) -> Reading:
        """The attributes of faces uint8 [N, S, S, 3]."""
        return self.read_features(self.features(images))

    @torch.no_grad()
    def read_features(self, features: np.ndarray) -> Reading:
        """The attributes of faces that have these features [N, F].

        The hair colour of a bald head is told, too, and means nothing.
        """
        told = self.model.told(torch.from_numpy(features))
        values, confidence = {}, {}
        for attribute in ATTRIBUTES:
            name, output = attribute.name, told[attribute.name]
            if attribute.kind == "number":
                values[name] = output[:, 0].clamp(-1, 1).numpy()
            elif attribute.kind == "flag":
                yes = output[:, 0].sigmoid()
                values[name] = (yes > 0.5).byte().numpy()
                confidence[name] = torch.maximum(yes, 1 - yes).numpy()
            else:
                best = output.softmax(1).max(1)
                values[name], confidence[name] = best.indices.byte().numpy(), best.values.numpy()
        return Reading(values, confidence)


def weights_of(model: FaceReader) -> dict[str, np.ndarray]:
    """Its weights as they are kept: in half precision."""
    named = {f"{MODEL}{name}": parameter for name, parameter in model.named_parameters()}
    return {name: array.astype(np.float16) for name, array in to_arrays(named).items()}


def load_reader(path: str | os.PathLike[str] = SHIPPED) -> tuple[Reader, Mapping[str, np.ndarray]]:
    """The network of a file, and the arrays that lie beside its weights.

    Raises DataError, one line that names the file, where it cannot be read or holds something else.
    """
    path = Path(path)
    try:
        arrays = safetensors.numpy.load(path.read_bytes())
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read ({error.strerror})") from None
    except (SafetensorError, KeyError, ValueError):
        raise DataError(f"{path.name}: not a safetensors file of numpy arrays") from None
    wrong = [name for name, array in arrays.items() if array.dtype.kind != "f" or not np.isfinite(array).all()]
    if wrong:
        raise DataError(f"{path.name}: {wrong[0]}: expected finite numbers of floating point")
    try:
        return reader_of(arrays), {name: array for name, array in arrays.items() if not name.startswith(MODEL)}
    except ValueError as error:
        raise DataError(f"{path.name}: {error}") from None


def reader_of(arrays: Mapping[str, np.ndarray]) -> Reader:
    """The network of these weights. Raises ValueError naming the first that does not fit."""
    model = network()
    copy_into({f"{MODEL}{name}": parameter for name, parameter in model.named_parameters()}, arrays)
    return Reader(model)
