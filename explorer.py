"""The Autoencoder & GAN Explorer: `streamlit run explorer.py`."""

import streamlit as st

from core.ui.catalog import LESSONS, ROOT, SECTIONS
from core.ui.engine import engine

st.set_page_config("Autoencoder & GAN Explorer", ":material/hub:", layout="wide")
engine()  # the workers start here, ahead of the first press on Train

pages = {"": [st.Page(ROOT / "pages" / "home.py", title="Home", icon=":material/home:", default=True)]}
for section, heading in SECTIONS.items():
    lessons = [item for item in LESSONS if item.section == section]
    if lessons:
        pages[heading] = [st.Page(item.page, title=item.title, icon=item.icon) for item in lessons]
st.navigation(pages, position="top").run()
