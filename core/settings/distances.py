"""Settings of the lesson on distances between distributions; its presets are below."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from core.settings.base import Preset, Settings, setting, text_setting
from core.settings.points import ALLOWED, MAX_LENGTH, canonical

APART, RACE, MICROSCOPE = "apart", "race", "microscope"
NOTCHES = 120  # steps of q from one end of its way to the other
WAY = 3.0  # q goes from −WAY to WAY
PLANNED = {APART: NOTCHES, RACE: 100, MICROSCOPE: 2000}  # steps of each experiment
EPSILONS = (5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005)  # from large to small: where Sinkhorn is measured
RACERS = {  # what q descends on in the race, and how that is called
    "kl": "KL",
    "js": "JS",
    "minimax": "GAN, saturating",
    "non_saturating": "GAN, non-saturating",
    "w1": "W₁",
    "w2": "W₂²",
}

DATA = "-0.60 -0.60 -0.60 0.00 -0.60 0.60 0.00 -0.60 0.00 0.60 0.60 -0.60 0.60 0.00 0.60 0.60"  # a square
CLOUD = "-0.70 0.00 -0.47 0.00 -0.23 0.00 0.00 0.00 0.23 0.00 0.47 0.00 0.70 0.00 0.00 0.40 0.00 -0.40"  # a cross


class DistancesSettings(Settings):
    """Two distributions: p stands still, q is carried past it, or learns its way to it (Arjovsky et al. 2017)."""

    experiment: Literal["apart", "race", "microscope"] = setting(
        APART,
        "Experiment",
        "Carry q across (apart), let q descend on each distance (race), or hold q and train D (microscope).",
        group="Experiment",
    )
    pair: Literal["points", "lines", "gaussians_1d", "gaussians_2d", "discs", "intervals", "histograms", "drawn"] = (
        setting("gaussians_2d", "Distributions", "p, the data (blue), and q, the generator's (orange).", group="Data")
    )
    sigma: float = setting(0.5, "σ of p", "Width of the data's Gaussian.", ge=0.1, le=1.0, step=0.05, group="Data")
    sigma_q: float = setting(
        0.5, "σ of q", "Width of the generator's Gaussian.", ge=0.1, le=1.0, step=0.05, group="Data"
    )
    points_p: str = text_setting(
        DATA,
        "Points of p",
        "The data, each point with an equal share.",
        allowed=ALLOWED,
        max_length=MAX_LENGTH,
        check=canonical,
        group="Data",
    )
    points_q: str = text_setting(
        CLOUD,
        "Points of q",
        "The generator's points, each with an equal share.",
        allowed=ALLOWED,
        max_length=MAX_LENGTH,
        check=canonical,
        group="Data",
    )
    samples: int = setting(
        256, "Samples", "Points of each side that transport is computed from.", ge=16, le=256, log=True, group="Data"
    )
    theta: float = setting(
        2.5, "Distance θ", "How far q stands from p at the start.", ge=-WAY, le=WAY, step=0.05, group="Data"
    )
    epsilon: float = setting(
        0.1,
        "Sinkhorn's ε",
        "How much the entropic plan is blurred; the smaller, the nearer to the exact one and the slower.",
        ge=0.02,
        le=5.0,
        log=True,
        group="Transport",
    )
    lr: float = setting(
        0.025,
        "Step size",
        "How far a unit of gradient (of the sum over all points) moves a point in an iteration, on every objective.",
        ge=1e-4,
        le=1.0,
        log=True,
        live=True,
        group="Race",
    )
    blur: float = setting(
        0.1,
        "Blur of KL and JS",
        "Width of a Gaussian on every point, which alone has no density. At a third of the gap JS begins to pull.",
        ge=0.05,
        le=2.0,
        log=True,
        live=True,
        group="Race",
    )
    k_d: int = setting(
        5,
        "Steps of D an iteration",
        "So often each GAN's discriminator learns before its points move once.",
        ge=1,
        le=50,
        log=True,
        live=True,
        group="Race",
    )
    d_width: int = setting(
        64,
        "Width of D",
        "Units in each hidden layer of every discriminator.",
        ge=8,
        le=128,
        log=True,
        group="Discriminators",
    )
    d_depth: int = setting(
        2, "Hidden layers of D", "How many every discriminator has.", ge=1, le=3, group="Discriminators"
    )
    lr_d: float = setting(
        1e-3,
        "Learning rate of D",
        "Size of a discriminator's steps.",
        ge=1e-5,
        le=0.1,
        log=True,
        live=True,
        group="Discriminators",
    )
    batch_size: int = setting(
        128, "Batch size", "Points of each kind in a step of D.", ge=8, le=512, log=True, group="Discriminators"
    )
    clip: float = setting(
        0.01,
        "Weight clip",
        "After each step the clipped critic's weights are cut to ± this value.",
        ge=0.001,
        le=1.0,
        log=True,
        live=True,
        group="Discriminators",
    )
    gp_weight: float = setting(
        10.0,
        "Gradient penalty λ",
        "Weight of (slope − 1)² between real and generated points.",
        ge=0.01,
        le=100.0,
        log=True,
        live=True,
        group="Discriminators",
    )
    seeds: int = setting(
        1, "Copies", "So many train side by side, from this seed and the next ones.", ge=1, le=16, group="Run"
    )
    steps: int = setting(  # without a value: the experiment's own number, see below
        NOTCHES,
        "Planned steps",
        f"It pauses after so many steps; q is carried across in {NOTCHES}.",
        ge=1,
        le=20_000,
        log=True,
        live=True,
        group="Run",
    )

    @model_validator(mode="before")
    @classmethod
    def _plan(cls, values: Any) -> Any:
        return {"steps": PLANNED.get(values.get("experiment"), NOTCHES)} | values

    def inapplicable(self) -> dict[str, str]:
        """What the chosen experiment and pair have no use for."""
        gaussians = (self.pair in ("gaussians_1d", "gaussians_2d"), "only with two Gaussians")
        drawn = (self.pair == "drawn", "only with pair=drawn")
        atoms = (self.pair in ("points", "drawn"), "these are all the points there are")
        race = (self.experiment == RACE, "only in the race")
        critics = (self.experiment in (RACE, MICROSCOPE), "nothing is learned here")
        microscope = (self.experiment == MICROSCOPE, "only in the microscope")
        needs = {
            "sigma": gaussians,
            "sigma_q": gaussians,
            "points_p": drawn,
            "points_q": drawn,
            "samples": (not atoms[0], atoms[1]),
            "theta": (self.experiment != APART, "q is carried across here: its distance is the timeline"),
            "epsilon": (self.experiment == APART, "nothing here is entropic"),
            **dict.fromkeys(("lr", "blur", "k_d"), race),
            **dict.fromkeys(("d_width", "d_depth", "lr_d"), critics),
            **dict.fromkeys(("batch_size", "clip", "gp_weight", "seeds"), microscope),
        }
        return {name: reason for name, (applies, reason) in needs.items() if not applies}


PRESETS = (
    Preset(
        "lines",
        "Lines",
        "However near the lines are, JS says ln 2 and nothing about where to go. W₁ is their distance.",
        {"pair": "lines"},
    ),
    Preset(
        "discs",
        "Discs",
        "KL is infinite at once, and JS is flat as soon as the discs part. W₁ goes on, with slope 1.",
        {"pair": "discs"},
    ),
    Preset(
        "gaussians",
        "Gaussians",
        "Tails never end: KL grows with the square of the distance, and JS dies away towards ln 2.",
        {"pair": "gaussians_2d"},
    ),
    Preset(
        "histograms",
        "Histograms",
        "On a line the best plan is easy to see: no earth overtakes another.",
        {"pair": "histograms"},
    ),
    Preset(
        "race",
        "Descent race",
        "Six equal clouds, one step size. On W₁ the way is 2.4 → 1.2 → 0; on JS nothing moves; on KL points fly off.",
        {"experiment": RACE, "pair": "discs", "samples": 128, "theta": 2.4},
    ),
    Preset(
        "microscope",
        "Vanishing gradient",
        "Discs apart: the better D, the less its cross-entropy tells the generator. A penalised critic tells on.",
        {"experiment": MICROSCOPE, "pair": "discs", "theta": 2.5},
    ),
    Preset(
        "overlap",
        "… not vanishing",
        "Gaussians that overlap: the best D is never sure, so there is a gradient to the end.",
        {"experiment": MICROSCOPE, "theta": 1.0},
    ),
)
