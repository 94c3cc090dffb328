"""Three classifiers a seed, from the same labelled images: from scratch, on frozen layers, and fine-tuned."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from core.models.stacked import affine, hidden
from core.training.optimizers import Optimizer

ARMS = ("scratch", "finetuned", "frozen")  # in the order in which they lie side by side


class Classifiers:
    """S seeds, N images of P pixels, codes of K numbers, C classes; 3S networks in one pass.

    The one from scratch and the one that is fine-tuned learn all their layers; the frozen one learns its last layer
    only, on codes that never change. The last layers of a seed's three begin with the same weights.
    """

    def __init__(
        self,
        initial: Sequence[Tensor],  # the encoders before pretraining, weight [S, A, B] and bias [S, 1, B] of each layer
        pretrained: Sequence[Tensor],  # and after it; not copied, and never changed
        last: Sequence[Tensor],  # weight [S, K, C] and bias [S, 1, C]
        activation: Callable[[Tensor], Tensor],
        rule: str,  # of the optimizer
    ):
        self.activation = activation
        self.frozen = [p.detach() for p in pretrained]
        both = zip(initial, self.frozen, strict=True)
        self.layers = [torch.cat([a, b]).requires_grad_() for a, b in both]  # [2S, A, B]
        self.last = [p.repeat(len(ARMS), 1, 1).requires_grad_() for p in last]  # [3S, K, C]
        self.optimizer = Optimizer(rule, [*self.layers, *self.last])

    def logits(self, x: Tensor) -> Tensor:
        """[S, N, P] → [3S, N, C]."""
        with torch.no_grad():
            fixed = hidden(x, self.frozen, self.activation)
        learned = hidden(torch.cat([x, x]), self.layers, self.activation)
        return affine(torch.cat([learned, fixed]), *self.last)

    def loss(self, x: Tensor, labels: Tensor) -> Tensor:
        """Cross-entropy, mean over the images and sum over the networks, none of which feels another.

        x: [S, N, P]; labels: int64 [S, N].
        """
        logits, wanted = self.logits(x), labels.repeat(len(ARMS), 1)
        return cross_entropy(logits.flatten(0, 1), wanted.flatten(), reduction="sum") / labels.shape[1]

    def step(self, loss: Tensor, learning_rate: float) -> None:
        """Move everything that learns."""
        self.optimizer.step(torch.autograd.grad(loss, self.optimizer.parameters), learning_rate)

    @torch.no_grad()
    def predict(self, x: Tensor) -> Tensor:
        """The classes that each network tells: [N, P] → int64 [3, S, N]."""
        copies = len(self.frozen[0])
        return self.logits(x.expand(copies, -1, -1)).argmax(-1).unflatten(0, (len(ARMS), copies))

    @torch.no_grad()
    def codes(self, x: Tensor) -> Tensor:
        """Codes by the first seed's fine-tuned layers: [N, P] → [N, K]."""
        first = len(self.frozen[0])
        return hidden(x[None], [p[first : first + 1] for p in self.layers], self.activation)[0]

    def tensors(self) -> dict[str, Tensor]:
        """Everything that a step changes, by name (no copies)."""
        lists = {"layers": self.layers, "last": self.last}
        named = {f"{name}.{i}": value for name, values in lists.items() for i, value in enumerate(values)}
        return named | {f"optimizer.{name}": value for name, value in self.optimizer.tensors().items()}
