"""Seconds until a page can be used, against a bare Streamlit app with one Plotly chart.

    python -m tests.benchmarks.opening [--quick] [--rounds N] [--lesson NAME]

Real Chromium, started before; each visit is a new tab with an empty cache. Rounds alternate between the two apps:
- start: `streamlit run` → the page drawn, processes and all.
- open: a new visitor's tab on a running server → the page drawn.
- click: the home page is open; a click on the lesson's card → the page drawn. The bare app for this has two pages.
- train: a new tab, Train pressed as soon as it can be → the first frame of the live run is on the screen.
The lesson is that on the VAE, or the one named.
Ours is drawn when Train is enabled and its stage has drawn; the bare page when its chart's SVG is there.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from core.ui.catalog import LESSONS
from tests.benchmarks.support import (
    APP,
    LOOK,
    STAGE_DRAWN,
    Server,
    chromium,
    new_tab,
    page_options,
    ratios,
    seconds_of,
    spread,
    table,
    until,
)

CHART = """
import plotly.graph_objects as go
import streamlit as st
st.plotly_chart(go.Figure(go.Scatter(x=list(range(100)), y=[x * x for x in range(100)])))
"""
TWO_PAGES = """
import streamlit as st
def home():
    st.title("Home")
    st.page_link(second, label="Open")
first, second = st.Page(home, default=True), st.Page("chart.py")
st.navigation([first, second], position="top").run()
"""
CHART_DRAWN = "() => document.querySelector('.js-plotly-plot .main-svg') !== null"
HOME_DRAWN = "() => [...document.images].some((image) => image.complete && image.naturalWidth > 0)"
LIVE = """() => {
  const { state, step } = find('.run-bar')?.probe?.() ?? {};
  return state === 'running' && step > 0 && stage().step > 0;
}"""
TARGET = "≤ 1.5"


def start(browser, app: Path, path: str, drawn: str) -> float:
    """Seconds from the command to the drawn page."""
    with new_tab(browser) as page:
        page.add_init_script(LOOK)
        servers = []

        def run() -> None:
            servers.append(Server(app))
            servers[0].wait()
            page.goto(servers[0].url + path)
            until(page, drawn)

        try:
            return seconds_of(run)
        finally:
            for server in servers:
                server.__exit__()


def opened(browser, server: Server, path: str, drawn: str, problems: list[str]) -> float:
    """Seconds from a new visitor's first request to the drawn page."""
    with new_tab(browser, problems) as page:
        page.add_init_script(LOOK)

        def run() -> None:
            page.goto(server.url + path)
            until(page, drawn)

        return seconds_of(run)


def clicked(browser, server: Server, link: str, nth: int, drawn: str, problems: list[str]) -> float:
    """Seconds from a click on the home page's nth link of that name (−1: the last) to the drawn page."""
    with new_tab(browser, problems) as page:
        page.add_init_script(LOOK)
        page.goto(server.url)
        card = page.get_by_role("link", name=link).nth(nth)
        card.wait_for()
        page.wait_for_timeout(1000)  # what the home page still has to do is not the click's

        def run() -> None:
            card.click()
            until(page, drawn)

        return seconds_of(run)


def trained(browser, server: Server, path: str, problems: list[str]) -> float:
    """Seconds from a new visitor's first request, with Train pressed at once, to the first live frame."""
    with new_tab(browser, problems) as page:
        page.add_init_script(LOOK)

        def run() -> None:
            page.goto(server.url + path)
            page.locator(".run-bar .main:enabled").click()
            until(page, LIVE)

        seconds = seconds_of(run)
        page.locator(".run-bar .main").click()  # pause: it would train on into the next measurement
        page.wait_for_timeout(500)
        return seconds


def main() -> None:
    """Run it."""
    asked = page_options(__doc__, rounds=7)
    path, card = f"/{asked.lesson}", [item.name for item in LESSONS].index(asked.lesson)
    rounds = 2 if asked.quick else asked.rounds
    names = ("start", "start bare", "home", "open", "open bare", "click", "click bare", "train")
    times: dict[str, list[float]] = {name: [] for name in names}
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        chart, pages = Path(folder, "chart.py"), Path(folder, "pages.py")
        chart.write_text(CHART)
        pages.write_text(TWO_PAGES)
        for _ in range(rounds):
            times["start"].append(start(browser, APP, path, STAGE_DRAWN))
            times["start bare"].append(start(browser, chart, "/", CHART_DRAWN))
        with Server(APP) as ours, Server(chart) as bare, Server(pages) as bare_pages:
            for server in (ours, bare, bare_pages):
                server.wait()
            trained(browser, ours, path, problems)  # once beforehand: workers are ready, modules are loaded
            for _ in range(rounds):
                times["home"].append(opened(browser, ours, "/", HOME_DRAWN, problems))
                times["open"].append(opened(browser, ours, path, STAGE_DRAWN, problems))
                times["open bare"].append(opened(browser, bare, "/", CHART_DRAWN, []))
                times["click"].append(clicked(browser, ours, "Open the lesson", card, STAGE_DRAWN, problems))
                times["click bare"].append(clicked(browser, bare_pages, "Open", -1, CHART_DRAWN, []))
                times["train"].append(trained(browser, ours, path, problems))
            problems += ours.complaints()
    rows = [(f"{name}, s", spread(values)) for name, values in times.items()]
    pairs = {name: ratios(times[name], times[f"{name} bare"]) for name in ("start", "open", "click")}
    rows += [(f"{name} ÷ bare", spread(values), TARGET) for name, values in pairs.items()]
    table(f"Opening {path}, {rounds} rounds", rows)
    for problem in dict.fromkeys(problems):
        print(f"  seen: {problem}")


if __name__ == "__main__":
    main()
