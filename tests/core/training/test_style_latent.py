"""Questions about the latent spaces of StyleGAN, on a tiny one, and on worlds whose answers are known."""

import numpy as np
import pytest
import torch

from core.data.faces import ATTRIBUTES, attributes_of
from core.settings import trainer_spec
from core.training import style_directions, style_projection, style_spaces, style_survey
from core.training.draws import of_question
from core.training.style_directions import PARTS, amount, changed, directions_of, expected, move
from core.training.style_drawing import OF_PLACES
from core.training.style_projection import AT_ONCE, STEPS
from core.training.style_spaces import judge, resampled_scores
from core.training.style_survey import Survey
from core.training.stylegan import StyleGANTrainer

TINY = {"channels": 8, "examples": 40, "batch_size": 8, "latent_dim": 6, "style_dim": 12, "mapping_depth": 2}
BY_NAME = {attribute.name: attribute for attribute in ATTRIBUTES}


@pytest.fixture(scope="module")
def trainer():
    """Two steps old; nothing asked of it changes it, but what it keeps of a survey."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style_survey, "PART", 60)
        patch.setattr(style_survey, "PARTS", 3)
        patch.setattr(style_spaces, "WAYS", 12)
        patch.setattr(style_directions, "MOVED", 20)
        trainer = StyleGANTrainer(trainer_spec("stylegan").parse(TINY))
        trainer.step()
        trainer.step()
        yield trainer


def known_world(n=900, noise=0.3):
    """Drawn attributes, and a w that holds each part's amount, in mixed coordinates; z is noise."""
    values = attributes_of(range(n), "test")
    generator = torch.Generator().manual_seed(0)
    amounts = torch.from_numpy(np.column_stack([amount(part, values) for part in PARTS])).float()
    mixed = torch.randn(len(PARTS), 40, generator=generator)
    w = amounts @ mixed + noise * torch.randn(n, 40, generator=generator)
    return Survey(torch.randn(n, 40, generator=generator), w, values)


WORLD = known_world()


# ---- the survey -----------------------------------------------------------------------------------------------------


def test_a_survey_is_read_once_of_the_same_weights(trainer, monkeypatch):
    assert trainer.survey(part=2) == {"faces": 60, "parts": 3}
    first = trainer.surveyed()
    assert first.z.shape == (180, 6)
    assert torch.allclose(first.z.square().mean(1), torch.ones(180), atol=1e-3)
    assert first.values["smile"].shape == (180,)
    calls = []
    read = trainer.read_w
    monkeypatch.setattr(trainer, "read_w", lambda w: calls.append(len(w)) or read(w))
    trainer.surveyed()
    assert calls == []
    other = StyleGANTrainer(trainer.settings)
    other.load(trainer.state())
    assert torch.equal(other.surveyed().w, first.w)
    monkeypatch.setattr(other, "read_w", trainer.read_w)
    assert calls == []
    other.step()
    assert not torch.equal(other.surveyed().w, first.w)
    assert calls == [60, 60, 60]
    with pytest.raises(ValueError, match="part=3: allowed is a whole number from 0 to 2"):
        trainer.survey(part=3)


# ---- Z against W ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["smile", "glasses", "hair_style", "hair_color"])
def test_what_w_holds_is_told_and_what_noise_holds_is_not(name):
    marks = [float(judge(WORLD, x, BY_NAME[name]).marks.mean()) for x in (WORLD.z, WORLD.w)]
    assert marks[0] < 0.1
    assert marks[1] > 0.9


def test_only_faces_that_show_hair_judge_its_colour():
    judged = judge(WORLD, WORLD.w, BY_NAME["hair_color"])
    styles = WORLD.values["hair_style"][600:]
    assert np.array_equal(judged.places, np.flatnonzero(styles))  # 0: bald
    assert np.array_equal(judged.labels, WORLD.values["hair_color"][600:][styles != 0])


