"""Settings of StyleGAN on drawn faces, and its presets."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Preset, setting
from core.settings.face_views import OwnFace
from core.settings.faces import FaceGANSettings, falling_rate
from core.settings.images import planned_steps, step_size
from core.settings.style_latent import LatentView

GROUPS = ("coarse", "middle", "fine")  # layers, as the lecture and the paper call them
COARSE = 8  # cells along a side up to which layers are coarse


def group_of(side: int, largest: int) -> str:
    """Coarse: maps of 4 × 4 and 8 × 8 cells; fine: those of the largest side; middle: between."""
    if side <= COARSE:
        return GROUPS[0]
    return GROUPS[2] if side == largest else GROUPS[1]


class StyleGANSettings(FaceGANSettings):
    """A style-based generator (Karras et al. 2019), small and without growing, on drawn faces."""

    latent_dim: int = setting(
        64, "Size of z", "Random numbers that a face begins with.", ge=2, le=512, log=True, group="Generator"
    )
    style_dim: int = setting(64, "Size of w", "Numbers in a style vector.", ge=8, le=512, log=True, group="Generator")
    mapping_depth: int = setting(8, "Mapping layers", "Dense layers that turn z into w.", ge=1, le=8, group="Generator")
    channels: int = setting(
        32,
        "Maps at full size",
        "Feature maps of the last layers of G and the first of D; smaller sides have up to 96.",
        ge=8,
        le=64,
        log=True,
        group="Networks",
    )
    noise: bool = setting(
        True, "Noise inputs", "Every layer gets fresh noise, as strong as it wants.", group="Generator"
    )
    mixing: float = setting(
        0.9,
        "Mixing probability",
        "How often a face in training has the styles of two z: the first layers' of one, the others' of another.",
        ge=0.0,
        le=1.0,
        step=0.1,
        live=True,
        group="Objective",
    )
    r1: float = setting(
        10.0,
        "R1 penalty γ",
        "Half of this times D's squared slope at real faces, paid on every 16th step for all 16; 0 is off.",
        ge=0.0,
        le=20.0,
        step=0.1,
        live=True,
        group="Objective",
    )
    learning_rate: float = step_size(5e-3)
    falling: bool = falling_rate(True)
    steps: int = planned_steps(16_000)


class StyleView(LatentView, OwnFace):
    """What the lesson looks at; changes nothing in the model."""

    faces: int = setting(
        12, "Faces", "Which faces are mixed, and looked into below.", ge=0, le=9999, live=True, group="View"
    )
    psi: float = setting(
        0.7,
        "Truncation ψ",
        "How far w may be from its middle: 1 as learned, 0 the middle face, below 0 its opposite.",
        ge=-1.0,
        le=1.5,
        step=0.05,
        live=True,
        group="View",
    )
    layer: int = setting(1, "Layer", "The layer whose AdaIN is looked at.", ge=1, le=10, live=True, group="View")
    map: int = setting(1, "Map", "One of this layer's feature maps.", ge=1, le=512, live=True, group="View")
    panel: Literal[  # the faces, what the stage does, the spaces behind it, the training
        "Growing",
        "Mixing",
        "AdaIN",
        "Noise",
        "Network",
        "Truncation",
        "W and Z",
        "Walk",
        "Directions",
        "Projection",
        "Quality",
        "Losses",
        "Data",
    ] = setting("Growing", "Panel", "What is shown below the stage.", live=True, group="View")


PRESETS = (
    Preset(
        "style",
        "A style for every layer",
        "Move the crossover: the layers before it are styled by A, those from it on by B.",
        {},
    ),
    Preset(
        "unmixed",
        "Without mixing",
        "From scratch, and no face in training has the styles of two z. Compare *Mixing* once faces show.",
        {"mixing": 0.0},
    ),
    Preset(
        "noiseless",
        "Without noise",
        "From scratch, and all there is to a face must come from its w, freckles and loose hairs included.",
        {"noise": False},
    ),
)
