"""How a face is drawn from its attributes, with Pillow.

Coordinates are those of the head: its middle is (0, 0), y points down, and 1 is half the picture's side. All colours
are (red, green, blue) from 0 to 255. Whatever is random belongs to no attribute: freckles and strands of hair.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from PIL import Image, ImageDraw

Color = tuple[int, int, int]
Point = tuple[float, float]

FINER = 4  # drawn so many times finer than shown, then averaged: smooth edges
SKINS: tuple[Color, ...] = ((255, 224, 196), (240, 194, 150), (206, 150, 105), (150, 98, 64), (92, 58, 40))
HAIRS = {
    "black": (38, 32, 36),
    "brown": (110, 66, 36),
    "blond": (236, 196, 92),
    "red": (196, 78, 34),
    "grey": (172, 174, 182),
}
EYES = {"brown": (104, 62, 30), "blue": (54, 120, 208), "green": (60, 142, 84)}
# the wall, and the shirt that goes with it
WALLS = {
    "sky": ((156, 204, 240), (232, 108, 84)),
    "mint": ((160, 222, 188), (122, 92, 178)),
    "peach": ((255, 196, 176), (42, 120, 142)),
    "lilac": ((206, 188, 240), (250, 176, 60)),
    "sand": ((238, 226, 170), (58, 92, 158)),
}
BROW: Color = (84, 62, 50)  # where there is no hair to take the colour from
FRAME: Color = (34, 34, 52)  # of glasses
LIPS: Color = (192, 74, 78)
CIRCLE = tuple((math.cos(t), math.sin(t)) for t in np.linspace(0, 2 * math.pi, 28, endpoint=False).tolist())


def draw_face(face: Mapping[str, float | str], side: int, random: np.random.RandomState) -> np.ndarray:
    """One face: attributes by name (`core/data/faces.py`), choices as words → uint8 [side, side, 3]."""
    wall, shirt = WALLS[face["background"]]
    image = _wall(wall, side * FINER).copy()
    skin, hair = _skin(face["skin"]), HAIRS[face["hair_color"]]
    style = face["hair_style"]
    body = Pen(image)
    head = Pen(image, 1.16, 0.16 * face["shift"], 0.1, 14 * face["tilt"])
    wide, tall = 0.47 - 0.055 * face["face_shape"], 0.56 + 0.035 * face["face_shape"]
    _hair_behind(head, style, hair, wide, tall)
    _shoulders(body, head, shirt, skin)
    _head(head, skin, wide, tall)
    if random.random_sample() < 0.4:
        _freckles(head, skin, random)
    _features(head, face, skin, BROW if style == "bald" else _mix(hair, BROW, 0.35))
    _hair_before(head, style, hair, wide, tall)
    if style != "bald":
        _strands(head, hair, wide, tall, random)
    if face["glasses"]:
        _glasses(head)
    return np.asarray(image.reduce(FINER))


class Pen:
    """Draws shapes given in the coordinates of a head that is enlarged, shifted and tilted."""

    def __init__(self, image: Image.Image, scale: float = 1.0, x: float = 0.0, y: float = 0.0, degrees: float = 0.0):
        self.draw = ImageDraw.Draw(image)
        half = image.width / 2
        self.unit = scale * half
        self.x, self.y = (1 + x) * half, (1 + y) * half
        self.cos, self.sin = (f(math.radians(degrees)) * self.unit for f in (math.cos, math.sin))
        # it turns about the chin, and not about its middle
        self.x, self.y = self.x + 0.5 * self.sin, self.y + 0.5 * (self.unit - self.cos)

    def at(self, points: Sequence[Point]) -> list[Point]:
        """Where points of the head lie in the picture, in its pixels."""
        left, top, cos, sin = self.x, self.y, self.cos, self.sin
        return [(left + cos * x - sin * y, top + sin * x + cos * y) for x, y in points]

    def shape(self, points: Sequence[Point], color: Color) -> None:
        """A filled polygon."""
        self.draw.polygon(self.at(points), color)

    def oval(self, x: float, y: float, wide: float, tall: float, color: Color) -> None:
        """A filled ellipse around (x, y) with these half axes."""
        ((x, y),) = self.at([(x, y)])
        right, down, left, below = wide * self.cos, wide * self.sin, tall * self.sin, tall * self.cos
        self.draw.polygon([(x + right * c - left * s, y + down * c + below * s) for c, s in CIRCLE], color)

    def disc(self, x: float, y: float, radius: float, color: Color) -> None:
        """A filled circle."""
        ((x, y),) = self.at([(x, y)])
        reach = radius * self.unit
        self.draw.ellipse((x - reach, y - reach, x + reach, y + reach), color)

    def line(self, points: Sequence[Point], width: float, color: Color) -> None:
        """A line through points."""
        self.draw.line(self.at(points), color, max(1, round(width * self.unit)), "curve")


@cache
def _wall(color: Color, side: int) -> Image.Image:
    """The background: lighter above, darker below."""
    shade = np.linspace(1.06, 0.9, side)[:, None, None]
    pixels = np.broadcast_to(np.clip(np.array(color) * shade, 0, 255), (side, side, 3))
    return Image.fromarray(pixels.astype(np.uint8))


def _mix(color: Color, other: Color, share: float) -> Color:
    """(1 − share)·color + share·other."""
    (r, g, b), (red, green, blue) = color, other
    return round(r + (red - r) * share), round(g + (green - g) * share), round(b + (blue - b) * share)


def _darker(color: Color, share: float) -> Color:
    return _mix(color, (40, 16, 24), share)


def _lighter(color: Color, share: float) -> Color:
    return _mix(color, (255, 250, 236), share)


def _skin(tone: float) -> Color:
    """From light (−1) to dark (1), along the palette."""
    place = (tone + 1) / 2 * (len(SKINS) - 1)
    below = min(int(place), len(SKINS) - 2)
    return _mix(SKINS[below], SKINS[below + 1], place - below)


def _shoulders(body: Pen, head: Pen, shirt: Color, skin: Color) -> None:
    """Shirt, collar and neck; the neck leads from wherever the head is."""
    body.oval(0.0, 1.16, 0.84, 0.46, _darker(shirt, 0.12))
    body.oval(-0.04, 1.18, 0.78, 0.44, shirt)
    ((x, y),) = head.at([(0.0, 0.3)])
    x, y = x / body.unit - 1, y / body.unit - 1
    neck = [(x - 0.2, y), (x + 0.2, y), (0.22, 0.8), (0.0, 0.94), (-0.22, 0.8)]
    body.shape(neck, _darker(skin, 0.22))


def _head(head: Pen, skin: Color, wide: float, tall: float) -> None:
    """Ears and face, lit from the upper left."""
    for sign in (-1, 1):
        head.oval(sign * (wide + 0.01), 0.06, 0.09, 0.13, _darker(skin, 0.1))
        head.oval(sign * (wide + 0.015), 0.06, 0.045, 0.08, _darker(skin, 0.26))
    # the jaw is a little narrower than the skull
    outline = [(wide * c * (1 - 0.16 * max(s, 0.0) ** 2), tall * s) for c, s in CIRCLE]
    head.shape(outline, _darker(skin, 0.1))
    head.shape([(0.93 * x - 0.025, 0.93 * y - 0.025) for x, y in outline], skin)
    for x in (-0.27, 0.27):
        head.oval(x, 0.2, 0.09, 0.065, _mix(skin, (236, 96, 90), 0.28))


def _freckles(head: Pen, skin: Color, random: np.random.RandomState) -> None:
    color = _darker(skin, 0.42)
    for x, y in random.random_sample((12, 2)).tolist():
        head.disc(0.66 * x - 0.33, 0.1 + 0.16 * y, 0.017, color)


def _features(head: Pen, face: Mapping[str, float | str], skin: Color, brow: Color) -> None:
    """Eyes, brows, nose and mouth."""
    size, smile = 1 + 0.24 * face["eye_size"], face["smile"]
    iris = EYES[face["eye_color"]]
    for x in (-0.19, 0.19):
        head.oval(x, -0.02, 0.125 * size, 0.1 * size, (252, 252, 250))
        head.disc(x, -0.015, 0.08 * size, iris)
        head.disc(x, -0.015, 0.036 * size, (16, 14, 20))
        head.disc(x - 0.028, -0.05, 0.022, (255, 255, 255))
        sign = math.copysign(1, x)
        height = -0.15 - 0.08 * size
        inner, outer = height + 0.02 - 0.03 * smile, height + 0.03 + 0.02 * smile
        head.line([(x - 0.11 * sign, inner), (x, height - 0.01), (x + 0.13 * sign, outer)], 0.042, brow)
    head.line([(-0.01, 0.08), (-0.035, 0.17), (0.03, 0.175)], 0.034, _darker(skin, 0.28))
    _mouth(head, smile)


def _mouth(head: Pen, smile: float) -> None:
    """From a frown (−1) to a laugh (1) that shows teeth."""
    wide, bend, middle = 0.19 + 0.06 * abs(smile), 0.15 * smile, 0.33
    opening = max(0.0, smile - 0.1) * 0.16
    across = [-1 + i / 4 for i in range(9)]
    upper = [(wide * t, middle + bend * (0.5 - t * t)) for t in across]
    lower = [(x, y + (opening + 0.012) * (1 - t * t)) for (x, y), t in zip(upper, across, strict=True)]
    if opening > 0:
        head.shape([*upper, *reversed(lower)], (255, 252, 246))
        head.line(lower, 0.04, LIPS)
    head.line(upper, 0.06 if opening == 0 else 0.04, LIPS)


def _glasses(head: Pen) -> None:
    for x in (-0.2, 0.2):
        ring = [(x + 0.17 * c, -0.01 + 0.15 * s) for c, s in CIRCLE]
        head.line([*ring, *ring[:2]], 0.05, FRAME)
        head.line([(1.85 * x, -0.03), (2.4 * x, -0.06)], 0.045, FRAME)
    head.line([(-0.04, -0.03), (0.04, -0.03)], 0.05, FRAME)


# ---- hair -----------------------------------------------------------------------------------------------------------


def _hair_behind(head: Pen, style: str, hair: Color, wide: float, tall: float) -> None:
    """What lies behind the head."""
    dark = _darker(hair, 0.24)
    if style == "long":
        fall = [(wide + 0.15, -0.1), (wide + 0.2, 0.45), (wide + 0.12, 0.78), (0.0, 0.7)]
        crown = [((wide + 0.15) * c, -0.1 + (tall - 0.02) * s) for c, s in CIRCLE[14:]]
        head.shape([*crown, *fall, *[(-x, y) for x, y in reversed(fall[:3])]], dark)
    elif style == "curly":
        for c, s in (*CIRCLE[12::2], *CIRCLE[:4:2]):  # from below the left ear to below the right one
            head.disc((wide + 0.05) * c, -0.12 + (tall - 0.02) * s, 0.17, dark)
    elif style == "bun":
        head.oval(0.0, -tall - 0.13, 0.2, 0.17, dark)
        head.oval(-0.03, -tall - 0.15, 0.15, 0.12, hair)


def _hair_before(head: Pen, style: str, hair: Color, wide: float, tall: float) -> None:
    """What lies on the head: the same cap of hair with the hairline of its style."""
    if style == "bald":
        head.oval(-0.14, -tall * 0.7, 0.1, 0.055, (255, 250, 240))  # it shines
        return
    out = wide + 0.035
    crown = [(out * c, -0.06 + (tall + 0.01) * s) for c, s in CIRCLE if s < -0.05]  # from the left ear to the right one
    lines = {
        "short": [(out, -0.06), (wide - 0.06, -0.16), (0.3, -0.34), (-0.12, -0.28), (-0.3, -0.36),
                  (-wide + 0.06, -0.16)],
        "curly": [(out, 0.0), (wide - 0.06, -0.2), (0.2, -0.36), (-0.2, -0.36), (-wide + 0.06, -0.2), (-out, 0.0)],
        "long": [(out + 0.08, 0.5), (wide - 0.05, 0.3), (wide - 0.08, -0.12), (0.0, -0.42), (-wide + 0.08, -0.12),
                 (-wide + 0.05, 0.3), (-out - 0.08, 0.5)],
        "bun": [(out, 0.02), (wide - 0.04, -0.22), (0.0, -0.4), (-wide + 0.04, -0.22), (-out, 0.02)],
    }  # fmt: skip
    head.shape([*crown, *lines[style]], hair)
    if style == "curly":
        for i, (c, s) in enumerate(CIRCLE[14::2]):
            head.disc((wide - 0.02) * c, -0.14 + (tall - 0.1) * s, 0.13, _lighter(hair, 0.07 * (i % 2)))
    shine = [(0.62 * out * c, -0.1 + 0.8 * tall * s) for c, s in CIRCLE[17:21]]
    head.line(shine, 0.05, _lighter(hair, 0.22))


def _strands(head: Pen, hair: Color, wide: float, tall: float, random: np.random.RandomState) -> None:
    """A few loose hairs, each somewhere else in every picture."""
    for angle, reach, lean in random.random_sample((7, 3)).tolist():
        turn = math.pi * (1.12 + 0.76 * angle)
        c, s = math.cos(turn), math.sin(turn)
        root = (0.86 * wide * c, -0.08 + 0.86 * tall * s)
        tip = ((wide + 0.06 + 0.12 * reach) * c + 0.2 * (lean - 0.5), -0.08 + (tall + 0.04 + 0.1 * reach) * s)
        color = _lighter(hair, 0.2) if lean < 0.5 else _darker(hair, 0.3)
        head.line([root, tip], 0.02, color)
