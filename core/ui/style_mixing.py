"""Style mixing: the stage with its matrix of faces, and the table of what mixing moves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import streamlit as st

from core.data.faces import ATTRIBUTES
from core.plots.stylegan import heat
from core.runs.wire import pack
from core.settings.stylegan import GROUPS, group_of
from core.ui.answers import ask_once, known, rests, shipped
from core.ui.components import piece
from core.ui.session import Session
from core.ui.stage import say_failed

KEY = "style mixing"
PACE = 15.0  # seconds after which the stage asks a training model for new faces: some 200 of them
MEASURED = {"seed": 0, "psi": 1.0}  # whose attributes are read: as in training, without truncation


def stage(session: Session, view: dict) -> None:
    """Draw the matrix now, and again and again while the run trains."""
    st.fragment(_stage, run_every=PACE if session.status.active else None)(session, view)


def _stage(session: Session, view: dict) -> None:
    if session.static is None:
        say_failed(session)
        return
    asked = {"seed": view["faces"], "psi": view["psi"]}
    answer = ask_once(session, "mixing", age=PACE / 2, **asked)
    if answer is None:
        return
    arrays = {name: answer[name] for name in ("a", "b", "mixed")}
    sides = answer["sides"].tolist()
    head: dict[str, Any] = {
        "side": session.static[0]["side"],
        "rows": len(answer["a"]),
        "columns": len(answer["b"]),
        "sides": sides,
        "groups": [group_of(side, sides[-1]) for side in sides],
        "masks": answer["masks"].tolist(),
        "asked": None,
        "attributes": [attribute.label for attribute in ATTRIBUTES],
        "shares": None,
        "pairs": [],
    }
    measured = origins(session)
    if measured:
        head |= {"shares": listed(measured["shares"]), "pairs": np.asarray(measured["pairs"]).tolist()}
    wanted = valid_mask((st.session_state.get(KEY) or {}).get("wanted"), len(sides))
    if wanted and wanted not in head["masks"]:
        mixed = ask_once(session, "mixed", age=PACE / 2, from_b=wanted, **asked)
        if mixed:
            head["asked"] = wanted
            arrays["answer"] = mixed["mixed"]
    piece("mixing")(key=KEY, data=pack(head, arrays), on_wanted_change=lambda: None)


def valid_mask(wanted: object, layers: int) -> list[bool] | None:
    """What came from the browser, if it says of each layer whether its style comes from B; else None."""
    if isinstance(wanted, list) and len(wanted) == layers and all(type(flag) is bool for flag in wanted):
        return wanted
    return None


def as_array(shares: Any) -> np.ndarray:
    """Shares [M, K, 3], nan where nothing differs; files have None there, for JSON knows no nan."""
    return np.array([[[math.nan] * 3 if row is None else row for row in rows] for rows in shares], float)


def listed(shares: Any) -> list:
    """The same for the browser, with None again."""
    return [[None if math.isnan(row[0]) else row for row in rows] for rows in as_array(shares).round(4).tolist()]


def origins(session: Session) -> dict | None:
    """Where attributes come from, measured of this very model: shipped with the recorded one, else as last asked."""
    return shipped(session, "mixing") or known(session, "origin", **MEASURED)


def measured(session: Session, view: dict) -> None:
    """The table: which group of layers carries which attribute; and which pixels each layer changes."""
    if not rests(session):
        return
    found = origins(session)
    if not found:
        found = ask_once(session, "origin", **MEASURED)
        if not found:
            return
        st.rerun()  # the stage shows it, too
    left, right = st.columns([3, 2], gap="medium")
    with left:
        table(found)
    with right:
        changes(session, view)


def table(found: dict) -> None:
    """Shares from B where one group of layers has B's styles and the others A's."""
    masks = [tuple(mask) for mask in np.asarray(found["masks"]).tolist()]
    sides = layer_sides(len(masks[0]))
    groups = [group_of(side, sides[-1]) for side in sides]
    shares = as_array(found["shares"])
    rows = []
    for k, attribute in enumerate(ATTRIBUTES):
        row: dict[str, Any] = {"Attribute": attribute.label}
        for group in GROUPS:
            share = shares[masks.index(tuple(name == group for name in groups)), k, 1]
            row[f"{group} from B"] = None if math.isnan(share) else round(100 * share)
        rows.append(row | {"Pairs": int(found["pairs"][k])})
    columns = {
        f"{group} from B": st.column_config.ProgressColumn(format="%d %%", min_value=0, max_value=100)
        for group in GROUPS
    }
    st.dataframe(rows, hide_index=True, height="content", column_config=columns)
    st.caption(
        "Of pairs of generated faces that differ in an attribute, the share of mixtures that have it from B, by the "
        "attribute reader, when one group of layers has B's styles and the others A's. What is missing to 100 % over "
        "the three is moved by no group alone, or comes out between A and B. Without truncation. The error of a share "
        "from n pairs is at most ±1/√n."
    )


def layer_sides(layers: int) -> list[int]:
    """Cells along a side of the maps of each layer: two layers a side, from 4 on."""
    return [4 * 2 ** (i // 2) for i in range(layers)]


def changes(session: Session, view: dict) -> None:
    """Heatmaps: which pixels each layer's style alone changes."""
    answer = ask_once(session, "changed", seed=view["faces"], psi=view["psi"])
    if not answer:
        return
    maps = answer["heat"]
    largest = float(maps.max())
    with st.container(horizontal=True):  # as many on a line as the page has room for
        for i, (values, side) in enumerate(zip(maps, layer_sides(len(maps)), strict=True)):
            st.image(
                heat(values, largest),
                caption=f"{i + 1}: {side}², {values.mean():.1f}",
                alt=f"Pixels that the style of layer {i + 1} changes",
            )
    st.caption(
        f"Which pixels change when the style of one layer alone goes from A to B, over 32 pairs: no colour not at all, "
        f"full colour by {largest:.0f} of 255 grey levels. Below: layer, side of its maps, mean change."
    )
