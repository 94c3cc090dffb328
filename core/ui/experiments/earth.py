"""Earth mover's distance, seen: piles that are moved by hand, and exact transport beside entropic."""

from __future__ import annotations

import statistics
from typing import Any

import numpy as np
import streamlit as st

from core.plots.earth import plan_matrix, time_over_epsilon, value_over_epsilon
from core.runs.wire import pack
from core.settings.distance_views import DistancesView
from core.settings.distances import EPSILONS
from core.settings.piles import LAST, MAX_LENGTH, MOST_BLOCKS, MOST_PILES, TALLEST
from core.ui.components import piece
from core.ui.controls import choice_bar, controls, set_controls
from core.ui.session import Session

PILES = {"Lecture": "lecture", "Trap": "trap", "Random": "random", "Pair": "pair", "Own": "own"}
POWERS = {"Distance": 1, "Squared distance": 2}
LIMITS = {"last": LAST, "piles": MOST_PILES, "tallest": TALLEST, "blocks": MOST_BLOCKS}
KEY = "earth"
MEASURED = "exact and entropic transport where it was measured last"


def by_hand(session: Session, view: dict) -> None:
    """Piles to be carried to holes, scored against the best plan."""
    left, right = st.columns([3, 2])
    with left:
        piles = choice_bar(DistancesView, "piles")
    with right:
        power = POWERS[choice_bar(DistancesView, "ground")]
    further = {"Random": ["draw"], "Own": ["blocks"]}.get(piles, [])
    asked = controls(DistancesView, DistancesView(), DistancesView(), further)
    found = session.ask("piles", name=PILES[piles], power=power, theta=_theta(session), **asked)
    if found is None:
        return
    header = {"piles": plain_values(found) | {"power": power}, "limits": None if piles == "Pair" else LIMITS}
    piece("earth")(key=KEY, data=pack(header), on_piles_change=_take_own)
    if piles == "Pair":
        st.caption(
            f"Ten blocks a side, at equal shares of the mass along the first axis, rounded to {found['step']:g}; "
            f"q at θ = {_theta(session):.2f}. They follow q."
        )


def _take_own() -> None:
    """The learner's piles come from the browser: anything may."""
    text = st.session_state[KEY].piles
    if isinstance(text, str) and len(text) <= MAX_LENGTH:
        if st.session_state["piles"] != "Own":  # a control that is not drawn yet does not write its first value there
            st.query_params["blocks"] = text
        set_controls({"piles": "Own", "blocks": text})


def exact_and_entropic(session: Session, view: dict) -> None:
    """Value, plan and time of Sinkhorn's iterations as ε gets small, beside the exact ones."""
    theta = _theta(session)
    epsilon = controls(DistancesView, DistancesView(), DistancesView(), ["look"])["look"]
    measured = _measured(session, theta)
    if measured is None:
        return
    left, right = st.columns(2)
    with left:
        st.markdown("**The value**: ⟨P, C⟩ of the blurred plan, down to W₁")
        st.plotly_chart(value_over_epsilon(measured, epsilon), key="value over epsilon")
    with right:
        st.markdown("**The time** until a plan is found")
        st.plotly_chart(time_over_epsilon(measured, epsilon), key="time over epsilon")
    q, p = measured["points"]
    st.caption(
        f"{q} points of q against {p} of p at θ = {measured['theta']:.2f}. Exact: W₁ = {measured['exact']:.4f} in "
        f"{measured['exact_ms']:.1f} ms, the network simplex's. Times are medians measured in the worker, on its "
        "processor and beside whatever else it does."
        + (
            ""
            if all(measured["converged"])
            else f" Hollow: no plan yet after {max(measured['iterations'])} iterations."
        )
    )
    _plans(session, measured["theta"], epsilon)


def _plans(session: Session, theta: float, epsilon: float) -> None:
    plans = session.ask("plans", theta=theta, epsilon=epsilon)
    if plans is None:
        return
    st.markdown("**The plans** of a few points: q's from top to bottom, p's from left to right; dark cells carry much")
    names = {
        "blurred": f"ε = {plans['blurred_epsilon']:g}: nearly everything to everywhere",
        "chosen": f"ε = {epsilon:g}, the one to look at",
        "exact": "Exact: nothing is blurred",
    }
    for column, (name, title) in zip(st.columns(3), names.items(), strict=True):
        column.markdown(f"{title}  \n⟨P, C⟩ = {plans[f'cost_{name}']:.4f}")
        column.plotly_chart(plan_matrix(plans[name]), key=f"plan {name}")
    if plans["cost_blurred"] - plans["cost_exact"] < 1e-9:
        st.caption("Here every plan costs the same: all of q lies to one side of p, and no way can be saved.")


def _measured(session: Session, theta: float) -> dict[str, Any] | None:
    """What the worker measured at θ. It takes a second or two: while q is carried on, the last one stands."""
    key = (session.generation, session.settings.samples, session.settings.seed)
    last_key, last = st.session_state.get(MEASURED, (None, None))
    if last_key == key and (last["theta"] == theta or session.trains):
        if last["theta"] != theta:
            st.caption(":material/pause: Measured anew when q stands still.")
        return last
    found = []
    with st.spinner("Measuring exact and entropic transport…"):
        for epsilon in EPSILONS:
            found.append(session.ask("entropic", theta=theta, epsilon=epsilon))
            if found[-1] is None:
                return None
    curves = {name: [one[name] for one in found] for name in ("value", "iterations", "converged", "ms")}
    exact = {name: found[0][name] for name in ("points", "exact")}
    times = {"exact_ms": statistics.median(one["exact_ms"] for one in found)}
    st.session_state[MEASURED] = (key, {"theta": theta, "epsilon": list(EPSILONS)} | exact | times | curves)
    return st.session_state[MEASURED][1]


def _theta(session: Session) -> float:
    """Where q stands in the frame that is shown."""
    return session.shown.scalars["theta"] if session.shown else session.settings.theta


def plain_values(found: dict[str, Any]) -> dict[str, Any]:
    """What the worker found, its arrays as lists: small enough for a message's header, and exact there."""
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in found.items()}
