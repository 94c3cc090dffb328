"""A model is asked the same only once; another one, or one that trained on, is asked again."""

import pytest

from core.ui import answers
from core.ui.answers import ask_once, known


class Lesson:
    name = "toy"


class Run:
    id = "first"


class Status:
    step = 5


class Asked:
    """Counts what it is asked."""

    def __init__(self):
        self.lesson, self.run, self.status, self.count = Lesson(), Run(), Status(), 0

    def ask(self, query, **arguments):
        self.count += 1
        return None if query == "broken" else {"query": query, "count": self.count, **arguments}


@pytest.fixture
def session(monkeypatch):
    monkeypatch.setattr(answers.st, "session_state", {})
    return Asked()


def test_the_same_question_is_asked_once_and_another_one_again(session):
    first = ask_once(session, "faces", seed=1)
    assert ask_once(session, "faces", seed=1) is first
    assert known(session, "faces", seed=1) is first
    assert known(session, "faces", seed=2) is None
    assert ask_once(session, "faces", seed=2)["count"] == 2


def test_a_model_that_trained_on_is_asked_again_unless_an_older_answer_will_do(session):
    first = ask_once(session, "faces")
    session.status.step = 6
    assert known(session, "faces") is None
    assert ask_once(session, "faces", age=60) is first
    assert ask_once(session, "faces")["count"] == 2


def test_another_run_is_another_model(session):
    ask_once(session, "faces")
    session.run.id = "second"
    assert ask_once(session, "faces")["count"] == 2


def test_the_answers_asked_for_last_are_kept(session):
    for seed in range(answers.MOST + 1):
        ask_once(session, "faces", seed=seed)
        ask_once(session, "faces", seed=0)
    assert known(session, "faces", seed=0)["count"] == 1
    assert known(session, "faces", seed=1) is None
    assert known(session, "faces", seed=answers.MOST) is not None


def test_a_question_without_an_answer_is_asked_again(session):
    assert ask_once(session, "broken") is None
    assert ask_once(session, "broken") is None
    assert session.count == 2
