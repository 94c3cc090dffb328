"""The losses under the gradient microscope, by name and in the page's order: for its trainer and its page alike."""

from __future__ import annotations

LOSSES = {  # the generator's
    "minimax": "saturating",
    "non_saturating": "non-saturating",
    "least_squares": "least squares",
    "wasserstein_gp": "Wasserstein, penalty",
    "wasserstein_clip": "Wasserstein, clipped",
}
CRITICS = ("wasserstein_gp", "wasserstein_clip")


def discriminator_of(loss: str) -> str:
    """Which D the generator's loss is read through: both losses of the first GAN share theirs."""
    return "minimax" if loss == "non_saturating" else loss


DISCRIMINATORS = {
    name: "cross-entropy" if name == "minimax" else label
    for name, label in LOSSES.items()
    if discriminator_of(name) == name
}
