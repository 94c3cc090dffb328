"""When a run takes its next frame, and how fast it trains."""

from __future__ import annotations

from collections import deque

FRAME_INTERVAL = 1 / 20  # seconds of training between frames while somebody watches
UNWATCHED_INTERVAL = 1.0  # and while nobody does: enough for the recording
BYTES_PER_SECOND = 6_000_000  # of frame arrays
RATE_WINDOW = 1.0  # seconds over which the rate of training is taken


class Cadence:
    """Says when a frame is due, in seconds of the run's own training time.

    On a busy screen or with a costly frame the distance grows, so that training is never slowed to draw.
    """

    def __init__(self, observe_share: float):
        """observe_share: frames may cost this fraction of the training time."""
        self._observe_share = observe_share
        self._trained = 0.0  # seconds since the last frame
        self._least = FRAME_INTERVAL
        self._cost = 0.0  # of the last frame, in seconds

    def trained(self, seconds: float) -> None:
        """Count time spent in optimisation steps."""
        self._trained += seconds

    def due(self, watched: bool) -> bool:
        """Whether to take a frame now."""
        return self._trained >= (self._least if watched else max(self._least, UNWATCHED_INTERVAL))

    def taken(self, cost: float, size: int) -> None:
        """Count a frame that took `cost` seconds and has `size` bytes."""
        self._trained = 0.0
        usual, self._cost = min(cost, self._cost), cost  # one that was held up once says nothing of the next
        self._least = max(FRAME_INTERVAL, usual / self._observe_share, size / BYTES_PER_SECOND)


class Rate:
    """Steps a second by the clock on the wall, over the last second: what the person at the screen sees."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque()  # (time, step), the oldest just outside the window

    def restart(self, now: float, step: int) -> None:
        """Training begins (again): what was before does not count."""
        self._marks.clear()
        self._marks.append((now, step))

    def mark(self, now: float, step: int) -> None:
        """Training has come to this step."""
        self._marks.append((now, step))
        while len(self._marks) > 2 and now - self._marks[1][0] >= RATE_WINDOW:
            self._marks.popleft()

    @property
    def value(self) -> float:
        """Steps a second; 0 until the first mark."""
        if len(self._marks) < 2:
            return 0.0
        (start, first), (end, last) = self._marks[0], self._marks[-1]
        return (last - first) / (end - start) if end > start else 0.0
