"""The charts that follow a run in the browser, read off their pixels."""

from pathlib import Path

import pytest

from tests.browser.lesson import probe_of, until

HARNESS = Path(__file__).parent / "harness"
BLUE, GREEN, GREY, VERMILLION = (0, 114, 178), (0, 158, 115), (138, 146, 156), (213, 94, 0)
PIXEL = """(canvas, [x, y]) => {
  const r = canvas.width / canvas.clientWidth;
  return [...canvas.getContext("2d").getImageData(Math.round(x * r), Math.round(y * r), 1, 1).data];
}"""


class Charts:
    """The harness page."""

    def __init__(self, page):
        self.page, self.root = page, page.locator(".charts")
        self.root.wait_for()
        until(lambda: self.plot(0)["x"][1] == 1000)
        until(lambda: not any("no frames" in plot["words"] for plot in probe_of(self.root)))

    def plot(self, index):
        return probe_of(self.root)[index]

    def canvas(self, index):
        return self.root.locator("canvas").nth(index)

    def place(self, index, x, y, log=False):
        """Where the values x, y lie on the canvas: the axes, computed anew."""
        import math

        plot = self.plot(index)
        low, high, at = (math.log10(v) for v in (*plot["y"], y)) if log else (*plot["y"], y)
        across = (x - plot["x"][0]) / (plot["x"][1] - plot["x"][0])
        up = (at - low) / (high - low)
        return [
            plot["left"] + across * (plot["right"] - plot["left"]),
            plot["bottom"] - up * (plot["bottom"] - plot["top"]),
        ]

    def color(self, index, place):
        r, g, b, alpha = self.canvas(index).evaluate(PIXEL, place)
        return (r, g, b) if alpha else None

    def has(self, index, place, color):
        """The colour is within two pixels of the place: lines are three wide."""
        spots = [(place[0] + dx, place[1] + dy) for dx in (-1, 0, 1) for dy in (-2, -1, 0, 1, 2)]
        return any(near(self.color(index, spot), color) for spot in spots)


def near(color, other):
    return color is not None and max(abs(a - b) for a, b in zip(color, other, strict=True)) < 30


@pytest.fixture
def charts(serve, page):
    url = serve(HARNESS / "charts_app.py")
    return lambda query="", **view: Charts(page(f"{url}/?{query}", **view))


@pytest.mark.parametrize("dark", [False, True])
def test_lines_go_through_the_values(charts, dark):
    shown = charts(dark=dark)
    for step in (200, 450, 700, 950):
        assert shown.has(0, shown.place(0, step, step / 100), BLUE)
        assert not shown.has(0, shown.place(0, step, step / 100 + 2), BLUE)
    everywhere = [shown.has(1, shown.place(1, s, 10 ** (-s / 250), log=True), VERMILLION) for s in range(300, 400, 2)]
    assert sum(everywhere) > 20  # dashed: about every second spot


def test_the_band_is_two_standard_errors(charts):
    shown = charts()
    inside, outside = shown.place(0, 500, 5 + 0.8), shown.place(0, 500, 5 + 1.4)
    assert shown.canvas(0).evaluate(PIXEL, inside)[3] > 0
    assert shown.canvas(0).evaluate(PIXEL, outside)[3] < shown.canvas(0).evaluate(PIXEL, inside)[3]


def test_bars_are_as_high_as_their_values_and_coloured_by_their_flags(charts):
    shown = charts()
    for i, (value, color) in enumerate([(1.0, GREEN), (0.25, GREY), (0.5, GREEN)]):
        assert near(shown.color(2, shown.place(2, i + 0.5, 0.9 * value)), color)
        assert not near(shown.color(2, shown.place(2, i + 0.2, 1.1 * value)), color)


def test_new_frames_are_drawn_without_new_data_from_the_page(charts):
    shown = charts()
    drawn = shown.root.evaluate("root => root.drawCount")
    shown.page.get_by_role("button", name="More").click()
    until(lambda: shown.plot(0)["x"][1] == 2000)
    assert shown.root.evaluate("root => root.drawCount") > drawn
    assert shown.has(0, shown.place(0, 1500, 15), BLUE)


