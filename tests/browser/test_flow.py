"""The flow of the GAN game in a real browser: who has just moved, in light and in words."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

APP = Path(__file__).parent / "harness" / "flow_app.py"
SEEN = "D now calls 75 % of the real and 50 % of the generated points by their right name."


@pytest.fixture
def flow(serve, page):
    url = serve(APP)

    def make(query="", **view):
        opened = page(f"{url}/?{query}", **view)
        opened.locator(".flow").wait_for()
        return opened

    return make


@pytest.mark.parametrize(
    ("query", "half", "who", "what"),
    [
        ("half=1", "1", "D moved once, G stood still.", SEEN),
        ("half=1&k_d=5", "1", "D moved 5 times, G stood still.", "256 real points"),
        ("half=2&k_g=2", "2", "G moved 2 times, D stood still.", "Its norm: 0.062"),
        ("half=0&k_d=2", "0", "A full round: D moved 2 times, then G moved once.", SEEN),
    ],
)
def test_it_says_who_moved_and_what_came_of_it(flow, query, half, who, what):
    page = flow(query)
    expect(page.locator(".flow .who")).to_have_text(who)
    expect(page.locator(".flow .what")).to_contain_text(what)
    expect(page.locator(".flow")).to_have_attribute("data-half", half)
    expect(page.locator(".flow .spoken")).to_contain_text(who)  # once it rests


def test_before_the_first_round_nobody_is_lit(flow):
    page = flow()
    expect(page.locator(".flow .who")).to_have_text("Before the first round.")
    expect(page.locator(".flow")).to_have_attribute("data-half", "")


def look(page, part):
    """The style of the box and of the wire that the part learns by."""
    return page.locator(".flow").evaluate(
        """(flow, part) => [`.part.${part} rect`, `.learn-${part}`].map((selector) => {
          const { stroke, strokeWidth, fill, opacity } = getComputedStyle(flow.querySelector(selector));
          return [stroke, strokeWidth, fill, opacity].join(" ");
        })""",
        part,
    )


def test_the_player_that_moved_is_lit_and_the_light_goes_over(flow):
    dark = flow()
    page = flow("half=1")
    expect(page.locator(".flow")).to_have_attribute("data-half", "1")
    assert look(page, "d") != look(dark, "d")
    assert look(page, "g") == look(dark, "g")
    page.get_by_role("button", name="G moves").click()
    expect(page.locator(".flow")).to_have_attribute("data-half", "2")
    assert look(page, "d") == look(dark, "d")
    assert look(page, "g") != look(dark, "g")


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(flow, dark):
    page = flow("half=2", width=390, height=844, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
