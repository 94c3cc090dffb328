"""Training on the page, live, against the same training from the command line.

    python -m tests.benchmarks.live [--quick] [--rounds N] [--seconds N] [--lesson NAME]

Each round trains what the lesson opens with on its page for a while, in a real Chromium that draws it, pauses it, and
then runs the same settings by `python -m core train` for about as long, with one torch thread, with as many as a run on
the page has (a core is left to the browser), and with one a core. Ratios are to the fastest of them, and to that with
as many threads: what the page costs beside the core. The browser stays open with the page paused meanwhile.
The lesson is that on the VAE, or the one named. Where its page trains two networks beside each other, the terminal
trains as many at once (what the lesson opens with, twice).
Steps are counted by the run bar; an update is a message that brought new steps to it, a draw one of the stage (of a
stage that shows two runs, for each of them).
Shares are processor time over wall time: 100 % is one core. Threads that wait for each other count as busy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

from core.ui.catalog import Lesson, lesson
from tests.benchmarks.support import (
    APP,
    LOOK,
    ROOT,
    STAGE_DRAWN,
    Server,
    chromium,
    command_of,
    family,
    new_tab,
    page_options,
    processor_seconds,
    ratios,
    spread,
    table,
    until,
)

WITHOUT_END = 100_000  # planned steps: more than a round trains
IN_USE = 0.2  # of a core: what a worker takes that trains
# Counts messages that changed the step, and reads the counters at one moment.
COUNT = """() => {
  const bar = find('.run-bar');
  window.updates = 0;
  window.last = performance.now();
  window.longest = 0;
  new MutationObserver(() => {
    window.updates += 1;
    window.longest = Math.max(window.longest, performance.now() - window.last);
    window.last = performance.now();
  }).observe(bar.querySelector('.done'), { childList: true, characterData: true, subtree: true });
}"""
READ = """() => {
  const bar = find('.run-bar');
  const longest = window.longest;
  window.longest = 0;
  return {
    time: performance.now() / 1000, updates: window.updates, draws: stage().draws, longest,
    step: Number(bar.querySelector('.done').textContent.replaceAll(',', '')), state: bar.probe().state,
  };
}"""
TRAINS = "() => find('.run-bar').probe().state === 'running' && find('.run-bar .done').textContent.length > 1"
RESTS = "() => find('.run-bar').probe().state !== 'running'"


def shares(server: Server) -> dict[str, float]:
    """Processor seconds so far of those who take part."""
    workers = server.workers()
    mine = [pid for pid in family(os.getpid()) if pid != os.getpid()]
    chromes = [pid for pid in mine if "chrom" in command_of(pid).split(" ", 1)[0]]
    return {
        "browser": processor_seconds(chromes),
        "web process": processor_seconds([server.process.pid]),
        "workers": processor_seconds(workers),
    }


def on_the_page(page, server: Server, seconds: float) -> tuple[dict[str, float], int]:
    """Train live for so long: steps, updates and draws a second, and processor shares; how many runs trained."""
    page.locator(".run-bar .reset").click()
    page.wait_for_timeout(1000)
    page.locator(".run-bar .main").click()
    until(page, TRAINS)
    page.wait_for_timeout(1500)  # the whole page has followed, and training is at its pace
    workers = {pid: processor_seconds([pid]) for pid in server.workers()}
    before, used = page.evaluate(READ), shares(server)
    page.wait_for_timeout(1000 * seconds)
    after, used_after = page.evaluate(READ), shares(server)
    runs = sum(processor_seconds([pid]) - spent > IN_USE * seconds for pid, spent in workers.items()) or 1
    if after["state"] != "running":
        raise SystemExit(f"The run did not train all the while: it is {after['state']}.")
    page.locator(".run-bar .main").click()
    until(page, RESTS)
    page.wait_for_timeout(1000)
    passed = after["time"] - before["time"]
    rates = {f"{name} a second": (after[name] - before[name]) / passed for name in ("updates", "draws")}
    busy = {f"{name}, % of a core": 100 * (used_after[name] - used[name]) / passed for name in used}
    rate = (after["step"] - before["step"]) / passed
    longest = after["longest"] / 1000
    return {"page, steps/s": rate, **rates, "longest wait for an update, s": longest, **busy}, runs


def from_the_terminal(measured: Lesson, steps: int, threads: int, runs: int) -> float:
    """Steps a second that the command line says it trained at: the mean of so many commands at once."""
    given = [measured.trainer, f"preset={measured.presets[0].name}", f"--steps={steps}", f"--threads={threads}"]
    command = [sys.executable, "-m", "core", "train", *given]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    started = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(runs)]
    said = [process.communicate() for process in started]
    for process, (_, trouble) in zip(started, said, strict=True):
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with exit status {process.returncode}:\n{trouble}")
    return sum(json.loads(out.splitlines()[-1])["steps_per_second"] for out, _ in said) / runs


def main() -> None:
    """Run it."""
    asked = page_options(__doc__, rounds=5, seconds=10)
    of = lesson(asked.lesson)
    rounds, seconds = (2, 4) if asked.quick else (asked.rounds, asked.seconds)
    cores = len(os.sched_getaffinity(0))
    measured: dict[str, list[float]] = {}
    problems: list[str] = []
    with Server(APP) as server, chromium() as browser, new_tab(browser, problems) as page:
        page.add_init_script(LOOK)
        page.goto(f"{server.wait().url}/{of.name}?steps={WITHOUT_END}")
        until(page, STAGE_DRAWN)
        page.evaluate(COUNT)
        time.sleep(5)  # the other workers get ready meanwhile
        for _ in range(rounds):
            live, runs = on_the_page(page, server, seconds)
            of_a_page = max(1, (cores - 1) // runs)  # threads that each of the page's runs has
            steps = max(200, int(live["page, steps/s"] * seconds))
            for threads in sorted({1, of_a_page, cores}):
                live[f"terminal, {threads} threads, steps/s"] = from_the_terminal(of, steps, threads, runs)
            for name, value in live.items():
                measured.setdefault(name, []).append(value)
        problems += server.complaints()
    terminal = [max(rates) for rates in zip(*(v for name, v in measured.items() if "terminal" in name), strict=True)]
    targets = {"updates a second": "≥ 8"}
    forms = {"updates a second": ".1f", "longest wait for an update, s": ".2f"}
    forms |= {name: ".1f" for name in measured if "steps/s" in name}
    rows = [(name, spread(values, forms.get(name, ".0f")), targets.get(name, "")) for name, values in measured.items()]
    alike = measured[f"terminal, {of_a_page} threads, steps/s"]
    for name, rates in (("page ÷ terminal", terminal), ("page ÷ terminal, as many threads", alike)):
        rows.append((name, spread(ratios(measured["page, steps/s"], rates)), "≥ 0.8"))
    table(f"Live training, {of.title}, {rounds} rounds of {seconds} s, {cores} cores", rows)
    for problem in dict.fromkeys(problems):
        print(f"  seen: {problem}")


if __name__ == "__main__":
    main()
