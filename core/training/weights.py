"""Named tensors as numpy arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor


def to_arrays(tensors: Mapping[str, Tensor]) -> dict[str, np.ndarray]:
    """Copies of tensors as arrays."""
    return {name: tensor.detach().numpy().copy() for name, tensor in tensors.items()}


def copy_into(tensors: Mapping[str, Tensor], state: Mapping[str, np.ndarray]) -> None:
    """Copy arrays into the tensors of the same names. Raises ValueError naming the first that does not fit."""
    for name, tensor in tensors.items():
        array = state.get(name)
        if array is None or array.shape != tuple(tensor.shape):
            found = "nothing" if array is None else f"{array.shape}"
            raise ValueError(f"{name}: expected an array of shape {tuple(tensor.shape)}, found {found}")
    with torch.no_grad():
        for name, tensor in tensors.items():
            tensor.copy_(torch.from_numpy(state[name].copy()))
