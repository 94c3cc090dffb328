"""ProGAN's networks: how they grow and fade, what the switches switch, and the paper's own at 1024 × 1024."""

import pytest
import torch
from torch import nn

from core.models.equalized import downsample, minibatch_deviation, pixel_norm, upsample
from core.models.progan import PAPER, Discriminator, Generator, layer_rows, paper_rows

CHANNELS = (8, 8, 6, 4)
LATENT = 5


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def make(level=3, alpha=1.0, seed=0, **switches):
    """A generator and a discriminator at a level."""
    g = Generator(CHANNELS, LATENT, rng(seed), **{k: v for k, v in switches.items() if k != "statistics"})
    d = Discriminator(CHANNELS, rng(seed + 1), **{k: v for k, v in switches.items() if k != "normalised"})
    for network in (g, d):
        network.grow(level, alpha)
    return g, d


def latents(n=8):
    return torch.randn(n, LATENT, generator=rng(9))


def images(side, n=8):
    return torch.randn(n, 3, side, side, generator=rng(10))


# ---- growing and fading --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "side"), [(0, 4), (1, 8), (2, 16), (3, 32)])
@pytest.mark.parametrize("alpha", [0.0, 0.4, 1.0])
def test_every_level_has_its_own_size(level, side, alpha):
    g, d = make(level, alpha)
    assert g.side == d.side == side
    x = g(latents())
    assert x.shape == (8, 3, side, side)
    assert d(x).shape == (8,)


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("alpha", [0.0, 0.3, 0.999])
def test_fading_is_the_blend_of_the_two_branches(level, alpha):
    g, d = make(level, alpha)
    old, new = g.branches(latents())
    assert torch.allclose(g(latents()), (1 - alpha) * old + alpha * new, atol=1e-6)
    before, now = d.branches(images(g.side))
    h = (1 - alpha) * before + alpha * now
    for below in range(level - 1, 0, -1):
        h = d.shrunk(h, below)
    assert torch.allclose(d(images(g.side)), d.judged(h), atol=1e-6)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_level_that_has_not_faded_in_is_the_smaller_network(level):
    """The generator's image is the smaller one's upsampled; the discriminator judges the shrunk image as before."""
    g, d = make(level, 0.0)
    small_g, small_d = make(level - 1)
    assert torch.allclose(g(latents()), upsample(small_g(latents())), atol=1e-6)
    assert torch.allclose(d(images(g.side)), small_d(downsample(images(g.side))), atol=1e-6)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_level_that_has_faded_in_does_without_the_old_branch(level):
    g, d = make(level, 1.0)
    _, new = g.branches(latents())
    assert torch.equal(g(latents()), new)
    d(images(g.side)).sum().backward()
    g(latents()).sum().backward()
    for rgb in (g.to_rgb, d.from_rgb):
        assert [layer.weight.grad is not None for layer in rgb] == [at == level for at in range(4)]


def test_levels_and_alphas_that_there_are_not_are_named():
    g, _ = make()
    with pytest.raises(ValueError, match="level 4: allowed is a whole number from 0 to 3"):
        g.grow(4, 1.0)
    with pytest.raises(ValueError, match=r"alpha 1\.5: allowed is a number from 0 to 1"):
        g.grow(1, 1.5)


# ---- the switches --------------------------------------------------------------------------------------------------


def test_pixel_norm_keeps_every_pixels_features_at_length_one():
    for maps in make()[0].features(latents()):
        assert torch.allclose(maps.square().mean(1).sqrt(), torch.ones_like(maps[:, 0]), atol=1e-3)
    without = make(normalised=False)[0].features(latents())
    assert not torch.allclose(without[-1].square().mean(1).sqrt(), torch.ones(1), atol=0.1)
    g, _ = make()
    assert torch.allclose(g(latents()), g(7 * latents()), atol=1e-3)  # the latent has its direction alone


def test_without_equalized_layers_the_same_networks_begin():
    """Only what Adam moves is another: the output at first is the same."""
    (g, d), (plain_g, plain_d) = make(), make(equalized=False)
    assert torch.allclose(g(latents()), plain_g(latents()), atol=1e-5)
    assert torch.allclose(d(images(32)), plain_d(images(32)), atol=1e-5)
    assert [p.shape for p in g.parameters()] == [p.shape for p in plain_g.parameters()]
    assert not torch.allclose(g.blocks[3]["conv0"].weight, plain_g.blocks[3]["conv0"].weight)


def test_minibatch_statistics_let_an_image_feel_its_companions():
    for statistics in (True, False):
        _, d = make(statistics=statistics)
        x = images(32, 4)
        beside_itself = d(x[:1].repeat(4, 1, 1, 1))[0]
        assert torch.allclose(d(x)[0], beside_itself, atol=1e-5) != statistics
        assert d.blocks[0]["conv"].weight.shape[1] == 8 + statistics


def test_all_weights_come_from_the_runs_own_generator():
    torch.manual_seed(1)
    first = make(seed=4)[0].state_dict()
    torch.manual_seed(2)
    again, other = make(seed=4)[0].state_dict(), make(seed=5)[0].state_dict()
    for name, weight in first.items():
        assert torch.equal(weight, again[name])
        assert name.endswith(("bias", "growth")) or not torch.equal(weight, other[name])


# ---- against plain torch -------------------------------------------------------------------------------------------


