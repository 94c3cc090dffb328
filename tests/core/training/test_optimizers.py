"""Our optimizers against PyTorch's, in place and looking ahead."""

import pytest
import torch

from core.training.optimizers import LookAhead, Optimizer

ORACLES = {
    "adam": lambda p: torch.optim.Adam(p, lr=0.03, betas=(0.5, 0.99)),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.03),
    "sgd": lambda p: torch.optim.SGD(p, lr=0.03),
}
every_rule = pytest.mark.parametrize("rule", ORACLES)


def parameters() -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(shape, generator=generator) for shape in ((3, 4, 5), (3, 1, 5))]


def gradients(step: int) -> list[torch.Tensor]:
    """Laid out unlike their parameters, as a batched product's gradients are."""
    generator = torch.Generator().manual_seed(step + 1)
    return [torch.randn(shape, generator=generator).mT for shape in ((3, 5, 4), (3, 5, 1))]


@every_rule
def test_steps_equal_pytorchs_whatever_the_layout_of_the_gradients(rule):
    own, other = parameters(), parameters()
    optimizer, oracle = Optimizer(rule, own, 0.5, 0.99), ORACLES[rule](other)
    for step in range(10):
        optimizer.step(gradients(step), 0.03)
        for p, gradient in zip(other, gradients(step), strict=True):
            p.grad = gradient.contiguous()
        oracle.step()
    for p, expected in zip(own, other, strict=True):
        torch.testing.assert_close(p, expected)


@every_rule
def test_looking_ahead_equals_stepping_and_leaves_everything_as_it_was(rule):
    own = parameters()
    optimizer = Optimizer(rule, own, 0.5, 0.99)
    for step in range(3):
        optimizer.step(gradients(step), 0.03)
    before = {name: value.clone() for name, value in optimizer.tensors().items()}
    start = [p.clone() for p in own]
    ahead, look = own, LookAhead(optimizer)
    for step in range(3, 7):
        ahead = look.step(ahead, gradients(step), 0.03)
    assert all(torch.equal(p, kept) for p, kept in zip(own, start, strict=True))
    assert all(torch.equal(value, before[name]) for name, value in optimizer.tensors().items())
    for step in range(3, 7):
        optimizer.step(gradients(step), 0.03)
    for p, expected in zip(ahead, own, strict=True):
        torch.testing.assert_close(p, expected)


@every_rule
def test_looking_ahead_can_be_differentiated_also_where_a_gradient_is_0(rule):
    optimizer = Optimizer(rule, [torch.zeros(3, dtype=torch.float64)], 0.5, 0.99)
    gradient = torch.tensor([0.0, 0.5, -2.0], dtype=torch.float64, requires_grad=True)
    (moved,) = LookAhead(optimizer).step(optimizer.parameters, [gradient], 0.03)
    (slope,) = torch.autograd.grad(moved.sum(), gradient)
    assert torch.isfinite(slope).all()


@every_rule
def test_what_it_remembers_has_names(rule):
    optimizer = Optimizer(rule, parameters(), 0.5, 0.99)
    slots = {"adam": ["mean", "square", "steps"], "rmsprop": ["square", "steps"], "sgd": []}[rule]
    assert sorted(optimizer.tensors()) == sorted(f"{slot}.{i}" for slot in slots for i in range(2))
