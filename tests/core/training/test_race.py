"""Six equal clouds that descend: what each objective does to its own, and that a race can be repeated and resumed."""

import math
from functools import cache

import numpy as np
import pytest
import torch

from core.objectives.transport import optimal_transport
from core.runs.wire import pack_frames
from core.settings import trainer_spec
from core.settings.base import SettingsError
from core.settings.distances import RACERS
from core.training.distances import DistancesTrainer
from core.training.race import ARROWS
from core.training.trainer import Diverged

SPEC = trainer_spec("distances")
SMALL = {"preset": "race", "samples": 32}


def make(**values) -> DistancesTrainer:
    return DistancesTrainer(SPEC.parse(SMALL | values))


def train(trainer, steps):
    for _ in range(steps):
        trainer.step()
    return trainer


def cloud(trainer, name) -> np.ndarray:
    return trainer.experiment.clouds[name].numpy().copy()


# ---- the clouds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", ["points", "lines", "gaussians_1d", "gaussians_2d", "histograms", "intervals"])
def test_all_start_as_the_same_cloud_in_the_plane(pair):
    trainer = (
        make(pair=pair) if pair != "points" else DistancesTrainer(SPEC.parse({"experiment": "race", "pair": pair}))
    )
    start = cloud(trainer, "kl")
    assert start.shape == (5 if pair == "points" else 32, 2)
    assert all(np.array_equal(cloud(trainer, name), start) for name in RACERS)
    scalars = trainer.observe().scalars
    assert scalars["w1"] == pytest.approx(2.4, abs=0.5)
    assert {scalars[f"w1_{name}"] for name in RACERS if name != "w1"} == {scalars["w1"]}
    train(trainer, 3)  # of points and of lines that lie on an axis


@pytest.mark.parametrize("name", RACERS)
def test_a_step_goes_down_the_gradient_by_the_step_size(name):
    """A GAN's D learns first, and then stands as it did when the points moved."""
    trainer = make(lr=0.01)
    before = trainer.experiment.clouds[name].clone()
    trainer.step()
    after = cloud(trainer, name)
    trainer.experiment.clouds[name].copy_(before)
    np.testing.assert_allclose(after, before - 0.01 * trainer.experiment.pull(name)[1], atol=1e-12)
    assert not np.array_equal(after, before)


@pytest.mark.parametrize("name", RACERS)
def test_gradients_are_the_slopes_of_the_sum_over_the_points(name):
    """Twelve points that come close to the data, so that nothing is flat."""
    trainer = make(samples=16, theta=0.8, blur=0.3, k_d=50)
    train(trainer, 2)
    race = trainer.experiment
    slope, place = race.pull(name)[1], race.clouds[name].clone()
    nudge = 1e-5
    for i in range(12):
        for axis in (0, 1):
            sums = []
            for sign in (1, -1):
                race.clouds[name].copy_(place)
                race.clouds[name][i, axis] += sign * nudge
                sums.append(race.pull(name)[0] * len(place))
            expected = (sums[0] - sums[1]) / (2 * nudge)
            assert float(slope[i, axis]) == pytest.approx(expected, rel=0.05, abs=0.02 * float(slope.abs().max()))


# ---- what each objective does ---------------------------------------------------------------------------------------


def test_on_w1_points_go_at_unit_speed_until_they_are_there():
    """Copies θ apart: W₁ is θ, and falls by the step size an iteration: the table d₀ → d₅₀ → 0."""
    trainer = DistancesTrainer(SPEC.parse({"experiment": "race", "pair": "points", "theta": 2.4, "lr": 0.024}))
    ways = []
    for _ in range(101):
        frame = trainer.observe()
        ways.append(frame.scalars["w1"])
        if frame.step < 100:
            assert frame.scalars["grad_w1"] == pytest.approx(1, abs=1e-9)
            trainer.step()
    np.testing.assert_allclose(ways, 2.4 - 0.024 * np.arange(101), atol=1e-9)
    assert ways[50] == pytest.approx(1.2)
    assert ways[100] == pytest.approx(0, abs=1e-9)


