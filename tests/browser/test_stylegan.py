"""Style mixing in a real browser: the crossover at once, single layers through the worker, on a small network."""

import pytest
from playwright.sync_api import expect

from core.ui.catalog import ROOT
from tests.browser.lesson import RunBar, best, no_trouble, probe_of, settled, until

QUICK = 50  # ms from a move of the slider to the end of the drawing


@pytest.fixture
def open_lesson(page, serve):
    """Opens the lesson on an untrained small network; returns (page, run bar, the piece)."""
    url = serve(ROOT / "explorer.py")

    def make(query="channels=8&batch_size=8&examples=40", **view):
        opened = page(f"{url}/stylegan?{query}", **view)
        bar = RunBar(opened)
        piece = opened.locator(".mixing")
        piece.locator(".layers input").last.wait_for(timeout=60_000)
        return opened, bar, piece

    return make


def probe(piece, key):
    return probe_of(piece)[key]


def board(piece):
    return piece.locator(".board").evaluate("canvas => canvas.toDataURL()")


def test_the_crossover_answers_at_once_and_says_what_comes_from_where(open_lesson):
    page, bar, piece = open_lesson()
    slider = piece.locator(".place")
    assert probe(piece, "mask") == [True] * 4 + [False] * 4

    def p95():
        pictures = set()
        for place in range(9):
            slider.evaluate("(input, at) => { input.value = at; input.dispatchEvent(new Event('input')); }", place)
            pictures.add(board(piece))
            assert probe(piece, "ready")
        assert len(pictures) == 9
        latencies = sorted(probe(piece, "latencies")[-9:])
        return latencies[int(0.95 * (len(latencies) - 1))]

    assert best(p95, QUICK) <= QUICK
    assert probe(piece, "mask") == [True] * 8  # turned about: B gives the earlier layers
    expect(piece.locator("output")).to_have_text("every layer from B")
    slider.press("ArrowLeft")
    expect(piece.locator("output")).to_have_text("layers 1 (4²) to 7 (32²) from B")
    piece.locator(".turn").click()
    assert probe(piece, "mask") == [False] * 7 + [True]
    assert bar.step == 0  # the arrow key moved the slider and took no step
    no_trouble(page)


def test_matrix_crossover_and_bars_fit_on_the_first_screen(open_lesson):
    _, _, piece = open_lesson("")
    piece.locator(".row").last.wait_for()
    settled(piece)
    boxes = [piece.locator(part).bounding_box() for part in (".board", ".crossover", ".layers", ".origins")]
    assert max(box["y"] + box["height"] for box in boxes) <= 720


def test_groups_and_single_layers(open_lesson):
    page, _, piece = open_lesson()
    piece.get_by_role("button", name="fine styles from B").click()
    assert probe(piece, "mask") == [False] * 6 + [True] * 2
    piece.get_by_role("button", name="middle styles from B").click()
    assert probe(piece, "mask") == [False] * 4 + [True] * 2 + [False] * 2
    assert probe(piece, "ready")
    expect(piece.locator("figcaption")).to_contain_text(
        "coarse styles from A, middle styles from B, fine styles from A"
    )
    before = board(piece)
    piece.get_by_role("checkbox", name="Layer 1, 4 × 4 cells, from B").check()
    assert probe(piece, "mask") == [True] + [False] * 3 + [True] * 2 + [False] * 2
    until(lambda: probe(piece, "ready"))  # the worker was asked
    assert board(piece) != before
    expect(piece.locator("output")).to_have_text("layers 1, 5, 6 from B")
    no_trouble(page)


def test_bars_follow_once_it_is_measured_and_a_phone_has_room_for_all(open_lesson):
    page, _, piece = open_lesson("channels=8&batch_size=8&examples=40&panel=Mixing", width=390)
    piece.locator(".row").first.wait_for(timeout=60_000)
    assert piece.locator(".row").count() == 11
    piece.locator(".place").evaluate("input => { input.value = 8; input.dispatchEvent(new Event('input')); }")
    shares = probe(piece, "shares")
    assert all(share is None or share[1] == 1 for share in shares)  # every layer from B, and so every attribute
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not piece.evaluate("mixing => mixing.classList.contains('wide')")
    no_trouble(page)