def test_the_chart_says_in_words_what_it_shows(charts):
    words = charts().plot(2)["words"]
    assert words == "Bars, nats, step 1000: z1 1.00, z2 0.250, z3 0.500"


def test_a_click_on_a_curve_takes_the_run_to_that_step(charts):
    shown = charts()
    x, _ = shown.place(0, 410, 5)
    shown.canvas(0).click(position={"x": x, "y": 60})
    clock = "globalThis[Symbol.for('explorer.clocks')].get('test')"
    assert shown.page.evaluate(f"{clock}.frame.step") == 400
    until(lambda: "step 400" in shown.plot(2)["words"])
    assert near(shown.color(2, shown.place(2, 0.5, 0.3)), GREY)  # the bar of that step: 0.4 is not flagged


def test_pointing_at_a_curve_reads_its_values(charts):
    shown = charts()
    x, y = shown.place(0, 300, 3)
    before = shown.color(0, [x + 60, 40])
    shown.canvas(0).hover(position={"x": x, "y": y})
    until(lambda: shown.color(0, [x + 60, 40]) != before)  # the box with the values
    assert near(shown.color(0, shown.place(0, 300, 3)), BLUE)  # a dot on the line
    shown.page.mouse.move(5, 5)
    until(lambda: shown.color(0, [x + 60, 40]) == before)


def test_labels_are_text_and_never_markup(charts):
    shown = charts()
    assert "rising <b>bold</b>" in shown.root.inner_text()
    assert shown.root.locator("b").count() == 0


def test_on_a_phone_they_stand_under_one_another(charts):
    shown = charts(width=390, height=844)
    boxes = [shown.canvas(i).bounding_box() for i in range(3)]
    assert all(box["width"] > 280 for box in boxes)
    assert boxes[0]["y"] < boxes[1]["y"] < boxes[2]["y"]
    assert shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ---- copies, and phases ---------------------------------------------------------------------------------------------


def test_every_copy_is_a_thin_line_around_the_mean(charts):
    shown = charts("copies")
    for step in (650, 850):
        assert shown.has(0, shown.place(0, step, 0.5 * step / 1000), BLUE)
        for share in (0.2, 0.4, 0.9):
            alphas = [
                shown.canvas(0).evaluate(PIXEL, [x, y + dy])[3]
                for x, y in [shown.place(0, step, share * step / 1000)]
                for dy in (-2, -1, 0, 1, 2)
            ]
            assert 30 < max(alphas) < 200, share  # seen, and paler than the mean
    low, high = shown.plot(0)["y"]
    assert low < 0.1
    assert high > 0.9  # the scale holds every copy


def test_the_phase_that_trains_is_lit(charts):
    shown = charts("copies")
    first, second = (shown.root.locator("figure").nth(i) for i in range(2))
    assert "dim" in first.get_attribute("class")
    assert "lit" in second.get_attribute("class")
    x, _ = shown.place(0, 300, 0.1)
    shown.canvas(0).click(position={"x": x, "y": 60})
    until(lambda: "lit" in first.get_attribute("class"))
    assert "dim" in second.get_attribute("class")


# ---- curves over a scalar -------------------------------------------------------------------------------------------


@pytest.fixture
def over(serve, page):
    """The chart over a scalar, once it is drawn."""
    shown = Charts.__new__(Charts)
    shown.page = page(f"{serve(HARNESS / 'charts_app.py')}/?over")
    shown.root = shown.page.locator(".charts")
    until(lambda: shown.root.count() and "step 1000" in shown.plot(0)["words"])
    return shown


def test_the_x_axis_is_the_scalars_and_reaches_as_far_as_it_is_told(over):
    assert over.plot(0)["x"] == [-3, 3]
    for place in (-1.7, -0.7, 1.3):
        assert over.has(0, over.place(0, place + 0.02, abs(place)), BLUE) or over.has(
            0, over.place(0, place, abs(place)), BLUE
        )
    assert not over.has(0, over.place(0, 2.5, 2.5), BLUE)  # no frame is there


