"""Named tensors as numpy arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from core.training.trainer import OPTIMIZER


def to_arrays(tensors: Mapping[str, Tensor]) -> dict[str, np.ndarray]:
    """Copies of tensors as arrays."""
    return {name: tensor.detach().numpy().copy() for name, tensor in tensors.items()}


def copy_into(tensors: Mapping[str, Tensor], state: Mapping[str, np.ndarray]) -> None:
    """Copy arrays into the tensors of the same names; what optimizers remember is zeroed if none of it is there.

    Raises ValueError naming the first that does not fit, nothing changed.
    """
    remembered = any(OPTIMIZER in name for name in state)
    given = {name: tensor for name, tensor in tensors.items() if remembered or OPTIMIZER not in name}
    for name, tensor in given.items():
        array = state.get(name)
        if array is None or array.shape != tuple(tensor.shape):
            found = "nothing" if array is None else f"{array.shape}"
            raise ValueError(f"{name}: expected an array of shape {tuple(tensor.shape)}, found {found}")
    with torch.no_grad():
        for name, tensor in tensors.items():
            tensor.copy_(torch.from_numpy(state[name].copy())) if name in given else tensor.zero_()
