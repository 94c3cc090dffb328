"""Earth moved by hand in a real browser: every gesture, the score beside the worker's, the best plan as it plays."""

from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from playwright.sync_api import expect

from core.data.pairs import make_pair
from core.objectives.transport import score
from core.settings.piles import EXAMPLES
from core.training.earth import best_plan, chosen_piles
from tests.browser.earth import Earth
from tests.browser.lesson import until

APP = Path(__file__).parent / "harness" / "earth_app.py"
TRAP = EXAMPLES["trap"]  # earth 1:2 4:3 8:3, holes 3:3 7:3 11:2
GREEDY = [(1, 0)] * 3 + [(2, 1)] * 3 + [(0, 2)] * 2  # the nearest holes first: work 26 of 18
BEST = [(0, 0)] * 2 + [(1, 0)] + [(1, 1)] * 2 + [(2, 1)] + [(2, 2)] * 2


@pytest.fixture
def open_earth(serve, page):
    def make(blocks=TRAP, query="", **view):
        return Earth(page(f"{serve(APP)}/?blocks={quote(blocks)}&{query}", **view))

    return make


def place_all(earth, moves):
    for pile, hole in moves:
        earth.cell(pile, hole).click()
    until(lambda: earth.moves == moves)


# ---- by hand --------------------------------------------------------------------------------------------------------


def test_blocks_are_dragged_to_holes_and_the_work_is_summed(open_earth):
    earth = open_earth("0 1 | 2 5")
    until(lambda: "Work 0 · 2 of 2 blocks left" in earth.sums)
    earth.drag(earth.pile(0), earth.hole(1))
    until(lambda: earth.moves == [(0, 1)])
    until(lambda: "Work 5 · 1 of 2 blocks left" in earth.sums)
    until(lambda: earth.word == "Every block has to go into some hole.")
    earth.drag(earth.pile(1), earth.hole(0))
    until(lambda: earth.sums == "Work 6 · all blocks placed")
    until(lambda: earth.word == "Work 6: no plan is cheaper")  # in the lecture's example every plan costs 3 a block
    expect(earth.root.locator(".detail")).to_contain_text("3 a block on average")


def test_while_it_is_dragged_each_move_is_on_the_screen_by_the_next_refresh(open_earth):
    earth = open_earth()
    (x, y), end = earth.pile(0), earth.hole(2)
    earth.page.mouse.move(x, y)
    earth.page.mouse.down()
    earth.page.mouse.move(x + 20, y + 5)
    late = earth.canvas.evaluate(
        """async (canvas, [from, to]) => {
          let late = 0;
          const frame = () => new Promise(requestAnimationFrame);
          for (let k = 0; k <= 60; k++) {
            const [clientX, clientY] = from.map((start, axis) => start + (to[axis] - start) * k / 60);
            const before = canvas.drawCount;
            canvas.dispatchEvent(new PointerEvent("pointermove", { pointerId: 1, clientX, clientY, bubbles: true }));
            await frame(); await frame(); // the one that draws, and the next
            if (canvas.drawCount === before) late += 1;
          }
          return late;
        }""",
        [[x + 20, y + 5], list(end)],
    )
    earth.page.mouse.move(*end)
    earth.page.mouse.up()
    assert late == 0
    until(lambda: earth.moves == [(0, 2)])


def test_a_block_dropped_beside_every_hole_goes_back(open_earth):
    earth = open_earth()
    x, y = earth.pile(0)
    earth.drag((x, y), (x + 15, y - 40))
    assert earth.moves == []
    until(lambda: "8 of 8 blocks left" in earth.sums)


