"""What the lessons on drawn faces show beside the stage: the generator's quality, what is read off a face, the data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from PIL import Image
from streamlit.delta_generator import DeltaGenerator

from core.data.faces import BY_NAME, Faces, draw, faces
from core.plots.curves import Curve
from core.plots.theme import DISCRIMINATOR, GENERATED, REAL
from core.settings.base import parse_leniently
from core.settings.face_views import OwnFace
from core.ui.charts import Curves, charts
from core.ui.controls import controls, set_controls
from core.ui.pictures import Row, pictures
from core.ui.session import Session

SHOWN = 8  # drawn faces of the panel
READ_AT = 32  # pixels along a side of a face as the reader takes it
LARGE = 256  # pixels of a face that is looked at
WIDTH = 160  # CSS pixels that it has beside others
STEP = 0.05  # of one's own face's numbers


# ---- how good the generator is, and how the game stands -------------------------------------------------------------


def quality(session: Session, beside: Session | None = None, names: tuple[str, str] = ("", "")) -> None:
    """Fréchet distance and coverage over the run, each with what drawn faces would have; of two runs, if there are.

    names: of the run and of that beside it.
    """
    charts(
        session,
        Curves(
            "Fréchet distance",
            "in the reader's features",
            [
                Curve("frechet", "generated", GENERATED),
                Curve("frechet_floor", "as many drawn ones", REAL, dashed=True, floor=True),
            ],
            log=True,
        ),
        Curves(
            "Coverage",
            "share of the combinations",
            [
                Curve("coverage", "generated", GENERATED),
                Curve("coverage_floor", "as many drawn ones", REAL, dashed=True),
            ],
            low=0.0,
            high=1.0,
        ),
        beside=beside,
        names=names,
        name="quality",
    )
    if session.static is None:
        return
    facts = session.static[0]
    shrunk = f" They are shrunk to {READ_AT} × {READ_AT} first: what is finer does not count."
    st.caption(
        f"Of {facts['measured']} faces of the average generator, every {facts['measure_every']} steps; in between the "
        f"last figures stand.{shrunk if facts['side'] > READ_AT else ''} A small network that tells a drawn face's "
        "attributes makes 64 numbers of it on the way; the distance compares their means and covariances with those of "
        "5,000 drawn faces (the formula of FID, with other features: it is no FID). "
        "Coverage: of all combinations of hair style, hair colour and glasses, the share that makes up at least a "
        "quarter of what is due to it. In blue: as many drawn faces, the best that can be expected."
    )


def players(
    session: Session, unit: str = "nats", beside: Session | None = None, names: tuple[str, str] = ("", "")
) -> None:
    """Both players' losses, and what D says of held-out and of generated faces; of two runs, if there are.

    unit: of the losses; in nats they are never below 0.
    names: of the run and of that beside it.
    """
    losses = [Curve("d_loss", "D", DISCRIMINATOR), Curve("g_loss", "G", GENERATED)]
    scores = [Curve("score_real", "of held-out faces", REAL), Curve("score_fake", "of generated ones", GENERATED)]
    charts(
        session,
        Curves("Losses", unit, losses, low=0.0 if unit == "nats" else None),
        Curves("What D says", "output, no sigmoid", scores),
        beside=beside,
        names=names,
        name="losses",
    )
    st.caption("On 64 held-out faces and 64 of the average generator, without penalties.")


# ---- what is read off a face ----------------------------------------------------------------------------------------


def told(name: str, value: float) -> str:
    """One attribute's value in words."""
    attribute = BY_NAME[name]
    if attribute.kind != "number":
        return attribute.choices[int(value)]
    low, high = attribute.ends
    return f"{value:+.2f}".replace("-", "−") + f" ({low if value < 0 else high})"


# ---- the data -------------------------------------------------------------------------------------------------------


def data_panel(session: Session) -> None:
    """Drawn faces, and one of the learner's own that begins as one of these."""
    side = session.settings.side
    drawn = faces(range(SHOWN), side, "test")
    row = Row("Drawn faces", "drawn", of="static", ramp="color", color=REAL, size=LARGE // 4, columns=4, picks=True)
    left, *columns = st.columns([5, 4, 4, 4], gap="medium")
    own = own_attributes(columns)
    with left:
        pictures(
            session,
            [row],
            {"drawn": drawn.images.reshape(SHOWN, -1)},
            key="drawn faces",
            selected=_alike(drawn, own),
            on_select=lambda place: set_controls(chosen_face(drawn, place).model_dump()),
            noun="face",
        )
    left.image(enlarged(own_pixels(own, side)), alt="A face of the attributes that are chosen beside it")
    st.caption(
        "Every face is drawn from these eleven attributes, independent of each other, and from details that belong to "
        "none: freckles, and a few loose hairs. Choose a drawn face above, and change it: the large one has its "
        "attributes, and other details."
    )


def _alike(drawn: Faces, own: OwnFace) -> int:
    """The drawn face that has these attributes; -1 where there is none."""
    return next((place for place in range(SHOWN) if chosen_face(drawn, place) == own), -1)


def chosen_face(drawn: Faces, place: int) -> OwnFace:
    """The attributes of face number `place` as they can be chosen: numbers in steps of the sliders."""
    values = {}
    for name, attribute in BY_NAME.items():
        value = drawn.attributes[name][place]
        if attribute.kind == "number":
            values[name] = round(round(float(value) / STEP) * STEP, 2)
        else:
            values[name] = bool(value) if attribute.kind == "flag" else attribute.choices[value]
    return parse_leniently(OwnFace, values)[0]  # a bald head shows no colour


def own_attributes(columns: Sequence[DeltaGenerator]) -> OwnFace:
    """The controls of a face of one's own, spread over three columns, and what they say."""
    names, own = list(BY_NAME), {}
    for i, column in enumerate(columns):
        with column:
            own |= controls(OwnFace, OwnFace(), OwnFace(), names[4 * i : 4 * i + 4])
    return OwnFace(**own)


def own_pixels(own: OwnFace, side: int) -> np.ndarray:
    """The face of these attributes: uint8 [S, S, 3]."""
    values = {
        name: np.array([BY_NAME[name].choices.index(value) if isinstance(value, str) else value]) for name, value in own
    }
    return draw(values, side)[0]


def show_face(pixels: np.ndarray, side: int, caption: str) -> None:
    """One face, uint8 [S·S·3], enlarged without smoothing; two of them have room beside each other on a phone."""
    st.image(enlarged(pixels.reshape(side, side, 3)), caption=caption, width=WIDTH, alt=f"A face: {caption}")


def enlarged(image: np.ndarray) -> Image.Image:
    """uint8 [S, S, 3], without smoothing."""
    return Image.fromarray(image).resize((LARGE, LARGE), Image.Resampling.NEAREST)
