"""Whose run it is: a tab that was duplicated does not take the first one's."""

import pytest

from core.ui import tabs


@pytest.fixture
def browser(monkeypatch):
    """A browser whose open tabs, and whose tab at hand, the test says."""

    class Browser:
        here, opened = "one", {"one", "two"}

    monkeypatch.setattr(tabs, "_tabs", {})
    monkeypatch.setattr(tabs, "_this_tab", lambda: Browser.here)
    monkeypatch.setattr(tabs, "_is_open", lambda tab: tab in Browser.opened)
    return Browser


def test_a_run_is_elsewhere_while_another_open_tab_shows_it(browser):
    tabs.keep("a")
    assert not tabs.is_elsewhere("a")
    browser.here = "two"
    assert tabs.is_elsewhere("a")
    assert not tabs.is_elsewhere("b")


def test_a_reload_is_a_new_tab_after_the_old_one(browser):
    tabs.keep("a")
    browser.here, browser.opened = "three", {"two", "three"}
    assert not tabs.is_elsewhere("a")
    tabs.keep("a")
    browser.here = "two"
    assert tabs.is_elsewhere("a")


def test_runs_of_closed_tabs_are_forgotten(browser):
    tabs.keep("a")
    browser.here, browser.opened = "two", {"two"}
    tabs.keep("b")
    assert tabs._tabs == {"b": "two"}


def test_without_a_server_nothing_is_elsewhere():
    tabs.keep("a")
    assert not tabs.is_elsewhere("a")
