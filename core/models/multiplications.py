"""How much a network multiplies, layer by layer: counted from shapes, so it works without numbers, too."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from core.models.equalized import Equalized, EqualizedConv

CONVOLUTIONS = (nn.Conv2d, EqualizedConv)
LAYERS = (nn.Linear, nn.ConvTranspose2d, *CONVOLUTIONS, Equalized)  # those that multiply by weights of their own


@dataclass(frozen=True, eq=False)
class Use:
    """One layer's part in one pass."""

    name: str  # in the network
    layer: nn.Module
    takes: tuple[int, ...]  # shape of what goes in, without N
    gives: tuple[int, ...]  # and of what comes out
    multiplications: int  # with a weight, of one image


def uses(network: nn.Module, x: Tensor) -> list[Use]:
    """Every layer that takes part when x goes through the network as it stands, in that order."""
    found, hooks = [], []
    for name, layer in network.named_modules():
        if isinstance(layer, LAYERS):

            def note(layer: nn.Module, given: tuple[Tensor], out: Tensor, name: str = name) -> None:
                takes, gives = tuple(given[0].shape[1:]), tuple(out.shape[1:])
                found.append(Use(name, layer, takes, gives, layer.weight.numel() * _places(layer, takes, gives)))

            hooks.append(layer.register_forward_hook(note))
    try:
        network(x)
    finally:
        for hook in hooks:
            hook.remove()
    return found


def multiplications(network: nn.Module, x: Tensor) -> int:
    """Of one image on its way through the network, in all layers."""
    return sum(use.multiplications for use in uses(network, x))


def _places(layer: nn.Module, takes: tuple[int, ...], gives: tuple[int, ...]) -> int:
    """Where each weight is used: in every cell of a convolution's maps, of a transposed one's input; else once."""
    if isinstance(layer, nn.ConvTranspose2d):
        return takes[1] * takes[2]
    return gives[1] * gives[2] if isinstance(layer, CONVOLUTIONS) else 1
