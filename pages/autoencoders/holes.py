"""The plain autoencoder beside the variational one, from the same seed: where the decoder has learned nothing."""

import streamlit as st

from core.plots.theme import GENERATED, REAL, RECONSTRUCTION
from core.settings.vae import FILLED, HolesView
from core.ui.autoencoders import errors as error_charts
from core.ui.controls import choice_bar, controls
from core.ui.frame import header, reading, settings_panel
from core.ui.latent_pad import latent_pad
from core.ui.live import panel
from core.ui.pictures import Row, pictures
from core.ui.run_panel import run_bar
from core.ui.session import Session, open_beside, open_session
from core.ui.stage import say_failed

DRAWS = 1000  # codes drawn blindly
STEPS = 10  # pictures of a way, both ends included

session = open_session("holes", HolesView)


def stage(title: str, run: Session, view: dict) -> None:
    """One run's latent pad, or why there is none."""
    st.markdown(f"**{title}**")
    if run.static is None:
        say_failed(run)
        return
    latent_pad(run, view, compact=True)


def both(draw) -> None:
    """The same of both runs, side by side."""
    for column, (title, run) in zip(st.columns(2), RUNS.items(), strict=True):
        with column:
            st.markdown(f"**{title}**")
            if run.static is not None:
                draw(run)


def holes(session: Session, view: dict) -> None:
    """Codes drawn blindly, what the decoder makes of them, and the training image that is nearest to each."""

    def draw(run: Session) -> None:
        answer = run.ask("holes", n=DRAWS, seed=run.settings.seed)
        if not answer:
            return
        for name, said in (("prior", "Drawn from N(0, I)"), ("fitted", "Drawn around its own codes")):
            share = answer[name]
            error = 2 * (share * (1 - share) / DRAWS) ** 0.5
            st.markdown(f"{said}: **{share:.0%} in a hole** (± {error:.0%})")
            rows = [
                Row("Decoded", f"{name}_pixels", "static", color=GENERATED),
                Row("The nearest training images", f"{name}_nearest", "static", color=REAL),
            ]
            pictures(run, rows, answer, key=f"{name} of {run.lesson.name}", noun="code", leader=session)

    both(draw)
    st.caption(
        f"Of {DRAWS:,} codes drawn blindly, the share whose picture is farther from every training image than 95 % of "
        "the reconstructions of held-out images are: so 5 % is the floor, what good codes have. The "
        "first ten of them are shown. Around its own codes: from the normal distribution with "
        "their mean and covariance, the best guess for one who knows no prior. ± is two standard errors."
    )


def ways(session: Session, view: dict) -> None:
    """Straight ways between the codes of two test digits."""

    def draw(run: Session) -> None:
        way = run.ask("interpolate", first=view["digit"], second=view["other"], n=STEPS)
        if way:
            title = f"From test digit {view['digit']} to {view['other']}"
            row = Row(title, "linear", "static", color=RECONSTRUCTION, columns=STEPS)
            pictures(run, [row], way, key=f"way of {run.lesson.name}", noun="code", leader=session)

    both(draw)
    st.caption("From the chosen digit to the one it morphs into, on the straight line between their codes.")


def errors(session: Session, view: dict) -> None:
    """Reconstruction errors of both runs: what filling the holes costs."""
    error_charts(session, beside=beside)


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, middle, right = st.columns([4, 4, 3], gap="medium")
with right:
    settings_panel(session, first=("latent_dim", "learning_rate", "dataset"))
    beside = open_beside(session, FILLED.name, session.settings.model_copy(update={"plain": False}))
    axes = session.settings.latent_dim
    last = len(session.static[1]["labels"]) - 1 if session.static else 0
    names = ("axis_x", "axis_y", "digit", "other") if axes > 2 else ("digit", "other")
    with st.expander("View", icon=":material/visibility:"):
        limits = {"axis_x": axes, "axis_y": axes, "digit": last, "other": last}
        view = {"axis_x": 1, "axis_y": 2} | controls(HolesView, HolesView(), HolesView(), names, limits)
RUNS = {"Plain autoencoder" if session.settings.plain else "Variational autoencoder": session, "VAE": beside}
for column, (title, run) in zip((left, middle), RUNS.items(), strict=True):
    with column:
        stage(title, run, view)
with bar:
    run_bar(session, beside)
chosen = choice_bar(HolesView, "panel")
panel(session, {"Holes": holes, "Ways": ways, "Errors": errors}[chosen], view)
reading(session)