def test_on_w1_a_point_whose_mass_is_split_is_slower():
    """Nine points against eight: not every one can go to a single place."""
    trainer = DistancesTrainer(SPEC.parse({"experiment": "race", "pair": "drawn", "theta": 2.5}))
    speeds = trainer.experiment.pull("w1")[1].norm(dim=1)
    assert len(speeds) == 9
    assert speeds.max() <= 1 + 1e-9
    assert speeds.min() < 0.999


def test_on_w2_squared_the_way_shrinks_by_the_same_share_each_time():
    """∂W₂²/∂x summed over the points is twice the way: of it 1 − 2 lr is left."""
    trainer = DistancesTrainer(SPEC.parse({"experiment": "race", "pair": "points", "theta": 2.0, "lr": 0.05}))
    train(trainer, 7)
    assert trainer.observe().scalars["w2"] == pytest.approx(2 * 0.9**7)


@cache
def race_of(seed) -> tuple[list, float]:
    """The preset's race: its frames at 0, 50 and 100, and how far the JS cloud's points have gone at most."""
    trainer = DistancesTrainer(SPEC.parse({"preset": "race", "seed": seed}))
    start, frames = cloud(trainer, "js"), [trainer.observe()]
    frames += [train(trainer, 50).observe() for _ in range(2)]
    return frames, np.abs(cloud(trainer, "js") - start).max()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_on_js_nothing_moves(seed):
    frames, way = race_of(seed)
    assert way < 1e-3
    for frame in frames:
        assert frame.scalars["js"] == pytest.approx(math.log(2), abs=1e-6)
        assert frame.scalars["grad_js"] < 1e-9


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_lectures_table(seed):
    """W₁ from d₀ by way of its half to less than two samples of the data have."""
    start, half_way, end = (frame.scalars["w1"] for frame in race_of(seed)[0])
    assert start == pytest.approx(2.4, abs=0.1)
    assert half_way == pytest.approx(start - 50 * 0.025, abs=1e-6)
    assert end < race_of(seed)[0][-1].scalars["w1_floor"]


def test_with_a_large_blur_js_moves():
    """Half the gap between the discs: p and q then have a common middle."""
    trainer = make(blur=0.7)
    start = trainer.observe().scalars["w1_js"]
    assert train(trainer, 200).observe().scalars["w1_js"] < 0.7 * start


def test_kl_throws_the_points_next_to_the_data_far_beyond_them():
    trainer = make(samples=128)
    start = cloud(trainer, "kl")
    trainer.step()
    moved = np.linalg.norm(cloud(trainer, "kl") - start, axis=1)
    assert 1 <= (moved > 3).sum() <= 10
    assert np.median(moved) == pytest.approx(0, abs=1e-6)  # the others are next to no data
    assert start[moved > 3, 0].mean() < start[:, 0].mean() - 0.3


def test_a_lost_cloud_stays_where_it_is_and_the_others_race_on():
    trainer = make(pair="points", samples=256)
    train(trainer, 60)
    lost = cloud(trainer, "kl")
    assert np.abs(lost).max() > 1e4
    before = cloud(trainer, "w1")
    train(trainer, 5)
    assert np.array_equal(cloud(trainer, "kl"), lost)
    assert not np.array_equal(cloud(trainer, "w1"), before)
    trainer.snapshot()  # every number finite


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_saturating_gan_stalls_where_the_other_arrives(seed):
    start, _, end = (frame.scalars for frame in race_of(seed)[0])
    assert end["w1_minimax"] > 0.8 * start["w1"]
    assert end["grad_minimax"] < 0.02
    assert end["w1_non_saturating"] < 0.1 * start["w1"]


