"""The trainer: rounds and halves, the same seed the same frames, live settings, and what it says when it breaks."""

import numpy as np
import pytest

from core.runs.wire import pack_frames
from core.settings.base import controls_of, parse_leniently
from core.settings.gan2d import GAN2DSettings
from core.training.trainer import Diverged
from tests.core.training.gan2d_cases import LOSSES, SPEC, equal, make, train


def test_same_seed_same_frames():
    first, again, other = (make(seed=seed) for seed in (3, 3, 4))
    for _ in range(3):
        assert equal(train(first, 5).observe(), train(again, 5).observe())
    assert not equal(first.observe(), train(other, 15).observe())


@pytest.mark.parametrize("values", [{}, {"loss": "wasserstein_gp"}, {"unroll": 2, "instance_noise": 0.1}])
def test_observing_changes_nothing(values):
    watched, alone = make(**values), make(**values)
    for _ in range(4):
        watched.step()
        watched.observe()
        watched.evaluate()
        watched.samples(n=3, seed=1)
    assert equal(watched.observe(), train(alone, 4).observe())


# ---- rounds and halves ----------------------------------------------------------------------------------------------


def moved(trainer, step) -> tuple[bool, bool]:
    """Whether D and G moved in a step."""
    before = trainer.state()
    step()
    after = trainer.state()
    return tuple(
        any(not np.array_equal(before[name], after[name]) for name in before if name.startswith(f"{player}."))
        for player in ("d", "g")
    )


def test_half_rounds_move_one_player_at_a_time():
    trainer = make(halves=True)
    seen = []
    for _ in range(4):
        players = moved(trainer, trainer.step)
        scalars = trainer.observe().scalars
        seen.append((*players, scalars["half"], scalars["rounds"]))
    assert seen == [(True, False, 1, 0), (False, True, 2, 1), (True, False, 1, 1), (False, True, 2, 2)]
    assert trainer.step_count == 4


def test_two_halves_are_a_round():
    whole, halves = make(k_d=2, k_g=3), make(k_d=2, k_g=3, halves=True)
    train(whole, 5)
    train(halves, 10)
    for name, array in whole.state().items():
        if name != "progress":
            assert np.array_equal(array, halves.state()[name])


def test_switching_halves_off_in_mid_round_finishes_it_first():
    trainer = make(halves=True)
    trainer.step()
    trainer.apply(trainer.settings.model_copy(update={"halves": False}))
    assert moved(trainer, trainer.step) == (False, True)
    assert trainer.rounds == 1
    assert moved(trainer, trainer.step) == (True, True)
    assert (trainer.rounds, trainer.observe().scalars["half"]) == (2, 0)


def test_the_steps_a_round_are_those_of_the_settings():
    trainer = make(k_d=3, k_g=2)
    trainer.step()
    counts = [trainer.state()[f"optimizer.{player}.steps.0"] for player in ("d", "g")]
    assert [int(count) for count in counts] == [3, 2]


# ---- settings -------------------------------------------------------------------------------------------------------


def test_rounds_that_would_keep_everybody_waiting_are_refused():
    """With all at its most one round took minutes: the watchdog would end the process, and its other runs with it."""
    most = {"g_width": 256, "d_width": 256, "g_depth": 4, "d_depth": 4, "batch_size": 1024, "packing": 4}
    with pytest.raises(ValueError, match=r"a round .* multiplications; allowed are 60: fewer copies"):
        make(**most, seeds=16, unroll=10)
    trainer = make(**most)
    trainer.step()
    with pytest.raises(ValueError, match="a round of these settings"):
        trainer.apply(trainer.settings.model_copy(update={"k_d": 10, "k_g": 10}))
    assert trainer.settings.k_d == 1


def test_live_settings_reach_the_running_game():
    """Every live field that changes the game changes the very next step."""
    changes = {
        "lr_d": 0.1,
        "lr_g": 0.1,
        "k_d": 3,
        "k_g": 2,
        "r1": 5.0,
        "instance_noise": 0.5,
        "label_smoothing": 0.3,
    }
    for name, value in changes.items():
        trainer, usual = train(make(), 3), train(make(), 4)
        trainer.apply(trainer.settings.model_copy(update={name: value}))
        trainer.step()
        assert any(not np.array_equal(a, usual.state()[key]) for key, a in trainer.state().items()), name
    own = {
        "clip": [{"loss": "wasserstein_clip"}, {"weight_clipping": True}],
        "gp_weight": [{"loss": "wasserstein_gp"}],
    }
    for name, values in [(name, values) for name, several in own.items() for values in several]:
        trainer, usual = train(make(**values), 3), train(make(**values), 4)
        trainer.apply(trainer.settings.model_copy(update={name: 0.05}))
        trainer.step()
        assert any(not np.array_equal(a, usual.state()[key]) for key, a in trainer.state().items()), name


