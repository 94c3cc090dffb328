"""Sizes of layers as text."""

import pytest

from core.settings.base import SettingsError, parse
from core.settings.layers import canonical, parse_layers
from core.settings.stacked_ae import StackedAESettings


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("100-30", [100, 30]),
        ("1", [1]),
        (" 64, 32 ;8\n", [64, 32, 8]),
        ("1024-512–256-128-1", [1024, 512, 256, 128, 1]),
    ],
)
def test_sizes_are_read_and_kept_in_one_form(text, sizes):
    assert parse_layers(text) == sizes
    assert canonical(text) == "-".join(map(str, sizes))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 layers"),
        ("9-8-7-6-5-4", "6 layers"),
        ("100-0", "a layer of 0 units"),
        ("1025-8", "a layer of 1025 units"),
        ("100-x", "'x' is not a whole number"),
        ("3.5", "'3.5' is not a whole number"),
        ("²", "'²' is not a whole number"),
    ],
)
def test_what_cannot_be_taken_is_named_with_what_is_allowed(text, said):
    with pytest.raises(SettingsError) as caught:
        parse(StackedAESettings, {"layers": text})
    assert f"layers={text}: {said}; allowed is 1 to 5 whole numbers from 1 to 1024" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_settings_keep_the_one_form_and_know_the_widths():
    settings = parse(StackedAESettings, {"layers": "64 32, 8"})
    assert (settings.layers, settings.widths) == ("64-32-8", [64, 32, 8])


def test_stages_are_the_greedy_ways():
    with pytest.raises(SettingsError, match="stage_steps=100: only with greedy training"):
        parse(StackedAESettings, {"stage_steps": 100})
    assert parse(StackedAESettings, {"stage_steps": 100, "training": "greedy"}).stage_steps == 100
