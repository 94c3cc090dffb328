"""Settings and presets of the variational autoencoder."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Fields, Preset, setting
from core.settings.images import ImageSettings


class VAESettings(ImageSettings):
    """Variational autoencoder with dense layers (Kingma and Welling 2014)."""

    latent_dim: int = setting(
        2, "Latent dimension", "How many numbers the code z has; with 2 it can be drawn exactly.", ge=2, le=32
    )
    width: int = setting(
        256, "Hidden width", "Units in each hidden layer of encoder and decoder.", ge=8, le=1024, log=True
    )
    depth: int = setting(2, "Hidden layers", "How many hidden layers encoder and decoder have.", ge=1, le=4)
    likelihood: Literal["bernoulli", "gaussian"] = setting(
        "bernoulli",
        "Likelihood",
        "How a pixel is scored: as a coin (cross-entropy) or as a Gaussian around the decoder's output.",
        group="Objective",
    )
    pixel_sigma: float = setting(
        0.2,
        "Pixel noise σ",
        "Standard deviation of the Gaussian likelihood; smaller weighs reconstruction more.",
        ge=0.05,
        le=1.0,
        log=True,
        live=True,
        group="Objective",
    )
    beta: float = setting(
        1.0,
        "β",
        "Weight of the KL term: 1 is the ELBO, 0 forgets the prior, large values pull every code to it.",
        ge=0.0,
        le=20.0,
        step=0.1,
        live=True,
        group="Objective",
    )
    warmup: int = setting(
        0,
        "KL warm-up steps",
        "β grows from 0 to its value over so many steps; 0 is at once.",
        ge=0,
        le=5000,
        step=50,
        live=True,
        group="Objective",
    )
    plain: bool = setting(
        False,
        "Plain autoencoder",
        "Without noise and without prior: the mean itself is the code, and only reconstruction counts.",
        group="Objective",
    )
    pixels: Literal["sum", "mean"] = setting(
        "sum",
        "Pixel terms",
        "Sum over the pixels is the likelihood; the mean is a common mistake that makes KL far too heavy.",
        group="Objective",
    )

    def inapplicable(self) -> dict[str, str]:
        """The pixel noise belongs to the Gaussian likelihood, the weight of the KL term to a prior."""
        reasons = {} if self.likelihood == "gaussian" else {"pixel_sigma": "only with likelihood=gaussian"}
        without = "a plain autoencoder has no prior to be pulled to"
        return reasons | (dict.fromkeys(("beta", "warmup"), without) if self.plain else {})


class VAEView(Fields):
    """What the lesson looks at; changes nothing in the model."""

    digit: int = setting(
        0, "Test digit", "The held-out digit whose posterior is shown.", ge=0, le=299, live=True, group="View"
    )
    other: int = setting(
        7,
        "… morphs into",
        "The held-out digit at the other end of the interpolation.",
        ge=0,
        le=299,
        live=True,
        group="View",
    )
    axis_x: int = setting(1, "Across", "The latent dimension drawn across.", ge=1, le=32, live=True, group="View")
    axis_y: int = setting(2, "Up", "The latent dimension drawn upwards.", ge=1, le=32, live=True, group="View")
    panel: Literal["Terms", "Exact ELBO", "Sampling", "Reconstruction"] = setting(
        "Terms", "Panel", "What is shown below the stage.", live=True, group="View"
    )


class HolesView(VAEView):
    """What the lesson on holes looks at; changes nothing in the model."""

    # of the eight numbers the two that the VAE uses most, as its recording has it
    axis_x: int = setting(4, "Across", "The latent dimension drawn across.", ge=1, le=32, live=True, group="View")
    axis_y: int = setting(8, "Up", "The latent dimension drawn upwards.", ge=1, le=32, live=True, group="View")
    panel: Literal["Holes", "Ways", "Errors"] = setting(
        "Holes", "Panel", "What is shown below the stage.", live=True, group="View"
    )


SMALL = {"width": 128, "depth": 1}  # enough for 8×8 digits, and light enough to travel with every frame
# Deep and fast: the KL term wins before the decoder has learned to listen.
COLLAPSING = SMALL | {"latent_dim": 8, "depth": 3, "learning_rate": 5e-3, "beta": 2.0, "steps": 2500}

VARIATIONAL = (
    Preset(
        "balance",
        "ELBO balance",
        "Reconstruction and KL pull against each other: watch KL rise as codes become worth their price.",
        SMALL,
    ),
    Preset(
        "collapse",
        "Posterior collapse",
        "With β = 2 from the first step KL falls to zero: every code lands on the prior, and the decoder ignores z.",
        COLLAPSING,
    ),
    Preset(
        "warmup",
        "Its cure: warm-up",
        "The same model and the same β, grown from 0 over 1,500 steps: two codes stay alive, and the ELBO ends higher.",
        COLLAPSING | {"warmup": 1500},
    ),
    Preset(
        "autoencoder",
        "β = 0",
        "An autoencoder with noise: codes fly apart, σ shrinks, and samples of the prior fall into holes.",
        SMALL | {"beta": 0.0},
    ),
    Preset(
        "mean",
        "Mean instead of sum",
        "Averaging over 64 pixels makes KL 64 times too heavy: one word of code, and the codes die.",
        SMALL | {"pixels": "mean"},
    ),
)

HOLES = (
    Preset(
        "plain",
        "Eight numbers",
        "Left a plain autoencoder, right the VAE from the same first weights and batches: point between the dots.",
        SMALL | {"latent_dim": 8, "plain": True},
    ),
    Preset(
        "plain2",
        "Two numbers",
        "With two numbers for a digit the plain code is crowded too: its holes are few, and most lie far out.",
        SMALL | {"plain": True},
    ),
)
FILLED = Preset("filled", "VAE", "The same network with noise and prior.", SMALL | {"latent_dim": 8})
PRESETS = (*VARIATIONAL, *HOLES, FILLED)