def plain(layer):
    """torch's own convolution or dense layer with the weights scaled beforehand."""
    weight, bias = layer.scaled()
    shape = weight.shape
    own = (
        nn.Linear(shape[1], shape[0]) if weight.dim() == 2 else nn.Conv2d(shape[1], shape[0], shape[2], padding="same")
    )
    own.weight.data, own.bias.data = weight.data, bias.data
    return own


def test_the_generator_is_the_papers_sequence_of_layers():
    """Written out with torch's own layers; the latent is convolved as one cell in a field of zeros."""
    g, _ = make(level=1)
    act, (first, second) = nn.LeakyReLU(0.2), g.blocks[:2]
    start = nn.Conv2d(LATENT, 8, 4, padding=3)
    start.weight.data, start.bias.data = first["start"].scaled()[0].data.flip(2, 3), first["start"].bias.data
    h = pixel_norm(act(start(pixel_norm(latents())[:, :, None, None])))
    h = pixel_norm(act(plain(first["conv"])(h)))
    h = nn.Upsample(scale_factor=2)(h)
    for name in ("conv0", "conv1"):
        h = pixel_norm(act(plain(second[name])(h)))
    assert torch.allclose(g(latents()), plain(g.to_rgb[1])(h), atol=1e-5)


def test_the_discriminator_is_the_papers_sequence_of_layers():
    _, d = make(level=1)
    act, last = nn.LeakyReLU(0.2), d.blocks[0]
    h = act(plain(d.from_rgb[1])(images(8)))
    for name in ("conv0", "conv1"):
        h = act(plain(d.blocks[1][name])(h))
    h = minibatch_deviation(nn.AvgPool2d(2)(h))
    h = act(plain(last["dense"])(act(plain(last["conv"])(h)).flatten(1)))
    assert torch.allclose(d(images(8)), plain(last["output"])(h)[:, 0], atol=1e-5)


# ---- the paper's networks ------------------------------------------------------------------------------------------

# Discriminator: side, layer, what goes in, what comes out, parameters; Karras et al. 2018, table 2.
PAPERS_DISCRIMINATOR = [
    (1024, "from_rgb", (3, 1024, 1024), (16, 1024, 1024), 64),
    (1024, "conv0", (16, 1024, 1024), (16, 1024, 1024), 2_320),
    (1024, "conv1", (16, 1024, 1024), (32, 1024, 1024), 4_640),
    (512, "conv0", (32, 512, 512), (32, 512, 512), 9_248),
    (512, "conv1", (32, 512, 512), (64, 512, 512), 18_496),
    (256, "conv0", (64, 256, 256), (64, 256, 256), 36_928),
    (256, "conv1", (64, 256, 256), (128, 256, 256), 73_856),
    (128, "conv0", (128, 128, 128), (128, 128, 128), 147_584),
    (128, "conv1", (128, 128, 128), (256, 128, 128), 295_168),
    (64, "conv0", (256, 64, 64), (256, 64, 64), 590_080),
    (64, "conv1", (256, 64, 64), (512, 64, 64), 1_180_160),
    *(
        (side, conv, (512, side, side), (512, side, side), 2_359_808)
        for side in (32, 16, 8)
        for conv in ("conv0", "conv1")
    ),
    (4, "conv", (513, 4, 4), (512, 4, 4), 2_364_416),
    (4, "dense", (8192,), (512,), 4_194_816),
    (4, "output", (512,), (1,), 513),
]


def test_every_row_of_the_papers_discriminator():
    _, rows = paper_rows(level=8)
    assert [(r.side, r.name, r.takes, r.gives, r.parameters) for r in rows] == PAPERS_DISCRIMINATOR
    assert sum(row.parameters for row in rows) == 23_077_137


def test_every_row_of_the_papers_generator():
    rows, _ = paper_rows(level=8)
    assert sum(row.parameters for row in rows) == 23_071_507
    assert [(r.side, r.name) for r in rows[:4]] == [(4, "start"), (4, "conv"), (8, "conv0"), (8, "conv1")]
    assert (rows[-1].name, rows[-1].takes, rows[-1].gives) == ("to_rgb", (16, 1024, 1024), (3, 1024, 1024))
    for row in rows[2:-1]:
        level = (4, 8, 16, 32, 64, 128, 256, 512, 1024).index(row.side)
        n_in, n_out = PAPER[level - 1] if row.name == "conv0" else PAPER[level], PAPER[level]
        assert row.takes == (n_in, row.side, row.side)
        assert row.gives == (n_out, row.side, row.side)
        assert row.parameters == n_in * n_out * 9 + n_out


@pytest.mark.parametrize(("level", "g", "d"), [(0, 6_556_163, 6_561_793), (4, 22_484_227, 22_489_857)])
def test_smaller_networks_of_the_paper_have_their_own_colour_layers_alone(level, g, d):
    """At 4 × 4: 4,194,816 + 2,359,808 + 512·3 + 3 and 3·512 + 512 + 2,364,416 + 4,194,816 + 513."""
    for rows, total in zip(paper_rows(level), (g, d), strict=True):
        assert sum(row.parameters for row in rows) == total
        assert sum("rgb" in row.name for row in rows) == 1


def test_rows_of_a_fading_network_have_both_branches_and_leave_it_as_it_was():
    g, _ = make(level=2, alpha=0.5)
    rows = layer_rows(g, latents())
    assert [row.side for row in rows if row.name == "to_rgb"] == [8, 16]
    assert not any(layer._forward_hooks for layer in g.modules())
