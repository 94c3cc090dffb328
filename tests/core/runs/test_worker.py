import numpy as np
import pytest

from core.runs.engine import Run, RunError, RunGone
from core.runs.hosted import RECENT_FRAMES
from core.runs.inline import InlineEngine
from core.runs.worker import SLICE, Worker
from tests.core.runs.toy import ToySettings, ToyTrainer


class Clock:
    """Time that passes only where a test or a toy's step lets it."""

    def __init__(self):
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(ToyTrainer, "spend", staticmethod(clock.pass_by))
    return clock


@pytest.fixture
def engine(clock):
    return InlineEngine(Worker(clock=clock))


def opened(engine: InlineEngine, **settings) -> Run:
    """A run whose steps take a millisecond unless said otherwise."""
    return engine.open("toy", ToySettings(**{"step_ms": 1, "steps": 1000, **settings}))


def finished(engine: InlineEngine, **settings) -> Run:
    run = opened(engine, **settings)
    run.play()
    engine.drive(run)
    return run


def exact(step: int, rate: float = 0.001) -> np.float32:
    """x of the toy after so many steps."""
    x = np.float32(1)
    for _ in range(step):
        x -= np.float32(rate) * x
    return x


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


# ---- frames ---------------------------------------------------------------------------------------------------------


def test_frames_come_twenty_a_second_of_training(engine):
    frames = finished(engine, steps=2000).frames()[1]
    assert set(np.diff([frame.step for frame in frames])) == {50}


def test_costly_frames_take_a_bounded_share_of_the_time(engine, clock):
    run = opened(engine, observe_ms=40, steps=10_000)
    start = clock()
    run.play()
    engine.drive(run)
    observing = clock() - start - 10.0
    assert observing <= 0.09 * 10.0
    assert observing >= 0.05 * 10.0


def test_a_trainer_may_allow_its_frames_a_larger_share(engine, clock, monkeypatch):
    monkeypatch.setattr(ToyTrainer, "observe_share", 0.25)
    run = opened(engine, observe_ms=40, steps=10_000)
    start = clock()
    run.play()
    engine.drive(run)
    assert 0.2 * 10.0 <= clock() - start - 10.0 <= 0.27 * 10.0


def test_big_frames_are_bounded_in_bytes_a_second(engine):
    frames = finished(engine, size=600_000, steps=3000).frames()[1]  # 1.2 MB in float16: five a second
    assert set(np.diff([frame.step for frame in frames])) == {200}


def test_unwatched_training_takes_a_frame_a_second(engine, clock):
    run = opened(engine, steps=100_000)
    run.play()
    clock.pass_by(10)
    for _ in range(int(5 / SLICE)):
        engine.worker.tick()
    assert [frame.step for frame in run.frames()[1]] == [0, 1000, 2000, 3000, 4000, 5000]


def test_frames_do_not_share_memory_with_the_model(engine, monkeypatch):
    monkeypatch.setattr(ToyTrainer, "observe", _observe_without_copy)
    run = opened(engine)
    before = engine.worker._runs[run.id].recording.frames[0].arrays["x"]
    run.step(5)
    np.testing.assert_array_equal(before, np.ones(4))


def _observe_without_copy(self):
    from core.training.trainer import Frame

    return Frame(self.step_count, {}, {"x": self.x})


# ---- questions ------------------------------------------------------------------------------------------------------


def test_questions_are_answered_between_slices(engine):
    run = opened(engine)
    run.play()
    engine.worker.tick()
    answer = run.call("scale", by=2.0, offset=np.ones(4, np.float32))
    np.testing.assert_allclose(answer["values"], 2 * exact(20) + 1, rtol=1e-6)
    assert answer["step"] == 20
    assert answer["names"] == ["a", "b"]
    assert run.status().state == "running"


def test_only_queries_can_be_called(engine):
    run = opened(engine)
    for name in ("load", "observe", "__init__", "x", "missing"):
        with pytest.raises(RunError, match=f"{name}: no such question to toy; allowed: scale, source"):
            run.call(name)


def test_a_refusing_query_gives_its_reason_and_harms_nothing(engine):
    run = opened(engine)
    with pytest.raises(RunError, match="by=0: allowed is any other number"):
        run.call("scale", by=0, offset=np.zeros(4))
    with pytest.raises(RunError, match="unexpected keyword argument 'of'"):
        run.call("scale", of=1)
    with pytest.raises(RunError, match="not JSON serializable"):
        run.call("scale", by={1, 2})
    assert run.status().state == "ready"


def test_static_facts_and_arrays(engine):
    facts, arrays = opened(engine, size=3).static()
    assert facts == {"size": 3}
    np.testing.assert_array_equal(arrays["start"], [1, 1])


def test_recording_holds_settings_frames_facts_and_weights(engine):
    run = finished(engine)
    recording = run.recording()
    assert recording.trainer == "toy"
    assert recording.settings == run.settings.model_dump()
    assert [f.step for f in recording.frames] == [f.step for f in run.frames()[1]]
    assert recording.static == {"size": 4}
    np.testing.assert_array_equal(recording.weights["x"], np.full(4, exact(1000)))


def test_bad_numbers_are_refused(engine):
    run = opened(engine)
    with pytest.raises(RunError, match="n=0: allowed is a whole number from 1"):
        run.step(0)
    with pytest.raises(RunError, match="until=soon: allowed is a whole number from 0"):
        run.play(until="soon")
    with pytest.raises(RunError, match="dance: no such request"):
        engine.request(run.id, "dance", {}, {})


