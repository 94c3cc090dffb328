"""What a worker tells of its runs: frames, each in its time, and answers to questions."""

import numpy as np
import pytest

from core.runs.engine import RunError
from core.runs.worker import SLICE
from tests.core.runs.inline import exact, finished, opened
from tests.core.runs.toy import ToyTrainer

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
