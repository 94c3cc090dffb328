"""Data sets that have to be fetched: a bar while it lasts, the reason where it fails, and a second try."""

import pytest
from streamlit.testing.v1 import AppTest

from core.data.images import DataError
from core.ui import data


class Source:
    """Where the data sets come from, in this test."""

    def __init__(self):
        self.asked, self.here, self.online = [], {"digits"}, False

    def available(self, name: str) -> str | None:
        return "here" if name in self.here else None

    def load_images(self, name: str, progress) -> None:
        self.asked.append(name)
        progress(0.5, "half of it")
        if not self.online:
            raise DataError(f"{name} is not to be had")
        self.here.add(name)


@pytest.fixture
def source(monkeypatch) -> Source:
    source = Source()
    monkeypatch.setattr(data, "available", source.available)
    monkeypatch.setattr(data, "load_images", source.load_images)
    return source


def look(dataset: str | None) -> AppTest:
    """A page that asks for the data set; its answer is under "had"."""

    def script():
        import streamlit as st

        from core.ui.data import provide

        st.session_state["had"] = provide(st.session_state["dataset"])

    tab = AppTest.from_function(script, default_timeout=30)
    tab.session_state["dataset"] = dataset
    tab.run()
    assert not tab.exception
    return tab


@pytest.mark.parametrize("dataset", ["digits", "ring", None])
def test_what_is_here_or_is_no_image_data_set_is_not_fetched(source, dataset):
    tab = look(dataset)
    assert tab.session_state["had"] is True
    assert source.asked == []
    assert not tab.error


def test_what_can_be_fetched_is_fetched(source):
    source.online = True
    tab = look("mnist")
    assert tab.session_state["had"] is True
    assert source.asked == ["mnist"]
    assert not tab.error
    assert not tab.progress  # the bar goes when it is done


def test_a_refusal_is_said_once_and_remembered(source):
    tab = look("mnist")
    assert tab.session_state["had"] is False
    (error,) = tab.error
    assert error.value.startswith("mnist is not to be had.")
    assert not tab.progress
    tab.run()
    assert len(tab.error) == 1
    assert source.asked == ["mnist"]  # not every click waits for the network


def test_each_data_set_has_a_refusal_of_its_own(source):
    tab = look("mnist")
    tab.session_state["dataset"] = "fashion_mnist"
    tab.run()
    assert "fashion_mnist is not" in tab.error[0].value
    assert source.asked == ["mnist", "fashion_mnist"]


def test_look_again_looks_again(source):
    tab = look("mnist")
    tab.button[0].click().run()
    assert source.asked == ["mnist", "mnist"]
    assert tab.error
    source.online = True
    tab.button[0].click().run()
    assert tab.session_state["had"] is True
    assert not tab.error
    assert not tab.exception


def test_one_that_has_come_by_other_ways_is_taken(source):
    tab = look("mnist")
    source.here.add("mnist")
    tab.run()
    assert tab.session_state["had"] is True
    assert not tab.error