def test_all_live_fields_are_known_to_these_tests():
    live = {control.name for control in controls_of(GAN2DSettings) if control.live}
    games = {"lr_d", "lr_g", "k_d", "k_g", "r1", "instance_noise", "label_smoothing", "clip", "gp_weight"}
    assert live == games | {"ema", "halves", "steps"}


def test_other_settings_need_a_new_model():
    trainer = make()
    with pytest.raises(ValueError, match="need a new model"):
        trainer.apply(trainer.settings.model_copy(update={"g_width": 16}))


@pytest.mark.parametrize("loss", LOSSES)
def test_what_a_loss_has_no_use_for_is_refused(loss):
    refused = {
        "clip": loss != "wasserstein_clip",
        "gp_weight": loss != "wasserstein_gp",
        "r1": loss in ("wasserstein_clip", "wasserstein_gp"),
        "label_smoothing": loss not in ("minimax", "non_saturating", "least_squares"),
    }
    values = {"clip": 0.5, "gp_weight": 3.0, "r1": 1.0, "label_smoothing": 0.1}
    _, problems = parse_leniently(GAN2DSettings, {"loss": loss, **values})
    assert {problem.partition("=")[0] for problem in problems} == {name for name, no in refused.items() if no}


def test_clipping_is_refused_where_the_loss_clips_and_its_clip_where_nothing_does():
    _, problems = parse_leniently(GAN2DSettings, {"loss": "wasserstein_clip", "weight_clipping": True, "clip": 0.5})
    assert problems == ["weight_clipping=True: loss=wasserstein_clip clips in any case"]
    settings, problems = parse_leniently(GAN2DSettings, {"weight_clipping": True, "clip": 0.5})
    assert (settings.clip, problems) == (0.5, [])


def test_the_loss_that_clips_is_the_difference_of_means_with_clipping():
    one, other = (
        make(clip=0.02, **v) for v in ({"loss": "wasserstein_clip"}, {"loss": "wasserstein", "weight_clipping": True})
    )
    train(one, 3)
    train(other, 3)
    assert all(np.array_equal(value, other.state()[name]) for name, value in one.state().items())


@pytest.mark.parametrize("seeds", [1, 3])
def test_frames_of_clipped_weights_say_where_they_lie(seeds):
    trainer = train(make(weight_clipping=True, clip=0.02, seeds=seeds), 2)
    frame = trainer.observe()
    weights = np.concatenate([p.numpy().reshape(seeds, -1) for p in trainer.players.frozen_d], axis=1)
    share = (np.abs(weights) == np.float32(0.02)).mean()
    assert 0 < share < 1
    assert frame.scalars["at_clip"] == pytest.approx(share)
    assert "at_clip" not in make(seeds=seeds).observe().scalars


def test_the_average_follows_the_generator_and_is_what_is_shown():
    trainer = train(make(ema=0.9), 5)
    expected = [p.clone() for p in make().players.frozen_g]
    follower = make()
    for _ in range(5):
        follower.step()
        expected = [e.lerp(p, 0.1) for e, p in zip(expected, follower.players.frozen_g, strict=True)]
    for found, average in zip(trainer.players.shown, expected, strict=True):
        np.testing.assert_allclose(found.numpy(), average.numpy(), atol=1e-6)
    assert not equal(trainer.observe(), follower.observe())
    trainer.apply(trainer.settings.model_copy(update={"ema": 0.0}))
    assert equal(trainer.observe(), follower.observe())


# ---- state ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [{}, {"optimizer_d": "rmsprop", "optimizer_g": "sgd"}, {"ema": 0.9, "halves": True}])
def test_state_and_load_go_on_alike(values):
    trainer = train(make(**values), 9)
    other = make(seed=9, **values)
    other.load(trainer.state())
    other.step_count = trainer.step_count
    assert equal(trainer.observe(), other.observe())
    assert all(np.array_equal(value, other.state()[name]) for name, value in trainer.state().items())
    train(other, 2)


def test_load_names_what_does_not_fit():
    with pytest.raises(ValueError, match=r"g\.0: expected an array of shape \(1, 2, 8\), found \(1, 2, 4\)"):
        make().load(make(g_width=4).state())
    with pytest.raises(ValueError, match=r"progress: expected an array of shape \(2,\)"):
        make().load({})


