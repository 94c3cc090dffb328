"""What tests of a lesson's session do with it."""

from core.ui.session import Session
from tests.core.runs.toy import ToySettings


def step(session: Session, count: int = 1) -> None:
    """Train so many steps and let the page look."""
    session.run.step(count)
    session.tick()


def quick(session: Session) -> ToySettings:
    """The settings of a rival: the session's with one change."""
    return session.settings.model_copy(update={"rate": 0.5})


def seen(session: Session) -> list[int]:
    """The steps of what is remembered."""
    return sorted(session.history)


def vanish(session: Session) -> None:
    """The run is dropped behind the session's back."""
    session.run.engine.worker.request(session.run.id, "stop", {}, {})
