"""The run bar without Streamlit: what it does with messages, answers and clocks, byte by byte."""

import time

import pytest

from tests.browser.lesson import best, stays, until

MADE_UP = "http://made.up/runs"  # where it is told to look for frames


@pytest.fixture
def alone(page):
    """The bar without Streamlit: page.evaluate may call window.draw(data) → cleanup, and read window.sent."""
    from core.ui.components import FOLDER, bundle

    folder = FOLDER / "run_bar"
    made = page()
    made.set_content(f"<style>{(folder / 'style.css').read_text()}</style>{(folder / 'index.html').read_text()}")
    made.evaluate(
        """async (source) => {
          const { default: run } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
          const note = (...args) => window.sent.push(args);
          window.sent = [];
          const page = { parentElement: document.body, setTriggerValue: note, setStateValue: note };
          window.draw = (data) => run({ ...page, data });
          window.bar = document.querySelector(".run-bar");
        }""",
        bundle(folder),
    )
    made.route(f"{MADE_UP}/*", lambda route: None)  # no answer, until a test gives one
    return made


def message(step, run="a", more=None, **status):
    """What a page sends, as a list of bytes; more: further fields of the header."""
    from core.runs.wire import pack

    state = {"state": "running", "step": step, "planned": 10_000, "rate": 412.0, "reason": ""} | status
    header = {"page": "p", "clock": "c", "generation": run, "source": "live", "caption": "", "seed": 1, "run": run}
    header |= {"marks": []}
    header |= {"address": f"{MADE_UP}/{run}", "others": [], "status": state}
    return list(pack(header | (more or {})))


def answer(step, frames=3, **status):
    """What the server answers with at a run's address: so many frames up to the step."""
    from core.runs.wire import pack_frames
    from core.training.trainer import Frame

    state = {"state": "running", "step": step, "planned": 10_000, "rate": 412.0, "reason": ""} | status
    body = pack_frames({"status": state}, [Frame(step - i) for i in reversed(range(frames))])
    return {"body": body, "headers": {"Access-Control-Allow-Origin": "*"}}


def test_a_message_of_the_page_costs_little(alone):
    messages = [message(3 * (i + 1)) for i in range(200)]

    def cost():
        return alone.evaluate(
            """(messages) => {
              const data = messages.map((message) => Uint8Array.from(message));
              const started = performance.now();
              for (const bytes of data) window.draw(bytes);
              return (performance.now() - started) / messages.length;
            }""",
            messages,
        )

    assert best(cost, 6) < 6  # milliseconds, with unpacking; about 0.2 on a quiet machine


def test_it_asks_on_and_on_while_the_run_trains_for_what_is_new(alone):
    asked = []

    def serve(route):
        asked.append(int(route.request.url.partition("since=")[2]))
        step = 300 * len(asked)
        route.fulfill(**answer(step, frames=300, state="running" if len(asked) < 4 else "paused"))

    alone.route(f"{MADE_UP}/*", serve)
    alone.evaluate("(bytes) => { draw(Uint8Array.from(bytes)); }", message(1))
    until(lambda: alone.evaluate("bar.probe().state") == "paused")
    assert asked == [-1, 300, 600, 900]
    assert alone.evaluate("bar.probe().frames") <= 240
    until(lambda: alone.evaluate("bar.probe().step") == 1200)
    stays(lambda: len(asked) == 4, 0.5)  # a run at rest is left alone


def test_it_asks_again_after_an_error(alone):
    tries = []

    def serve(route):
        tries.append(route)
        if len(tries) == 1:
            route.abort()
        elif len(tries) == 2:
            route.fulfill(status=502, body="bad gateway", headers={"Access-Control-Allow-Origin": "*"})
        else:
            route.fulfill(**answer(50, state="paused"))

    alone.route(f"{MADE_UP}/*", serve)
    alone.evaluate("(bytes) => { draw(Uint8Array.from(bytes)); }", message(1))
    until(lambda: alone.evaluate("bar.probe().state") == "paused")
    assert len(tries) == 3


