"""Two distributions apart: which distance still tells the generator where to go."""

import streamlit as st

from core.plots.theme import GENERATED
from core.settings.distance_views import DistancesView
from core.settings.distances import APART, MICROSCOPE, PLANNED, RACE, DistancesSettings
from core.ui.controls import choice_bar, set_controls, standing
from core.ui.experiments import apart, microscope, race
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.run_panel import run_bar
from core.ui.session import open_session
from core.ui.worlds import own_points

EXPERIMENTS = {APART: apart.EXPERIMENT, RACE: race.EXPERIMENT, MICROSCOPE: microscope.EXPERIMENT}


def own_distributions(settings: DistancesSettings) -> None:
    """Ways to give both distributions, where they are the learner's own."""
    if settings.pair == "drawn":
        p, q = st.tabs(["p, the data", "q, the generator"])
        with p:
            own_points(settings, "points_p", "Draw p, the data")
        with q:
            own_points(settings, "points_q", "Draw q, the generator", GENERATED)


session = open_session("distances", DistancesView)
header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
name = standing(session.settings)["experiment"]  # of the control that is drawn below
experiment = EXPERIMENTS[name]
if name != session.settings.experiment:
    set_controls({"steps": PLANNED[name]})
if session.pace != experiment.pace:
    session.pace = experiment.pace
    if session.trains and name == session.settings.experiment:
        session.play()
with right:
    settings_panel(session, first=("experiment", "pair", *experiment.first), extra=own_distributions)
if name == APART and session.untouched:  # without its way there is nothing to be dragged along
    session.play()
with left:
    experiment.stage(session)
with bar:
    run_bar(session, verbs=experiment.verbs)
chosen = choice_bar(DistancesView, name)
panel(session, experiment.panels[chosen], {})
reading(session)
