"""Settings and presets of the DCGAN, and what its lesson looks at."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Preset, setting
from core.settings.face_arithmetic import ADDITIONS
from core.settings.face_views import OwnFace
from core.settings.faces import FaceGANSettings
from core.settings.images import planned_steps


class DCGANSettings(FaceGANSettings):
    """A convolutional generator and discriminator of faces, by five guidelines (Radford et al. 2016)."""

    strides: bool = setting(
        True,
        "Strides, no pooling",
        "Convolutions that skip or stamp every second cell. Off: D takes the largest of 2 × 2, G draws cells twice.",
        group="Guidelines",
    )
    batch_norm: bool = setting(
        True,
        "Batch normalisation",
        "In every layer but G's last and D's first: mean 0 and deviation 1 over a batch, then scaled and shifted.",
        group="Guidelines",
    )
    no_dense: bool = setting(
        True,
        "No dense hidden layers",
        "Off: a dense layer of 256 units where G begins, and one before D's output.",
        group="Guidelines",
    )
    tanh: bool = setting(
        True,
        "Tanh at G's end",
        "It keeps pixels between black and white. Off: the last sums are the pixels, whatever they are.",
        group="Guidelines",
    )
    leaky: bool = setting(
        True,
        "Leaky ReLU in D",
        "It passes a fifth of the gradient where a sum is below 0. Off: ReLU, which passes none there.",
        group="Guidelines",
    )
    channels: int = setting(
        40,
        "Maps",
        "Feature maps of the layers nearest to the picture; deeper ones have up to four times as many.",
        ge=8,
        le=64,
        step=8,
    )
    steps: int = planned_steps(6000)
    latent_dim: int = setting(100, "Latent size", "Numbers in z.", ge=2, le=128)


GUIDELINES = ("strides", "batch_norm", "no_dense", "tanh", "leaky")  # the switches, in the paper's order


def all_kept(settings: DCGANSettings) -> DCGANSettings:
    """The same settings with all five guidelines."""
    return settings.model_copy(update=dict.fromkeys(GUIDELINES, True))


PRESETS = (
    Preset(
        "guidelines",
        "All five guidelines",
        "Faces come out of noise. Drag a point between four of them, and ask the panels what the generator knows.",
        {},
    ),
    Preset(
        "no_batch_norm",
        "No batch norm",
        "Nothing brings the sums of a layer back to one size. Beside it: the same with all five guidelines.",
        {"batch_norm": False},
    ),
    Preset(
        "pooling",
        "Pooling",
        "D keeps the largest of 2 × 2 cells, G draws each cell four times and convolves. Beside it: all five.",
        {"strides": False},
    ),
    Preset(
        "dense",
        "Dense layers",
        "256 units that see everything at once stand where G begins and where D ends. Beside it: all five.",
        {"no_dense": False},
    ),
    Preset(
        "no_tanh",
        "No tanh",
        "Pixels may be blacker than black: the screen cuts them off, D sees them as they are. Beside it: all five.",
        {"tanh": False},
    ),
    Preset(
        "relu",
        "ReLU in D",
        "Where a sum in D is below 0, no gradient passes on to G. Beside it: all five.",
        {"leaky": False},
    ),
    Preset(
        "few",
        "50 faces only",
        "D can learn 50 faces by heart. Once training rests, Memorised? says how near to them the samples are.",
        {"examples": 50},
    ),
)

# Of the measured comparison: the unbroken run, and each guideline broken alone.
ARMS = tuple(preset for preset in PRESETS if preset.changes.keys() <= set(GUIDELINES))


class DCGANView(OwnFace):
    """What the lesson looks at; changes nothing in the model."""

    compare: bool = setting(
        True,
        "With all guidelines beside it",
        "Where a guideline is broken, a second run with all five trains on the same clock.",
        live=True,
        group="View",
    )
    face: int = setting(0, "Face", "The face on the stage whose maps are shown.", ge=0, le=20, live=True, group="View")
    corners: int = setting(
        0, "Four faces", "Which four faces stand in the corners of the walk.", ge=0, le=999, live=True, group="View"
    )
    addition: Literal[tuple(ADDITIONS)] = setting(
        "glasses", "Add", "What the faces are to get.", live=True, group="View"
    )
    averaged: int = setting(
        300,
        "Faces averaged",
        "How many faces each of the two means is taken of, if there are so many.",
        ge=1,
        le=300,
        live=True,
        group="View",
    )
    strength: float = setting(
        1.5,
        "Strength",
        "What the difference of the means is multiplied with.",
        ge=0.0,
        le=4.0,
        step=0.25,
        live=True,
        group="View",
    )
    arm: Literal[tuple(preset.title for preset in ARMS[1:])] = setting(
        ARMS[1].title, "Guideline", "What is held against the runs with all five.", live=True, group="View"
    )
    panel: Literal["Walk in z", "Arithmetic", "Memorised?", "Feature maps", "Guidelines", "Quality", "Data"] = setting(
        "Walk in z", "Panel", "What is shown below the stage.", live=True, group="View"
    )