def test_a_finger_drags_and_taps_on_a_phone(open_earth):
    earth = open_earth(width=390, height=844, touch=True)
    width = earth.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
    box = earth.canvas.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    earth.swipe(earth.pile(0), earth.hole(0))
    until(lambda: earth.moves == [(0, 0)])
    earth.page.touchscreen.tap(*earth.pile(1))
    until(lambda: earth.probe("held") == 1)
    earth.page.touchscreen.tap(*earth.hole(1))
    until(lambda: earth.moves == [(0, 0), (1, 1)])
    assert earth.probe("held") == 1  # as long as there is something of it
    earth.page.touchscreen.tap(*earth.hole(1))
    earth.page.touchscreen.tap(*earth.hole(1))
    until(lambda: earth.moves == [(0, 0), (1, 1), (1, 1), (1, 1)])
    assert earth.probe("held") is None


def test_arrow_keys_and_enter_carry_blocks(open_earth):
    earth = open_earth("0 1:2 | 2:2 5")
    earth.page.keyboard.press("Tab")  # a focus by keyboard shows the cursor
    earth.canvas.focus()
    press = earth.page.keyboard.press
    for key in ("ArrowRight", "ArrowRight", "Enter"):  # the second pile is the last
        press(key)
    until(lambda: earth.probe("held") == 1)
    assert earth.probe("cursor") == {"side": "holes", "index": 0}
    press("ArrowRight")
    press("Enter")
    until(lambda: earth.moves == [(1, 1)])
    press("ArrowLeft")
    press("Enter")
    until(lambda: earth.moves == [(1, 1), (1, 0)])
    press("ArrowUp")
    press("ArrowLeft")
    press("Enter")
    press("Enter")
    until(lambda: earth.moves == [(1, 1), (1, 0), (0, 0)])
    press("Backspace")
    until(lambda: earth.moves == [(1, 1), (1, 0)])
    press("Control+z")
    until(lambda: earth.moves == [(1, 1)])


def test_with_shift_all_that_fits_is_carried(open_earth):
    earth = open_earth()
    earth.page.keyboard.down("Shift")
    earth.drag(earth.pile(2), earth.hole(2))
    until(lambda: earth.moves == [(2, 2)] * 2)  # the hole is full
    earth.cell(1, 0).click()
    until(lambda: earth.moves == [(2, 2)] * 2 + [(1, 0)] * 3)
    earth.page.keyboard.up("Shift")
    earth.press("undo")
    until(lambda: earth.moves == [(2, 2)] * 2)


def test_a_placed_block_is_taken_to_another_hole_or_back(open_earth):
    earth = open_earth()
    place_all(earth, [(0, 0), (1, 0), (2, 2)])
    earth.drag(earth.slot(0, 1), earth.hole(1))
    until(lambda: earth.moves == [(0, 0), (1, 1), (2, 2)])
    x, y = earth.pile(1)
    earth.drag(earth.slot(0, 0), (x, y - 40))
    until(lambda: earth.moves == [(1, 1), (2, 2)])
    earth.cell(2, 2).press("Delete")
    until(lambda: earth.moves == [(1, 1)])


def test_undo_goes_back_step_by_step_also_over_clear(open_earth):
    earth = open_earth()
    place_all(earth, GREEDY[:4])
    earth.press("clear")
    until(lambda: earth.moves == [])
    earth.press("undo")
    until(lambda: earth.moves == GREEDY[:4])
    for _ in range(4):
        earth.press("undo")
    until(lambda: earth.moves == [])
    expect(earth.root.locator(".undo")).to_be_disabled()


def test_nothing_is_carried_from_an_empty_pile_or_to_a_full_hole(open_earth):
    earth = open_earth()
    place_all(earth, [(0, 2)] * 2)
    earth.cell(0, 0).click()
    earth.cell(1, 2).click()
    earth.drag(earth.pile(1), earth.hole(2))
    earth.drag(earth.pile(0), earth.hole(0))
    assert earth.moves == [(0, 2)] * 2


# ---- the score ------------------------------------------------------------------------------------------------------


