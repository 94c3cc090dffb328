"""Two distributions apart: which distance still tells the generator where to go."""

import streamlit as st

from core.settings.distance_views import DistancesView
from core.settings.distances import APART, MICROSCOPE
from core.ui.controls import choice_bar
from core.ui.experiments import apart, microscope
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.run_panel import run_bar
from core.ui.session import open_session

EXPERIMENTS = {APART: apart.EXPERIMENT, MICROSCOPE: microscope.EXPERIMENT}

session = open_session("distances", DistancesView)
header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
name, model = session.settings.experiment, session.generation
with right:
    settings_panel(session, first=("experiment", "pair", *EXPERIMENTS[name].first))
if session.settings.experiment != name:  # its controls and its stage are others
    st.rerun()
experiment = EXPERIMENTS[name]
if session.pace != experiment.pace:
    session.pace = experiment.pace
    if session.status.state == "running":
        session.play()
if name == APART and session.generation != model:  # other distributions: they are carried across at once
    session.play()
with left:
    experiment.stage(session)
with bar:
    run_bar(session)
chosen = choice_bar(DistancesView, name)
panel(session, experiment.panels[chosen], {})
reading(session)
