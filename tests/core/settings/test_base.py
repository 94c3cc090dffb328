"""Settings: one definition for widgets, addresses, commands and messages."""

from typing import Literal

import pytest

from core.settings import TRAINERS, trainer_spec
from core.settings.base import (
    Settings,
    SettingsError,
    controls_of,
    parse,
    parse_leniently,
    restarts,
    setting,
    shorten,
    text_setting,
)


class Sample(Settings):
    size: int = setting(4, "Size", "How large.", ge=1, le=9)
    rate: float = setting(0.1, "Rate", "How fast.", ge=0.0, le=1.0, live=True)
    kind: Literal["a", "b"] = setting("a", "Kind", "Which.")
    on: bool = setting(False, "On", "Whether.")


def lower(text: str) -> str:
    if "!" in text:
        raise ValueError("a shout")
    return text.lower()


class Spoken(Settings):
    loud: bool = setting(False, "Loud", "Whether.")
    volume: float = setting(0.5, "Volume", "How loud.", ge=0.0, le=1.0)
    words: str = text_setting("hello", "Words", "What.", allowed="calm words", max_length=20, check=lower)

    def inapplicable(self) -> dict[str, str]:
        return {} if self.loud else {"volume": "only with loud=true"}


def test_strings_and_typed_values_are_both_taken():
    assert parse(Sample, {"size": "7", "rate": "0.5", "on": "true"}) == Sample(size=7, rate=0.5, on=True)
    assert parse(Sample, {"size": 7}, Sample(rate=0.9)) == Sample(size=7, rate=0.9)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"size": "abc"}, "size=abc: allowed is a whole number from 1 to 9"),
        ({"size": "99"}, "size=99: allowed is a whole number from 1 to 9"),
        ({"size": "2.5"}, "size=2.5: allowed is a whole number from 1 to 9"),
        ({"rate": "nan"}, "rate=nan: allowed is a number from 0 to 1"),
        ({"rate": "inf"}, "rate=inf: allowed is a number from 0 to 1"),
        ({"kind": "c"}, "kind=c: allowed is one of a, b"),
        ({"on": "perhaps"}, "on=perhaps: allowed is true or false"),
        ({"speed": "1"}, "speed: no such setting; allowed: size, rate, kind, on, seed"),
        ({"seed": "-1"}, "seed=-1: allowed is a whole number from 0 to 999999"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(values, message):
    with pytest.raises(SettingsError) as caught:
        parse(Sample, values)
    assert str(caught.value) == message


def test_lenient_parsing_keeps_the_good_values():
    settings, problems = parse_leniently(Sample, {"size": "99", "rate": "0.7"})
    assert settings == Sample(rate=0.7)
    assert problems == ["size=99: allowed is a whole number from 1 to 9"]


def test_a_text_is_kept_in_its_own_form():
    assert parse(Spoken, {"words": "Good DAY"}).words == "good day"
    control = next(control for control in controls_of(Spoken) if control.name == "words")
    assert (control.kind, control.allowed, control.max_length) == ("text", "calm words", 20)


@pytest.mark.parametrize(
    ("words", "message"),
    [("no!", "words=no!: a shout; allowed is calm words"), ("a" * 21, f"words={'a' * 21}: allowed is calm words")],
)
def test_a_text_that_cannot_be_taken_says_why(words, message):
    with pytest.raises(SettingsError) as caught:
        parse(Spoken, {"words": words})
    assert str(caught.value) == message


def test_a_value_that_would_do_nothing_is_refused_with_the_reason():
    with pytest.raises(SettingsError) as caught:
        parse(Spoken, {"volume": "0.9"})
    assert str(caught.value) == "volume=0.9: only with loud=true"
    assert parse(Spoken, {"volume": "0.5"}) == Spoken()
    assert parse(Spoken, {"volume": "0.9", "loud": "true"}).volume == 0.9


def test_lenient_parsing_puts_a_value_that_would_do_nothing_back():
    settings, problems = parse_leniently(Spoken, {"volume": 0.9, "words": "hi"})
    assert settings == Spoken(words="hi")
    assert problems == ["volume=0.9: only with loud=true"]


def test_what_came_from_a_preset_yields_silently():
    assert parse(Spoken, {"loud": False}, Spoken(loud=True, volume=0.9)) == Spoken()


def test_the_pixel_noise_belongs_to_the_gaussian_likelihood():
    with pytest.raises(SettingsError, match=r"pixel_sigma=0\.3: only with likelihood=gaussian"):
        trainer_spec("vae").parse({"pixel_sigma": 0.3})
    assert trainer_spec("vae").parse({"pixel_sigma": 0.3, "likelihood": "gaussian"}).pixel_sigma == 0.3


def test_only_settings_that_are_not_live_need_a_new_model():
    assert not restarts(Sample(), Sample(rate=0.9))
    assert restarts(Sample(), Sample(size=5))
    assert restarts(Sample(), Sample(seed=5))


def test_long_and_many_lined_values_are_shortened():
    assert shorten("a\nb" + "x" * 100) == "a b" + "x" * 36 + "…"


@pytest.mark.parametrize("spec", TRAINERS.values(), ids=TRAINERS)
def test_every_field_of_every_trainer_explains_itself(spec):
    for control in controls_of(spec.settings):
        assert control.label
        assert control.help.endswith(".")
        assert control.group
        parse(spec.settings, {control.name: control.default})
        if control.kind in ("int", "float"):
            assert control.low <= control.default <= control.high
            for bound in (control.low, control.high):
                settings, problems = parse_leniently(spec.settings, {control.name: bound})
                reason = spec.settings().inapplicable().get(control.name)
                needless = reason is None or bound == control.default
                assert problems == ([] if needless else [f"{control.name}={bound}: {reason}"])
                assert getattr(settings, control.name) == (bound if reason is None else control.default)


@pytest.mark.parametrize("spec", TRAINERS.values(), ids=TRAINERS)
def test_every_preset_can_be_taken_and_overridden(spec):
    for preset in spec.presets:
        assert preset.watch.endswith(".")
        assert spec.parse({"preset": preset.name, "seed": "5"}).seed == 5
        for name, value in preset.changes.items():
            assert getattr(spec.parse({"preset": preset.name}), name) == value


def test_unknown_trainers_and_presets_name_the_known_ones():
    with pytest.raises(SettingsError, match="gan: no such trainer; allowed: " + ", ".join(TRAINERS)):
        trainer_spec("gan")
    with pytest.raises(SettingsError, match="preset=x: no such preset of vae; allowed: balance"):
        trainer_spec("vae").parse({"preset": "x"})
