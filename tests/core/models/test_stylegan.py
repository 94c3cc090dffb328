"""StyleGAN's networks against the paper's counts, PyTorch's own layers, and what styles and noise must do."""

import pytest
import torch
from torch.nn import functional as F

from core.models.equalized import SLOPE
from core.models.stylegan import (
    MULTIPLIER,
    TRUNCATED,
    StyleDiscriminator,
    StyledLayer,
    StyleGenerator,
    adain,
    crossover_mask,
    grow,
    mix,
    spread,
    truncate,
)

Z, W = 6, 5
CHANNELS = [8, 6, 4]  # 4 × 4, 8 × 8, 16 × 16


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def randn(*shape: int, seed: int = 1) -> torch.Tensor:
    return torch.randn(shape, generator=seeded(seed))


def make(seed: int = 0, **more) -> StyleGenerator:
    return StyleGenerator(Z, W, 3, CHANNELS, seeded(seed), **more)


def trained() -> StyleGenerator:
    """With a constant that varies: of ones, its first normalised maps are nothing but rounding errors."""
    model = make()
    with torch.no_grad():
        model.synthesis.constant.copy_(randn(1, 8, 4, 4, seed=7))
    return model


def close(x: torch.Tensor, y: torch.Tensor) -> bool:
    return torch.allclose(x, y, atol=1e-5)


