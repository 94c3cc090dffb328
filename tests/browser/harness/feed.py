"""A component that does nothing but hand frames to a clock, as the run bar does on a real page."""

import re

import streamlit as st

from core.runs.wire import pack_frames
from core.ui.components import FOLDER

SHARED = [(FOLDER / "shared" / name).read_text("utf-8") for name in ("wire.js", "clock.js")]
SCRIPT = """
export default function ({ data }) {
  const { header, frames } = unpackFrames(data);
  clockOf(header.clock).add(header.generation, frames);
}
"""


def feed(clock, frames, generation="a", key="feed"):
    """Hand these frames to the clock of that name."""
    script = "\n".join([*(re.sub(r"^export ", "", text, flags=re.MULTILINE) for text in SHARED), SCRIPT])
    component = st.components.v2.component("test_feed", html="<i></i>\n", js=script)
    component(data=pack_frames({"clock": clock, "generation": generation}, frames), key=key, height=1)
