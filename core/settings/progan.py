"""Settings and presets of the ProGAN, and its schedule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.settings.base import Preset, setting
from core.settings.face_views import OwnFace
from core.settings.faces import FaceGANSettings, falling_rate
from core.settings.images import planned_steps, step_size

SMALLEST = 4  # pixels along the side of the first images
WIDEST = 96  # maps that a level has at most


class ProGANSettings(FaceGANSettings):
    """A generator and a discriminator of faces that grow from 4 × 4 pixels to full size (Karras et al. 2018)."""

    growing: bool = setting(
        True, "Growing", "Off: both networks begin at full size, as any other GAN.", group="Growing"
    )
    stable: int = setting(
        400,
        "Steps stable",
        "How long every size but the last is trained once it has faded in.",
        ge=1,
        le=20_000,
        log=True,
        group="Growing",
    )
    fading: int = setting(
        400,
        "Steps fading",
        "How long α takes from 0 to 1 at every new size.",
        ge=1,
        le=20_000,
        log=True,
        group="Growing",
    )
    by_hand: bool = setting(False, "α by hand", "You set α, not the schedule.", live=True, group="Growing")
    alpha: float = setting(
        0.5,
        "α",
        "Share of the new size's own image; the rest is the smaller image, enlarged.",
        ge=0.0,
        le=1.0,
        step=0.05,
        live=True,
        group="Growing",
    )
    equalized: bool = setting(
        True,
        "Equalized learning rate",
        "Weights of size 1, scaled when they are used. Off: drawn small at once, as usual.",
        group="Tricks",
    )
    pixel_norm: bool = setting(
        True, "PixelNorm", "G divides every pixel's features by their root mean square.", group="Tricks"
    )
    statistics: bool = setting(
        True,
        "Minibatch standard deviation",
        "D is told how different the faces of a batch are, as one map more.",
        group="Tricks",
    )
    loss: Literal["non_saturating", "wasserstein_gp"] = setting(
        "non_saturating",
        "Loss",
        "The usual one with R1 on every 16th step; or the paper's, Wasserstein with a gradient penalty, at every step.",
        group="Training",
    )
    learning_rate: float = step_size(5e-3)
    falling: bool = falling_rate(True)
    steps: int = planned_steps(7000)
    channels: int = setting(
        24,
        "Maps",
        f"Feature maps at full size; every smaller size has twice as many, up to {WIDEST}.",
        ge=4,
        le=64,
        step=4,
    )
    latent_dim: int = setting(64, "Latent size", "Numbers in z.", ge=2, le=128)

    @property
    def levels(self) -> int:
        """Sizes from 4 × 4 to full size."""
        return (self.side // SMALLEST).bit_length()

    @property
    def maps(self) -> tuple[int, ...]:
        """Feature maps of each level, 4 × 4 first."""
        return tuple(min(WIDEST, self.channels * 2**i) for i in reversed(range(self.levels)))

    def inapplicable(self) -> dict[str, str]:
        """Without growing there is no schedule and nothing to fade; α is set where the schedule does not set it."""
        if not self.growing:
            return dict.fromkeys(("stable", "fading", "by_hand", "alpha"), "only where the networks grow")
        return {} if self.by_hand else {"alpha": "only with α by hand"}


@dataclass(frozen=True)
class Growth:
    """How far the networks have grown."""

    level: int  # 0: 4 × 4 pixels
    alpha: float  # share of this level's own image, 0…1
    age: int  # steps since layers came or went, this one included

    @property
    def side(self) -> int:
        """Pixels along an image's side."""
        return SMALLEST * 2**self.level


def growth(settings: ProGANSettings, step: int) -> Growth:
    """What step number `step` is trained at; 0 is before the first.

    4 × 4 for `stable` steps; then for every size `fading` steps, in which α rises evenly to 1, and `stable` more; the
    last size stays.
    """
    if not settings.growing:
        return Growth(settings.levels - 1, 1.0, step)
    since = step - 1 - settings.stable
    if since < 0:
        return Growth(0, 1.0, step)
    level, place = divmod(since, settings.fading + settings.stable)
    if level + 1 >= settings.levels:
        level = settings.levels - 2
        place = since - level * (settings.fading + settings.stable)
    alpha = settings.alpha if settings.by_hand else min(1.0, (place + 1) / settings.fading)
    alone = alpha == 1 and not settings.by_hand  # from the ramp's last step on: the smaller size's own layers have gone
    return Growth(level + 1, alpha, place + 2 - settings.fading if alone else place + 1)


class ProGANView(OwnFace):
    """What the lesson looks at; changes nothing in the model."""

    compare: bool = setting(
        False,
        "Beside it: full size at once",
        "A second run from the same seed whose networks do not grow. Both begin anew together.",
        live=True,
        group="View",
    )
    faces: int = setting(
        0, "Latents", "The seed of the latents that the panel is about.", ge=0, le=999, live=True, group="View"
    )
    size: Literal[4, 8, 16, 32, 64] = setting(
        16, "Layer's size", "In whose last convolution the pixel is looked at.", live=True, group="View"
    )
    column: int = setting(8, "Column", "Of the pixel, from the left.", ge=0, le=63, live=True, group="View")
    row: int = setting(8, "Row", "Of the pixel, from above.", ge=0, le=63, live=True, group="View")
    grown: int = setting(
        8,
        "How often they have grown",
        "0: 4 × 4 pixels; 8: 1024 × 1024.",
        ge=0,
        le=8,
        step=1,
        live=True,
        group="View",
    )
    panel: Literal["Minibatch deviation", "PixelNorm", "1024 × 1024", "Growing or not", "Quality", "Losses", "Data"] = (
        setting("Minibatch deviation", "Panel", "What is shown below the stage.", live=True, group="View")
    )


FULL_SIZE = {"growing": False}

PRESETS = (
    Preset(
        "growing",
        "Growing",
        "Colours first, then heads, then eyes: each size learns what the one before left open, and fades in.",
        {},
    ),
    Preset("full_size", "Full size at once", "The same networks, all layers from the first step on.", FULL_SIZE),
    Preset(
        "paper_loss",
        "The paper's loss",
        "Wasserstein with a gradient penalty, learning rate 0.001: a step takes longer.",
        {"loss": "wasserstein_gp", "learning_rate": 1e-3},
    ),
    Preset(
        "no_statistics", "No minibatch deviation", "D is not told how different the faces are.", {"statistics": False}
    ),
    Preset("no_pixel_norm", "No PixelNorm", "Nothing bounds the features of G.", {"pixel_norm": False}),
    Preset(
        "not_equalized", "Not equalized", "Small weights, which Adam moves as fast as large ones.", {"equalized": False}
    ),
)

ARMS = PRESETS[:2]  # of the measured comparison: with growing and without
