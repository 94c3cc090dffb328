"""Greedy layer-wise training: which stage trains when, on what, and that all else is held still."""

import pytest
import torch

from core.models.stacked_autoencoder import StackedAutoencoder
from core.training.layerwise import WHOLE, Layerwise

STEPS = 10


def make(tied=False, **changes) -> Layerwise:
    generator = torch.Generator().manual_seed(0)
    return Layerwise(StackedAutoencoder((6, 5, 3, 2), "tanh", tied, generator), "adam", STEPS, **changes)


@pytest.fixture
def x() -> torch.Tensor:
    return torch.rand(8, 6, generator=torch.Generator().manual_seed(1))


def test_each_stage_has_its_steps_and_then_the_whole_trains():
    stages = [make().stage(step) for step in range(1, 4 * STEPS + 1)]
    assert stages == [1] * STEPS + [2] * STEPS + [3] * STEPS + [WHOLE] * STEPS
    assert make().stage(0) == 1


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("stage", [1, 2, 3])
def test_a_stage_moves_its_own_layers_only(x, stage, tied):
    layerwise = make(tied)
    model = layerwise.model
    before = {name: value.clone() for name, value in model.state_dict().items()}
    for _ in range(3):
        layerwise.descend(layerwise.loss(x, stage), stage, 0.01)
    moved = {name for name, value in model.state_dict().items() if not torch.equal(value, before[name])}
    inner, outer = f"encoder.{stage - 1}", f"decoder.{3 - stage}"
    assert moved == {f"{layer}.{part}" for layer in (inner, outer) for part in ("weight", "bias")}


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_a_stage_is_an_autoencoder_of_what_the_stages_below_make_of_the_examples(x, stage):
    layerwise = make()
    (w1, b1), (w2, b2), (w3, b3) = ((layer.weight, layer.bias) for layer in layerwise.model.encoder)
    levels = [x, torch.tanh(x @ w1.T + b1)]
    levels += [torch.tanh(levels[1] @ w2.T + b2)]
    levels += [levels[2] @ w3.T + b3]
    outer = layerwise.model.decoder[3 - stage]
    end = torch.sigmoid if stage == 1 else torch.tanh
    back = end(levels[stage] @ outer.weight.T + outer.bias)
    error = (back - levels[stage - 1]).square().mean()
    assert layerwise.error(x, stage).item() == pytest.approx(error.item(), rel=1e-5)


def test_stage_by_stage_each_error_falls(x):
    layerwise = make()
    for stage in (1, 2, 3):
        before = layerwise.error(x, stage).item()
        for _ in range(200):
            layerwise.descend(layerwise.loss(x, stage), stage, 0.01)
        assert layerwise.error(x, stage).item() < 0.5 * before


def test_a_corrupted_input_has_the_whole_one_as_its_target(x):
    seen = []

    def off(h, stage):
        seen.append((stage, h.shape[1]))
        return torch.zeros_like(h)

    layerwise = make(corrupt=off)
    inner, outer = layerwise.model.encoder[1], layerwise.model.decoder[1]
    target = torch.tanh(layerwise.model.encoder[0](x))
    back = torch.tanh(outer(torch.tanh(inner.bias)))
    assert layerwise.loss(x, 2).item() == pytest.approx((back - target).square().mean().item(), rel=1e-5)
    assert seen == [(2, 5)]
    assert layerwise.error(x, 2).item() == make().error(x, 2).item()


def test_the_optimizers_memory_has_names_of_its_own(x):
    layerwise = make()
    layerwise.descend(layerwise.loss(x, 2), 2, 0.01)
    tensors = layerwise.tensors()
    counts = {name for name, value in tensors.items() if name.endswith("steps.0") and value}
    assert counts == {"stage2.optimizer.steps.0"}
    assert tensors["stage2.optimizer.mean.0"].abs().sum() > 0 == tensors["stage1.optimizer.mean.0"].abs().sum()
