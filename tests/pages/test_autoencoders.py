"""What every lesson of the autoencoder family does: it opens on its recording, draws, and takes what it is given."""

import pytest

from core.settings.base import controls_of, restarts
from core.ui.catalog import LESSONS
from tests.pages.lesson import alts, another, charts, run_until, session_of, show, texts, until_warm

FAMILY = [item for item in LESSONS if item.section == "autoencoders" and item.name != "variational"]
PRESETS = [pytest.param(item, preset, id=f"{item.name}-{preset.name}") for item in FAMILY for preset in item.presets]
each_lesson = pytest.mark.parametrize("item", FAMILY, ids=lambda item: item.name)


def page_of(item):
    return f"autoencoders/{item.name}"


@each_lesson
def test_it_opens_on_its_recording_and_every_panel_is_drawn(visit, item):
    tab = visit(page_of(item))
    session = session_of(tab)
    assert session.recorded
    assert session.settings == item.opening
    assert item.idea in texts(tab)
    for panel in tab.segmented_control(key="panel").options:
        show(tab, panel)
        assert not tab.exception, panel
        assert not tab.error, panel
        assert not tab.warning, panel
        assert all(alts(tab)), panel
        assert all(charts(tab)), panel  # every chart has a key


@each_lesson
def test_every_control_has_a_label_and_help_and_reaches_the_run(visit, item):
    """One after another, from another seed, so that no recording is in the way."""
    tab = visit(page_of(item), seed="3")
    until_warm(tab)
    tried = 0
    for control in controls_of(item.spec.settings):
        widget = tab.get_by_key(control.name)
        assert widget.label, control.name
        assert widget.help, control.name
        if widget.disabled or control.kind == "text":
            continue
        before, run = session_of(tab).settings, session_of(tab).run.id
        value = another(tab, control)
        widget.set_value(value).run()
        assert not tab.exception, control.name
        session = session_of(tab)
        assert getattr(session.settings, control.name) == value, control.name
        assert (session.run.id != run) == restarts(before, session.settings), control.name
        tried += 1
    assert tried > 5


@pytest.mark.parametrize(("item", "preset"), PRESETS)
def test_a_preset_starts_a_run_that_trains(visit, item, preset):
    tab = visit(page_of(item), seed="7")
    tab.button(key=f"preset {preset.name}").click().run()
    assert not tab.exception
    assert session_of(tab).settings == item.spec.parse({"preset": preset.name, "seed": 7})
    assert preset.watch in texts(tab)
    run_until(tab, lambda session: session.status.step > 0, "steps")


@each_lesson
def test_a_value_out_of_range_is_a_warning_and_the_page_works(visit, item):
    tab = visit(page_of(item), learning_rate="-1", seed="-1")
    said = [warning.value for warning in tab.warning]
    assert any("learning" in text and "allowed is a number from" in text for text in said)
    assert any("seed" in text for text in said)
    assert session_of(tab).settings == item.opening
