"""The gradient microscope: what five losses would teach a generator while their discriminators learn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import streamlit as st

from core.plots.curves import Curve
from core.plots.microscope import CRITIC_STYLES, critic_lines, fit_rows, fit_words, fitted_bumps, network_map
from core.plots.theme import DISCRIMINATOR, GENERATED, PRIOR, REAL, RECONSTRUCTION
from core.runs.recording import Recording
from core.settings.distance_views import DistancesView
from core.settings.microscope import CRITICS, DISCRIMINATORS, LOSSES, discriminator_of
from core.ui.catalog import ROOT
from core.ui.charts import Curves, charts
from core.ui.controls import controls
from core.ui.experiments import Experiment
from core.ui.session import Session
from core.ui.stage import say_failed

LOOKS = {  # colour, dashed
    "minimax": (GENERATED, False),
    "non_saturating": (REAL, False),
    "least_squares": (RECONSTRUCTION, False),
    "wasserstein_gp": (DISCRIMINATOR, False),
    "wasserstein_clip": (DISCRIMINATOR, True),
}


def lines(measure: str, labels: Mapping[str, str] = LOSSES) -> list[Curve]:
    """A curve of that measure for each loss that has a label."""
    return [Curve(f"{measure}_{name}", label, *LOOKS[name]) for name, label in labels.items()]


def stage(session: Session) -> None:
    """Figure 2 of Arjovsky and Bottou 2017: how strong a gradient reaches the generator as D learns."""
    if session.static is None:
        say_failed(session)
        return
    charts(
        session,
        Curves("Gradient that reaches the generator", "norm", lines("grad"), log=True),
        name="stage",
    )
    st.caption(f"q stands still; only the discriminators learn, all on the same batches. {evidence()}")


@cache
def evidence() -> str:
    """What ten recorded runs say about two discs, in a sentence."""
    recorded = Recording.load(ROOT / "assets" / "microscope" / "discs.safetensors")
    first, last = (recorded.frames[i].arrays for i in (0, -1))
    fall = np.log10(first["seed_grad_minimax"] / last["seed_grad_minimax"])
    slope = last["seed_slope_wasserstein_gp"]
    return (
        f"In ten recorded runs, discs {recorded.settings['theta']:g} apart, {recorded.frames[-1].step:,} steps took "
        f"{fall.min():.1f} to {fall.max():.1f} powers of ten from the saturating gradient, while the penalised critic "
        f"kept a mean slope of {slope.min():.2f} to {slope.max():.2f}."
    )


def gradients(session: Session, view: dict) -> None:
    """Each network over the plane, with the pull on q's points."""
    frame = session.shown
    if frame is None or session.static is None or "surface_minimax" not in frame.arrays:
        st.caption("The networks are drawn as soon as there is a frame.")
        return
    facts, static = session.static
    points = {"real": static["real"].astype(float), "generated": static["generated"].astype(float)}
    boundary = facts["boundary"]
    for column, (name, label) in zip(st.columns(len(LOSSES)), LOSSES.items(), strict=True):
        column.markdown(f"**{label.capitalize()}**")
        column.caption(f"norm {number(frame.scalars[f'grad_{name}'], '.2g')}")
        pull = frame.arrays[f"gradients_{name}"].astype(float)
        surface = frame.arrays[f"surface_{discriminator_of(name)}"].astype(float) - boundary
        chart = network_map(surface, boundary - 1, facts["extent"], points, pull)
        column.plotly_chart(chart, key=f"network of {name}", config={"displayModeBar": False})
    st.caption(
        f"Step {frame.step:,}. Green: the network's score is above its boundary, where it says *real*; orange: below "
        "it; pale: at it. Full colour is as far as the score gets either way, or the probability 0 or 1 of the "
        "cross-entropy's D. Blue points: p. Orange points: q, with the pull −∂L/∂x on each; a picture's longest is "
        "drawn at one length, and the norm says how strong they are together. Where a picture has no slope under q, "
        "there is nothing to learn from."
    )


def number(value: float, form: str) -> str:
    """A number as it is printed, with a true minus."""
    return format(value, form).replace("-", "−")


def direction(session: Session, view: dict) -> None:
    """How far each pull points away from where the cheapest plan would go."""
    charts(
        session,
        Curves("Angle to the way of W₁'s plan", "degrees", lines("angle"), low=0.0),
        Curves("Gradient that reaches the generator", "norm", lines("grad"), log=True),
    )
    st.caption(
        "Mean over q's points of the angle between the pull and the way in which the exact plan of W₁ moves the "
        "point: 0° is straight there, 90° leads nowhere. The saturating and the non-saturating pull lie on one line: "
        "both go along the slope of one D, and differ in length alone."
    )


