import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.runs.engine import Run, RunError, RunGone, Status
from core.runs.local import LocalEngine
from core.runs.process import ROOT
from core.runs.worker import Lease
from tests.core.runs.toy import NEVER, ToySettings

PRELOAD = ("tests.core.runs.toy_preload",)
DEADLINE = 60.0  # seconds that any wait may take on a busy machine


def wait_for(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, f"waited {DEADLINE:g} s for {what}"
        time.sleep(0.02)


def until(run: Run, *states: str) -> Status:
    wait_for(lambda: run.status().state in states, f"{states}, now {run.status()}")
    return run.status()


def opened(engine: LocalEngine, **settings) -> Run:
    return engine.open("toy", ToySettings(**{"step_ms": 1, "steps": NEVER, **settings}))


def playing(engine: LocalEngine, **settings) -> Run:
    """A run that has trained some steps."""
    run = opened(engine, **settings)
    run.play()
    wait_for(lambda: run.status().step > 10, "training")
    return run


def pid_of(engine: LocalEngine, run: Run) -> int:
    return engine._runs[run.id].worker.process.pid


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def engine():
    """Two workers that tests share; those that kill workers leave it whole."""
    with LocalEngine(workers=2, preload=PRELOAD) as engine:
        yield engine


@pytest.fixture(autouse=True)
def _stop_all(engine):
    yield
    for run_id in list(engine._runs):
        engine.request(run_id, "stop", {}, {})


# ---- running --------------------------------------------------------------------------------------------------------


def test_opening_returns_at_once_and_says_that_it_starts():
    start = time.monotonic()
    with LocalEngine(workers=1, preload=PRELOAD) as engine:
        run = opened(engine, steps=50)
        status, frames = run.frames()
        answered = time.monotonic() - start
        assert (status.state, status.step, status.planned, frames) == ("starting", 0, 50, [])
        assert status.active
        assert status.settings == run.settings.model_dump()
        until(run, "ready")
        assert answered < (time.monotonic() - start) / 2  # whatever else the machine does slows both


def test_frames_stream_while_it_trains(engine):
    run = playing(engine)
    seen = [frame.step for frame in run.frames()[1]]
    while len(seen) < 12:
        wait_for(lambda: (new := run.frames(since=seen[-1])[1]) and seen.extend(f.step for f in new) is None, "frames")
    assert seen[0] == 0
    assert seen == sorted(set(seen))
    assert run.status().rate > 10


def test_what_it_trains_is_what_the_trainer_trains(engine):
    run = opened(engine, steps=300, step_ms=0)
    run.play()
    assert until(run, "finished").step == 300
    x = np.ones(4, np.float32)
    for _ in range(300):
        x -= np.float32(0.001) * x
    np.testing.assert_array_equal(run.checkpoint()["x"], x)
    np.testing.assert_array_equal(run.recording().weights["x"], x)
    assert run.recording().frames[-1].step == 300


def test_questions_and_errors_travel(engine):
    run = opened(engine)
    assert run.call("scale", by=3, offset=np.ones(4))["values"].tolist() == [4.0] * 4
    with pytest.raises(RunError, match="by=0: allowed is any other number"):
        run.call("scale", by=0, offset=np.ones(4))
    with pytest.raises(RunError, match="dtype"):
        run.call("scale", by=1, offset=np.ones(4, complex))
    with pytest.raises(RunError, match="not JSON serializable"):
        run.call("scale", by={1})
    assert run.static()[0] == {"size": 4}


def test_attach_knows_the_settings_last_applied(engine):
    run = opened(engine)
    run.apply(run.settings.model_copy(update={"rate": 0.5}))
    again = engine.attach(run.id)
    assert (again.id, again.trainer, again.settings.rate) == (run.id, "toy", 0.5)
    assert engine.attach("unknown") is None


def test_failures_show_in_the_status(engine):
    run = opened(engine, raise_at=5)
    run.play()
    assert until(run, "failed").reason == r"KeyError: 'no such\nweight'"
    bad = engine.open("toy", ToySettings(), {"x": np.ones(9)})
    assert "x: expected an array of shape (4,)" in until(bad, "failed").reason


def test_two_runs_live_on_two_workers(engine):
    first, second = playing(engine), playing(engine)
    assert pid_of(engine, first) != pid_of(engine, second)
    stats = engine.stats()
    assert [s.runs for s in stats] == [1, 1]
    assert all(s.memory > 5_000_000 for s in stats)
    wait_for(lambda: [s.running for s in engine.stats()] == [1, 1], "counts of running runs")


def test_threads_are_shared_out_among_training_workers(engine, monkeypatch):
    monkeypatch.setattr("core.runs.local.cores", lambda: 8)
    first, second = playing(engine), playing(engine)
    wait_for(lambda: engine._threads == 3, "half the cores each, but for the one left free")
    second.pause()
    wait_for(lambda: engine._threads == 7, "all but one for one")
    first.pause()


def test_many_threads_may_ask_at_once(engine):
    runs = [playing(engine), playing(engine)]

    def ask(client: int) -> None:
        run, last, answers = runs[client % 2], -1, 0
        end = time.monotonic() + 1.0
        while time.monotonic() < end or answers < 5:
            by = client + answers + 1
            values = run.call("scale", by=by, offset=np.full(4, 1e6))["values"]
            assert (values > 1e6).all()
            assert (values <= 1e6 + by).all()
            frames = run.frames(since=last)[1]
            assert all(frame.step > last for frame in frames)
            last = frames[-1].step if frames else last
            answers += 1

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(ask, range(6)))


