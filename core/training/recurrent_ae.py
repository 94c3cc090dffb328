"""The recurrent autoencoder: how it is trained, with its own rows or the true ones, and what is seen of its states."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.models.layers import recurrent
from core.models.recurrent_autoencoder import RecurrentAutoencoder, walk
from core.objectives.reconstruction import mean_squared_error
from core.settings.recurrent_ae import RecurrentAESettings
from core.training.autoencoder import SHOWN, pictures
from core.training.image_autoencoder import ImageAutoencoderTrainer
from core.training.trainer import check_place, half, query

PREFIXED = 100  # test images whose error is measured after each row


class RecurrentAETrainer(ImageAutoencoderTrainer):
    """N images a batch, T rows of W pixels each, P = T·W, K numbers a code."""

    settings: RecurrentAESettings
    measured = 300  # all of the digits' test images; a sequence takes its time
    observe_share = 0.1  # the units' states are the lesson's moving picture
    sources = (RecurrentAutoencoder, walk, recurrent)

    def make_model(self, settings: RecurrentAESettings, generator: torch.Generator) -> RecurrentAutoencoder:
        """Rows as long as the data's images are wide."""
        reading, writing = orders(self.data.side, settings.order, generator)
        return RecurrentAutoencoder(
            self.data.side,
            settings.hidden,
            settings.latent_dim,
            settings.cell,
            settings.decoder == "feedback",
            settings.output,
            reading,
            writing,
            generator,
        )

    def multiplications(self) -> int:
        """Those of one row, which are all that threads can share: the next row has to wait for it."""
        return sum(p.numel() for p in self.parameters if p.dim() == 2)

    def loss(self, x: Tensor) -> Tensor:
        """The mean squared error a pixel; with teacher forcing, of rows that follow true ones: [N, P] → []."""
        back = self._forced(x) if self.settings.forced else self.reconstruction(x)
        return mean_squared_error(back, x)

    def _forced(self, x: Tensor) -> Tensor:
        """What is written of images where each row follows the true one before: [N, P] → [N, P]."""
        return self.model.forced(self.model.encode(x), x)

    # ---- measuring ------------------------------------------------------------------------------------------------

    def measure(self) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """What the base measures; the units' states; the error row by row; where rows are fed back, also of true ones.

        states: uint8 [SHOWN, T, H or K], 1 … 255 for −1 … 1; an LSTM's cells are squashed as on their way out (tanh).
        row_errors, forced_row_errors: MSE a pixel of the t-th row written, of test images [T].
        """
        scalars, arrays = super().measure()
        for name, values in self.model.states(self.test[:SHOWN]).items():
            arrays[name] = signed(values.tanh() if name.endswith("cell") else values)
        x = self.test[: self.measured]
        arrays["row_errors"] = self._row_errors(self.reconstruction(x), x)
        if self.model.feedback:
            back = self._forced(x)
            scalars["forced_test_mse"] = float(mean_squared_error(back, x))
            arrays["forced_row_errors"] = self._row_errors(back, x)
        return scalars, arrays

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """As a frame's scalars, on all images."""
        scalars = super().evaluate()
        if self.model.feedback:
            scalars["forced_test_mse"] = self.error_of(self.test, self._forced)
        return scalars

    def _row_errors(self, back: Tensor, x: Tensor) -> np.ndarray:
        """MSE a pixel of each row, in the order of writing: float16 [T]."""
        squares = (back - x).square().view(len(x), -1, self.model.width)
        return half(squares.mean((0, 2))[self.model.writing].numpy())

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The base's, and the rows in the orders of reading and of writing [T]."""
        facts, arrays = super().static()
        return facts, arrays | {
            name: getattr(self.model, name).numpy().astype(np.uint8) for name in ("reading", "writing")
        }

    # ---- questions ------------------------------------------------------------------------------------------------

    @query
    @torch.no_grad()
    def prefix(self, image: int) -> dict[str, np.ndarray]:
        """What is written of a test image when only its first 0, 1, …, T rows have been read.

        pixels uint8 [T + 1, P]; mse [T + 1], and mean_mse [T + 1] over the first test images.
        """
        x = self.test[:PREFIXED]
        check_place("image", image, len(x))
        codes = self.model.prefix_codes(x)  # [T + 1, N, K]
        back = self.model.decode(codes.flatten(0, 1)).view(len(codes), *x.shape)
        errors = (back - x).square().mean(2)  # [T + 1, N]
        return {"pixels": pictures(back[:, image]), "mse": errors[:, image].numpy(), "mean_mse": errors.mean(1).numpy()}


def orders(rows: int, name: str, generator: torch.Generator) -> tuple[list[int], list[int]]:
    """The rows in the orders in which they are read and written."""
    forwards = list(range(rows))
    if name == "shuffled":
        forwards = torch.randperm(rows, generator=generator).tolist()
    return forwards, forwards[::-1] if name == "reversed" else forwards


def signed(values: Tensor) -> np.ndarray:
    """Numbers from −1 to 1 as bytes for the screen: 128 is 0."""
    return (128 + 127 * values).round().to(torch.uint8).numpy()
