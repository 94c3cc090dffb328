"""A torch model and its optimizer as named numpy arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

OPTIMIZERS = {
    "adam": lambda parameters, lr: torch.optim.Adam(parameters, lr, fused=True),
    "rmsprop": lambda parameters, lr: torch.optim.RMSprop(parameters, lr, foreach=True),
    "sgd": lambda parameters, lr: torch.optim.SGD(parameters, lr, fused=True),
}


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


def collect(model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, np.ndarray]:
    """Copies of everything that a step changes: "model.…" and "optimizer.…"."""
    state = {f"model.{name}": value.detach().numpy().copy() for name, value in model.named_parameters()}
    for name, parameter in model.named_parameters():
        for key, value in optimizer.state.get(parameter, {}).items():
            if value is not None:
                state[f"optimizer.{name}.{key}"] = value.numpy().copy()
    return state


def restore(state: Mapping[str, np.ndarray], model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Take over what `collect` returned. Raises ValueError naming the first array that is missing or misshapen."""
    copy_into({f"model.{name}": parameter for name, parameter in model.named_parameters()}, state)
    for name, parameter in model.named_parameters():
        prefix = f"optimizer.{name}."
        optimizer.state[parameter] = {
            key.removeprefix(prefix): torch.from_numpy(value.copy())
            for key, value in state.items()
            if key.startswith(prefix)
        }