# ---- settings -------------------------------------------------------------------------------------------------------


def test_live_settings_reach_the_running_model(engine):
    run = opened(engine)
    run.step(1)
    run.apply(run.settings.model_copy(update={"rate": 0.5}))
    run.step(1)
    np.testing.assert_allclose(run.checkpoint()["x"], exact(1) / 2)
    assert run.status().settings["rate"] == 0.5
    assert run.recording().settings["rate"] == 0.5


def test_other_settings_need_a_new_model(engine):
    run = opened(engine)
    with pytest.raises(RunError, match="need a new model"):
        run.apply(run.settings.model_copy(update={"size": 5}))
    assert run.settings.size == 4


def test_the_planned_steps_may_change_while_running(engine):
    run = opened(engine)
    run.play()
    engine.worker.tick()
    run.apply(run.settings.model_copy(update={"steps": 300}))
    assert run.status().planned == 300
    assert engine.drive(run).step == 300
    run.apply(run.settings.model_copy(update={"steps": 400}))
    run.play()
    assert (engine.drive(run).step, run.status().state) == (400, "finished")


# ---- starting from weights --------------------------------------------------------------------------------------


def test_a_run_starts_from_given_weights(engine):
    first = opened(engine)
    first.step(10)
    second = engine.open("toy", first.settings, first.checkpoint(), step=10)
    assert second.frames()[1][0].step == 10
    second.step(5)
    np.testing.assert_array_equal(second.checkpoint()["x"], np.full(4, exact(15)))


@pytest.mark.parametrize(
    ("trainer", "settings", "state", "reason"),
    [
        ("toy", {"rate": -1}, {}, "rate=-1: allowed is a number from 0 to 10"),
        ("toy", {"colour": 1}, {}, "colour: no such setting; allowed: "),
        ("toy", {"size": 2}, {"x": np.ones(3)}, r"ValueError: x: expected an array of shape \(2,\), found \(3,\)"),
        ("toy", {"size": 2}, {}, ""),
        ("toy", {"size": 2}, {"x": np.array([1.0, np.nan])}, "Diverged: x became nan at step 0"),
        ("nothing", {}, {}, "nothing: no such trainer; allowed: "),
    ],
)
def test_opening_with_what_does_not_fit_fails_in_the_status(clock, trainer, settings, state, reason):
    worker = Worker(clock=clock)
    worker.open("a", trainer, settings, 0, state)
    status = worker.request("a", "frames", {"since": -1}, {})[0]["status"]
    assert status["state"] == ("failed" if reason else "ready")
    if reason:
        with pytest.raises(RunError, match=reason):
            worker.request("a", "play", {"until": None, "pace": None}, {})
        with pytest.raises(RunError, match=reason):
            worker.request("a", "checkpoint", {}, {})
        assert worker.request("a", "recording", {}, {})[0]["frames"] == []


# ---- when training goes wrong -----------------------------------------------------------------------------------


def test_an_infinite_loss_goes_back_to_the_last_good_frame(engine):
    run = finished(engine, inf_loss_at=130)
    status, frames = run.frames()
    assert (status.state, status.reason, status.step) == ("diverged", "kl became inf at step 130", 100)
    assert frames[-1].step == 100
    np.testing.assert_array_equal(run.checkpoint()["x"], np.full(4, exact(100)))


def test_a_spoilt_weight_is_found_at_the_next_frame(engine):
    run = finished(engine, nan_weight_at=130)
    status, frames = run.frames()
    assert (status.state, status.reason, status.step) == ("diverged", "x became nan at step 150", 100)
    assert frames[-1].step == 100
    np.testing.assert_array_equal(run.checkpoint()["x"], np.full(4, exact(100)))
    np.testing.assert_array_equal(run.recording().weights["x"], np.full(4, exact(100)))


def test_a_spoilt_weight_is_found_on_pause(engine):
    run = opened(engine, nan_weight_at=10)
    run.play()
    engine.worker.tick()
    run.pause()
    assert run.status().reason == "x became nan at step 20"
    assert run.status().state == "diverged"


def test_a_diverged_run_goes_on_with_other_settings(engine):
    run = finished(engine, inf_loss_at=130)
    run.apply(run.settings.model_copy(update={"inf_loss_at": 0}))
    run.play()
    status = engine.drive(run)
    assert (status.state, status.reason, status.step) == ("finished", "", 1000)
    np.testing.assert_array_equal(run.checkpoint()["x"], np.full(4, exact(1000)))


def test_an_exception_fails_the_run_with_one_line_and_leaves_the_rest(engine):
    other = opened(engine)
    other.play()
    run = finished(engine, raise_at=130)
    status, frames = run.frames()
    assert (status.state, status.step) == ("failed", 100)
    assert status.reason == r"KeyError: 'no such\nweight'"
    assert frames[-1].step == 100
    np.testing.assert_array_equal(run.checkpoint()["x"], np.full(4, exact(100)))
    for refused in (run.play, run.step, lambda: run.apply(run.settings)):
        with pytest.raises(RunError, match="KeyError"):
            refused()
    assert engine.drive(other).state == "finished"


def test_a_failing_observation_fails_the_run(engine, monkeypatch):
    run = opened(engine)
    monkeypatch.setattr(ToyTrainer, "observe", lambda self: {}["gone"])
    run.play()
    assert engine.drive(run).reason == "KeyError: 'gone'"


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
