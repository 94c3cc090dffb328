"""What ProGAN and StyleGAN are built of: layers with an equalized learning rate, and what keeps signals in bounds.

Shapes: N images a batch, C maps of H × W cells.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, conv2d, interpolate, leaky_relu, linear

SLOPE = 0.2  # of the leaky ReLU below 0
GAIN = math.sqrt(2)  # what a layer multiplies by, because a ReLU behind it halves the square (He et al. 2015)
EPSILON = 1e-8  # under the roots
GROUPS = (4, 3, 2)  # images whose standard deviation is taken together: the first that divides the batch


# ---- layers with an equalized learning rate ------------------------------------------------------------------------


class Equalized(nn.Module):
    """Weights drawn from N(0, 1) and multiplied by gain/√fan_in whenever they are used (Karras et al. 2018, sec. 4.1).

    Adam's step is about as long whatever the gradient, so weights of one size learn equally fast; He's usual initial
    weights are smaller in wide layers, where the same step then is a larger part of them. Biases start at 0, unscaled.
    """

    def __init__(
        self,
        shape: tuple[int, ...],  # of the weights: outputs first
        gain: float,  # √2 before a leaky ReLU, 1 before nothing
        multiplier: float,  # learning rate of this layer, relative to the optimizer's; StyleGAN's mapping: 0.01
        equalized: bool,  # False: the same function at first, with the scale inside the weights, where Adam moves it
        bias: bool,
        generator: torch.Generator | None,  # None: no numbers, for a network on the meta device
    ):
        super().__init__()
        scale = gain / math.sqrt(math.prod(shape[1:]))
        self.scale, self.multiplier = (scale * multiplier, multiplier) if equalized else (1.0, 1.0)
        weight = torch.empty(shape, device="meta" if generator is None else None)
        if generator is not None:
            weight.normal_(0, 1 / multiplier if equalized else scale, generator=generator)
        self.weight = nn.Parameter(weight)
        self.bias = nn.Parameter(weight.new_zeros(shape[0])) if bias else None

    def scaled(self) -> tuple[Tensor, Tensor | None]:
        """Weights and biases as they are used."""
        if self.bias is None or self.multiplier == 1:
            return self.weight * self.scale, self.bias
        return self.weight * self.scale, self.bias * self.multiplier


class EqualizedConv(Equalized):
    """A convolution that keeps the maps' size: [N, n_in, H, W] → [N, n_out, H, W]. kernel: odd."""

    def __init__(
        self,
        n_in: int,
        n_out: int,
        kernel: int,
        generator: torch.Generator | None,
        gain: float = GAIN,
        equalized: bool = True,
        bias: bool = True,
    ):
        super().__init__((n_out, n_in, kernel, kernel), gain, 1.0, equalized, bias, generator)

    def forward(self, x: Tensor) -> Tensor:
        """[N, n_in, H, W] → [N, n_out, H, W]."""
        weight, bias = self.scaled()
        weight = weight.contiguous(memory_format=torch.channels_last)  # all that follows: a tenth faster on a CPU
        return conv2d(x, weight, bias, padding=self.weight.shape[-1] // 2)


class EqualizedLinear(Equalized):
    """A dense layer: […, n_in] → […, n_out]."""

    def __init__(
        self,
        n_in: int,
        n_out: int,
        generator: torch.Generator | None,
        gain: float = GAIN,
        multiplier: float = 1.0,
        equalized: bool = True,
        bias: bool = True,
    ):
        super().__init__((n_out, n_in), gain, multiplier, equalized, bias, generator)

    def forward(self, x: Tensor) -> Tensor:
        """[…, n_in] → […, n_out]."""
        return linear(x, *self.scaled())


# ---- between the layers --------------------------------------------------------------------------------------------


def activate(x: Tensor) -> Tensor:
    """Leaky ReLU."""
    return leaky_relu(x, SLOPE)


def pixel_norm(x: Tensor) -> Tensor:
    """Every pixel's features divided by their root mean square, √(mean over C of x² + 1e-8): [N, C, …] → [N, C, …].

    Karras et al. 2018, section 4.2: signals in the generator cannot grow, whatever the weights do.
    """
    return x * (x.square().mean(1, keepdim=True) + EPSILON).rsqrt()


def upsample(x: Tensor) -> Tensor:
    """Each cell twice in both directions: [N, C, H, W] → [N, C, 2H, 2W]."""
    return interpolate(x, scale_factor=2)


def downsample(x: Tensor) -> Tensor:
    """The mean of each 2 × 2 cells: [N, C, 2H, 2W] → [N, C, H, W]."""
    return avg_pool2d(x, 2)


# ---- minibatch standard deviation (Karras et al. 2018, section 3) ---------------------------------------------------


def deviations(x: Tensor) -> Tensor:
    """Standard deviation of each feature in each place over a group's images: [N, C, H, W] → [M, C, H, W].

    M groups of four images, or of three or two where N is no multiple of four, else one of all N: group m has the
    images m, m + M, m + 2M, …
    """
    size = next((size for size in GROUPS if len(x) % size == 0), len(x))
    return (x.unflatten(0, (size, -1)).var(0, unbiased=False) + EPSILON).sqrt()


def minibatch_deviation(x: Tensor) -> Tensor:
    """Appends one map that says how different the images of a group are: [N, C, H, W] → [N, C + 1, H, W].

    It is the mean of `deviations`: one number a group, the same in each of its images and places.
    """
    spread = deviations(x).mean((1, 2, 3), keepdim=True)  # [M, 1, 1, 1]
    spread = spread.repeat(len(x) // len(spread), 1, *x.shape[2:])  # [N, 1, H, W]
    return torch.cat([x, spread], dim=1)
