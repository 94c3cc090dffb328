"""Widgets from settings: each kind of field, its limits, and the steps of a logarithmic one."""

import pytest
from streamlit.testing.v1 import AppTest

from core.settings.base import Fields, controls_of, setting
from core.ui.controls import log_scale
from core.ui.text import plain


class Scales(Fields):
    width: int = setting(256, "Width", "Units.", ge=8, le=1024, log=True)
    rate: float = setting(1e-3, "Rate", "Size of a step.", ge=1e-5, le=10.0, log=True)
    sigma: float = setting(0.2, "σ", "Spread.", ge=0.05, le=1.0, log=True)


WIDTH, RATE, SIGMA = controls_of(Scales)


@pytest.mark.parametrize("control", [WIDTH, RATE, SIGMA], ids=lambda control: control.name)
def test_a_log_scale_rises_from_bound_to_bound_and_holds_the_extra_values(control):
    options = log_scale(control, {control.default, 100 if control is WIDTH else 0.3})
    assert options == sorted(set(options))
    assert (options[0], options[-1]) == (control.low, control.high)
    assert control.default in options
    assert (100 if control is WIDTH else 0.3) in options


def test_a_log_scale_goes_one_two_five():
    assert log_scale(RATE, [])[:6] == [1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4]
    assert log_scale(WIDTH, [256]) == [8, 10, 20, 50, 100, 200, 256, 500, 1000, 1024]
    assert log_scale(SIGMA, []) == [0.05, 0.1, 0.2, 0.5, 1.0]


def test_whole_numbers_stay_whole():
    assert {type(option) for option in log_scale(WIDTH, {300.0})} == {int}
    assert {type(option) for option in log_scale(RATE, {1})} == {float}


def every_kind(limit=None, **address) -> AppTest:
    """A page with a field of each kind; what they return is under "values"."""

    def script(limit):
        from typing import Literal

        import streamlit as st

        from core.settings.base import Settings, setting
        from core.ui.controls import controls, set_controls

        class Sample(Settings):
            kind: Literal["a", "b"] = setting("a", "Kind", "Which.")
            on: bool = setting(False, "On", "Whether.", live=True)
            size: int = setting(4, "Size", "How large.", ge=1, le=9)
            share: float = setting(0.5, "Share", "How much.", ge=0.0, le=1.0)
            rate: float = setting(0.01, "Rate", "How fast.", ge=0.001, le=1.0, log=True, live=True)
            axis: int = setting(1, "Axis", "Which one.", ge=1, le=32, group="View", live=True)

        def put():
            set_controls({"size": 8, "on": True, "rate": 0.03, "seed": 12})

        st.button("put", on_click=put)
        limits = {"axis": limit} if limit else {}
        st.session_state["values"] = controls(Sample, Sample(), Sample(size=6), Sample.model_fields, limits)

    tab = AppTest.from_function(script, kwargs={"limit": limit}, default_timeout=30)
    for name, value in address.items():
        tab.query_params[name] = value
    tab.run()
    assert not tab.exception
    return tab


def test_each_kind_of_field_has_its_widget():
    tab = every_kind()
    assert list(tab.selectbox(key="kind").options) == ["a", "b"]
    assert tab.toggle(key="on").value is False
    assert (tab.slider(key="size").min, tab.slider(key="size").max, tab.slider(key="size").step) == (1, 9, 1)
    assert tab.slider(key="share").step == pytest.approx(0.01)
    assert [float(option) for option in tab.select_slider(key="rate").options] == log_scale_of_rate()
    assert (tab.number_input(key="seed").min, tab.number_input(key="seed").max) == (0, 999_999)
    assert tab.number_input(key="axis").max == 32


def log_scale_of_rate() -> list[float]:
    return [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0]


def test_they_stand_where_the_model_at_hand_is():
    values = every_kind().session_state["values"]
    assert values == {"kind": "a", "on": False, "size": 6, "share": 0.5, "rate": 0.01, "axis": 1, "seed": 0}
    assert {name: type(value) for name, value in values.items() if name != "kind"} == {
        "on": bool,
        "size": int,
        "share": float,
        "rate": float,
        "axis": int,
        "seed": int,
    }