def test_discriminators_begin_alike_and_learn_from_their_own_cloud():
    race = make().experiment
    first, second = (d.frozen for d in race.discriminators.values())
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
    for number in range(1, 4):
        race.step(number)
    assert not any(torch.equal(a, b) for a, b in zip(first, second, strict=True))


# ---- frames ---------------------------------------------------------------------------------------------------------


def test_a_frame_says_of_each_racer_where_it_is_and_how_hard_it_is_pulled():
    trainer = train(make(), 3)
    frame, race = trainer.observe(), trainer.experiment
    for name in RACERS:
        points, slope = cloud(trainer, name), race.pull(name)[1].numpy()
        np.testing.assert_allclose(frame.arrays[f"points_{name}"][0], points, rtol=1e-3, atol=1e-3)
        np.testing.assert_allclose(frame.arrays[f"gradients_{name}"], -slope[:ARROWS], rtol=1e-3, atol=1e-3)
        assert frame.scalars[f"grad_{name}"] == pytest.approx(np.hypot(*slope.T).mean())
        w1 = frame.scalars["w1" if name == "w1" else f"w1_{name}"]
        assert w1 == pytest.approx(optimal_transport(points, race.real.numpy()).cost)
        assert 0 <= frame.scalars["js" if name == "js" else f"js_{name}"] <= math.log(2) + 1e-9
    assert frame.scalars["w2"] == pytest.approx(
        math.sqrt(optimal_transport(cloud(trainer, "w2"), race.real.numpy(), p=2).cost)
    )


def test_a_frame_of_256_points_fits_ten_kilobytes():
    frame = make(samples=256).observe()
    assert sum(array.nbytes for array in frame.arrays.values()) <= 8_000
    assert len(pack_frames({}, [frame])) <= 10_000


def test_what_is_seen_has_all_clouds_at_the_start():
    trainer = make()
    facts, arrays = trainer.static()
    assert facts["racers"] == RACERS
    points = np.concatenate([arrays["real"], cloud(trainer, "kl")])
    away = np.abs(points - facts["centre"]) / facts["extent"]
    assert away[:, 0].max() < 1
    assert away[:, 1].max() < facts["tallness"] < 1


# ---- the same again -------------------------------------------------------------------------------------------------


def test_same_seed_same_frames():
    frames = [train(make(seed=seed), 4).observe() for seed in (3, 3, 4)]
    messages = [pack_frames({}, [frame]) for frame in frames]
    assert messages[0] == messages[1]
    assert messages[0] != messages[2]


def test_a_state_goes_on_as_if_nothing_had_been():
    straight, other = train(make(), 3), make()
    other.load(straight.state())
    other.step_count = 3
    assert pack_frames({}, [train(straight, 4).observe()]) == pack_frames({}, [train(other, 4).observe()])


def test_live_settings_reach_the_running_race():
    trainer = make()
    before = cloud(trainer, "w1")
    trainer.apply(trainer.settings.model_copy(update={"lr": 0.5}))
    trainer.step()
    assert np.linalg.norm(cloud(trainer, "w1") - before, axis=1).max() == pytest.approx(0.5, abs=1e-6)


def test_a_discriminator_that_diverges_is_named():
    trainer = make()
    for p in trainer.experiment.discriminators["minimax"].frozen:
        p.fill_(float("nan"))
    with pytest.raises(Diverged, match="loss_d_minimax became nan at step 1"):
        trainer.step()


@pytest.mark.parametrize(
    ("field", "value"), [("lr", 0.5), ("blur", 0.5), ("k_d", 7), ("lr_d", 0.01), ("d_width", 32), ("d_depth", 3)]
)
def test_what_nothing_would_use_is_refused(field, value):
    assert getattr(SPEC.parse({"experiment": "race", field: value}), field) == value
    with pytest.raises(SettingsError, match=f"{field}={value}: (only in the race|nothing is learned here)"):
        SPEC.parse({field: value})
