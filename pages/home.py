"""The first page: the lessons as cards, each with a picture from its own recorded run."""

import streamlit as st
from PIL import ImageOps

from core.plots.pictures import png
from core.ui.catalog import GUIDES, LESSONS, SECTIONS, lesson
from core.ui.session import leave_lessons

CARD = (640, 360)  # pixels of a card's picture: all cards of a row are alike


@st.cache_data(show_spinner=False)
def card_picture(name: str) -> bytes:
    recording = lesson(name).recording
    picture = lesson(name).picture(recording.frames[-1], recording.static, recording.static_arrays)
    return png(ImageOps.pad(picture, CARD, color="white"))


leave_lessons()
st.title("Autoencoder & GAN Explorer", anchor=False)
st.markdown(
    "Small networks that **really train**, here and now, on this computer. Pick a lesson, watch it learn, change what "
    "matters, and see why it works or fails."
)
for section, heading in SECTIONS.items():
    items = [item for item in LESSONS if item.section == section]
    if not items:
        continue
    st.header(heading, anchor=False)
    for start in range(0, len(items), 3):
        for column, item in zip(st.columns(3), items[start : start + 3], strict=False):
            with column.container(border=True, height="stretch"):
                last = item.recording.frames[-1].step
                st.image(
                    card_picture(item.name), alt=f"{item.title}: a recorded run after {last:,} steps", width="stretch"
                )
                st.subheader(f"{item.icon} {item.title}", anchor=False)
                st.markdown(item.idea)
                st.page_link(item.page, label="Open the lesson", icon=":material/play_arrow:")
    for item in GUIDES:
        if item.section == section:
            st.page_link(item.page, label=f"**{item.title}**: {item.idea[0].lower()}{item.idea[1:]}", icon=item.icon)
