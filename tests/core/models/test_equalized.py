"""Equalized layers, PixelNorm and minibatch statistics, each against plain numpy and torch's own initialisation."""

import math

import numpy as np
import pytest
import torch

from core.models import equalized as eq


def draw(*shape, seed=1):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def generator(seed=3):
    return torch.Generator().manual_seed(seed)


def test_the_scale_by_hand():
    """√2/√(8·9) for a convolution over 8 maps, 1/√8 for the last dense layer, 0.01·√2/√8 for a slow one."""
    assert math.isclose(eq.EqualizedConv(8, 4, 3, generator()).scale, math.sqrt(2 / 72))
    assert math.isclose(eq.EqualizedLinear(8, 1, generator(), gain=1).scale, math.sqrt(1 / 8))
    assert math.isclose(eq.EqualizedLinear(8, 1, generator(), multiplier=0.01).scale, 0.01 * math.sqrt(2 / 8))


def test_a_convolution_with_the_scale_written_out():
    layer, x = eq.EqualizedConv(2, 3, 3, generator(), gain=1), draw(1, 2, 4, 4).numpy()
    layer.bias.data = draw(3, seed=2)
    w, b = layer.weight.detach().numpy() / math.sqrt(18), layer.bias.detach().numpy()
    padded = np.pad(x[0], ((0, 0), (1, 1), (1, 1)))
    by_hand = [
        [[(padded[:, i : i + 3, j : j + 3] * w[o]).sum() + b[o] for j in range(4)] for i in range(4)] for o in range(3)
    ]
    assert np.allclose(layer(torch.tensor(x)).detach()[0], by_hand, atol=1e-6)


def test_a_slow_layer_begins_like_any_other_and_learns_more_slowly():
    """Weights and biases move the output 0.01 as far: both are multiplied by it, and the weights begin 100 as large."""
    fast = eq.EqualizedLinear(16, 5, generator())
    slow = eq.EqualizedLinear(16, 5, generator(), multiplier=0.01)
    x = draw(7, 16)
    assert torch.allclose(fast(x), slow(x), atol=1e-5)
    for layer in (fast, slow):
        layer(x).sum().backward()
    assert torch.allclose(slow.weight.grad, 0.01 * fast.weight.grad, atol=1e-6)
    assert torch.allclose(slow.bias.grad, 0.01 * fast.bias.grad, atol=1e-6)


def test_without_it_the_same_function_begins_with_small_weights():
    x = draw(5, 8, 4, 4)
    on, off = (eq.EqualizedConv(8, 6, 3, generator(), equalized=on) for on in (True, False))
    assert torch.allclose(on(x), off(x), atol=1e-6)
    wide = eq.EqualizedConv(64, 64, 3, generator(), equalized=False)
    assert wide.scale == 1
    assert math.isclose(wide.weight.std().item(), math.sqrt(2 / (64 * 9)), rel_tol=0.02)
    wide = eq.EqualizedConv(64, 64, 3, generator())
    assert math.isclose(wide.weight.std().item(), 1, rel_tol=0.02)
    assert not wide.bias.any()


def test_signals_keep_their_size_through_many_layers():
    """The gain makes up for the leaky ReLU: after 20 layers the root mean square is still about 1."""
    x = draw(8, 64, 4, 4)
    for seed in range(20):
        x = eq.activate(eq.EqualizedConv(64, 64, 1, generator(seed))(x))
    assert 0.5 < x.square().mean().sqrt() < 3


def test_on_the_meta_device_there_are_shapes_and_no_numbers():
    layer = eq.EqualizedConv(512, 512, 3, None)
    assert sum(p.numel() for p in layer.parameters()) == 2_359_808
    assert layer(torch.empty(1, 512, 8, 8, device="meta")).shape == (1, 512, 8, 8)
    assert eq.EqualizedConv(4, 4, 1, generator(), bias=False).bias is None


def test_pixel_norm_by_hand():
    x = draw(2, 5, 3, 3).numpy()
    by_hand = x / np.sqrt((x**2).mean(axis=1, keepdims=True) + 1e-8)
    assert np.allclose(eq.pixel_norm(torch.tensor(x)), by_hand, atol=1e-6)
    z = draw(4, 5)
    assert torch.allclose(eq.pixel_norm(z).square().mean(1), torch.ones(4))
    assert not eq.pixel_norm(torch.zeros(1, 3)).isnan().any()


@pytest.mark.parametrize(("count", "size"), [(1, 1), (3, 3), (4, 4), (8, 4), (9, 3), (10, 2), (11, 11), (12, 4)])
def test_minibatch_deviation_by_hand(count, size):
    x = draw(count, 5, 3, 2).numpy()
    groups = count // size
    extra = np.empty((count, 1, 3, 2))
    for m in range(groups):
        members = list(range(m, count, groups))
        assert len(members) == size
        deviation = np.sqrt(((x[members] - x[members].mean(0)) ** 2).mean(0) + 1e-8)
        assert np.allclose(eq.deviations(torch.tensor(x))[m], deviation, atol=1e-6)
        extra[members] = deviation.mean()
    ours = eq.minibatch_deviation(torch.tensor(x)).numpy()
    assert np.array_equal(ours[:, :5], x)
    assert np.allclose(ours[:, 5:], extra, atol=1e-6)


def test_a_batch_of_one_image_many_times_has_no_deviation():
    assert eq.minibatch_deviation(draw(1, 5, 4, 4).repeat(8, 1, 1, 1))[:, -1].max() <= 1.01e-4  # √1e-8


def test_growing_and_shrinking_are_each_others_mirror_image():
    x = draw(2, 3, 4, 4)
    assert torch.equal(eq.upsample(x)[0, 0], torch.kron(x[0, 0], torch.ones(2, 2)))
    assert torch.allclose(eq.downsample(eq.upsample(x)), x, atol=1e-7)
    assert torch.allclose(eq.downsample(x)[0, 0, 1, 0], x[0, 0, 2:, :2].mean())
