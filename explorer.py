"""The Autoencoder & GAN Explorer: `streamlit run explorer.py`.

Streamlit serves `app` and runs pages/shell.py for every visitor, which calls `navigate`. Through `app` the worker
processes start together with the server, so the first visitor can train at once; and a link straight to a lesson
works from the first visit on (a script beside a pages/ folder would look for that lesson in the folder first).
"""

from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from core.ui.catalog import GUIDES, LESSONS, ROOT, SECTIONS
from core.ui.engine import engine
from core.ui.stream import routes


def navigate() -> None:
    """Page config and navigation: the lessons in teaching order."""
    st.set_page_config("Autoencoder & GAN Explorer", ROOT / "assets" / "icon.png", layout="wide")
    pages = {"": [st.Page(ROOT / "pages" / "home.py", title="Home", icon=":material/home:", default=True)]}
    for section, heading in SECTIONS.items():
        items = [item for item in (*LESSONS, *GUIDES) if item.section == section]
        if items:
            pages[heading] = [st.Page(item.page, title=item.title, icon=item.icon) for item in items]
    st.navigation(pages, position="top").run()


@asynccontextmanager
async def workers(app: st.App):
    """Worker processes from the server's start to its end."""
    running = engine()
    yield
    running.close()


app = st.App(Path(__file__).parent / "pages" / "shell.py", routes=routes(), lifespan=workers)

if __name__ == "__main__":  # run as a plain script, as Streamlit's own tests do
    navigate()
