"""A face of one's own: what a learner may choose of it. Changes nothing in a model."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Fields, setting


def _choice(default: str, label: str, help: str) -> str:
    return setting(default, label, help, live=True, group="Face")


def _number(default: float, label: str, low: str, high: str) -> float:
    return setting(default, label, f"−1: {low}, 1: {high}.", ge=-1, le=1, step=0.05, live=True, group="Face")


class OwnFace(Fields):
    """The attributes of core/data/faces.py, in its order; at first those of the first test face. Tests hold both."""

    hair_style: Literal["bald", "short", "curly", "long", "bun"] = _choice("curly", "Hair style", "Bald is one, too.")
    hair_color: Literal["black", "brown", "blond", "red", "grey"] = _choice("grey", "Hair colour", "Also of the brows.")
    glasses: bool = setting(False, "Glasses", "With glasses or without.", live=True, group="Face")
    smile: float = _number(0.9, "Smile", "frown", "laugh")
    skin: float = _number(-0.4, "Skin", "light", "dark")
    face_shape: float = _number(-0.15, "Face shape", "round", "long")
    eye_color: Literal["brown", "blue", "green"] = _choice("green", "Eye colour", "Of the irises.")
    eye_size: float = _number(-0.2, "Eye size", "small", "large")
    shift: float = _number(0.1, "Shift", "left", "right")
    tilt: float = _number(-0.95, "Tilt", "left", "right")
    background: Literal["sky", "mint", "peach", "lilac", "sand"] = _choice(
        "lilac", "Background", "The wall, and the shirt that goes with it."
    )

    def inapplicable(self) -> dict[str, str]:
        """A bald head has no hair colour."""
        return {"hair_color": "a bald head shows none"} if self.hair_style == "bald" else {}