def test_runs_beside_the_bars_own_have_clocks_of_their_own(alone):
    alone.route(f"{MADE_UP}/a*", lambda route: route.fulfill(**answer(50, state="paused")))
    alone.route(f"{MADE_UP}/b*", lambda route: route.fulfill(**answer(70, state="paused")))
    other = {"clock": "d", "generation": "b", "address": f"{MADE_UP}/b"}
    alone.evaluate("(bytes) => { draw(Uint8Array.from(bytes)); }", message(1, more={"others": [other]}))
    clocks = "['c', 'd'].map((name) => globalThis[Symbol.for('explorer.clocks')].get(name)?.frame?.step)"
    until(lambda: alone.evaluate(clocks) == [50, 70])
    assert alone.locator(".done").inner_text() == "50"


def test_odd_data_do_no_harm(alone):
    state = "bar.probe().state"
    for odd in ("null", "undefined", "new Uint8Array()", "new Uint8Array([1, 2, 3, 4, 5, 6])", "{}", "'x'"):
        alone.evaluate(f"() => {{ window.draw({odd}); }}")
    assert alone.evaluate(state) == "starting"
    assert alone.evaluate("document.querySelector('.main').disabled")
    wraps = ("b => b.buffer", "b => ({ bytes: b })", "b => new DataView(b.buffer)")
    for i, wrap in enumerate(wraps):
        alone.evaluate(f"(bytes) => {{ window.draw(({wrap})(Uint8Array.from(bytes))); }}", message(10 * (i + 1)))
        assert alone.locator(".done").inner_text() == str(10 * (i + 1))
    alone.evaluate("() => { window.draw(null); }")
    assert alone.evaluate(state) == "running"


def test_a_cleanup_that_was_overtaken_ends_nothing(alone):
    alone.evaluate(
        """([one, two, three]) => {
          const draw = (bytes) => window.draw(Uint8Array.from(bytes));
          const old = draw(one);
          const next = draw(two);
          old(); // after the next call
          next(); // before the next call
          bar.querySelector(".seed input").oninput(); // typing: a bar made anew would not know
          bar.querySelector(".seed input").value = "12";
          window.last = draw(three);
        }""",
        [message(10), message(20), message(30)],
    )
    assert alone.locator(".seed input").input_value() == "12"
    alone.keyboard.press(" ")
    [[key, command]] = alone.evaluate("sent")
    assert (key, command["name"]) == ("command", "pause")
    time.sleep(1.2)  # longer than the bar waits for the call that overtook
    alone.keyboard.press(" ")
    until(lambda: len(alone.evaluate("sent")) == 2)
    alone.evaluate("() => { bar.remove(); last(); }")
    alone.keyboard.press(" ")
    alone.keyboard.press("ArrowRight")
    time.sleep(0.7)
    assert len(alone.evaluate("sent")) == 2


def test_a_status_on_its_way_does_not_undo_the_click(alone):
    states = alone.evaluate(
        """([first, on_its_way, last]) => {
          const state = (bytes) => { if (bytes) draw(Uint8Array.from(bytes)); return bar.probe().state; };
          const press = () => bar.querySelector(".main").click();
          state(first);
          press(); // all in one go: it hopes for a second and a half
          const states = [state(), state(on_its_way), state(last)];
          press();
          return [...states, state()];
        }""",
        [message(10), message(20), message(30, state="finished")],
    )
    assert states == ["paused", "paused", "finished", "running"]
    until(lambda: alone.evaluate("bar.probe().state") == "finished")  # nobody obeyed: the truth again


def test_the_next_command_waits_until_the_page_has_heard_the_last(alone):
    names = "sent.map(([, command]) => command.name)"
    alone.evaluate("() => { const now = performance.now(); performance.now = () => now; }")  # it waits for ever
    draw = "(bytes) => { window.last = draw(Uint8Array.from(bytes)); }"
    alone.evaluate(draw, message(10, more={"heard": None}))
    for key in (" ", "r", "ArrowRight", "ArrowRight"):
        alone.keyboard.press(key)
    assert alone.evaluate(names) == ["pause"]  # Streamlit would keep only the last one
    for step in (20, 30, 40):  # on their way already
        alone.evaluate(draw, message(step, more={"heard": None}))
    stays(lambda: alone.evaluate(names) == ["pause"], 0.7)
    alone.evaluate(draw, message(50, more={"heard": alone.evaluate("sent[0][1].number")}))
    assert alone.evaluate(names) == ["pause", "reset"]
    alone.evaluate("() => { bar.remove(); last(); document.body.append(bar); }")  # as a rerun of the page may do
    alone.evaluate(draw, message(60, more={"heard": None}))
    assert alone.evaluate(names) == ["pause", "reset"]
    alone.evaluate(draw, message(70, more={"heard": alone.evaluate("sent[1][1].number")}))
    assert alone.evaluate(names) == ["pause", "reset", "step"]
    assert alone.evaluate("sent[2][1].count") == 2