def test_a_wasteful_plan_is_told_what_it_wastes_and_where(open_earth):
    earth = open_earth()
    place_all(earth, GREEDY)
    until(lambda: earth.word == "Work 26, the best plan 18: 8 too much")
    expect(earth.root.locator(".detail")).to_have_text("Wasted: 8 from 1 to 11 (2 blocks).")
    expect(earth.root.locator(".verdict")).to_have_attribute("data-verdict", "wasteful")
    expect(earth.root.locator("td .wasteful")).to_have_count(1)
    expect(earth.root.locator(".sum")).to_contain_text("= 18")


def test_a_best_plan_is_told_so_and_prices_are_hidden_until_then(open_earth):
    earth = open_earth()
    place_all(earth, BEST[:-1])
    expect(earth.root.locator(".proof")).to_be_hidden()
    expect(earth.root.locator("td .tight")).to_have_count(0)
    earth.cell(*BEST[-1]).click()
    until(lambda: earth.word == "Work 18: no plan is cheaper")
    expect(earth.root.locator(".proof")).to_be_visible()
    expect(earth.root.locator(".verdict")).to_have_attribute("data-verdict", "best")
    tight = earth.root.locator("td .tight").count()
    assert tight >= len(set(BEST))
    expect(earth.root.locator("td .wasteful")).to_have_count(0)


@pytest.mark.parametrize("power", [1, 2])
@pytest.mark.parametrize("blocks", ["0 1 | 2 5", TRAP, "0:3 4:1 9:10 | 4:4 6:5 12:5", "2:2 3 11:4 | 0:3 6:3 7"])
def test_the_browsers_score_is_the_workers(open_earth, blocks, power):
    found = best_plan(chosen_piles("own", make_pair("points"), 0.0, 0, blocks), power)
    earth = open_earth(blocks, f"power={power}")
    left, open_ = found["blocks"].copy(), found["wanted"].copy()
    plan = np.zeros(found["costs"].shape)
    for i in range(len(left)):  # the last holes first: seldom a good plan
        for j in reversed(range(len(open_))):
            count = min(left[i], open_[j])
            plan[i, j], left[i], open_[j] = count, left[i] - count, open_[j] - count
            if count:
                earth.cell(i, j).click(modifiers=["Shift"])
    until(lambda: earth.probe("verdict"))
    verdict, scored = earth.probe("verdict"), score(plan, found["costs"], found["blocks"], found["wanted"])
    assert verdict["work"] == pytest.approx(scored.cost, abs=1e-9)
    assert verdict["best"] == pytest.approx(scored.best.cost, abs=1e-9)
    assert verdict["excess"] == pytest.approx(scored.excess, abs=1e-9)
    wasted = sum(move["count"] * move["waste"] for move in verdict["wasteful"])
    assert wasted == pytest.approx(verdict["work"] - verdict["best"], abs=1e-9)


# ---- playing --------------------------------------------------------------------------------------------------------


def test_the_best_plan_plays_block_by_block_and_ends_with_the_best_work(open_earth):
    earth = open_earth()
    earth.page.emulate_media(reduced_motion="no-preference")
    earth.press("best")
    until(lambda: earth.probe("t") == 8)
    assert earth.moves == BEST
    until(lambda: earth.word == "The best plan: work 18")
    speed = earth.root.locator(".speed")
    speed.select_option("0.5")  # 14 s: it is paused long before its end
    earth.press("play")
    seen = until(lambda: (t := earth.probe("t")) % 1 > 0.2 and t)
    earth.press("play")  # pause
    expect(earth.root.locator(".play")).to_have_text("Pause" if earth.probe("playing") else "Play")
    assert not earth.probe("playing")
    t, work = earth.probe("t"), earth.probe("work")
    assert seen <= t < 8
    costs = [earth.probe("piles")["costs"][i][j] for i, j in BEST]
    done = int(t)
    assert work == pytest.approx(sum(costs[:done]) + (t - done) * costs[done])
    until(lambda: f"{8 - done} of 8 blocks left" in earth.sums)
    speed.select_option("5")
    earth.press("play")
    until(lambda: earth.probe("t") == 8 and not earth.probe("playing"))
    until(lambda: earth.sums == "Work 18 · all blocks placed")