def count(module: torch.nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def test_the_papers_network_has_the_papers_parameters():
    paper = StyleGenerator(512, 512, 8, [512, 512, 512, 512, 256, 128, 64, 32, 16], None, every_side=True)
    assert count(paper.mapping) == 2_101_248
    assert count(paper) == 26_219_627
    assert paper.layers == 18
    assert all(p.is_meta for p in paper.parameters())


def test_adain_gives_every_map_the_styles_mean_and_deviation():
    x, style = randn(3, 4, 16, 16) * 7 + 5, randn(3, 8, seed=2)
    y = adain(x, style)
    assert torch.allclose(y.mean((2, 3)), style[:, 4:], atol=1e-5)
    assert torch.allclose(y.std((2, 3), correction=0), (style[:, :4] + 1).abs(), atol=1e-5)
    assert torch.allclose(adain(3 * x - 2, style), y, atol=1e-4)  # what was there before is forgotten


def test_growing_copies_cells_and_blurs_them():
    x = randn(2, 3, 5, 5)
    copied = F.pad(x.repeat_interleave(2, 2).repeat_interleave(2, 3), (1, 1, 1, 1), mode="replicate")
    line = torch.tensor([1.0, 2.0, 1.0]) / 4
    blurred = F.conv2d(copied.flatten(0, 1)[:, None], (line[:, None] * line)[None, None])[:, 0].unflatten(0, (2, 3))
    assert torch.allclose(grow(x), blurred, atol=1e-6)


def test_a_layer_is_convolution_noise_bias_leaky_relu_adain():
    layer, x, w, noise = StyledLayer(3, 4, W, True, seeded()), randn(2, 3, 4, 4), randn(2, W), randn(2, 1, 8, 8)
    with torch.no_grad():
        layer.noise_weight.copy_(randn(4))
        layer.bias.copy_(randn(4, seed=3))
        y = F.conv2d(x, layer.conv.weight * (2 / 27) ** 0.5, padding=1)
        y = F.interpolate(y, scale_factor=2, mode="bilinear")
        y = F.leaky_relu(y + layer.noise_weight.view(4, 1, 1) * noise + layer.bias.view(4, 1, 1), SLOPE)
        s, b = (w @ layer.style.weight.T / W**0.5).unflatten(1, (2, 4, 1, 1)).unbind(1)
        assert torch.allclose(layer(x, w, noise), F.instance_norm(y, eps=1e-8) * (s + 1) + b, atol=1e-4)


def test_noise_does_nothing_before_training_and_then_only_from_its_layer_on():
    model = trained()
    rows = model.styles(randn(2, Z))
    silent, noisy = (model.synthesis.maps(rows, noise) for noise in (None, model.synthesis.draw_noise(2, seeded())))
    assert all(close(a, b) for a, b in zip(silent, noisy, strict=True))
    with torch.no_grad():
        model.synthesis.layers[3].noise_weight.fill_(0.1)
    noisy = model.synthesis.maps(rows, model.synthesis.draw_noise(2, seeded()))
    same = [close(a, b) for a, b in zip(silent, noisy, strict=True)]
    assert same == [True, True, True, False, False, False]


def test_the_constant_begins_with_ones_and_meets_no_convolution():
    model = make()
    assert torch.equal(model.synthesis.constant, torch.ones(1, 8, 4, 4))
    assert [layer.conv is None for layer in model.synthesis.layers] == [True] + 5 * [False]
    assert model.synthesis.layer_sides == [4, 4, 8, 8, 16, 16]


def test_the_mapping_learns_a_hundredth_as_fast_and_forgets_the_length_of_z():
    model, z = make(), randn(4, Z)
    w, longer = model.mapping(z), model.mapping(5 * z)
    assert torch.allclose(w, longer, atol=1e-5)
    h = z / z.square().mean(1, keepdim=True).sqrt()
    for layer in model.mapping.layers:
        scale = MULTIPLIER * (2 / layer.weight.shape[1]) ** 0.5
        h = F.leaky_relu(h @ (layer.weight * scale).T + layer.bias * MULTIPLIER, SLOPE)
        assert layer.weight.std().item() == pytest.approx(1 / MULTIPLIER, rel=0.3)
    assert torch.allclose(w, h, atol=1e-5)


@pytest.mark.parametrize("crossover", range(7))
def test_rows_before_the_crossover_come_from_a_the_others_from_b(crossover):
    a, b = randn(3, 6, W), randn(3, 6, W, seed=2)
    mixed = mix(a, b, crossover_mask(torch.full((3,), crossover), 6))
    assert torch.equal(mixed[:, :crossover], a[:, :crossover])
    assert torch.equal(mixed[:, crossover:], b[:, crossover:])


def test_each_picture_has_a_crossover_of_its_own():
    assert crossover_mask(torch.tensor([0, 2, 3]), 3).tolist() == [[True] * 3, [False, False, True], [False] * 3]


def test_mixing_a_face_with_itself_changes_nothing():
    model = trained()
    rows = model.styles(randn(3, Z))
    for crossover in range(model.layers + 1):
        mixed = mix(rows, rows.clone(), crossover_mask(torch.full((3,), crossover), model.layers))
        assert close(model.synthesis(mixed, None), model.synthesis(rows, None))


def test_a_style_of_b_leaves_the_layers_before_it_alone():
    model = trained()
    a, b = model.styles(randn(2, Z)), model.styles(randn(2, Z, seed=5))
    plain = model.synthesis.maps(a, None)
    mixed = model.synthesis.maps(mix(a, b, crossover_mask(torch.full((2,), 4), 6)), None)
    assert [close(x, y) for x, y in zip(plain, mixed, strict=True)] == [True] * 4 + [False] * 2


def test_truncation_moves_the_first_layers_towards_the_middle():
    rows, middle = randn(2, TRUNCATED + 2, W), randn(W, seed=4)
    half = truncate(rows, middle, 0.5)
    assert torch.allclose(half[:, :TRUNCATED], (rows[:, :TRUNCATED] + middle) / 2, atol=1e-6)
    assert torch.equal(half[:, TRUNCATED:], rows[:, TRUNCATED:])
    assert torch.allclose(truncate(rows, middle, 0)[:, :TRUNCATED], middle.expand(2, TRUNCATED, W))
    model = make()
    model.follow(model.mapping(randn(500, Z)), decay=0)
    z = randn(2, Z)
    assert torch.equal(model.styles(z, 1.0), spread(model.mapping(z), 6))
    assert torch.allclose(model.styles(z, -1.0), 2 * model.middle - model.styles(z), atol=1e-6)


def test_the_middle_follows_the_mean_of_w():
    model, w = make(), randn(9, W)
    model.follow(w, 0.75)
    model.follow(w, 0.75)
    assert torch.allclose(model.middle, w.mean(0) * (1 - 0.75**2), atol=1e-6)


def test_a_network_for_growing_draws_every_side_and_ours_only_the_last():
    growing, ours = make(every_side=True), make()
    rows = growing.styles(randn(2, Z))
    assert [growing.synthesis(rows, None, side).shape[-1] for side in (4, 8, 16)] == [4, 8, 16]
    small = growing.synthesis.to_rgb["8"](growing.synthesis.maps(rows, None)[3])
    assert torch.equal(growing.synthesis(rows, None, 8), small)
    assert list(ours.synthesis.to_rgb) == ["16"]


def test_the_discriminator_sees_the_variety_of_a_batch():
    judge = StyleDiscriminator(CHANNELS, seeded())
    x = randn(8, 3, 16, 16)
    assert judge(x).shape == (8,)
    alone, among_copies = judge(x[:4])[0], judge(x[:1].repeat(4, 1, 1, 1))[0]
    assert not torch.isclose(alone, among_copies, rtol=1e-3)


def test_a_seed_gives_the_weights_and_the_global_generator_is_left_alone():
    before = torch.random.get_rng_state()
    first, again, other = make(4), make(4), make(5)
    StyleDiscriminator(CHANNELS, seeded())
    assert torch.equal(before, torch.random.get_rng_state())
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters(), strict=True))
    assert not torch.equal(first.mapping.layers[0].weight, other.mapping.layers[0].weight)