def test_resampled_scores_spread_around_the_score():
    judged = [judge(WORLD, WORLD.z, BY_NAME[name]) for name in ("smile", "glasses")]
    scores = resampled_scores(judged, 300)
    entropies = [style_spaces.conditional_entropy(one.labels, one.told) for one in judged]
    assert scores.mean() == pytest.approx(np.exp(sum(entropies)), rel=0.05)
    assert 0 < scores.std() < 0.1 * scores.mean()


def test_separability_answers_for_every_attribute(trainer):
    answer = trainer.separability()
    assert answer["shares"].shape == (2, len(ATTRIBUTES))
    assert np.allclose(answer["gain"], answer["shares"][1] - answer["shares"][0])
    assert (answer["fitted"], answer["judged"]) == (120, 60)
    assert np.allclose(answer["score"], np.exp(answer["entropies"].sum(1)))
    assert (answer["score"] >= 1).all()


@pytest.mark.parametrize("ends", [False, True])
def test_ways_through_w_are_as_long_as_the_features_move(trainer, monkeypatch, ends):
    """Against torch's derivative along the line; leaky ReLUs bend fewer ways within a shorter step."""
    monkeypatch.setattr(style_spaces, "EPSILON", 1e-4)
    found = trainer.path_length("w", ends, seed=3)["lengths"]
    a, b = trainer.averaged.mapping(trainer.draw_latents(24, 3)).detach().chunk(2)
    t = torch.rand(12, generator=of_question(3, OF_PLACES)) * (1 - style_spaces.EPSILON) * (not ends)

    def features(at):
        w = torch.lerp(a, b, at[:, None])
        rows = w[:, None].expand(-1, trainer.averaged.layers, -1)
        return trainer.features_of(trainer.averaged.synthesis(rows, trainer.shown_noise(12)))

    _, slope = torch.autograd.functional.jvp(features, t, torch.ones(12))
    exact = (slope.square().sum(1) / trainer.unrelated[1]).detach().numpy()
    assert np.allclose(found, exact, rtol=0.1)
    assert found.mean() == pytest.approx(exact.mean(), rel=0.03)


def test_ways_through_z_stay_on_the_sphere(trainer, monkeypatch):
    seen = []
    make = trainer.generate_images
    monkeypatch.setattr(trainer, "generate_images", lambda z: seen.append(z) or make(z))
    lengths = trainer.path_length("z", False, seed=0)["lengths"]
    assert lengths.shape == (12,)
    assert (lengths > 0).all()
    assert torch.allclose(torch.cat(seen).norm(dim=1), torch.ones(24), atol=1e-5)
    with pytest.raises(ValueError, match="space=x: allowed is one of z, w"):
        trainer.path_length("x", False, seed=0)


def test_a_walk_has_the_same_corners_in_both_spaces_and_another_middle(trainer):
    walk = trainer.walk(seed=1, size=3, psi=0.7)
    corners = [0, 2, 6, 8]
    apart = np.abs(walk["z"].astype(int) - walk["w"].astype(int)).max(1)
    assert apart[corners].max() <= 2  # rounding
    assert apart[4] > 20
    z = trainer.draw_latents(4, 1)
    middle = trainer.averaged.mapping(z).mean(0, keepdim=True)
    rows = trainer.averaged.middle + 0.7 * (middle - trainer.averaged.middle)
    assert np.abs(style_spaces.to_pixels(trainer.draw_w(rows))[0].astype(int) - walk["w"][4]).max() <= 2


# ---- directions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["smile", "glasses", "hair_style long"])
def test_a_direction_moves_what_it_is_called_after(part):
    """w holds every amount linearly: so the least squares estimate of the amounts says what a move does."""
    amounts = np.column_stack([amount(one, WORLD.values) for one in PARTS])
    read, *_ = np.linalg.lstsq(np.column_stack([WORLD.w, np.ones(900)]), amounts, rcond=None)
    for spare in (False, True):
        moves = directions_of(WORLD, spare)[part].numpy() @ read[:-1]
        assert moves[list(PARTS).index(part)] > 0.3
        others = [m for m, one in zip(moves, PARTS, strict=True) if PARTS[one] != PARTS[part]]
        assert np.abs(others).max() < (0.02 if spare else 0.3)


