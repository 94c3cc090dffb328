"""Directions in W along which one attribute changes: found by regression, and measured for what else they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.faces import ATTRIBUTES, BY_NAME
from core.models.stylegan import spread
from core.objectives.separability import fit_regression
from core.training.draws import of_question
from core.training.face_pixels import to_pixels
from core.training.face_reading import shows
from core.training.style_drawing import OF_OTHERS
from core.training.style_survey import PARTS as SURVEYED
from core.training.style_survey import StyleSurvey, Survey
from core.training.trainer import query

MOVED = 100  # faces that are moved to see what changes
OTHERS = SURVEYED  # the seed of their latents: not among those that directions are found from
STRENGTH = 2.0  # standard deviations by which they are moved
REPORTED = (
    *(attribute.name for attribute in ATTRIBUTES if attribute.kind != "choice"),
    "hair_style long",
    "hair_color black",
    "eye_color green",
    "background peach",
)  # directions whose side effects are shipped beside a model
MOST = 10.0  # standard deviations that may be asked for
RIDGE = 1e-3  # of the rules' variances: what the choices of one attribute tell adds up to 1


def parts_of(name: str) -> list[str]:
    """What a direction can be of: "smile" for a number or flag, "hair_style bald" and so on for a choice."""
    attribute = BY_NAME[name]
    return [f"{name} {choice}" for choice in attribute.choices] if attribute.kind == "choice" else [name]


PARTS = {part: name for name in BY_NAME for part in parts_of(name)}  # and the attributes that they belong to


def amount(part: str, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """How much of it faces have: numbers as they are, else 1 or 0: float [N]."""
    name = PARTS[part]
    told = values[name]
    return (told == parts_of(name).index(part)).astype(float) if BY_NAME[name].kind == "choice" else told.astype(float)


def changed(name: str, before: Mapping, after: Mapping, values: Mapping) -> np.ndarray:
    """Squared change of an attribute over twice its variance among faces of these values: float [N].

    For two unrelated faces the mean is 1, since E(a − b)² = 2 Var. Choices count as so many numbers of which one is 1
    and the others 0: then it is the share of faces that change over that of unrelated pairs that differ. Of faces that
    show the attribute before and after.
    """
    there = shows(name, before) & shows(name, after)
    known = shows(name, values)
    squares = sum((amount(part, after) - amount(part, before)) ** 2 for part in parts_of(name))
    return squares[there] / (2 * sum(amount(part, values)[known].var() for part in parts_of(name)))


def directions_of(survey: Survey, spare: bool) -> dict[str, Tensor]:
    """A direction in W for each part, from the linear rules that tell the parts from w: float32 [W] each.

    It is what is expected of w where the rule tells one standard deviation of its answers more: by itself, or with
    `spare` while the rules of all other attributes tell the same (after Shen et al. 2020, who make weights orthogonal).
    """
    w = survey.w.double()
    rules = {}
    for part, name in PARTS.items():
        there = torch.from_numpy(shows(name, survey.values))
        rules[part] = fit_regression(w[there], torch.from_numpy(amount(part, survey.values))[there]).weight[0]
    covariance = torch.cov(w.T)
    found = {}
    for part, rule in rules.items():
        others = [rules[other] for other in PARTS if PARTS[other] != PARTS[part]] if spare else []
        found[part] = expected(rule, others, covariance).float()
    return found


def expected(rule: Tensor, others: Sequence[Tensor], covariance: Tensor) -> Tensor:
    """How w is expected to move where a rule tells a standard deviation more and others the same: weights [W] → [W].

    Of all x with rule·x = σ and others·x ≈ 0 that with the least xᵀC⁻¹x, C being the covariance of w [W, W]:
    x = σ C Bᵀ(B C Bᵀ)⁻¹e₁, B being all rules. A little ridge on B C Bᵀ is why it is ≈; without others x = C·rule/σ.
    """
    rules = torch.stack([rule, *others])
    reached = rules @ covariance @ rules.T
    deviation = reached[0, 0].clamp_min(1e-24).sqrt()
    first = torch.eye(len(rules), dtype=rules.dtype)[0]
    x = covariance @ rules.T @ torch.linalg.solve(reached + RIDGE * torch.diag(reached.diag() + 1e-24), first)
    return x * deviation / (rule @ x)


def move(w: Tensor, directions: Mapping[str, Tensor], amounts: Mapping[str, float]) -> Tensor:
    """Styles [..., W] moved along directions by so many standard deviations of what the rules tell."""
    return w + sum(deviations * directions[part] for part, deviations in amounts.items())


class StyleDirections(StyleSurvey):
    """Moves styles of the average generator along attributes."""

    _found: tuple | None = None  # of which weights they are, and by `spare`

    def directions(self, spare: bool) -> dict[str, Tensor]:
        """Of the model as it stands."""
        model = self.identity()
        if self._found is None or self._found[0] != model:
            self._found = (model, {})
        found = self._found[1]
        if spare not in found:
            found[spare] = directions_of(self.surveyed(), spare)
        return found[spare]

    @query
    @torch.no_grad()
    def moved(self, seed: int, psi: float, amounts: Mapping[str, float], spare: bool) -> dict[str, np.ndarray]:
        """The face of that seed and its styles moved: before, after uint8 [1, S·S·3].

        amounts: standard deviations by part. Also what the reader tells of both: "<attribute>" [2].
        """
        for part, value in amounts.items():
            if part not in PARTS or not -MOST <= value <= MOST:
                allowed = f"a number from {-MOST:g} to {MOST:g} for each of {', '.join(PARTS)}"
                raise ValueError(f"{part}={value}: allowed is {allowed}")
        rows = self.styles_of(self.draw_latents(1, seed), psi)
        both = torch.cat([rows, move(rows, self.directions(spare) if amounts else {}, amounts)])
        images = self.draw(both, one_noise=True)
        pixels = to_pixels(images)
        return {"before": pixels[:1], "after": pixels[1:]} | self.measure.read(self.as_faces(images)).values

    def report(self) -> dict[str, Any]:
        """`side_effects` of REPORTED and of other noise alone, as "directions": {"spare", "plain", "floor"}."""
        found = {
            name: {part: self.side_effects(part, spare)["changed"].round(4).tolist() for part in REPORTED}
            for name, spare in (("spare", True), ("plain", False))
        }
        return super().report() | {
            "directions": found | {"floor": self.side_effects("", True)["changed"].round(4).tolist()}
        }

    @query
    @torch.no_grad()
    def side_effects(self, part: str, spare: bool) -> dict[str, np.ndarray]:
        """What else changes of MOVED faces that go STRENGTH standard deviations along a direction, one half either way.

        changed: mean of `changed` of each attribute, float [A].
        part: "" for the floor: the same styles with other noise.
        """
        if part not in PARTS and part:
            raise ValueError(f"part={part}: allowed is one of {', '.join(PARTS)}")
        w = self.averaged.mapping(self.draw_latents(MOVED, OTHERS))
        before = self.read_w(w)
        if part:
            there, back = w.chunk(2)
            directions = self.directions(spare)
            w = torch.cat([move(there, directions, {part: STRENGTH}), move(back, directions, {part: -STRENGTH})])
            after = self.read_w(w)
        else:
            random = of_question(0, OF_OTHERS)
            noise = self.averaged.synthesis.draw_noise(MOVED, random) if self.settings.noise else None
            images = self.averaged.synthesis(spread(w, self.averaged.layers), noise)
            after = self.measure.read(self.as_faces(images)).values
        values = self.surveyed().values
        return {"changed": np.array([changed(a.name, before, after, values).mean() for a in ATTRIBUTES])}
