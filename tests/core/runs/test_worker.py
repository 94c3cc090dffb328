"""How a worker trains its runs: in turns, by the clock, as far as it is asked to."""

import numpy as np
import pytest

from core.runs.engine import RunError, RunGone
from core.runs.hosted import RECENT_FRAMES
from core.runs.inline import InlineEngine
from core.runs.worker import SLICE, Worker
from tests.core.runs.inline import exact, finished, opened
from tests.core.runs.toy import ToyTrainer

# ---- training -------------------------------------------------------------------------------------------------------


def test_a_new_run_is_ready_with_a_frame_at_step_0(engine):
    status, frames = opened(engine).frames()
    assert (status.state, status.step, status.planned, status.rate) == ("ready", 0, 1000, 0.0)
    assert status.settings["step_ms"] == 1
    assert [(f.step, f.scalars) for f in frames] == [(0, {"loss": 2.0})]
    np.testing.assert_array_equal(frames[0].arrays["x"], np.ones(4, np.float16))


def test_play_finishes_at_the_planned_step_with_a_frame(engine):
    status, frames = finished(engine).frames()
    assert (status.state, status.step, status.rate) == ("finished", 1000, 0.0)
    assert frames[-1].step == 1000
    assert [f.step for f in frames] == sorted({f.step for f in frames})


def test_playing_a_finished_run_trains_as_many_steps_again(engine):
    run = finished(engine)
    run.play()
    assert run.status().planned == 2000
    engine.drive(run)
    assert (run.status().state, run.status().step) == ("finished", 2000)


def test_play_until_a_step(engine):
    run = opened(engine)
    run.play(until=123)
    assert run.status().planned == 123
    assert engine.drive(run).step == 123
    assert run.status().state == "finished"


def test_slow_motion_takes_its_time_and_shows_every_step(engine):
    run, other = opened(engine), opened(engine)
    run.play(until=4, pace=2)
    start, times = engine.worker._clock(), []
    while run.status().state == "running":
        if engine.worker.tick():
            times.append(engine.worker._clock() - start)
        else:
            other.step(10)  # the made-up clock goes on with work only
    assert np.diff(times) == pytest.approx([0.5] * 3, abs=0.02)
    assert [frame.step for frame in run.frames()[1]] == [0, 1, 2, 3, 4]


def test_others_train_while_one_is_in_slow_motion(engine):
    slow, fast = opened(engine), opened(engine, steps=100_000)
    slow.play(pace=1)
    fast.play()
    for _ in range(50):
        assert engine.worker.tick()
    assert (slow.status().step, fast.status().step) == (1, 49 * 20)
    fast.pause()
    assert not engine.worker.tick()
    assert 0 < engine.worker.rests_for < 1
    slow.play()  # at full speed again
    assert engine.worker.tick()
    assert slow.status().step == 21


@pytest.mark.parametrize("pace", [0, -1, 21, "fast", True, float("nan")])
def test_another_pace_is_refused(engine, pace):
    with pytest.raises(RunError, match="allowed is a number above 0, up to 20"):
        opened(engine).play(pace=pace)


def test_step_trains_exactly_and_pauses_with_a_frame(engine):
    run = opened(engine)
    run.step(3)
    status, frames = run.frames()
    assert (status.state, status.step, frames[-1].step) == ("paused", 3, 3)
    run.step(500)
    assert run.status().state == "running"
    assert (engine.drive(run).state, run.status().step) == ("paused", 503)


def test_pause_takes_a_frame_and_stays(engine):
    run = opened(engine)
    run.play()
    engine.worker.tick()
    run.pause()
    status, frames = run.frames()
    assert (status.state, status.step, frames[-1].step) == ("paused", 20, 20)
    assert not engine.worker.tick()


def test_a_slow_step_makes_a_slice_of_one_step(engine):
    run = opened(engine, step_ms=500)
    run.play()
    engine.worker.tick()
    assert run.status().step == 1


def test_two_runs_train_in_turns_and_each_shows_its_own_rate(engine):
    runs = [opened(engine, steps=100_000), opened(engine, steps=100_000, step_ms=4)]
    for run in runs:
        run.play()
    for _ in range(200):
        engine.worker.tick()
    fast, slow = (run.status() for run in runs)
    assert (fast.step, slow.step) == (100 * 20, 100 * 5)
    assert fast.rate == pytest.approx(500, rel=0.05)  # 1,000 a second alone, and half the time
    assert slow.rate == pytest.approx(125, rel=0.05)


def test_frames_after_a_step_merge_recording_and_recent_ones(engine):
    run = opened(engine, steps=60_000)
    run.play()
    engine.drive(run)
    steps = [frame.step for frame in run.frames()[1]]
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (0, 60_000)
    assert np.diff(steps[-RECENT_FRAMES:]).max() == 50  # the newest are unthinned
    assert np.diff(steps).max() > 50  # the older ones are not
    assert [frame.step for frame in run.frames(since=59_900)[1]] == [59_950, 60_000]
    assert run.frames(since=60_000)[1] == []
    assert run.frames(since=None)[1] == []


def test_the_same_settings_give_the_same_weights_however_slices_fall(engine, clock):
    run = finished(engine)
    other = opened(engine)
    for _ in range(1000):
        other.step()
    np.testing.assert_array_equal(run.checkpoint()["x"], other.checkpoint()["x"])
    np.testing.assert_array_equal(run.checkpoint()["x"], np.full(4, exact(1000)))


# ---- threads --------------------------------------------------------------------------------------------------------


def test_each_run_gets_the_threads_it_can_use_up_to_the_workers_share(clock, monkeypatch):
    lent: list[int] = []
    worker = Worker(clock=clock, use_threads=lent.append)
    worker.threads = 3
    monkeypatch.setattr(ToyTrainer, "most_threads", property(lambda trainer: trainer.settings.size))
    engine = InlineEngine(worker)
    for size in (1, 2, 8):
        opened(engine, size=size).play()
    assert lent == [1, 2, 3], "as each is asked to play"
    lent.clear()
    for _ in range(6):
        worker.tick()
    assert lent == [1, 2, 3] * 2, "as each has its turn"


# ---- leases -----------------------------------------------------------------------------------------------------


def test_a_run_nobody_asks_about_is_paused_then_dropped(engine, clock):
    run = opened(engine, steps=1_000_000)
    run.play()
    while engine.worker.tick():
        pass
    assert clock() == pytest.approx(160, abs=2 * SLICE)
    status, frames = run.frames()
    assert (status.state, frames[-1].step) == ("paused", status.step)
    assert "no page asked" in status.reason
    clock.pass_by(899)
    engine.worker.tick()
    assert engine.attach(run.id) is run
    run.status()
    clock.pass_by(900)
    engine.worker.tick()
    assert engine.attach(run.id) is None
    with pytest.raises(RunGone, match="not here any more"):
        run.play()
    assert run.status().state == "failed"


def test_a_run_asked_about_goes_on(engine, clock):
    run = opened(engine, steps=100_000)
    run.play()
    assert engine.drive(run).step == 100_000  # 100 s
    assert run.status().state == "finished"


def test_a_stopped_run_is_gone_and_stopping_again_is_no_error(engine):
    run = opened(engine)
    run.stop()
    run.stop()
    assert engine.worker.run_ids == []
    with pytest.raises(RunGone):
        run.static()