def test_to_spare_others_is_to_leave_their_rules_alone():
    generator = torch.Generator().manual_seed(1)
    root = torch.randn(5, 5, generator=generator, dtype=torch.float64)
    covariance = root @ root.T
    rule, *others = torch.randn(3, 5, generator=generator, dtype=torch.float64)
    plain, spared = expected(rule, [], covariance), expected(rule, others, covariance)
    deviation = float((rule @ covariance @ rule).sqrt())
    for x in (plain, spared):
        assert float(rule @ x) == pytest.approx(deviation)
    assert torch.allclose(plain, covariance @ rule / deviation)
    reach = (torch.stack(others) @ covariance @ torch.stack(others).T).diag().sqrt()
    assert ((torch.stack(others) @ spared).abs() / reach).max() < 0.01
    assert ((torch.stack(others) @ plain).abs() / reach).max() > 0.1
    # of all directions that spare the others it is the shortest, as styles spread: any other one is longer
    null = torch.linalg.svd(torch.stack([rule, *others]))[2][3:]
    inverse = torch.linalg.inv(covariance)
    for step in (-0.1, 0.1):
        other = spared + step * null[0]
        assert other @ inverse @ other > spared @ inverse @ spared


def test_unrelated_faces_differ_by_one():
    half = {name: values[:450] for name, values in WORLD.values.items()}
    rest = {name: values[450:] for name, values in WORLD.values.items()}
    for name in BY_NAME:
        assert changed(name, half, half, WORLD.values).max() == 0
        assert changed(name, half, rest, WORLD.values).mean() == pytest.approx(1, abs=0.15)


def test_the_sliders_move_the_face_and_nothing_moves_it_by_itself(trainer):
    still = trainer.moved(2, 0.7, {}, True)
    assert np.array_equal(still["before"], still["after"])
    moved = trainer.moved(2, 0.7, {"smile": 2.0, "hair_style long": -1.0}, True)
    assert np.array_equal(moved["before"], still["before"])
    rows = trainer.averaged.styles(trainer.draw_latents(1, 2), 0.7)
    found = trainer.directions(True)
    by_hand = trainer.draw(rows + 2 * found["smile"] - found["hair_style long"])
    assert np.array_equal(moved["after"], style_spaces.to_pixels(by_hand))
    assert moved["smile"].shape == (2,)
    assert torch.equal(move(rows, found, {}), rows)


def test_what_cannot_be_moved_is_refused(trainer):
    for amounts in ({"beard": 1.0}, {"smile": 11.0}, {"smile": float("nan")}):
        with pytest.raises(ValueError, match="allowed is a number from -10 to 10 for each of hair_style bald"):
            trainer.moved(0, 1.0, amounts, True)
    with pytest.raises(ValueError, match="part=beard: allowed is one of hair_style bald"):
        trainer.side_effects("beard", True)


def test_side_effects_are_those_of_the_move(trainer):
    answer = trainer.side_effects("skin", False)
    w = trainer.averaged.mapping(trainer.draw_latents(20, style_directions.OTHERS))
    step = 2 * trainer.directions(False)["skin"]
    after = trainer.read_w(torch.cat([w[:10] + step, w[10:] - step]))
    place = [attribute.name for attribute in ATTRIBUTES].index("skin")
    values = trainer.surveyed().values
    assert answer["changed"][place] == pytest.approx(changed("skin", trainer.read_w(w), after, values).mean())
    assert np.isfinite(trainer.side_effects("", False)["changed"]).sum() >= 10  # a world of bald heads has no colours