def test_a_floor_is_shaded_and_what_is_infinite_runs_along_the_upper_edge(over):
    assert over.canvas(0).evaluate(PIXEL, over.place(0, 1.3, 0.25))[3] > 0
    assert over.canvas(0).evaluate(PIXEL, over.place(0, 1.3, 2.4))[3] == 0
    top = over.plot(0)["top"]
    for place, beyond in ((-1.5, True), (1.0, True), (0.0, False)):
        at = [over.place(0, place, 0)[0], top + 2]
        assert over.has(0, at, VERMILLION) == beyond, place


def test_infinity_is_read_and_said_and_formulas_have_one_entry(over):
    assert "near ∞" in over.plot(0)["words"]
    assert over.root.locator("li").all_inner_texts() == ["below", "far", "near", "formula"]


def test_drawing_along_the_chart_carries_the_run_along(over):
    clock = "globalThis[Symbol.for('explorer.clocks')].get('test')"
    box = over.canvas(0).bounding_box()
    start, end = over.place(0, -1, 1), over.place(0, 1, 1)
    over.page.mouse.move(box["x"] + start[0], box["y"] + 60)
    over.page.mouse.down()
    over.page.mouse.move(box["x"] + end[0], box["y"] + 60, steps=8)
    over.page.mouse.up()
    assert over.page.evaluate(f"{clock}.frame.scalars.place") == pytest.approx(1, abs=0.11)
    until(lambda: "far 1.00" in over.plot(0)["words"])


# ---- bands ----------------------------------------------------------------------------------------------------------

BANDS_AT_THE_END = "mode 1 0.000, mode 2 0.000, mode 3 1.00, mode 4 0.250"


def strength(shown, index, step, row):
    """How strong the colour is in the middle of that row (from 1) at that step, from 0 to 1."""
    plot = shown.plot(index)
    across = (step - plot["x"][0]) / (plot["x"][1] - plot["x"][0])
    x = plot["left"] + across * (plot["right"] - plot["left"])
    y = plot["top"] + (row - 0.5) / 4 * (plot["bottom"] - plot["top"])
    r, g, b, alpha = shown.canvas(index).evaluate(PIXEL, [x, y])
    assert alpha == 0 or max(abs(v - w) for v, w in zip((r, g, b), VERMILLION, strict=True)) < 6
    return alpha / 255


@pytest.mark.parametrize(("index", "steps"), [(0, (50, 450, 550, 950)), (1, (50, 450, 550))])
def test_a_band_is_as_strong_as_the_share_of_its_row_at_each_step(charts, index, steps):
    shown = charts("bands")
    for step in steps:
        held = 1 if step < 500 else 3
        for row in range(1, 5):  # by the root, so that small shares can be seen
            expected = 1 if row == held else 0.5 if row == 4 else 0
            assert strength(shown, index, step, row) == pytest.approx(expected, abs=0.02), (step, row)


def test_bands_of_two_runs_have_the_same_scale_and_end_with_their_run(charts):
    shown = charts("bands")
    assert shown.plot(0)["x"] == shown.plot(1)["x"] == [0, 1000]
    assert strength(shown, 1, 750, 3) == 0
    assert strength(shown, 0, 750, 3) == 1


def test_bands_are_told_in_words_of_their_own_run(charts):
    shown = charts("bands")
    assert shown.plot(0)["words"].endswith("share of <b>samples</b>, step 1000: " + BANDS_AT_THE_END)
    assert "step 600" in shown.plot(1)["words"]
    assert shown.root.locator("b").count() == 0


@pytest.mark.parametrize("index", [0, 1])
def test_a_click_on_bands_takes_both_runs_to_that_step(charts, index):
    shown = charts("bands")
    x, _ = shown.place(index, 310, 1)
    shown.canvas(index).click(position={"x": x, "y": 60})
    until(lambda: all("step 300" in shown.plot(each)["words"] for each in (0, 1)))
    assert "mode 1 1.00" in shown.plot(1)["words"]


def test_a_moment_that_the_lesson_speaks_of_is_marked_where_it_lies_on_the_scale(charts):
    shown = charts("bands")
    top = shown.plot(0)["top"]

    def inked(step):  # the number above the plot
        x, _ = shown.place(0, step, 1)
        spots = [(x + dx, top - dy) for dx in range(-12, 13) for dy in range(6, 14)]
        return any(shown.color(0, spot) is not None for spot in spots)

    assert inked(300)
    assert not inked(700)
