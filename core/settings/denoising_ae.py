"""Settings and presets of the denoising autoencoder."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Fields, Preset, setting
from core.settings.stacks import StackSettings, sizes_of_layers

WORLDS = ("circle", "spiral", "moons")
AMOUNTS = tuple(i / 10 for i in range(1, 11))  # of corruption, for a curve over them
CURVE = 200  # test images that it is measured on


class DenoisingAESettings(StackSettings):
    """Denoising autoencoder (Vincent et al. 2008)."""

    dataset: Literal["digits", "mnist", "fashion_mnist", "circle", "spiral", "moons"] = setting(
        "digits",
        "Data",
        "Images to learn, 8×8 digits or 28×28; or points of the plane along a curve, where all can be drawn.",
        group="Data",
    )
    corruption: Literal["gaussian", "off", "dropout", "square", "bottom"] = setting(
        "gaussian",
        "Corruption",
        "What is done to the input: Gaussian noise; pixels switched off one by one, the rest as it is (off) or scaled "
        "up for them (dropout); a missing square, a missing lower part.",
        group="Corruption",
    )
    amount: float = setting(
        0.5,
        "Amount",
        "Standard deviation σ of the noise; else the share of pixels, of the area or of the height that is missing.",
        ge=0.1,
        le=1.0,
        step=0.05,
        group="Corruption",
    )
    denoise: bool = setting(
        True,
        "Corrupt the input in training",
        "Off: a plain autoencoder, which has only seen clean inputs; it is measured with corrupted ones all the same.",
        group="Corruption",
    )
    network: Literal["dense", "convolutional"] = setting(
        "dense",
        "Network",
        "Dense layers, each unit seeing the whole image; or convolutions alone, of which each number sees a part.",
    )
    layers: str = sizes_of_layers(
        "96",
        "Units of each layer from the image inwards, as 256-64; the last is the code, over-complete "
        "where it is wider than the image. The decoder mirrors them.",
    )
    activation: Literal["relu", "selu", "sigmoid", "tanh"] = setting(
        "relu", "Activation", "What every hidden unit does to its sum, those of the code too."
    )

    @property
    def on_plane(self) -> bool:
        """Whether examples are points of the plane."""
        return self.dataset in WORLDS

    @property
    def convolutional(self) -> bool:
        """Whether the network has no dense layer."""
        return self.network == "convolutional" and not self.on_plane

    @property
    def kind(self) -> str:
        """The corruption that is in use."""
        return "gaussian" if self.on_plane else self.corruption

    def inapplicable(self) -> dict[str, str]:
        """What is missing from a picture cannot be missing from a point, and convolutions alone have no stages."""
        reasons = super().inapplicable()
        if self.convolutional:
            reasons |= dict.fromkeys(("layers", "training", "stage_steps"), "only with dense layers")
        if self.on_plane:
            reasons |= {
                "network": "only with images",
                "corruption": "only with images; points get Gaussian noise",
                "training": "only with images",
                "stage_steps": "only with images",
            }
        return reasons


class DenoisingView(Fields):
    """What the lesson looks at; changes nothing in the model."""

    test_amount: float = setting(
        0.5,
        "Amount at test time",
        "How much the test images below are corrupted, whatever the model was trained with.",
        ge=0.1,
        le=1.0,
        step=0.05,
        live=True,
        group="View",
    )
    panel: Literal["Errors", "Noise", "Draw", "Filters", "Latent map"] = setting(
        "Errors", "Panel", "What is shown below the stage.", live=True, group="View"
    )


FIELD = {"dataset": "spiral", "amount": 0.3, "layers": "64-64", "activation": "tanh"}

# What the sentences say was measured on seeds 0 to 2, at the last of the planned steps, on all test images.
PRESETS = (
    Preset(
        "gaussian",
        "Gaussian noise",
        "From 6.1 dB in to 15.3 dB out. The plain network ends at 11.2 dB: it has learned to copy, noise and all.",
        {},
    ),
    Preset(
        "off",
        "Half the pixels off",
        "From 9.2 dB to 15.0 dB: what is gone is guessed from what is left. The plain one gains less than 1 dB.",
        {"corruption": "off"},
    ),
    Preset(
        "fill",
        "A missing square",
        "A quarter of the picture is missing: from 10.9 dB to 16.8 dB. The plain one leaves a hole: 11.4 dB.",
        {"corruption": "square", "amount": 0.25},
    ),
    Preset(
        "field",
        "A field of arrows",
        "The arrows point to the spiral, 14 to 19 % off the best there are. Those of the plain one: 90 % off, next to "
        "none.",
        FIELD | {"learning_rate": 3e-3, "batch_size": 512},
    ),
    Preset(
        "stacked",
        "Layer by layer",
        "Two stages, each with its own input corrupted, then the whole: 15.2 dB, no better than all at once (15.3 dB).",
        {"corruption": "off", "layers": "96-48", "training": "greedy"},
    ),
    Preset(
        "mnist",
        "MNIST, half off",
        "Convolutions alone guess the other half from the neighbours: 12.4 dB become 20.5 to 21.0 dB.",
        {"dataset": "mnist", "network": "convolutional", "corruption": "off", "batch_size": 64}
        | {"learning_rate": 2e-3, "steps": 2000},
    ),
    Preset(
        "plain",
        "Plain",
        "An autoencoder that has only seen clean images, measured with noisy ones: 11.2 dB, 4 dB below the other.",
        {"denoise": False},
    ),
)
