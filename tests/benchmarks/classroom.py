"""A class on one server: twelve learners train at once.

    python -m tests.benchmarks.classroom [--quick] [--learners N] [--seconds N]

The learners are tabs without a browser (see learner.py), all in this process; the server has the work of real ones.
1. Each opens the lesson and presses Train. Over some seconds: steps, updates, processor, memory; do all advance?
2. While all train, controls are moved, one learner after the other: seconds until the page shows the new value. The
   change goes to the worker too, which answers between two slices of training.
3. A thirteenth opens the lesson in a real Chromium.
4. All tabs close: seconds until the workers rest (an unasked run is paused after a minute); not in --quick.
5. On an engine of its own with a short lease: as many runs, nobody asks, and what is left of them.
"""

from __future__ import annotations

import asyncio
import random
import time
from threading import Thread

from core.runs.local import LocalEngine
from core.runs.worker import Lease
from core.settings import trainer_spec
from tests.benchmarks.learner import Learner
from tests.benchmarks.support import (
    APP,
    LESSON,
    LOOK,
    STAGE_DRAWN,
    Server,
    chromium,
    memory,
    new_tab,
    options,
    percentile,
    processor_seconds,
    seconds_of,
    spread,
    table,
    until,
)

WITHOUT_END = "steps=100000"  # more than anyone trains here
SHORT = Lease(pause_after=2, drop_after=4)
REST = 0.05  # share of a core below which the workers rest


class Class:
    """Learners on an event loop of their own, so that the main thread may drive a browser meanwhile."""

    def __init__(self, server: Server, size: int):
        self.learners = [Learner(server.address, LESSON, WITHOUT_END) for _ in range(size)]
        self._loop = asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, daemon=True).start()

    def wait(self, work) -> object:
        """Run a coroutine there and wait for its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def all(self, method: str) -> list[float]:
        """Everyone does it, at the same time."""

        async def together():
            return await asyncio.gather(*(getattr(learner, method)() for learner in self.learners))

        return self.wait(together())


def watch(server: Server, group: Class, seconds: float) -> list[tuple]:
    """How everyone advances, and what it costs."""
    web, workers = [server.process.pid], server.workers()
    steps, updates = [learner.step for learner in group.learners], [learner.updates for learner in group.learners]
    received, used = (
        sum(learner.received for learner in group.learners),
        (processor_seconds(web), processor_seconds(workers)),
    )
    start = time.perf_counter()
    time.sleep(seconds)
    passed = time.perf_counter() - start
    rates = [(learner.step - before) / passed for learner, before in zip(group.learners, steps, strict=True)]
    paces = [(learner.updates - before) / passed for learner, before in zip(group.learners, updates, strict=True)]
    sent = (sum(learner.received for learner in group.learners) - received) / passed / 1e6
    return [
        ("learners who advance", f"{sum(rate > 0 for rate in rates)} of {len(rates)}", "all"),
        ("steps/s a learner", spread(rates, ".0f")),
        ("steps/s together", f"{sum(rates):.0f}"),
        ("updates/s a learner", spread(paces, ".1f")),
        ("sent to all, MB/s", f"{sent:.1f}"),
        ("web process, % of a core", f"{100 * (processor_seconds(web) - used[0]) / passed:.0f}"),
        ("workers, % of a core", f"{100 * (processor_seconds(workers) - used[1]) / passed:.0f}"),
    ]


def answers(group: Class, count: int) -> list[float]:
    """Seconds that changed controls take, one learner after the other."""
    rng, seconds = random.Random(0), []
    for i in range(count):
        learner = group.learners[i % len(group.learners)]
        digit = rng.choice([d for d in range(300) if d != learner.selected])
        seconds.append(group.wait(learner.change(digit, round(rng.uniform(0.5, 1.5), 1))))
        time.sleep(rng.uniform(0.1, 0.5))
    return seconds


def one_more(server: Server, problems: list[str]) -> float:
    """Seconds in which a new visitor's page is drawn in a real browser."""
    with chromium() as browser, new_tab(browser, problems) as page:
        page.add_init_script(LOOK)

        def run() -> None:
            page.goto(f"{server.url}/{LESSON}")
            until(page, STAGE_DRAWN)

        return seconds_of(run)


def rest(server: Server) -> float:
    """Seconds until the workers do next to nothing."""
    workers, start = server.workers(), time.perf_counter()
    while time.perf_counter() - start < 180:
        before = processor_seconds(workers)
        time.sleep(1)
        if processor_seconds(workers) - before < REST:
            break
    return time.perf_counter() - start


def freed(size: int) -> list[tuple]:
    """Runs and memory of an engine before, with a class that has stopped asking, and after its lease."""
    spec = trainer_spec("vae")
    settings = spec.parse({"preset": spec.presets[0].name, "steps": 100_000})
    with LocalEngine(lease=SHORT) as engine:
        while not all(worker.ready for worker in engine.stats()):
            time.sleep(0.1)
        empty = _megabytes(engine)
        runs = [engine.open("vae", settings) for _ in range(size)]
        for run in runs:
            run.play()
        until_then = time.monotonic() + SHORT.pause_after
        while time.monotonic() < until_then:
            for run in runs:
                run.frames(since=None)
        full, start = _megabytes(engine), time.monotonic()
        while any(worker.runs for worker in engine.stats()) and time.monotonic() - start < 60:
            time.sleep(0.1)
        seconds, left = time.monotonic() - start, sum(worker.runs for worker in engine.stats())
        return [
            ("runs left", f"{left} of {size}", "0"),
            ("seconds to free them", f"{seconds:.1f}", f"about {SHORT.drop_after:g}"),
            ("workers' memory empty, full, freed, MB", f"{empty:.0f}, {full:.0f}, {_megabytes(engine):.0f}"),
        ]


def _megabytes(engine: LocalEngine) -> float:
    return memory(worker.pid for worker in engine.stats())


def main() -> None:
    """Run it."""
    asked = options(__doc__, learners=12, seconds=20)
    seconds, changes = (4, 12) if asked.quick else (asked.seconds, 100)
    problems: list[str] = []
    with Server(APP) as server:
        first = Class(server.wait(), 1)  # modules are loaded, workers are ready
        for what in ("open", "train", "close"):
            first.all(what)
        time.sleep(2)
        web, workers = [server.process.pid], server.workers()
        before = memory(web), memory(workers)
        group = Class(server, asked.learners)
        opening, training = group.all("open"), group.all("train")
        rows = [("page sent, all at once, s", spread(opening)), ("Train → training, all at once, s", spread(training))]
        time.sleep(2)
        rows += watch(server, group, seconds)
        waits = answers(group, changes)
        rows += [
            (f"control → answer, s, {len(waits)} times", spread(waits)),
            ("control → answer, 95th percentile, s", f"{percentile(waits, 95):.2f}", "≤ 2"),
            ("one more page drawn, s", f"{one_more(server, problems):.2f}"),
            ("web process, MB a learner", f"{(memory(web) - before[0]) / asked.learners:.1f}"),
            ("workers, MB a learner", f"{(memory(workers) - before[1]) / asked.learners:.1f}"),
        ]
        problems += [error for learner in group.learners for error in learner.errors]
        group.all("close")
        if not asked.quick:
            rows.append(("all tabs closed → workers rest, s", f"{rest(server):.0f}", "about 60"))
        problems += server.complaints()
    table(f"{asked.learners} learners on one server", rows)
    table(f"Lease of {SHORT.drop_after:g} s, {asked.learners} runs", freed(asked.learners))
    for problem in dict.fromkeys(problems):
        print(f"  seen: {problem}")


if __name__ == "__main__":
    main()
