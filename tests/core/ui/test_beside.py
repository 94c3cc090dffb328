"""A second run beside a lesson's own: it begins, changes and ends as the lead does."""

from dataclasses import replace

import pytest

from core.ui.session import open_beside
from tests.core.ui.sessions import quick, seen, step


@pytest.mark.usefixtures("memory")
def test_beside_a_recording_stands_a_recording(opened):
    lead = opened()
    beside = open_beside(lead, "calm", lead.settings)
    assert (lead.recorded, beside.recorded) == (True, True)
    assert (lead.lesson.name, beside.lesson.name) == ("toy", "toy-calm")
    assert beside.run.id != lead.run.id


@pytest.mark.usefixtures("memory")
def test_the_run_beside_stays_while_the_lead_does(opened):
    lead = opened(seed=1)
    beside = open_beside(lead, "quick", quick(lead))
    before = beside.run.id
    step(beside, 3)
    assert open_beside(lead, "quick", quick(lead)) is beside
    assert (beside.run.id, seen(beside)) == (before, [0, 3])


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize("anew", ["reset", "change"])
def test_the_run_beside_begins_anew_when_the_lead_does(opened, engine, anew):
    lead = opened(seed=1)
    first = open_beside(lead, "quick", quick(lead)).run
    if anew == "reset":
        lead.command("reset")
    else:
        lead.change(lead.settings.model_copy(update={"size": 7}))
    second = open_beside(lead, "quick", quick(lead))
    assert engine.attach(first.id) is None
    assert second.run.id != first.id
    assert second.settings == quick(lead)


@pytest.mark.usefixtures("memory")
def test_a_live_change_of_the_lead_reaches_the_run_beside(opened):
    lead = opened(seed=1)
    beside = open_beside(lead, "quick", quick(lead))
    before = beside.run.id
    lead.change(lead.settings.model_copy(update={"steps": 50}))
    open_beside(lead, "quick", quick(lead))
    beside.tick()
    assert (beside.run.id, beside.status.settings["steps"]) == (before, 50)


@pytest.mark.usefixtures("memory")
def test_another_rival_takes_the_place_of_the_one_before_and_trains(opened, engine):
    lead = opened(seed=1)
    first = open_beside(lead, "quick", quick(lead))
    second = open_beside(lead, "calm", lead.settings)
    assert engine.attach(first.run.id) is None
    second.tick()
    assert (second.lesson.name, second.status.state) == ("toy-calm", "running")


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize("playing", [True, False])
def test_the_run_beside_begins_as_the_lead_does(opened, playing):
    lead = opened(seed=1)
    if playing:
        lead.play()
    beside = open_beside(lead, "quick", quick(lead))
    for _ in range(2):  # at the first visit, and when the lead begins anew
        beside.tick()
        assert beside.status.state == ("running" if playing else "ready")
        lead.start(lead.settings, play=playing)
        beside = open_beside(lead, "quick", quick(lead))


@pytest.mark.usefixtures("memory")
def test_a_run_set_beside_one_that_has_trained_begins_anew_together_with_it(opened):
    lead = opened(seed=1)
    lead.lesson = replace(lead.lesson, rivals_recorded=False)
    step(lead, 5)
    before = lead.run.id
    beside = open_beside(lead, "quick", quick(lead))
    for run in (lead, beside):
        run.tick()
    assert (lead.status.step, beside.status.step) == (0, 0)
    assert lead.run.id != before
    step(lead, 5)
    before = lead.run.id
    open_beside(lead, "quick", quick(lead))
    assert lead.run.id == before


@pytest.mark.usefixtures("memory")
def test_the_run_beside_goes_at_the_leads_pace(opened):
    lead = opened(seed=1)
    lead.pace = 2.0
    assert open_beside(lead, "quick", quick(lead)).pace == 2.0