def test_a_replay_goes_on_to_the_end_of_the_longest_run(alone):
    alone.route(f"{MADE_UP}/a*", lambda route: route.fulfill(**answer(30, state="paused")))
    alone.route(f"{MADE_UP}/b*", lambda route: route.fulfill(**answer(50, state="paused")))
    beside = {"others": [{"clock": "rival", "generation": "b", "address": f"{MADE_UP}/b"}]}
    alone.evaluate("bytes => { draw(Uint8Array.from(bytes)); }", message(30, more=beside))
    steps = """() => {
      const clocks = globalThis[Symbol.for("explorer.clocks")];
      clocks.get("c").accompany(clocks.get("rival"));
      clocks.get("c").touch();
      return clocks.get("c").steps;
    }"""
    until(lambda: alone.evaluate(steps) == [28, 29, 30, 48, 49, 50])
    slider = alone.locator("input[type=range]")
    until(lambda: slider.get_attribute("max") == "5" and slider.input_value() == "5")
    assert alone.locator(".shown").inner_text() == "shown: step 30"  # following: the leader's newest, at the right end
    shown = alone.evaluate(
        """() => new Promise((done) => {
          const shown = new Set();
          bar.querySelector(".replay").click();
          const look = () => {
            const { step, playing } = bar.probe();
            shown.add(step);
            if (playing) requestAnimationFrame(look);
            else done([...shown]);
          };
          look();
        })"""
    )
    assert {48, 49, 50} & set(shown)
    until(lambda: alone.evaluate("bar.probe().following"))
    slider.focus()
    for _ in range(2):
        alone.keyboard.press("ArrowLeft")
    until(lambda: alone.locator(".shown").inner_text() == "shown: step 48")
    alone.route(f"{MADE_UP}/a*", lambda route: route.fulfill(**answer(40, frames=2, state="paused")))
    alone.evaluate("bytes => { draw(Uint8Array.from(bytes)); }", message(40, more=beside))  # the leader trains on
    until(lambda: alone.evaluate("bar.probe().frames") == 5)
    assert alone.evaluate("bar.probe().step") == 48


def test_moments_of_the_lesson_are_marked_where_their_frames_are_and_a_click_goes_there(alone):
    alone.route(f"{MADE_UP}/*", lambda route: route.fulfill(**answer(40, frames=41, state="paused")))
    alone.evaluate("bytes => { draw(Uint8Array.from(bytes)); }", message(40, more={"marks": [10, 25, 4000]}))
    marks = alone.locator(".marks button")
    until(lambda: marks.all_inner_texts() == ["10", "25"])  # the third has not been reached
    slider, thumb = alone.locator("input[type=range]"), 20
    box = slider.bounding_box()
    for mark, step in ((marks.nth(0), 10), (marks.nth(1), 25)):
        own = mark.bounding_box()
        expected = box["x"] + thumb / 2 + step / 40 * (box["width"] - thumb)
        assert own["x"] + own["width"] / 2 == pytest.approx(expected, abs=2)
    marks.nth(1).click()
    until(lambda: alone.locator(".shown").inner_text() == "shown: step 25")
    assert slider.input_value() == "25"


def test_a_lesson_without_moments_has_no_room_for_them(alone):
    alone.evaluate("bytes => { draw(Uint8Array.from(bytes)); }", message(40))
    assert not alone.locator(".marks").is_visible()


@pytest.mark.parametrize(
    ("goes_on", "label", "says"),
    [(False, "Train", "start a run of your own"), (True, "Train on", "go on from the trained model")],
)
def test_over_a_recording_the_big_button_says_what_training_does(alone, goes_on, label, says):
    recorded = message(1000, more={"source": "recording", "goes_on": goes_on}, state="ready")
    alone.evaluate("(message) => { window.draw(Uint8Array.from(message)); }", recorded)
    main = alone.locator(".run-bar .main")
    assert main.locator(".label").inner_text() == label
    assert says in main.get_attribute("title")
