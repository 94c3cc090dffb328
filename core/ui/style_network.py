"""StyleGAN's architecture, a line a layer, with the numbers that run through it for one face."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.plots.pictures import sheet
from core.plots.style_network import bars, row_of_maps
from core.ui.session import Session

SHARES = [2, 4, 5]  # of the width: what a layer is, its style, its maps
FACE = 128  # pixels


def network(session: Session, view: dict) -> None:
    """z → w, and below it the layers from the learned constant to the face: each with its style and its first maps."""
    if session.static is None:
        return
    answer = session.ask("layers", seed=view["faces"], psi=view["psi"])
    if not answer:
        return
    facts = session.static[0]
    name, z, w = st.columns(SHARES, vertical_alignment="center")
    name.markdown(f"**Mapping network**  \n{session.settings.mapping_depth} dense layers")
    for column, vector, says in ((z, "z", "z: drawn at random"), (w, "w", "w: what every layer's style is made of")):
        column.caption(f"{says}, {len(answer[vector])} numbers")
        column.image(bars([(answer[vector], 0.0)]), alt=f"The numbers of {vector} as bars", width="stretch")
    for i in range(len(answer["sides"])):
        layer(answer, i)
    name, face, _ = st.columns(SHARES, vertical_alignment="center")
    name.markdown("**To RGB**  \nconv 1 × 1")
    face.image(sheet(answer["pixels"], facts["side"], 1, scale=FACE // facts["side"]), alt="The face that comes of it")
    st.caption(
        f"Generator {facts['parameters_g']:,} numbers, discriminator {facts['parameters_d']:,}. Every face begins with "
        "the same learned constant; all that is its own comes from the styles and the noise. Bars: blue above the "
        "line, orange below, each row in its own scale; for s + 1 the line stands for 1. At the paper's 1024 × 1024 "
        "these classes have 26,219,627 numbers, 2,101,248 of them in the mapping network."
    )


def layer(answer: dict[str, Any], i: int) -> None:
    """One layer: what it does and how strong its noise is; the style of each of its maps; the first of them."""
    sides = answer["sides"]
    does = "learned constant" if i == 0 else "conv, twice the side" if sides[i] > sides[i - 1] else "conv"
    name, style, maps = st.columns(SHARES, vertical_alignment="center")
    size = f"{answer['channels'][i]} × {sides[i]} × {sides[i]}"  # C × H × W
    name.markdown(f"**{i + 1}: {does}**  \n{size}, noise {answer['strength'][i]:.2f}")
    if i == 0:
        style.caption("Style: s + 1 of each map above, b below")
        maps.caption("Its first maps, after AdaIN")
    of = f"of layer {i + 1}"
    style.image(
        bars([(answer[f"scale {i}"], 1.0), (answer[f"shift {i}"], 0.0)]), alt=f"The style {of} as bars", width="stretch"
    )
    maps.image(row_of_maps(answer[f"maps {i}"], int(sides[i])), alt=f"The first maps {of}", width="stretch")
