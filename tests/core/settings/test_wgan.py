"""The four switches: each changes itself alone, and what cannot be is said and not done."""

from itertools import pairwise

import pytest

from core.settings import trainer_spec
from core.settings.base import parse
from core.settings.gan2d import GAN2DSettings
from core.settings.wgan import COMBINATIONS, LADDER, RIVAL, SWITCHES, locked, positions, turned

SPEC = trainer_spec("gan2d")
NAMES = [switch.name for switch in SWITCHES]
every_combination = pytest.mark.parametrize("name", list(COMBINATIONS))


def combination(name: str) -> GAN2DSettings:
    return parse(GAN2DSettings, COMBINATIONS[name])


def turn(settings: GAN2DSettings, name: str) -> GAN2DSettings:
    """The settings after a click on that switch."""
    return parse(GAN2DSettings, turned(settings, name, not positions(settings)[name]), settings)


def test_every_way_in_which_they_can_stand_is_there_once():
    ways = [tuple(positions(combination(name)).values()) for name in COMBINATIONS]
    assert len(set(ways)) == len(ways) == 12  # of 16: four have no sigmoid but logs
    assert all(means or not linear for means, linear, *_ in ways)


@every_combination
@pytest.mark.parametrize("switch", NAMES)
def test_a_switch_changes_itself_alone_and_back(name, switch):
    settings = combination(name)
    if switch in locked(settings):
        return
    there = turn(settings, switch)
    assert positions(there) == positions(settings) | {switch: not positions(settings)[switch]}
    assert there.model_dump() in [combination(other).model_dump() for other in COMBINATIONS]
    assert turn(there, switch) == settings


@every_combination
def test_locked_is_what_would_leave_logs_without_a_sigmoid(name):
    settings = combination(name)
    on = positions(settings)
    impossible = {"linear"} if not on["means"] else {"means"} if on["linear"] else set()
    assert set(locked(settings)) == impossible


@pytest.mark.parametrize(
    ("values", "expected", "fixed"),
    [
        ({"loss": "hinge"}, (False, True, False, False), []),
        ({"loss": "minimax", "optimizer_d": "sgd", "optimizer_g": "sgd"}, (False, False, False, True), ["linear"]),
        ({"optimizer_g": "sgd"}, (False, False, False, False), ["linear"]),
        ({"loss": "wasserstein_clip"}, (True, True, True, False), ["clipped", "means"]),
        ({"loss": "wasserstein_gp"}, (True, True, False, False), ["means"]),
    ],
    ids=str,
)
def test_other_settings_show_as_what_they_are(values, expected, fixed):
    settings = parse(GAN2DSettings, values)
    assert tuple(positions(settings).values()) == expected
    assert sorted(locked(settings)) == fixed


def test_the_presets_turn_one_switch_after_another():
    steps = [positions(SPEC.parse({"preset": preset.name})) for preset in LADDER]
    assert [sum(on.values()) for on in steps] == [0, 1, 2, 3, 4]
    for before, after in pairwise(steps):
        assert sum(before[name] != after[name] for name in NAMES) == 1


def test_the_rival_differs_in_what_bounds_the_slope():
    last, rival = SPEC.parse({"preset": LADDER[-1].name}), SPEC.parse({"preset": RIVAL.name})
    assert rival.loss == "wasserstein_gp"
    assert not rival.clips
    for name in ("world", "k_d", "batch_size", "lr_d", "lr_g", "steps", "g_width", "d_width"):
        assert getattr(rival, name) == getattr(last, name)
