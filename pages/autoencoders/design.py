"""How to design a good autoencoder: the choices, each with a link to where it can be seen."""

import streamlit as st

from core.ui.catalog import guide
from core.ui.design import COMPARED, SECTIONS
from core.ui.session import leave_lessons

leave_lessons()
here = guide("design")
title, idea = st.columns([4, 6], vertical_alignment="center")
title.header(f"{here.icon} {here.title}", anchor=False)
idea.markdown(here.idea)
for heading, choices in SECTIONS.items():
    st.subheader(heading, anchor=False, divider="grey")
    for choice in choices:
        said, shown = st.columns([7, 3], gap="medium", vertical_alignment="center")
        said.markdown(f"**{choice.name}.** {choice.advice}")
        item = choice.shown_in
        shown.page_link(item.page, label=f"**{choice.see}**", icon=item.icon, query_params=choice.address)
st.subheader("One task, four networks", anchor=False, divider="grey")
st.markdown(COMPARED)
st.info(
    "**And then** judge on images that were never trained on; compare with PCA at the same size of code and with the "
    "mean image; change one thing at a time, with several seeds; look at the codes, not at the error alone. All "
    "figures on this page were measured in the lessons that it links to.",
    icon=":material/fact_check:",
)
