"""StyleGAN: styles mixed layer by layer, AdaIN by hand, noise, truncation, and the network with its live values."""

import streamlit as st

from core.settings.stylegan import StyleView
from core.ui.controls import choice_bar, controls
from core.ui.faces import data_panel, quality
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.run_panel import run_bar
from core.ui.session import open_session
from core.ui.style_directions import directions
from core.ui.style_mixing import measured, stage
from core.ui.style_network import network
from core.ui.style_panels import adain, growing, losses, noise, truncation
from core.ui.style_projection import projection
from core.ui.style_spaces import spaces, walks

session = open_session("stylegan", StyleView)

header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    view = controls(StyleView, StyleView(), StyleView(), ("faces", "psi"))
    settings_panel(session, first=("mixing", "noise", "learning_rate"))
with left:
    stage(session, view)
with bar:
    run_bar(session)
PANELS = {
    "Growing": growing,
    "Mixing": measured,
    "AdaIN": adain,
    "Noise": noise,
    "Network": network,
    "Truncation": truncation,
    "W and Z": spaces,
    "Walk": walks,
    "Directions": directions,
    "Projection": projection,
    "Quality": lambda session, view: quality(session),
    "Losses": losses,
    "Data": lambda session, view: data_panel(session),
}
panel(session, PANELS[choice_bar(StyleView, "panel")], view)
reading(session)
