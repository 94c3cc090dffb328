"""What the panels about the latent spaces of StyleGAN look at; changes nothing in the model."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Fields, setting

REACH = 3.0  # standard deviations that a slider goes to either side


def _move(label: str, low: str, high: str) -> float:
    help = f"How far w goes: left {low}, right {high}; in standard deviations of what the rule tells."
    return setting(0.0, label, help, ge=-REACH, le=REACH, step=0.25, live=True, group="View")


def _target(default: str, label: str) -> str:
    return setting(default, label, "What the slider beside it moves towards.", live=True, group="View")


class LatentView(Fields):
    """Sliders along directions, the walk's corners, and what is projected. Directions as in core/data/faces.py."""

    move_smile: float = _move("Smile", "frown", "laugh")
    move_glasses: float = _move("Glasses", "without", "with")
    move_skin: float = _move("Skin", "light", "dark")
    move_face_shape: float = _move("Face shape", "round", "long")
    move_eye_size: float = _move("Eye size", "small", "large")
    move_shift: float = _move("Shift", "left", "right")
    move_tilt: float = _move("Tilt", "left", "right")
    to_hair_style: Literal["bald", "short", "curly", "long", "bun"] = _target("long", "Hair style")
    move_hair_style: float = _move("… more of it", "less", "more")
    to_hair_color: Literal["black", "brown", "blond", "red", "grey"] = _target("black", "Hair colour")
    move_hair_color: float = _move("… more of it", "less", "more")
    to_eye_color: Literal["brown", "blue", "green"] = _target("green", "Eye colour")
    move_eye_color: float = _move("… more of it", "less", "more")
    to_background: Literal["sky", "mint", "peach", "lilac", "sand"] = _target("peach", "Background")
    move_background: float = _move("… more of it", "less", "more")
    spare: bool = setting(
        True,
        "Spare the others",
        "Directions along which the rules for all other attributes stay as they are; off: the plain rule's own.",
        live=True,
        group="View",
    )
    source: Literal["Held-out face", "Generated face", "Face of your own", "Your picture"] = setting(
        "Held-out face",
        "What to project",
        "Where the face comes from that is looked for in W.",
        live=True,
        group="View",
    )
    target: int = setting(0, "Number", "Which of these faces.", ge=0, le=9999, live=True, group="View")
    each_layer: bool = setting(
        False,
        "A style for each layer",
        "Off: one w for all layers, as the mapping network gives. On: each layer's own (W+), nearer but less natural.",
        live=True,
        group="View",
    )
