"""Settings of the GANs on two-dimensional worlds; their presets are in gan2d_presets.py."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Settings, setting, text_setting
from core.settings.points import ALLOWED, MAX_LENGTH, canonical

LOGS = ("minimax", "non_saturating")  # losses of a probability's logarithm
SIGMOID = (*LOGS, "total_variation")  # losses whose discriminator gives a probability
LIPSCHITZ = ("wasserstein_clip", "wasserstein_gp")  # losses that hold the critic's slope down
STAR = "0.00 2.00 0.47 0.65 1.90 0.62 0.76 -0.25 1.18 -1.62 0.00 -0.80 -1.18 -1.62 -0.76 -0.25 -1.90 0.62 -0.47 0.65"

Activation = Literal["relu", "leaky_relu", "tanh", "elu"]
Rule = Literal["adam", "rmsprop", "sgd"]


class GAN2DSettings(Settings):
    """A generator G and a discriminator D with dense layers, on points of the plane (Goodfellow et al. 2014)."""

    world: Literal["ring", "grid", "line", "gaussians", "spiral", "moons", "points"] = setting(
        "ring", "World", "Where the real points come from.", group="Data"
    )
    ring_modes: int = setting(
        8, "Modes of the ring", "How many Gaussians stand on the ring.", ge=2, le=16, group="Data"
    )
    points: str = text_setting(
        STAR,
        "Your points",
        "The real points are drawn closely around these.",
        allowed=ALLOWED,
        max_length=MAX_LENGTH,
        check=canonical,
        group="Data",
    )

    g_depth: int = setting(
        2, "Hidden layers of G", "How many hidden layers the generator has.", ge=1, le=4, group="Generator"
    )
    g_width: int = setting(
        64, "Width of G", "Units in each hidden layer of the generator.", ge=4, le=256, log=True, group="Generator"
    )
    g_activation: Activation = setting(
        "relu", "Activation of G", "The bend in every hidden unit of the generator.", group="Generator"
    )
    latent_dim: int = setting(
        2,
        "Latent dimension",
        "How many random numbers z a point is made of.",
        ge=1,
        le=256,
        log=True,
        group="Generator",
    )
    latent: Literal["normal", "uniform"] = setting(
        "normal", "Latent distribution", "How z is drawn: N(0, 1) or evenly from −1 to 1.", group="Generator"
    )
    ema: float = setting(
        0.0,
        "Average of G",
        "Shows an exponential moving average of G's weights with this decay a step; 0 shows G itself.",
        ge=0.0,
        le=0.999,
        step=0.001,
        live=True,
        group="Generator",
    )

    d_depth: int = setting(
        2, "Hidden layers of D", "How many hidden layers the discriminator has.", ge=1, le=4, group="Discriminator"
    )
    d_width: int = setting(
        64,
        "Width of D",
        "Units in each hidden layer of the discriminator.",
        ge=4,
        le=256,
        log=True,
        group="Discriminator",
    )
    d_activation: Activation = setting(
        "relu", "Activation of D", "The bend in every hidden unit of the discriminator.", group="Discriminator"
    )
    packing: int = setting(
        1,
        "Packing",
        "D judges so many points at once, all real or all generated (PacGAN).",
        ge=1,
        le=4,
        group="Discriminator",
    )
    minibatch: Literal["none", "stddev", "discrimination"] = setting(
        "none",
        "Minibatch statistics",
        "What D sees of a point's companions: nothing, their spread (ProGAN), or how close they are (Salimans).",
        group="Discriminator",
    )

    loss: Literal[
        "non_saturating",
        "minimax",
        "least_squares",
        "hinge",
        "total_variation",
        "wasserstein",
        "wasserstein_clip",
        "wasserstein_gp",
    ] = setting("non_saturating", "Loss", "What the two players minimise.", group="Objective")
    weight_clipping: bool = setting(
        False, "Weight clipping", "After each step of D all its weights are cut to ± the clip.", group="Objective"
    )
    clip: float = setting(
        0.01,
        "Weight clip",
        "After each step the critic's weights are cut to ± this value.",
        ge=0.001,
        le=1.0,
        log=True,
        live=True,
        group="Objective",
    )
    gp_weight: float = setting(
        0.1,
        "Gradient penalty λ",
        "Weight of (slope − 1)² between real and generated points.",
        ge=0.01,
        le=100.0,
        log=True,
        live=True,
        group="Objective",
    )
    r1: float = setting(
        0.0,
        "R1 penalty γ",
        "Half of this times D's squared slope at real points; 0 is off.",
        ge=0.0,
        le=10.0,
        step=0.01,
        live=True,
        group="Objective",
    )
    instance_noise: float = setting(
        0.0,
        "Instance noise σ",
        "Noise on every point that D sees, real or generated; 0 is off.",
        ge=0.0,
        le=1.0,
        step=0.01,
        live=True,
        group="Objective",
    )
    label_smoothing: float = setting(
        0.0,
        "Label smoothing",
        "Real points count as real by 1 − this; 0 is off.",
        ge=0.0,
        le=0.5,
        step=0.01,
        live=True,
        group="Objective",
    )
    unroll: int = setting(
        0,
        "Unrolled steps",
        "G looks so many steps of D ahead and learns through them; 0 is off.",
        ge=0,
        le=10,
        group="Objective",
    )

    k_d: int = setting(
        1, "Steps of D a round", "D moves so often while G stands still.", ge=1, le=10, live=True, group="Training"
    )
    k_g: int = setting(
        1, "Steps of G a round", "Then G moves so often while D stands still.", ge=1, le=10, live=True, group="Training"
    )
    lr_d: float = setting(
        1e-3, "Learning rate of D", "Size of D's steps.", ge=1e-5, le=1.0, log=True, live=True, group="Training"
    )
    lr_g: float = setting(
        1e-3, "Learning rate of G", "Size of G's steps.", ge=1e-5, le=1.0, log=True, live=True, group="Training"
    )
    optimizer_d: Rule = setting(
        "adam", "Optimizer of D", "The rule that turns D's gradient into a step.", group="Training"
    )
    optimizer_g: Rule = setting(
        "adam", "Optimizer of G", "The rule that turns G's gradient into a step.", group="Training"
    )
    beta1: float = setting(
        0.5, "Adam's β₁", "Decay of Adam's mean gradient: its momentum.", ge=0.0, le=0.99, step=0.01, group="Training"
    )
    beta2: float = setting(
        0.999, "Adam's β₂", "Decay of Adam's mean square.", ge=0.5, le=0.999, step=0.001, group="Training"
    )
    batch_size: int = setting(
        256,
        "Batch size",
        "Examples of each kind in a step; with packing an example is a whole pack.",
        ge=8,
        le=1024,
        log=True,
        group="Training",
    )
    halves: bool = setting(
        False, "Half rounds", "A step is only D's half of a round, the next one G's.", live=True, group="Training"
    )
    seeds: int = setting(
        1,
        "Copies",
        "So many GANs train side by side, from this seed and the next ones.",
        ge=1,
        le=16,
        group="Run",
    )
    steps: int = setting(
        4000,
        "Planned rounds",
        "Training pauses after so many rounds (half rounds where they are on).",
        ge=1,
        le=100_000,
        log=True,
        live=True,
        group="Run",
    )

    @property
    def clips(self) -> bool:
        """Whether D's weights are cut after each of its steps."""
        return self.weight_clipping or self.loss == "wasserstein_clip"

    def inapplicable(self) -> dict[str, str]:
        """What the chosen world, loss and optimizers have no use for."""
        needs = {
            "ring_modes": (self.world == "ring", "only with world=ring"),
            "points": (self.world == "points", "only with world=points"),
            "weight_clipping": (self.loss != "wasserstein_clip", "loss=wasserstein_clip clips in any case"),
            "clip": (self.clips, "only with loss=wasserstein_clip or weight_clipping=true"),
            "gp_weight": (self.loss == "wasserstein_gp", "only with loss=wasserstein_gp"),
            "r1": (self.loss not in LIPSCHITZ, "this loss holds the slope down in its own way"),
            "label_smoothing": (
                self.loss in (*LOGS, "least_squares"),
                "only with losses that have labels: minimax, non_saturating, least_squares",
            ),
            "beta1": ("adam" in (self.optimizer_d, self.optimizer_g), "only with Adam"),
            "beta2": ("adam" in (self.optimizer_d, self.optimizer_g), "only with Adam"),
        }
        return {name: reason for name, (applies, reason) in needs.items() if not applies}
