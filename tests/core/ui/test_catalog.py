"""Every lesson is whole: its page, its prose, its picture and the genuine run it opens with."""

import pytest
from PIL import Image

from core.ui.catalog import GUIDES, LESSONS, ROOT, SECTIONS, lesson

every_lesson = pytest.mark.parametrize("item", LESSONS, ids=lambda item: item.name)


@every_lesson
def test_it_has_a_page_in_its_section(item):
    assert item.page.is_file()
    assert item.page.parent == ROOT / "pages" / item.section
    assert item.section in SECTIONS


@every_lesson
def test_it_has_things_to_try_and_the_mathematics(item):
    assert item.prose.keys() >= {"Try this", "Math"}
    assert all(len(text) > 200 for text in item.prose.values())
    assert all(text.count("$$") % 2 == 0 for text in item.prose.values())


@every_lesson
def test_its_recording_is_a_run_of_its_first_preset(item):
    recording = item.recording
    assert recording.trainer == item.trainer
    assert item.spec.settings(**recording.settings) == item.opening
    last = recording.frames[-1].step
    assert last == item.opening.steps or (item.goes_on and 0 < last < item.opening.steps)  # the best of its models


@every_lesson
def test_its_picture_can_be_drawn_from_the_first_and_the_last_frame(item):
    recording = item.recording
    for frame in (recording.frames[0], recording.frames[-1]):
        picture = item.picture(frame, recording.static, recording.static_arrays)
        assert isinstance(picture, Image.Image)
        assert len(picture.convert("L").getcolors()) > 2


@every_lesson
def test_it_says_in_one_sentence_what_it_is(item):
    assert item.title
    assert item.icon.startswith(":material/")
    assert item.idea.endswith(".")
    assert lesson(item.name) is item


def test_no_two_lessons_share_a_name_and_no_page_is_left_out():
    names = [item.name for item in LESSONS]
    assert len(set(names)) == len(names)
    pages = {path for section in SECTIONS for path in (ROOT / "pages" / section).glob("*.py")}
    assert pages == {item.page for item in (*LESSONS, *GUIDES)}
