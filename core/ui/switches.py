"""The four changes of the WGAN as switches. They hold nothing themselves: they show and set the controls below them."""

from __future__ import annotations

import streamlit as st

from core.settings.gan2d import GAN2DSettings
from core.settings.wgan import SWITCHES, locked, positions, turned
from core.ui.controls import set_controls, standing


def switches(present: GAN2DSettings) -> dict[str, bool]:
    """Draw the switches as the controls stand, those that cannot be turned with the reason; returns their positions.

    present: the settings before the controls, which are drawn later, are asked.
    """
    settings = GAN2DSettings.model_construct(**standing(present))
    on, reasons = positions(settings), locked(settings)
    for switch in SWITCHES:
        st.session_state[_key(switch.name)] = on[switch.name]
        st.toggle(
            switch.label,
            key=_key(switch.name),
            help=switch.help,
            disabled=switch.name in reasons,
            on_change=_turn,
            args=(settings, switch.name),
        )
    for reason in reasons.values():
        st.caption(f":material/lock: {reason}")
    return on


def _key(name: str) -> str:
    return f"switch {name}"


def _turn(settings: GAN2DSettings, name: str) -> None:
    set_controls(turned(settings, name, st.session_state[_key(name)]))
