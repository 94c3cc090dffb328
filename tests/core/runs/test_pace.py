"""When the next frame is due: not too often, and never at a larger cost than the trainer allows."""

import pytest

from core.runs.pace import FRAME_INTERVAL, Cadence


@pytest.mark.parametrize(("share", "wait"), [(0.05, 0.4), (0.25, 0.08)])
def test_a_costly_frame_waits_until_training_has_had_its_share(share, wait):
    cadence = Cadence(share)
    for _ in range(2):
        cadence.taken(cost=0.02, size=0)
    cadence.trained(wait - 1e-6)
    assert not cadence.due(watched=True)
    cadence.trained(2e-6)
    assert cadence.due(watched=True)


def test_a_frame_that_was_held_up_once_does_not_keep_the_next_one_waiting():
    cadence = Cadence(0.05)
    for cost in (0.001, 1.0):
        cadence.taken(cost, size=0)
    cadence.trained(FRAME_INTERVAL)
    assert cadence.due(watched=True)


def test_a_cheap_frame_comes_twenty_times_a_second():
    cadence = Cadence(0.25)
    cadence.taken(cost=0.0001, size=1000)
    cadence.trained(FRAME_INTERVAL * 0.99)
    assert not cadence.due(watched=True)
    cadence.trained(FRAME_INTERVAL * 0.02)
    assert cadence.due(watched=True)
