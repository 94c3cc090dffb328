"""Points as text: separators, bounds, and one line for everything else."""

import pytest

from core.settings import trainer_spec
from core.settings.base import SettingsError
from core.settings.points import canonical, parse_points

EIGHT = "0 0 1 1 -1 1 0.5 -0.5 2 2 -2 2 3 -3 0 1"


def test_any_usual_separator_is_taken():
    pairs = parse_points(EIGHT)
    assert len(pairs) == 8
    assert pairs[6] == (3.0, -3.0)
    for separator in (",", ";", ", ", "\n", " ; ", "\t"):
        assert parse_points(EIGHT.replace(" ", separator)) == pairs


def test_the_kept_form_has_two_decimals_and_is_its_own():
    kept = canonical("0.123,-0;1 1;" + EIGHT)
    assert kept.startswith("0.12 0.00 1.00 1.00 0.00 0.00")
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "0 points"),
        ("1 2 2 1", "2 points"),
        (EIGHT + " 1", "17 numbers, so the last x has no y"),
        ("0 0 " * 401, "401 points"),
        (EIGHT + " 3.01 0", "3.01 is outside"),
        (EIGHT + " nan 0", "'nan' is not a number"),
        (EIGHT + " inf 0", "'inf' is not a number"),
        (EIGHT + " <script>alert(1)</script> 0", "'<script>aler' is not a number"),
    ],
)
def test_other_text_is_refused_with_the_reason(text, reason):
    with pytest.raises(ValueError) as caught:
        parse_points(text)
    assert str(caught.value) == reason


def test_the_field_names_value_reason_and_what_is_allowed():
    with pytest.raises(SettingsError) as caught:
        trainer_spec("gan2d").parse({"world": "points", "points": "1 2 3"})
    message = str(caught.value)
    assert message == (
        'points=1 2 3: 3 numbers, so the last x has no y; allowed is 8 to 400 points as "x y x y …", '
        "each coordinate from -3 to 3"
    )


def test_400_points_fit_into_the_field():
    text = " ".join(["-2.75 -2.75"] * 400)
    assert trainer_spec("gan2d").parse({"world": "points", "points": text}).points == text