def test_scrubbing_shows_any_moment_and_a_hand_on_the_blocks_goes_to_the_end(open_earth):
    earth = open_earth()
    place_all(earth, GREEDY[:5])
    earth.root.locator(".scrub").fill("2")
    until(lambda: earth.probe("t") == 2)
    until(lambda: "Work 2 · 6 of 8 blocks left" in earth.sums)
    earth.drag(earth.pile(0), earth.hole(2))
    until(lambda: earth.moves == [*GREEDY[:5], (0, 2)])
    assert earth.probe("t") == 6


def test_who_wants_no_motion_sees_whole_blocks(open_earth):
    earth = open_earth()
    earth.press("best")
    earth.press("play")
    until(lambda: earth.probe("t") > 0.3)
    assert float(earth.sums.split()[1]).is_integer()


def test_looking_at_the_best_plan_keeps_ones_own(open_earth):
    earth = open_earth()
    place_all(earth, GREEDY[:2])
    earth.press("best")
    until(lambda: earth.moves == BEST)
    expect(earth.cell(0, 0)).to_be_disabled()
    earth.press("own")
    until(lambda: earth.moves == GREEDY[:2])
    assert earth.probe("priced") is False


# ---- editing --------------------------------------------------------------------------------------------------------


def test_piles_are_heaped_up_and_holes_dug(open_earth):
    earth = open_earth("0 1 | 2 5")
    earth.change()
    click = earth.page.mouse.click
    click(*earth.above(7, 0))
    until(lambda: earth.probe("editing") == "0 1 7 | 2 5")
    done = earth.root.locator(".change")
    expect(done).to_be_disabled()
    assert earth.sums == "3 blocks and 2 holes: there must be as many of both."
    click(*earth.below(5, 1))
    until(lambda: earth.probe("editing") == "0 1 7 | 2 5:2")
    click(*earth.above(0, 0))  # on the block: it goes
    click(*earth.above(7, 1))
    until(lambda: earth.probe("editing") == "1 7:2 | 2 5:2")
    done.click()
    expect(earth.page.get_by_text("edited: 1 7:2 | 2 5:2")).to_be_visible()


def test_piles_are_edited_by_keys_and_left_as_they_were(open_earth):
    earth = open_earth("0 1 | 2 5")
    earth.root.locator(".change").press("Enter")
    earth.canvas.focus()
    for key in ("ArrowRight", "ArrowRight", "Enter", "ArrowDown", "Backspace"):
        earth.page.keyboard.press(key)
    until(lambda: earth.probe("editing") == "0 1 2 | 5")
    earth.press("cancel")
    until(lambda: earth.probe("editing") is None)
    assert earth.probe("piles")["earth"] == [0, 1]


def test_piles_that_are_not_the_learners_are_not_edited(open_earth):
    expect(open_earth(query="fixed=1").root.locator(".change")).to_be_disabled()


@pytest.mark.parametrize("dark", [False, True])
def test_the_colours_of_earth_and_holes_are_those_of_q_and_p(open_earth, dark):
    earth = open_earth("0 1 | 2 5", dark=dark)
    at = """(canvas, [x, y]) => [...canvas.getContext('2d').getImageData(
        x * devicePixelRatio, y * devicePixelRatio, 1, 1).data.slice(0, 3)]"""
    (x, y), (hole_x, hole_y) = earth.probe("earth")[0], earth.probe("holes")[0]
    assert earth.canvas.evaluate(at, [x, y]) == [0xD5, 0x5E, 0x00]
    size = earth.probe("size")
    assert earth.canvas.evaluate(at, [hole_x - size / 2, hole_y]) == [0x00, 0x72, 0xB2]
