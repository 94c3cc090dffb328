"""The lesson's panels on earth in a real browser: piles from hand to worker to address, and the charts beside them."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from core.ui.catalog import ROOT
from tests.browser.earth import WORKER, Earth
from tests.browser.lesson import no_trouble, settled, until

BY_HAND = "apart=Earth+by+hand"


@pytest.fixture
def open_panel(serve, page):
    def make(query=BY_HAND, **view):
        return page(f"{serve(ROOT / 'explorer.py')}/distances?{query}", **view)

    return make


def asked_of(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.evaluate("location.href")).query).items()}


def edit(page, earth, heap, hole):
    """One block more, and a hole for it, at places that are empty."""
    earth.change()
    page.mouse.click(*earth.above(heap, 0))
    page.mouse.click(*earth.below(hole, 0))
    until(lambda: not earth.root.locator(".change").is_disabled())
    earth.press("change")


def test_edited_piles_go_to_the_worker_and_into_the_address(open_panel):
    page = open_panel()
    earth = Earth(page)
    earth.drag(earth.pile(0), earth.hole(0))
    until(lambda: earth.moves == [(0, 0)])
    edit(page, earth, 9, 12)
    until(lambda: earth.probe("piles")["earth"] == [0, 1, 9])
    assert earth.probe("piles")["cost"] == 9
    assert earth.moves == []
    until(lambda: asked_of(page).get("blocks") == "0 1 9 | 2 5 12")
    assert asked_of(page)["piles"] == "Own"
    no_trouble(page)
    page.reload()
    again = Earth(page)
    until(lambda: again.probe("piles")["earth"] == [0, 1, 9])


def test_piles_are_edited_again_and_again(open_panel):
    page = open_panel()
    earth = Earth(page)
    edit(page, earth, 9, 12)
    until(lambda: asked_of(page).get("blocks") == "0 1 9 | 2 5 12")
    until(lambda: earth.probe("piles")["earth"] == [0, 1, 9])  # a moment later than the address
    edit(page, earth, 10, 11)
    until(lambda: asked_of(page).get("blocks") == "0 1 9 10 | 2 5 11 12")
    page.get_by_text("Lecture", exact=True).click()
    until(lambda: earth.probe("piles")["earth"] == [0, 1])
    edit(page, earth, 3, 4)
    until(lambda: asked_of(page).get("blocks") == "0 1 3 | 2 4 5")
    until(lambda: earth.probe("piles")["earth"] == [0, 1, 3])
    no_trouble(page)


def test_a_plan_made_by_hand_survives_other_costs_and_another_panel(open_panel):
    page = open_panel()
    earth = Earth(page)
    for pile, hole in ((0, 1), (1, 0)):
        earth.cell(pile, hole).click()
    until(lambda: earth.word == "Work 6: no plan is cheaper")
    page.get_by_text("Squared distance", exact=True).click()
    until(lambda: earth.word == "Work 26, the best plan 20: 6 too much")
    page.get_by_text("Slopes", exact=True).click()
    expect(earth.root).to_have_count(0)
    page.get_by_role("radio", name="Earth by hand").click()
    again = Earth(page)
    until(lambda: again.moves == [(0, 1), (1, 0)])
    no_trouble(page)


def test_the_panel_is_readable_from_the_back_row_in_one_screen(open_panel):
    """All of it fits on 1280 × 720 below the header, and no text is smaller than 13 px."""
    page = open_panel(f"{BY_HAND}&piles=Random")
    earth = Earth(page)
    earth.press("best")
    until(lambda: earth.probe("priced"))
    earth.root.locator(".proof").wait_for()
    assert earth.root.bounding_box()["height"] < 650
    sizes = earth.root.evaluate("""root => [...root.querySelectorAll('*')].filter((e) => e.checkVisibility()
        && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())
      ).map((e) => parseFloat(getComputedStyle(e).fontSize))""")
    assert min(sizes) >= 13


@pytest.mark.parametrize("panel", ["Earth+by+hand&piles=Random", "Exact+and+entropic"])
def test_nothing_is_wider_than_a_phone(open_panel, panel):
    page = open_panel(f"apart={panel}", width=390, height=844, touch=True)
    shown = page.locator(".earth td button, .js-plotly-plot")
    shown.first.wait_for(timeout=WORKER)
    if "entropic" in panel:  # one after another
        expect(shown).to_have_count(5, timeout=WORKER)
    settled(shown.last)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    for box in [shown.nth(i).bounding_box() for i in range(shown.count())]:
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_exact_and_entropic_are_shown_beside_each_other(open_panel):
    page = open_panel("apart=Exact+and+entropic&pair=gaussians_2d&samples=64")
    expect(page.locator(".js-plotly-plot")).to_have_count(5, timeout=WORKER)
    expect(page.get_by_text(re.compile(r"Exact: W₁ = \d\.\d{4} in \d+\.\d ms"))).to_be_visible()
    no_trouble(page)
