"""The first page: every lesson with its picture, its idea and the way to it."""

from core.ui.catalog import GUIDES, LESSONS


def test_every_lesson_has_a_picture_with_alt_text(visit):
    tab = visit()
    alts = [image.alt for element in tab.image for image in element.proto.imgs]
    assert len(alts) == len(LESSONS)
    for item, alt in zip(LESSONS, alts, strict=True):
        step = item.recording.frames[-1].step
        assert alt == f"{item.title}: a recorded run after {step:,} steps"


def test_every_lesson_says_its_idea_and_how_to_get_there(visit):
    tab = visit()
    shown = [element.value for element in tab.markdown]
    for item in LESSONS:
        assert item.idea in shown
        assert any(item.title in heading.value for heading in tab.subheader)
    links = [link.proto.page for link in tab.page_link]
    assert [name for name in links if name not in {item.name for item in GUIDES}] == [item.name for item in LESSONS]
    assert {item.name for item in GUIDES} <= set(links)


def test_it_waits_for_no_worker_and_opens_no_run(visit):
    tab = visit()
    assert not [key for key in tab.session_state.keys() if key.startswith("session of")]  # noqa: SIM118
    assert not tab.warning
    assert not tab.error
