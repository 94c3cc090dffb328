"""How much of what a vector stands for a linear rule can tell: a regression for numbers, a classifier for labels.

Shapes: N vectors of D numbers, K classes. Rules are fitted to some vectors and judged by others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from scipy.optimize import minimize
from torch import Tensor
from torch.nn.functional import cross_entropy

RIDGE = 1e-3  # of the mean squared weight, beside the mean loss, for vectors of variance 1: numbers that say the same


@dataclass(frozen=True, eq=False)
class Rule:
    """x ↦ weight·x + bias."""

    weight: Tensor  # float64 [K, D]; of a regression K = 1
    bias: Tensor  # float64 [K]

    def __call__(self, x: Tensor) -> Tensor:
        """[N, D] → [N, K]."""
        return x.double() @ self.weight.T + self.bias


def fit_regression(x: Tensor, y: Tensor) -> Rule:
    """The affine rule of least squares, with a little ridge: [N, D] and numbers [N]."""
    mean, deviation = _spread(x)
    centred, numbers = (x.double() - mean) / deviation, y.double()
    gram = centred.T @ centred / len(x) + RIDGE * torch.eye(x.shape[1], dtype=torch.float64)
    weight = torch.linalg.solve(gram, centred.T @ (numbers - numbers.mean()) / len(x)) / deviation
    return Rule(weight[None], (numbers.mean() - weight @ mean)[None])


def fit_classifier(x: Tensor, labels: Tensor, classes: int) -> Rule:
    """Logistic regression, with a little ridge: [N, D] and labels [N] below K; the largest output is the class told."""
    mean, deviation = _spread(x)
    standard, labels = (x.double() - mean) / deviation, labels.long()

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        values = torch.from_numpy(flat).reshape(classes, -1).requires_grad_()  # weights, and the bias behind them
        weight, bias = values[:, :-1], values[:, -1]
        value = cross_entropy(standard @ weight.T + bias, labels) + RIDGE / 2 * weight.square().sum()
        return value.item(), torch.autograd.grad(value, values)[0].numpy().ravel()

    found = minimize(loss, np.zeros(classes * (x.shape[1] + 1)), jac=True, method="L-BFGS-B").x
    weight, bias = torch.from_numpy(found).reshape(classes, -1).tensor_split([-1], 1)
    return Rule(weight / deviation, bias[:, 0] - weight @ (mean / deviation))


def explained(told: Tensor, y: Tensor) -> Tensor:
    """What each number adds to R², the explained share of the variance, which is their mean: [N], [N] → [N]."""
    return 1 - (told - y).square() / y.double().var(correction=0)


def beyond_guessing(told: Tensor, labels: Tensor) -> Tensor:
    """1 for what is told right, below 0 for what isn't, so that always naming the commonest has the mean 0: [N] → [N].

    The mean is (accuracy − guessing)/(1 − guessing): like R² it is 1 where everything is told.
    """
    guessing = labels.long().bincount().max() / len(labels)
    return ((told == labels).double() - guessing) / (1 - guessing)


def conditional_entropy(labels: np.ndarray, told: np.ndarray) -> float:
    """H(Y|X) in nats: what is left to know of the labels Y once the told ones X are known; whole numbers [N] each."""
    counts = np.zeros((int(told.max()) + 1, int(labels.max()) + 1))
    np.add.at(counts, (told, labels), 1)
    joint = counts / counts.sum()
    given = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    return float(-(joint * np.log(np.where(given > 0, given, 1))).sum())


def _spread(x: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of each of the D numbers; 1 where they do not vary: float64 [D] each."""
    deviation = x.double().std(0, correction=0)
    return x.double().mean(0), torch.where(deviation > 0, deviation, 1)