def test_big_messages_both_ways_at_once_do_not_lock_up(engine):
    run = opened(engine, size=1_000_000)
    until(run, "ready")
    offset = np.zeros(1_000_000)  # 8 MB there, 8 MB back
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda by: run.call("scale", by=by, offset=offset)["values"][0], range(1, 9)))
    assert answers == list(range(1, 9))


# ---- forgetting -----------------------------------------------------------------------------------------------------


def test_stopped_and_dropped_runs_are_forgotten():
    with LocalEngine(workers=1, lease=Lease(0.2, 0.4), preload=PRELOAD) as engine:
        stopped, dropped = opened(engine), opened(engine)
        stopped.stop()
        assert engine.attach(stopped.id) is None
        wait_for(lambda: engine.attach(dropped.id) is None, "the lease to end")
        with pytest.raises(RunGone, match="not here any more"):
            dropped.play()
        assert engine._runs == {}
        wait_for(lambda: not any(w._pending for w in engine._workers.values()), "answers")


# ---- dying ----------------------------------------------------------------------------------------------------------


def test_a_killed_worker_fails_only_its_own_runs_and_is_replaced(engine):
    first, second = playing(engine), playing(engine)
    pid, other = pid_of(engine, first), pid_of(engine, second)
    os.kill(pid, signal.SIGKILL)
    status = until(first, "failed")
    assert status.reason == "The training process stopped (signal 9). Restart the run."
    assert status.settings == first.settings.model_dump()
    with pytest.raises(RunGone, match="signal 9"):
        first.play()
    wait_for(lambda: engine.attach(first.id) is None, "its runs to be forgotten")
    step = second.status().step
    wait_for(lambda: second.status().step > step, "the other worker to train on")
    again = playing(engine)
    assert pid_of(engine, again) not in (pid, other)
    assert pid_of(engine, second) == other


def test_a_question_under_way_when_the_worker_dies_gets_the_reason(engine):
    run = opened(engine, step_ms=5000)
    until(run, "ready")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(run.step)
        wait_for(lambda: engine._runs[run.id].worker._pending, "the question to be under way")
        os.kill(pid_of(engine, run), signal.SIGKILL)
        with pytest.raises(RunGone, match="signal 9"):
            answer.result(DEADLINE)


def test_the_watchdog_ends_a_worker_that_hangs():
    with LocalEngine(workers=1, watchdog=1.5, preload=PRELOAD) as engine:
        run = playing(engine)
        pid = pid_of(engine, run)
        start = time.monotonic()
        os.kill(pid, signal.SIGSTOP)
        status = until(run, "failed")
        assert status.reason == "A step or question took longer than 1.5 s and was stopped. Restart the run."
        assert time.monotonic() - start < 15
        assert not alive(pid)
        wait_for(lambda: [stat.pid for stat in engine.stats()] not in ([], [pid]), "another worker")
        playing(engine)


def test_the_watchdog_ends_a_step_that_never_ends():
    with LocalEngine(workers=1, watchdog=1.0, preload=PRELOAD) as engine:
        run = opened(engine, step_ms=1e6)
        with pytest.raises(RunGone, match="took longer than 1 s"):
            run.step()


def test_a_worker_that_cannot_start_says_so_and_is_not_started_again_and_again():
    with LocalEngine(workers=1, preload=("tests.core.runs.not_there",)) as engine:
        run = opened(engine)
        assert "could not start (exit status 1)" in until(run, "failed").reason
        wait_for(lambda: engine.stats() == [], "the worker to be forgotten")
        assert "could not start" in until(opened(engine), "failed").reason
        assert engine._started == 2


def test_closing_ends_the_processes_and_what_was_asked():
    engine = LocalEngine(workers=2, preload=PRELOAD)
    run = playing(engine)
    pids = [stats.pid for stats in engine.stats()]
    engine.close()
    engine.close()
    assert not any(alive(pid) for pid in pids)
    assert run.status().reason == "The engine was closed."
    with pytest.raises(RunError, match="closed"):
        opened(engine)


def test_ctrl_c_in_the_terminal_leaves_workers_to_their_engine(engine):
    run = playing(engine)
    os.kill(pid_of(engine, run), signal.SIGINT)
    step = run.status().step
    wait_for(lambda: run.status().step > step + 100, "training after the interrupt")


def test_workers_end_when_the_engines_process_is_killed():
    script = (
        "from core.runs.local import LocalEngine\n"
        "import time\n"
        f"engine = LocalEngine(workers=1, preload={PRELOAD!r})\n"
        "while not engine.stats()[0].ready: time.sleep(0.02)\n"
        "print(engine.stats()[0].pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    assert alive(pid)
    parent.kill()
    parent.wait()
    wait_for(lambda: not _running(pid), "the worker to end")


def _running(pid: int) -> bool:
    """Whether it is there and not a zombie that only waits to be collected."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return state.strip() != "" and not state.startswith("Z")


# ---- the web process ------------------------------------------------------------------------------------------------


def test_the_web_process_never_imports_torch():
    script = (
        "import sys\n"
        "import core.runs.engine, core.runs.local, core.runs.recording, core.runs.wire, core.runs.inline\n"
        "print([name for name in ('torch', 'ot', 'sklearn', 'scipy') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_warm_worker_has_torch_and_the_trainers():
    script = "import core.runs.warmup, sys; print('torch' in sys.modules, 'core.training.vae' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "True True\n"
