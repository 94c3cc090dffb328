"""Z against W: what a linear rule can tell of a face from its latent, and how fast faces change along a way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.faces import ATTRIBUTES, Attribute
from core.models.stylegan import spread, truncate
from core.objectives.path_length import lerp, path_lengths, slerp
from core.objectives.separability import (
    beyond_guessing,
    conditional_entropy,
    explained,
    fit_classifier,
    fit_regression,
)
from core.training.draws import of_question
from core.training.face_pixels import to_pixels
from core.training.face_reading import shows
from core.training.interpolation import linear_path, spherical_path, square
from core.training.style_drawing import OF_PLACES
from core.training.style_survey import StyleSurvey, Survey
from core.training.trainer import query

FITTED = 2 / 3  # of the faces rules are fitted to; the others judge them
RESAMPLES = 200  # of the judging faces, for the standard error of the score
WAYS = 250  # whose length is measured at once
REPORTED = 4  # times as many for what is shipped beside a model
EPSILON = 1e-3  # of a way: the step whose effect is measured
SPACES = ("z", "w")


@dataclass(frozen=True, eq=False)
class Judged:
    """How well a rule tells one attribute of J faces that it has not seen."""

    marks: Tensor  # [J]: their mean is the explained share; see `explained` and `beyond_guessing`
    labels: np.ndarray  # int [J]: classes; of numbers whether they are above 0
    told: np.ndarray  # int [J]: the same by the rule
    places: np.ndarray  # int [J]: which of all judging faces these are


class StyleSpaces(StyleSurvey):
    """Compares the space of latents with that of styles."""

    @query
    def separability(self) -> dict[str, Any]:
        """What linear rules tell of each attribute from z and from w, fitted to most faces and judged by the others.

        shares float [2, A] for z and w, A attributes in order: R² of numbers, (accuracy − guessing)/(1 − guessing) of
        others; gain [A]: what W has more. errors, gain_errors: their standard errors.   score, score_errors [2]:
        exp(Σ H), Karras' separability, smaller is better; H [2, A] in entropies is what is left to know of an
        attribute, in nats (of numbers: whether they are above 0).   fitted, judged: numbers of faces.
        """
        survey = self.surveyed()
        judging = len(survey.w) - fitted_of(survey)
        found = [[judge(survey, getattr(survey, space), attribute) for attribute in ATTRIBUTES] for space in SPACES]
        marks = [[one.marks.numpy() for one in row] for row in found]
        gains = [w - z for z, w in zip(*marks, strict=True)]
        scores = [resampled_scores(row, judging) for row in found]
        entropies = np.array([[conditional_entropy(one.labels, one.told) for one in row] for row in found])
        return {
            "shares": np.array([[one.mean() for one in row] for row in marks]),
            "errors": np.array([[_standard_error(one) for one in row] for row in marks]),
            "gain": np.array([one.mean() for one in gains]),
            "gain_errors": np.array([_standard_error(one) for one in gains]),
            "entropies": entropies,
            "score": np.exp(entropies.sum(1)),
            "score_errors": np.array([one.std(ddof=1) for one in scores]),
            "fitted": fitted_of(survey),
            "judged": judging,
        }

    @query
    @torch.no_grad()
    def path_length(self, space: str, ends: bool, seed: int) -> dict[str, np.ndarray]:
        """How fast faces change along WAYS ways between two random ones: lengths float32 [WAYS].

        The squared speed of the reader's features, in units of the squared distance of two unrelated faces: a way on
        which features go straight and evenly from one such face to the other has 1.

        space: "z", where a way turns evenly on the sphere, or "w", where it is a straight line between both styles.
        ends: measured where ways begin; else anywhere on them. A way of either space is gone through as t from 0 to 1.
        """
        if space not in SPACES:
            raise ValueError(f"space={space}: allowed is one of {', '.join(SPACES)}")
        a, b = self.draw_latents(2 * WAYS, seed).chunk(2)
        t = torch.rand(WAYS, generator=of_question(seed, OF_PLACES)) * (1 - EPSILON) * (not ends)
        mapping = self.averaged.mapping
        if space == "w":
            lengths = path_lengths(lambda w: self.features_of(self.draw_w(w)), lerp, mapping(a), mapping(b), t, EPSILON)
        else:
            a, b = (z / z.norm(dim=1, keepdim=True) for z in (a, b))
            lengths = path_lengths(lambda z: self.features_of(self.generate_images(z)), slerp, a, b, t, EPSILON)
        return {"lengths": (lengths / self.unrelated[1]).numpy()}

    def report(self) -> dict[str, Any]:
        """Both measures, as "spaces": what `separability` answers, and the "lengths" of so many "ways".

        lengths: of each space the mean and standard error of `path_length`, anywhere on the ways and where they begin.
        """
        found = {name: np.asarray(value).round(4).tolist() for name, value in self.separability().items()}
        lengths = {
            space: [
                _summary(np.concatenate([self.path_length(space, ends, seed)["lengths"] for seed in range(REPORTED)]))
                for ends in (False, True)
            ]
            for space in SPACES
        }
        return super().report() | {"spaces": found | {"lengths": lengths, "ways": REPORTED * WAYS}}

    @query
    @torch.no_grad()
    def walk(self, seed: int, size: int, psi: float) -> dict[str, np.ndarray]:
        """Faces of two squares between the same four: z turned evenly, w blended, uint8 [size², S·S·3], row by row."""
        corners = self.draw_latents(4, seed)
        w = square(self.averaged.mapping(corners), size, linear_path)
        rows = {
            "z": self.styles_of(square(corners, size, spherical_path), psi),
            "w": truncate(spread(w, self.averaged.layers), self.averaged.middle, psi),
        }
        return {space: to_pixels(self.draw(styles, one_noise=True)) for space, styles in rows.items()}


def fitted_of(survey: Survey) -> int:
    """How many faces, the first ones, rules are fitted to."""
    return int(FITTED * len(survey.w))


def judge(survey: Survey, x: Tensor, attribute: Attribute) -> Judged:
    """A linear rule from latents [N, D] to an attribute, fitted to the first faces and judged by the others.

    Only faces that show it take part.
    """
    there = np.flatnonzero(shows(attribute.name, survey.values))
    y = torch.from_numpy(survey.values[attribute.name])
    first = fitted_of(survey)
    fitted, judging = there[there < first], there[there >= first]
    truth = y[judging]
    if attribute.kind == "number":
        told = fit_regression(x[fitted], y[fitted])(x[judging])[:, 0]
        marks, labels, said = explained(told, truth), truth > 0, told > 0
    else:
        said = fit_classifier(x[fitted], y[fitted], len(attribute.choices))(x[judging]).argmax(1)
        marks, labels = beyond_guessing(said, truth), truth
    return Judged(marks, labels.long().numpy(), said.long().numpy(), judging - first)


def resampled_scores(judged: list[Judged], faces: int) -> np.ndarray:
    """exp(Σ H) for faces drawn anew, with replacement, from those that judged: float [RESAMPLES]."""
    random, scores = np.random.default_rng(0), []
    for _ in range(RESAMPLES):
        times = np.bincount(random.integers(faces, size=faces), minlength=faces)  # how often each is drawn
        drawn = [np.repeat(np.arange(len(one.places)), times[one.places]) for one in judged]
        entropies = [conditional_entropy(one.labels[i], one.told[i]) for one, i in zip(judged, drawn, strict=True)]
        scores.append(np.exp(sum(entropies)))
    return np.array(scores)


def _summary(values: np.ndarray) -> list[float]:
    """Mean and standard error."""
    return [round(float(values.mean()), 4), round(_standard_error(values), 4)]


def _standard_error(values: np.ndarray) -> float:
    return float(values.std(ddof=1) / len(values) ** 0.5)
