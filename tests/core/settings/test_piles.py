"""Piles as text: what is taken, in which form it is kept, and one line for everything else."""

import pytest

from core.settings.base import SettingsError, parse
from core.settings.distance_views import DistancesView
from core.settings.piles import EXAMPLES, canonical, parse_piles


def test_places_with_and_without_blocks_are_taken_in_any_order():
    assert parse_piles("1 0 | 5:1, 2") == ({0: 1, 1: 1}, {2: 1, 5: 1})
    assert parse_piles("3 3:2 0 | 12:4") == ({0: 1, 3: 3}, {12: 4})


@pytest.mark.parametrize("text", [*EXAMPLES.values(), "7 7;7|0:3", " 1:10 2:10 3:4|4:10 5:10 6:4 "])
def test_the_kept_form_says_the_same_and_is_its_own(text):
    assert parse_piles(canonical(text)) == parse_piles(text)
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "1 sides"),
        ("0 | 1 | 2", "3 sides"),
        ("| 1", "a side without piles"),
        ("0 1 | 2", "2 blocks of earth and 1 holes"),
        ("0.5 | 1", "'0.5' is no place"),
        ("-1 | 1", "'-1' is no place"),
        ("0:1.5 | 1", "'0:1.5' is no place"),
        ("13 | 1", "place 13"),
        ("0:0 | 1", "0 blocks at 0"),
        ("0:11 | 1:11", "11 blocks at 0"),
        ("0:6 0:6 | 1:12", "12 blocks at 0"),
        ("0:10 1:10 2:5 | 3:10 4:10 5:5", "25 blocks"),
        ("0 1 2 3 4 5 6 7 8 | 9:9", "9 piles"),
        ("<script>alert(1)</script> | 1", "'<script>aler' is no place"),
        ("²:3 | 1:3", "'²:3' is no place"),
    ],
)
def test_other_text_is_refused_with_the_reason(text, reason):
    with pytest.raises(ValueError) as caught:
        parse_piles(text)
    assert str(caught.value) == reason


def test_the_field_names_value_reason_and_what_is_allowed():
    with pytest.raises(SettingsError) as caught:
        parse(DistancesView, {"blocks": "0 1 | 2"})
    message = str(caught.value)
    assert message.startswith("blocks=0 1 | 2: 2 blocks of earth and 1 holes; allowed is ")
    assert "places from 0 to 12" in message
    assert "\n" not in message