# ---- projection -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("each_layer", [False, True])
def test_a_projection_in_pieces_comes_near_and_is_the_same_again(trainer, each_layer):
    wanted = trainer.targets("generated", 5, 2)["pixels"]
    answers = []
    for _ in range(2):
        answer = trainer.project(wanted, each_layer)
        losses = [answer["losses"]]
        for _ in range(2):
            answer = trainer.project(wanted, each_layer, answer["done"], answer["state"])
            losses.append(answer["losses"])
        answers.append((answer, np.concatenate(losses)))
    (answer, losses), (again, _) = answers
    assert answer["done"] == 3 * AT_ONCE
    assert answer["steps"] == STEPS
    assert answer["state"].shape == (3, 2, 8 if each_layer else 1, 12)
    assert losses.shape == (3 * AT_ONCE, 2, 2)
    assert np.array_equal(answer["pixels"], again["pixels"])
    assert (losses.sum(1)[-1] < 0.3 * losses.sum(1)[0]).all()


def test_the_pieces_are_adam_in_one_go(trainer, monkeypatch):
    """torch's own Adam with the same rates, from the middle of w."""
    monkeypatch.setattr(style_projection, "AT_ONCE", 4)
    wanted = trainer.targets("drawn", 0, 1)["pixels"]
    piece = trainer.project(wanted, False)
    piece = trainer.project(wanted, False, piece["done"], piece["state"])
    target = trainer._wanted(wanted)
    w = trainer.averaged.middle.expand(1, 1, -1).clone().requires_grad_()
    adam = torch.optim.Adam([w])
    for step in range(8):
        adam.param_groups[0]["lr"] = 0.05 * (1 + np.cos(np.pi * step / STEPS))
        images = trainer.averaged.synthesis(w.expand(-1, 8, -1), trainer.shown_noise(1))
        pixels, features = trainer.unrelated
        gap = trainer.features_of(images) - trainer.features_of(target)
        loss = (images - target).square().mean() / pixels + gap.square().sum() / features
        adam.zero_grad()
        loss.backward()
        adam.step()
    assert np.allclose(piece["state"][0], w.detach().numpy(), atol=1e-4)


def test_a_generator_without_a_slope_says_so():
    """At the middle of a new one, w = 0, all maps are 0: what normalises them has no finite slope."""
    new = StyleGANTrainer(trainer_spec("stylegan").parse(TINY))
    wanted = new.targets("drawn", 0, 1)["pixels"]
    with pytest.raises(ValueError, match="lost its way"):
        new.project(wanted, False)


def test_unrelated_faces_are_one_apart(trainer):
    one, other = (trainer._wanted(trainer.targets("drawn", first, 8)["pixels"]) for first in (100, 200))
    found = trainer.differences(one, other, trainer.features_of(other)).mean(1)
    assert found.detach().numpy() == pytest.approx([1, 1], rel=0.4)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"wanted": np.zeros((1, 5), np.uint8)}, "expected uint8"),
        ({"wanted": np.zeros((9, 3072), np.uint8)}, "9 faces: allowed are 1 to 8"),
        ({"done": STEPS}, f"done={STEPS}: allowed is one of 0, {AT_ONCE}, "),
        ({"state": np.zeros((3, 1, 2, 12))}, "expected finite numbers"),
        ({"state": np.full((3, 1, 1, 12), np.nan)}, "expected finite numbers"),
    ],
)
def test_a_projection_of_something_else_is_refused(trainer, change, said):
    given = {"wanted": np.zeros((1, 3072), np.uint8), "each_layer": False} | change
    with pytest.raises(ValueError, match=said):
        trainer.project(**given)
    with pytest.raises(ValueError, match="kind=x: allowed is one of drawn, generated"):
        trainer.targets("x", 0, 1)
    with pytest.raises(ValueError, match="n=9: allowed is a whole number from 1 to 8"):
        trainer.targets("drawn", 0, 9)