def discriminators(session: Session, view: dict) -> None:
    """How good the networks are, and how steep."""
    charts(
        session,
        Curves("Share of points that D gets right", "share", lines("accuracy", DISCRIMINATORS), low=0.0, high=1.02),
        Curves(
            "Mean slope |∇D| between p and q",
            "per unit",
            [*lines("slope", DISCRIMINATORS), Curve("grad_w1", "W₁'s own slope", PRIOR, dashed=True)],
            log=True,
        ),
        Curves(
            "What the critics say W₁ is",
            "distance",
            [*lines("critic", {name: LOSSES[name] for name in CRITICS}), Curve("w1", "exact W₁", PRIOR, dashed=True)],
            low=0.0,
        ),
    )
    st.caption(
        "A critic has no boundary of its own: it counts as right on its side of the middle between its mean scores. "
        "With the penalty λ the best slope is not 1 but about 1 + W₁/2λ: the steeper, the more it earns, and the "
        "penalty asks little for a little. Clipped weights of ± c leave a slope far below 1, whatever the distance."
    )


def critics(session: Session, view: dict) -> None:
    """Primal and dual: the best critic there is beside the learned ones."""
    answer = session.ask("critics")
    if not answer or session.static is None:
        return
    rows = [
        {
            "critic": CRITIC_STYLES[name][0],
            "mean slope": f"{slope:.3g}",
            "steepest": f"{steepest:.3g}",
            "mean p − mean q": f"{value:.4g}",
            "at slope 1": f"{scaled:.3f}",
        }
        for name, slope, steepest, value, scaled in zip(
            *(answer[key] for key in ("names", "slopes", "steepest", "values", "scaled")), strict=True
        )
    ]
    left, right = st.columns([5, 4])
    left.plotly_chart(critic_lines(answer), key="critics on a line")
    right.dataframe(rows, hide_index=True)
    right.caption(
        f"Exact W₁ = {answer['w1']:.3f}, from the plan that moves the points. No critic of slope 1 gives p more above "
        "q than that (Kantorovich and Rubinstein), and the exact one, made of the plan's dual potentials, gives just "
        f"that. At slope 1: divided by the steepest slope measured. As it stands at step {session.status.step:,}."
    )
    facts, static = session.static
    points = {"real": static["real"].astype(float), "generated": static["generated"].astype(float)}
    for column, name, plane in zip(left.columns(3), answer["names"], answer["planes"], strict=True):
        column.caption(CRITIC_STYLES[name][0].capitalize())
        chart = network_map(plane, float(np.abs(plane).max()), facts["extent"], points)
        column.plotly_chart(chart, key=f"critic {name}", config={"displayModeBar": False})


def bumps(session: Session, view: dict) -> None:
    """Why the non-saturating loss drops modes: what it minimises."""
    left, right = st.columns([5, 4])
    with right:
        separation = controls(DistancesView, DistancesView(), DistancesView(), ["separation"])["separation"]
    answer = session.ask("bumps", separation=float(separation))
    if not answer:
        return
    left.plotly_chart(fitted_bumps(answer), key="fitted bumps")
    right.dataframe(fit_rows(answer), hide_index=True)
    sides = {side: ", ".join(number(value, ".5f") for value in answer["theorem"][side]) for side in answer["theorem"]}
    mean, width = answer["at"]
    right.caption(
        "One Gaussian q for a target of two bumps. KL(p ‖ q) fears to miss p, KL(q ‖ p) to be where p is not. With "
        "the best D the non-saturating loss descends on KL(q ‖ p) − 2 JS = 2 KL((p + q)/2 ‖ p). "
        f"{fit_words(answer)} Faint: optima that are not the best. "
        f"Checked at μ = {mean:g}, σ = {width:g}: E[−ln D*] has the gradient ({sides['loss']}) by (μ, σ), "
        f"KL(q ‖ p) − 2 JS has ({sides['divergence']})."
    )


EXPERIMENT = Experiment(
    first=("theta", "lr_d"),
    stage=stage,
    panels={
        "Gradients": gradients,
        "Direction": direction,
        "D": discriminators,
        "Critics": critics,
        "Reverse KL": bumps,
    },
    verbs=("Train D", "Training D"),
    pace=None,
)
