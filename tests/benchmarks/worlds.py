"""GANs in the plane, live on their pages: what the stage draws, and how fast the smallest one trains meanwhile.

    python -m tests.benchmarks.worlds [--quick] [--rounds N] [--seconds N]

- stage: the mode collapse page trains its two runs; drawings of the stage a second, with trails, against the animation
  frames that the browser gives a second.
- GAN Lab's size: the game's preset "ganlab" trains on its page; rounds a second against GAN Lab's ceiling of one a
  frame of a 60 Hz screen.
"""

from __future__ import annotations

import time

from tests.benchmarks.support import (
    APP,
    FIND,
    Server,
    chromium,
    new_tab,
    options,
    spread,
    table,
    until,
)

CEILING = 60  # rounds a second of a tool that trains once for each frame of the screen
READY = """() => find('.run-bar .main')?.disabled === false
  && find('.stage')?.probe?.().panes.every((pane) => pane.step !== null)"""
TRAINS = "() => find('.run-bar').probe().state === 'running' && find('.run-bar').probe().step > 50"
FRAMES = """() => {
  window.frames_given = 0;
  const count = () => { window.frames_given += 1; requestAnimationFrame(count); };
  requestAnimationFrame(count);
}"""
READ = """() => ({
  time: performance.now() / 1000, drawn: find('.stage').probe().drawCount, given: window.frames_given,
  step: Number(find('.run-bar .done').textContent.replaceAll(',', '')),
})"""


def watched(page, seconds: float) -> dict[str, float]:
    """What a second brings on a page that trains."""
    before = page.evaluate(READ)
    page.wait_for_timeout(1000 * seconds)
    after = page.evaluate(READ)
    passed = after["time"] - before["time"]
    return {name: (after[name] - before[name]) / passed for name in ("drawn", "given", "step")}


def trained(browser, server: Server, address: str, rounds: int, seconds: float, problems: list[str]) -> list[dict]:
    """Train on the page at this address, and watch it in so many rounds."""
    with new_tab(browser, problems) as page:
        page.add_init_script(FIND)
        page.goto(f"{server.url}/{address}")
        until(page, READY)
        page.evaluate(FRAMES)
        trails = page.locator(".stage [data-layer=trails]")
        if trails.get_attribute("aria-pressed") == "false":
            trails.click()
        page.locator(".run-bar .main").click()
        until(page, TRAINS)
        page.wait_for_timeout(2000)  # the whole page has followed
        seen = [watched(page, seconds) for _ in range(rounds)]
        page.locator(".run-bar .main").click()
        page.wait_for_timeout(500)
        return seen


def main() -> None:
    """Run it."""
    asked = options(__doc__, rounds=5, seconds=5)
    rounds, seconds = (2, 4) if asked.quick else (asked.rounds, asked.seconds)
    problems: list[str] = []
    with Server(APP) as server, chromium() as browser:
        server.wait()
        time.sleep(8)  # the workers get ready
        two = trained(browser, server, "collapse?steps=100000", rounds, seconds, problems)
        small = trained(browser, server, "game?preset=ganlab&steps=100000", rounds, seconds, problems)
        problems += server.complaints()
    rates = [one["step"] for one in small]
    rows = [
        ("stage, two runs train: drawings/s", spread([one["drawn"] for one in two], ".1f"), "≥ 50"),
        ("animation frames given/s", spread([one["given"] for one in two], ".1f")),
        ("left run, rounds/s", spread([one["step"] for one in two], ".0f")),
        ("GAN Lab's size on its page, rounds/s", spread(rates, ".0f")),
        ("… ÷ its ceiling of 60", spread([rate / CEILING for rate in rates], ".1f"), "≥ 8"),
        ("its stage, drawings/s", spread([one["drawn"] for one in small], ".1f")),
    ]
    table(f"GANs in the plane, {rounds} rounds of {seconds} s", rows)
    for problem in dict.fromkeys(problems):
        print(f"  seen: {problem}")


if __name__ == "__main__":
    main()
