"""A recurrent autoencoder: the rows of an image are read one after another, and written one after another.

Shapes: N images a batch, T rows of W pixels, P = T·W, H hidden units, K numbers a code. Time comes first: [T, N, …].
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from core.models.layers import linear, recurrent

OUTPUTS = {"sigmoid": torch.sigmoid, "linear": lambda h: h}


class RecurrentAutoencoder(nn.Module):
    """Two recurrent layers read (W → H → K), one writes (→ H), and a dense one makes a row of it (H → W).

    The code is what the second layer's units say after the last row. The writer gets it at every step, alone or beside
    the row before (`feedback`; before the first row there is a blank one).
    """

    def __init__(
        self,
        width: int,
        hidden: int,
        code_size: int,
        cell: str,  # "lstm" or "gru"
        feedback: bool,
        output: str,  # what makes a pixel of a sum: a key of OUTPUTS
        reading: Sequence[int],  # the row that is read at each step
        writing: Sequence[int],  # the row that is written at each step
        generator: torch.Generator,
    ):
        super().__init__()
        self.reader = recurrent(cell, width, hidden, generator)
        self.coder = recurrent(cell, hidden, code_size, generator)
        self.writer = recurrent(cell, code_size + width * feedback, hidden, generator)
        self.last = linear(hidden, width, generator)
        self.width, self.feedback, self.squash = width, feedback, OUTPUTS[output]
        self.reading, self.writing = torch.tensor(reading), torch.tensor(writing)
        self.places = self.writing.argsort()  # the step at which a row is written

    # ---- images in and out ----------------------------------------------------------------------------------------

    def encode(self, x: Tensor) -> Tensor:
        """[N, P] → [N, K]."""
        return self._coder_states(x)[-1]

    def decode(self, code: Tensor) -> Tensor:
        """What is written of codes, by itself: [N, K] → [N, P]. A row that is fed back is one that it has written."""
        if not self.feedback:
            return self._image(self._written(self._repeated(code)))
        row, state, rows = code.new_zeros(len(code), self.width), None, []
        for _ in self.writing:
            hidden, state = self.writer(torch.cat([code, row], dim=1)[None], state)
            row = self._row(hidden[0])
            rows.append(row)
        return self._image(torch.stack(rows))

    def forced(self, code: Tensor, x: Tensor) -> Tensor:
        """What is written where true rows are fed back (Williams and Zipser 1989): [N, K], [N, P] → [N, P]."""
        return self._image(self._written(self._fed(code, self._rows(x, self.writing))))

    # ---- looking inside -------------------------------------------------------------------------------------------

    def prefix_codes(self, x: Tensor) -> Tensor:
        """The codes when 0, 1, …, T rows have been read: [N, P] → [T + 1, N, K]."""
        states = self._coder_states(x)
        return torch.cat([torch.zeros_like(states[:1]), states])

    def states(self, x: Tensor) -> dict[str, Tensor]:
        """What the units hold after each step, by layer and part: [N, P] → [N, T, H or K].

        `reader_hidden`, `coder_hidden`, `writer_hidden`, and of an LSTM `reader_cell`, …; the writer's are those of
        writing by itself: fed its own rows as if they were the true ones it does the same, step by step.
        """
        rows = self._rows(x, self.reading)
        read = self.reader(rows)[0]
        code = self.encode(x)
        fed = self._fed(code, self._rows(self.decode(code), self.writing))
        return {
            f"{name}_{part}": values.transpose(0, 1)
            for name, inputs in (("reader", rows), ("coder", read), ("writer", fed))
            for part, values in zip(
                ("hidden", "cell"), walk(getattr(self, name), inputs), strict=False
            )  # a GRU has no cell
        }

    # ---- pieces ---------------------------------------------------------------------------------------------------

    def _coder_states(self, x: Tensor) -> Tensor:
        """[N, P] → [T, N, K]."""
        return self.coder(self.reader(self._rows(x, self.reading))[0])[0]

    def _repeated(self, code: Tensor) -> Tensor:
        """The code at every step: [N, K] → [T, N, K]."""
        return code.expand(len(self.writing), -1, -1)

    def _fed(self, code: Tensor, rows: Tensor) -> Tensor:
        """What the writer gets at every step if these are the rows before: [N, K], [T, N, W] → [T, N, K (+ W)]."""
        if not self.feedback:
            return self._repeated(code)
        before = torch.cat([torch.zeros_like(rows[:1]), rows[:-1]])
        return torch.cat([self._repeated(code), before], dim=2)

    def _written(self, fed: Tensor) -> Tensor:
        """[T, N, K (+ W)] → rows in the order of writing [T, N, W]."""
        return self._row(self.writer(fed)[0])

    def _row(self, hidden: Tensor) -> Tensor:
        """[…, H] → […, W]."""
        return self.squash(self.last(hidden))

    def _rows(self, x: Tensor, order: Tensor) -> Tensor:
        """Rows in that order: [N, P] → [T, N, W]."""
        return x.view(len(x), len(order), self.width).transpose(0, 1)[order]

    def _image(self, rows: Tensor) -> Tensor:
        """Rows in the order of writing, each put in its place: [T, N, W] → [N, P]."""
        return rows[self.places].transpose(0, 1).flatten(1)


def walk(layer: nn.RNNBase, inputs: Tensor) -> list[Tensor]:
    """A layer's hidden units, and the cells of an LSTM, after each step: [T, N, I] → one or two of [T, N, H].

    The fused layers keep the cells of the last step only.
    """
    state, states = None, []
    for step in inputs:
        _, state = layer(step[None], state)
        states.append(state if isinstance(state, tuple) else (state,))
    return [torch.cat(part) for part in zip(*states, strict=True)]
