"""The schedule: how large the networks are at each step, and who says what α is."""

import pytest

from core.settings.base import SettingsError, parse
from core.settings.progan import ProGANSettings, growth


def make(**values):
    return ProGANSettings(**({"stable": 3, "fading": 2} | values))


def test_every_size_fades_in_and_stays_a_while_and_the_last_for_ever():
    course = [(growth(make(), step).side, growth(make(), step).alpha) for step in range(18)]
    first = [(4, 1.0)] * 4  # step 0 is before the first
    assert course == [*first, *[(side, a) for side in (8, 16) for a in (0.5, 1, 1, 1, 1)], (32, 0.5), *[(32, 1)] * 3]
    assert growth(make(), 100_000).side == 32
    assert growth(make(side=64), 100_000).side == 64
    assert growth(make(side=64), 14).side == 32


def test_the_age_counts_from_where_layers_come_or_go():
    """4 × 4 three times; α ½; 8 × 8 four times, from α = 1 on; α ½ of 16 × 16."""
    assert [growth(make(), step).age for step in range(1, 10)] == [1, 2, 3, 1, 1, 2, 3, 4, 1]
    assert [growth(make(fading=3), step).age for step in range(4, 11)] == [1, 2, 1, 2, 3, 4, 1]
    assert [growth(make(), step).age for step in range(14, 25)] == [1, *range(1, 11)]  # the last size stays for ever
    assert [growth(make(by_hand=True, alpha=0.5), step).age for step in range(4, 10)] == [1, 2, 3, 4, 5, 1]


def test_alpha_by_hand_moves_only_alpha():
    by_hand = make(by_hand=True, alpha=0.25)
    assert growth(by_hand, 3).alpha == 1  # nothing is smaller than 4 × 4
    assert [growth(by_hand, step).alpha for step in (4, 5, 6, 100)] == [0.25] * 4
    assert [growth(by_hand, step).level for step in range(20)] == [growth(make(), step).level for step in range(20)]


def test_without_growing_all_is_there_from_the_start():
    assert {
        (growth(make(growing=False), step).side, growth(make(growing=False), step).alpha) for step in (0, 1, 50)
    } == {(32, 1)}


def test_maps_double_towards_the_smaller_sizes_up_to_96():
    assert make().maps == (96, 96, 48, 24)
    assert make(side=64, channels=8).maps == (96, 64, 32, 16, 8)


@pytest.mark.parametrize(
    "values", [{"alpha": 0.3}, {"growing": False, "stable": 9}, {"growing": False, "by_hand": True}]
)
def test_what_would_do_nothing_is_named(values):
    with pytest.raises(SettingsError, match="only"):
        parse(ProGANSettings, values)
