"""What the lessons on faces say beside the stage."""

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.data.faces import ATTRIBUTES, draw, faces
from core.models.face_reader import SIDE
from core.runs.wire import unpack
from core.settings.face_views import OwnFace
from core.ui import charts as charts_module
from core.ui import faces as faces_module
from core.ui.faces import LARGE, chosen_face, enlarged, own_pixels, quality, told

DRAWN = faces(range(20), 32, "test")


def test_values_in_words():
    assert told("hair_style", 3) == "long"
    assert told("glasses", 0) == "no"
    assert told("smile", -0.456) == "−0.46 (frown)"
    assert told("tilt", 0.5) == "+0.50 (right)"


def test_a_drawn_face_as_one_may_choose_it():
    for place in range(20):
        values = {name: array[place] for name, array in DRAWN.attributes.items()}
        own = chosen_face(DRAWN, place)
        assert own.hair_style == told("hair_style", values["hair_style"])
        assert own.glasses == bool(values["glasses"])
        assert own.smile == pytest.approx(values["smile"], abs=0.026)
        assert round(own.tilt * 100) % 5 == 0
        if own.hair_style != "bald":
            assert own.hair_color == told("hair_color", values["hair_color"])


def test_the_panel_opens_with_the_first_of_its_faces():
    assert chosen_face(DRAWN, 0) == OwnFace()


@pytest.mark.parametrize("side", [32, 64])
def test_ones_own_face_is_drawn_from_what_was_chosen(side):
    numbers = {attribute.name: 0.0 for attribute in ATTRIBUTES if attribute.kind == "number"} | {"smile": 1.0}
    own = OwnFace(hair_style="long", hair_color="red", eye_color="blue", background="sky", glasses=True, **numbers)
    picture = np.asarray(enlarged(own_pixels(own, side)))
    assert picture.shape == (LARGE, LARGE, 3)
    indices = {"hair_style": 3, "hair_color": 3, "eye_color": 1, "background": 0, "glasses": 1}
    values = {name: np.array([value]) for name, value in (numbers | indices).items()}
    factor = LARGE // side
    assert np.array_equal(picture[factor // 2 :: factor, factor // 2 :: factor], draw(values, side)[0])


def test_the_quality_is_drawn_beside_its_floors(monkeypatch, opened):
    mounted = {}
    monkeypatch.setattr(charts_module, "piece", lambda name: lambda **given: mounted.update(given))
    session = opened()
    monkeypatch.setattr(type(session), "static", ({"measured": 500, "measure_every": 250, "side": 32}, {}))
    said = []
    monkeypatch.setattr(faces_module.st, "caption", said.append)
    quality(session)
    distance, coverage = unpack(mounted["data"])[0]["charts"]
    assert [line["scalar"] for line in distance["lines"]] == ["frechet", "frechet_floor"]
    assert [line["scalar"] for line in coverage["lines"]] == ["coverage", "coverage_floor"]
    assert distance["log"]
    assert (coverage["low"], coverage["high"]) == (0, 1)
    assert said[0].startswith("Of 500 faces of the average generator, every 250 steps;")


@pytest.fixture
def given(monkeypatch) -> dict:
    """What the piece was given by the panel; it lives in the browser, and here a button chooses face 5."""
    kept = {}

    def pictures(session, rows, arrays, on_select, **how):
        kept.update(how, arrays=arrays)
        st.button("Face 5", on_click=on_select, args=(5,))

    monkeypatch.setattr(faces_module, "pictures", pictures)
    return kept


def data_page(**address) -> AppTest:
    """The panel with these values in the address."""

    def script():
        from types import SimpleNamespace

        from core.ui.faces import data_panel

        data_panel(SimpleNamespace(settings=SimpleNamespace(side=32)))

    tab = AppTest.from_function(script, default_timeout=30)
    for name, value in address.items():
        tab.query_params[name] = value
    return tab.run()


def shown(tab: AppTest) -> str:
    """The picture of one's own face: its address changes with it."""
    return tab.image[0].proto.imgs[0].url


def test_the_data_panel_draws_ones_own_face(given):
    tab = data_page()
    assert not tab.exception
    assert np.array_equal(given["arrays"]["drawn"], DRAWN.images[:8].reshape(8, -1))
    assert (len(tab.slider), len(tab.selectbox), len(tab.toggle)) == (6, 4, 1)
    before = shown(tab)
    tab.slider(key="smile").set_value(-1.0).run()
    assert shown(tab) != before
    tab.selectbox(key="hair_style").set_value("bald").run()
    assert tab.selectbox(key="hair_color").disabled
    assert not tab.exception


def test_a_chosen_face_gives_its_attributes(given):
    tab = data_page()
    before = shown(tab)
    assert given["selected"] == 0
    tab.button[0].click().run()
    assert not tab.exception
    assert given["selected"] == 5
    assert shown(tab) != before
    own = chosen_face(DRAWN, 5)
    assert tab.toggle(key="glasses").value == own.glasses
    assert tab.slider(key="shift").value == own.shift
    assert tab.selectbox(key="eye_color").value == own.eye_color


@pytest.mark.usefixtures("given")
def test_ones_own_face_comes_from_the_address():
    tab = data_page(hair_style="bun", smile="0.5")
    assert tab.selectbox(key="hair_style").value == "bun"
    assert tab.slider(key="smile").value == 0.5


def test_what_is_said_of_the_readers_faces_is_so():
    assert faces_module.READ_AT == SIDE