def test_each_says_what_it_is_and_whether_it_needs_a_new_model():
    tab = every_kind()
    assert tab.slider(key="size").label == "Size"
    assert tab.slider(key="size").help == "How large. *A change starts a new model.*"
    assert tab.select_slider(key="rate").help == "How fast. *Applies to the running model.*"
    assert tab.number_input(key="axis").help == "Which one."


def test_changed_widgets_return_values_of_their_type():
    tab = every_kind()
    tab.selectbox(key="kind").set_value("b")
    tab.toggle(key="on").set_value(True)
    tab.slider(key="size").set_value(9)
    tab.select_slider(key="rate").set_value(0.5)
    tab.number_input(key="seed").set_value(7).run()
    values = tab.session_state["values"]
    assert values == {"kind": "b", "on": True, "size": 9, "share": 0.5, "rate": 0.5, "axis": 1, "seed": 7}
    assert isinstance(values["seed"], int)


def test_controls_can_be_put_to_values_off_their_scale():
    tab = every_kind()
    tab.button[0].click().run()
    assert not tab.exception
    values = tab.session_state["values"]
    assert (values["size"], values["on"], values["rate"], values["seed"]) == (8, True, 0.03, 12)


def test_the_address_sets_them():
    values = every_kind(size="3", rate="0.02", kind="b").session_state["values"]
    assert (values["size"], values["rate"], values["kind"]) == (3, 0.02, "b")


@pytest.mark.parametrize("address", ["31", "3"])
def test_a_limit_of_the_model_at_hand_bounds_the_control(address):
    tab = every_kind(limit=3, axis=address)
    assert tab.number_input(key="axis").max == 3
    assert tab.session_state["values"]["axis"] <= 3


def page_with_idle_fields() -> AppTest:
    """A choice that decides whether a number does anything, drawn below it, and a checked text."""

    def script():
        from typing import Literal

        import streamlit as st

        from core.settings.base import Settings, setting, text_setting
        from core.ui.controls import controls

        def checked(text: str) -> str:
            if "!" in text:
                raise ValueError("a shout")
            return text.lower()

        class Sample(Settings):
            smoothing: float = setting(0.0, "Smoothing", "How soft.", ge=0.0, le=1.0, live=True)
            loss: Literal["soft", "hard"] = setting("soft", "Loss", "Which.")
            words: str = text_setting("hello", "Words", "What.", allowed="calm words", max_length=20, check=checked)

            def inapplicable(self):
                return {"smoothing": "only with loss=soft"} if self.loss == "hard" else {}

        base = Sample(smoothing=0.25)
        st.session_state["values"] = controls(Sample, base, base, Sample.model_fields)

    tab = AppTest.from_function(script, default_timeout=30).run()
    assert not tab.exception
    return tab


def test_a_control_that_would_do_nothing_is_disabled_at_its_default_and_says_why():
    tab = page_with_idle_fields()
    assert not tab.slider(key="smoothing").disabled
    assert tab.session_state["values"]["smoothing"] == 0.25
    tab.selectbox(key="loss").set_value("hard").run()
    assert tab.slider(key="smoothing").disabled
    assert tab.slider(key="smoothing").help == "How soft. *Does nothing here: only with loss=soft.*"
    assert tab.session_state["values"]["smoothing"] == 0.0
    tab.selectbox(key="loss").set_value("soft").run()
    assert not tab.slider(key="smoothing").disabled


def test_a_text_is_checked_and_the_present_one_stays_where_it_cannot_be_taken():
    tab = page_with_idle_fields()
    tab.text_input(key="words").set_value("Good Day").run()
    assert tab.session_state["values"]["words"] == "good day"
    tab.text_input(key="words").set_value("no!").run()
    assert tab.session_state["values"]["words"] == "hello"
    assert tab.error[0].value == plain("Words: a shout; allowed is calm words")
