"""StyleGAN's panels beside mixing: faces as they grow, AdaIN by hand, noise, truncation, losses."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.plots.pictures import sheet, strips
from core.plots.stylegan import heat, signed, strengths
from core.plots.stylegan import worth as worth_chart
from core.plots.theme import GENERATED, REAL
from core.settings.stylegan import StyleView
from core.ui.answers import ask_once, rests, shipped
from core.ui.controls import controls
from core.ui.faces import players
from core.ui.pictures import Row, pictures
from core.ui.session import Session
from core.ui.style_mixing import layer_sides

FACE = 160  # pixels of a face that is looked at
WIDE = 560  # of a row of faces


def growing(session: Session, view: dict) -> None:
    """Faces of the same latents, frame by frame, and a few of those that are learned from."""
    if session.static is None:
        return
    rows = [
        Row("Generated faces", "samples", color=GENERATED, ramp="color", size=80, columns=12, noun="face"),
        Row("Drawn faces that it never sees", "real", "static", color=REAL, ramp="color", size=64, noun="face"),
    ]
    pictures(session, rows, {"real": session.static[1]["real"]}, key="growing", noun="face")
    st.caption("Always the same 24 latents and the same noise, without truncation: drag the timeline to see them grow.")


def losses(session: Session, view: dict) -> None:
    """Both players' losses, and what D says."""
    players(session)
    st.caption("The loss is the non-saturating one. Neither says how good the faces are: see *Quality*.")


def adain(session: Session, view: dict) -> None:
    """One map of one layer before AdaIN, normalised, and with the style's scale and shift, or with one's own."""
    if session.static is None:
        return
    layers = session.static[0]["channels"]
    chosen, *stations, face = st.columns([2.6, 2, 2, 2, 1.6], gap="small")
    with chosen:
        view = view | controls(StyleView, StyleView(), StyleView(), ["layer"], {"layer": len(layers)})
        most = {"map": layers[view["layer"] - 1]}
        view = view | controls(StyleView, StyleView(), StyleView(), ["map"], most)
        place = {"layer": view["layer"] - 1, "channel": view["map"] - 1}
        own = session.ask("adain", seed=view["faces"], psi=view["psi"], **place)
        if not own:
            return
        by_hand = st.toggle("Style by hand", key="style by hand", help="Another scale and shift for this one map.")
        answer = own
        if by_hand:
            of = (session.run.id, session.status.step, view["faces"], view["psi"], place)  # another style, new sliders
            scale = st.slider("Scale s + 1", -4.0, 6.0, round(own["scale"], 1), 0.1, key=f"scale {of}")
            shift = st.slider("Shift b", -6.0, 6.0, round(own["shift"], 1), 0.1, key=f"shift {of}")
            answer = session.ask("adain", seed=view["faces"], psi=view["psi"], by_hand=(scale, shift), **place)
            if not answer:
                return
    largest = float(np.abs(answer["maps"]).max())
    titles = ("Before", "Normalised", "Styled")
    for column, title, values, mean, deviation in zip(
        stations, titles, answer["maps"], answer["mean"], answer["deviation"], strict=True
    ):
        column.markdown(f"**{title}**")
        column.image(signed(values, largest), alt=f"{title}: the map, blue above 0, orange below")
        column.markdown(f"mean {mean:z.2f}, deviation {deviation:.2f}".replace("-", "−"))
    with face:
        st.markdown("**The face**")
        side = session.static[0]["side"]
        st.image(sheet(answer["pixels"], side, 1, scale=FACE // side), alt="The face that comes of it")
        if by_hand:
            st.image(
                sheet(own["pixels"], side, 1, scale=FACE // side),
                alt="The face with its own style",
                caption="with its own style",
            )
    said = f"s + 1 = {own['scale']:.2f} and b = {own['shift']:.2f}".replace("-", "−")
    st.caption(
        f"One of {layers[view['layer'] - 1]} maps of layer {view['layer']}. Normalised: less its mean, through its "
        f"deviation. Styled: times s + 1, plus b; this face's style says {said}. So the deviation of the styled map is "
        f"|s + 1| and its mean b, whatever the layer made. Blue above 0, orange below; one scale for the three."
    )


def noise(session: Session, view: dict) -> None:
    """One face with many noises: what varies, and which layers' noise does it."""
    if session.static is None or not rests(session):
        return
    answer = ask_once(session, "noises", seed=view["faces"], psi=view["psi"])
    if not answer:
        return
    facts = session.static[0]
    side, sides = facts["side"], layer_sides(len(facts["channels"]))[::2]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.markdown("**Without noise, and with six different ones in all layers**")
        shown = np.concatenate([answer["silent"], answer["pixels"]])
        st.image(strips([shown], side, WIDE), alt="One face without and with noise", width="stretch")
        st.markdown("**One noise in the layers of one side only**: " + ", ".join(f"{h}²" for h in sides))
        st.image(
            strips([answer["alone"]], side, WIDE * len(sides) // 7), alt="The face with noise in the layers of one side"
        )
        st.markdown("**Where the 100 noises differ**: all layers, then one side's alone")
        largest = float(answer["deviation"].max())
        names = ["all", *(f"{h}² only" for h in sides)]
        with st.container(horizontal=True):
            for name, values in zip(names, answer["deviation"], strict=True):
                st.image(
                    heat(values, largest),
                    caption=f"{name}: {values.mean():.1f}",
                    alt=f"Deviation of each pixel, {name}",
                )
    with right:
        st.plotly_chart(strengths(answer["sides"], answer["strength"]), key="strengths")
    st.caption(
        f"Same w, 100 noises: the standard deviation of each pixel in grey levels of 255, mean of the three colours; "
        f"full colour is {largest:.0f}, the numbers are means over the pixels. Freckles and loose hairs are drawn at "
        "random in the data and belong to no attribute."
    )


def truncation(session: Session, view: dict) -> None:
    """The same faces at every ψ, and quality against variety."""
    if session.static is None or not rests(session):
        return
    answer = ask_once(session, "truncation", seed=view["faces"])
    if not answer:
        return
    psis, pixels = answer["psis"].tolist(), answer["pixels"]
    left, right = st.columns([1, 1], gap="medium")
    with left:
        for psi, row in zip(psis, pixels, strict=True):
            name, picture = st.columns([1, 6], vertical_alignment="center")
            name.markdown(f"ψ = {psi:g}".replace("-", "−"))
            picture.image(strips([row], session.static[0]["side"], WIDE), alt=f"Six faces at ψ = {psi:g}")
    with right:
        measured = shipped(session, "truncation") or [ask_once(session, "worth", psi=psi) for psi in psis]
        if all(measured):
            best = (measured[0]["quality_floor"], measured[0]["variety_floor"])
            quality, variety = ([one[name] for one in measured] for name in ("quality", "variety"))
            st.plotly_chart(worth_chart(psis, quality, variety, best), key="worth")
    st.caption(
        "w̄ + ψ·(w − w̄) in the first eight layers: at 0 every face of 32 × 32 pixels is the middle one, below 0 it is "
        "the opposite one. Quality: the share of 2,000 generated faces that lie among as many drawn ones in the "
        "reader's features (within the distance of some drawn face to its third nearest). Variety: the share of the "
        "drawn faces that lie among generated ones. Both fall the more faces are compared (the paper has 50,000); "
        "dashed, what as many other drawn faces have, does not."
    )
