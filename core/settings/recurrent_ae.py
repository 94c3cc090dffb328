"""Settings and presets of the recurrent autoencoder."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Fields, Preset, setting
from core.settings.images import ImageSettings, images_a_step, planned_steps, step_size


class RecurrentAESettings(ImageSettings):
    """Recurrent autoencoder: rows of an image as a sequence (Hochreiter and Schmidhuber 1997; Cho et al. 2014)."""

    cell: Literal["lstm", "gru"] = setting(
        "lstm",
        "Cell",
        "What a unit is: an LSTM remembers in a cell of its own; a GRU in its output, with 3/4 the weights.",
    )
    hidden: int = setting(
        32, "Hidden units", "Units of the layer that reads, and of the one that writes.", ge=4, le=128, step=4
    )
    latent_dim: int = setting(
        8, "Code size", "How many numbers the whole image becomes before it is written again.", ge=1, le=32
    )
    decoder: Literal["repeat", "feedback"] = setting(
        "repeat",
        "Writer is given",
        "At each step: the code alone, or the code and the row before.",
    )
    teacher_forcing: bool = setting(
        False,
        "Teacher forcing",
        "In training the row before is the true one, not the one written. On test images it always is the one written.",
    )
    order: Literal["top down", "reversed", "shuffled"] = setting(
        "top down",
        "Order of the rows",
        "Reversed: written from the last to the first. Shuffled: read and written in one random order.",
    )
    output: Literal["sigmoid", "linear"] = setting(
        "linear", "Output", "Linear leaves a pixel as it is; sigmoid keeps it between 0 and 1."
    )
    learning_rate: float = step_size(5e-3)
    batch_size: int = images_a_step(64)
    steps: int = planned_steps(2000)

    @property
    def forced(self) -> bool:
        """Whether training gives the writer the true rows."""
        return self.decoder == "feedback" and self.teacher_forcing

    def inapplicable(self) -> dict[str, str]:
        """A writer that is given the code alone has no row to be forced."""
        if self.decoder == "feedback":
            return {}
        return {"teacher_forcing": "only where the writer is given the row before"}


class RecurrentView(Fields):
    """What the lesson looks at; changes nothing in the model."""

    image: int = setting(
        0, "Test image", "The held-out image that is read and written.", ge=0, le=9, live=True, group="View"
    )
    rows_read: int = setting(
        4,
        "Rows read",
        "How much of the image the network sees before it must write all of it.",
        ge=0,
        le=28,
        step=1,
        live=True,
        group="View",
    )
    panel: Literal["Errors", "Teacher forcing", "Prefix", "Codes"] = setting(
        "Errors", "Panel", "What is shown below the stage.", live=True, group="View"
    )


FEEDBACK = {"decoder": "feedback"}

# What the sentences say was measured on seeds 0 to 2, at the last of the planned steps.
PRESETS = (
    Preset(
        "rows",
        "Rows, LSTM",
        "Play the reading: memory fills row by row, 8 numbers remain, and 64 pixels are written from them.",
        {},
    ),
    Preset(
        "gru",
        "GRU",
        "No cells and a quarter fewer weights: the test error ends about where the LSTM's does.",
        {"cell": "gru"},
    ),
    Preset(
        "free",
        "Feedback",
        "Each row written goes back in. Trained on its own rows, it writes better after them than after true ones.",
        FEEDBACK,
    ),
    Preset(
        "forced",
        "Teacher forcing",
        "Trained on true rows, it goes astray on its own: twice the error, most of it in the later rows.",
        FEEDBACK | {"teacher_forcing": True},
    ),
    Preset(
        "lecture",
        "MNIST, 100-30-100",
        "28 rows, and 30 numbers for 784 pixels: the test error falls below 0.02 within 2,000 steps.",
        {"dataset": "mnist", "hidden": 100, "latent_dim": 30, "batch_size": 32},
    ),
)
