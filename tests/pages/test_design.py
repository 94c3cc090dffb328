"""The guide to designing an autoencoder: every link leads to settings that its lesson has."""

import pytest

from core.settings.base import controls_of
from core.ui.catalog import LESSONS
from core.ui.design import SECTIONS
from tests.pages.lesson import session_of, texts, warnings

CHOICES = [choice for choices in SECTIONS.values() for choice in choices]


def test_every_choice_is_on_the_page_with_its_link(visit):
    tab = visit("autoencoders/design")
    said = texts(tab)
    assert all(choice.name in said for choice in CHOICES)
    links = {link.proto.label: link.proto.page for link in tab.get("page_link")}
    assert {f"**{choice.see}**": choice.lesson for choice in CHOICES} == links


def test_every_lesson_of_the_family_is_linked():
    assert {item.name for item in LESSONS if item.section == "autoencoders"} == {choice.lesson for choice in CHOICES}


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.name)
def test_a_link_opens_its_lesson_with_what_it_promises(visit, choice):
    tab = visit(f"autoencoders/{choice.lesson}", **choice.address)
    assert not warnings(tab)
    settings = session_of(tab).settings
    if choice.preset:
        assert settings == choice.shown_in.spec.parse({"preset": choice.preset})
    fields = {control.name: control for control in controls_of(type(settings))}
    for name, value in choice.values:
        if name in fields:
            assert f"{getattr(settings, name)}" == value
        else:
            assert tab.get_by_key(name).value == value


def test_a_link_to_a_lesson_that_was_open_before_is_obeyed(visit):
    tab = visit("autoencoders/stacked", layers="16-4")
    first = session_of(tab)
    tab.query_params.clear()
    tab.switch_page("pages/autoencoders/design.py").run()
    tab.query_params["preset"] = "powerful"
    tab.switch_page("pages/autoencoders/stacked.py").run()
    assert not tab.exception
    assert session_of(tab).settings == first.lesson.spec.parse({"preset": "powerful"})
    assert session_of(tab).run.id != first.run.id