def test_optimizers_that_are_not_in_the_state_begin_anew():
    trained, other = train(make(), 5), train(make(seed=9), 5)
    state = {name: array for name, array in trained.state().items() if "optimizer." not in name}
    assert len(state) < len(trained.state())
    other.load(state)
    assert equal(trained.observe(), other.observe())
    remembered = {name: array for name, array in other.state().items() if name not in state}
    assert all((array == 0).all() for array in remembered.values())
    with pytest.raises(ValueError, match=r"optimizer\.g\.mean\.1: expected an array"):
        other.load(state | {"optimizer.g.mean.0": np.zeros((1, 2, 8), np.float32)})


def test_an_average_that_is_not_in_the_state_begins_at_the_generator():
    state = train(make(), 5).state()
    trainer = make(ema=0.9)
    trainer.load(state)
    for average, p in zip(trainer.players.shown, trainer.players.frozen_g, strict=True):
        assert np.array_equal(average.numpy(), p.numpy())


@pytest.mark.parametrize(
    "values",
    [
        {"loss": "least_squares", "d_activation": "elu", "d_width": 64},
        {"loss": "hinge", "d_activation": "elu", "r1": 10.0},
        {"loss": "wasserstein_gp", "gp_weight": 100.0},
    ],
)
def test_what_breaks_is_named_with_its_step(values):
    trainer = make(optimizer_d="sgd", lr_d=1.0, **values)
    states = []

    def go_on() -> None:
        for _ in range(200):
            states.append(trainer.state())
            trainer.step()

    with pytest.raises(Diverged) as caught:
        go_on()
    before = states[-1]
    assert caught.value.what in ("loss_d", "loss_g")
    assert caught.value.step == trainer.step_count + 1
    assert all(np.isfinite(array).all() for name, array in before.items() if name.startswith(("g.", "d.")))
    after = trainer.state()
    players = ("g.", "optimizer_g.") if caught.value.what == "loss_g" else ("g.", "d.", "optimizer_")
    for name, array in before.items():
        if name.startswith(players):
            assert np.array_equal(array, after[name]), name


# ---- frames ---------------------------------------------------------------------------------------------------------


def test_a_frame_is_at_most_10_kb_on_the_wire():
    for world in ("grid", "ring"):
        trainer = train(make(world=world, g_width=128, d_width=128), 2)
        assert len(pack_frames({}, [trainer.observe()])) <= 10_000


def test_a_frame_holds_what_the_stage_draws():
    frame = make(latent_dim=5).observe()
    shapes = {name: (array.dtype.name, array.shape) for name, array in frame.arrays.items()}
    assert shapes == {
        "points": ("float16", (1, 512, 2)),
        "gradients": ("float16", (128, 2)),
        "surface": ("uint8", (48, 48)),
        "mesh": ("float16", (17, 17, 2)),
        "mode_shares": ("float16", (1, 8)),
    }
    assert make(latent_dim=1).observe().arrays["mesh"].shape == (17, 1, 2)


def test_the_frame_of_several_copies_speaks_of_each():
    frame = make(seeds=5).observe()
    assert frame.arrays["points"].shape == (5, 204, 2)
    assert frame.arrays["mode_shares"].shape == (5, 8)
    for name, kind in (("modes", "uint8"), ("high_quality", "float16"), ("w1", "float16"), ("top_mode", "uint8")):
        array = frame.arrays[f"seed_{name}"]
        assert (array.dtype.name, array.shape) == (kind, (5,))
    assert frame.scalars["modes"] == pytest.approx(frame.arrays["seed_modes"].mean())
    assert make(seeds=16).observe().arrays["points"].shape == (16, 64, 2)


@pytest.mark.parametrize("world", ["line", "spiral", "moons", "points"])
def test_a_world_without_modes_has_no_scalars_of_modes(world):
    trainer = make(world=world, seeds=2)
    frame = trainer.observe()
    modal = {"modes", "high_quality", "modes_held", "top_mode", "top_share"}
    assert trainer.static()[0]["modes"] == 0
    assert not modal & frame.scalars.keys()
    assert "mode_shares" not in frame.arrays
    assert {"w1", "js", "kl", "w1_floor", "js_floor", "kl_floor"} <= frame.scalars.keys()
    assert "seed_w1" in frame.arrays


def test_frames_may_take_a_larger_share_of_the_time_here():
    assert make().observe_share == 0.25


def test_every_preset_trains_and_is_observed():
    for preset in SPEC.presets:
        trainer = train(make(preset=preset.name), 2)
        assert trainer.observe().step == 2
