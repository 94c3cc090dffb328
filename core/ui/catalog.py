"""The lessons in teaching order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from core.plots import vae
from core.runs.recording import Recording
from core.settings import TrainerSpec, trainer_spec
from core.settings.base import Settings

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Lesson:
    """What a lesson is, before it is opened."""

    name: str  # also its address, its prose (assets/lessons) and its recording (assets/recordings)
    section: str  # folder of pages/ and heading of the navigation
    title: str
    icon: str
    idea: str  # the lesson in one sentence
    trainer: str
    picture: Callable[..., Image.Image]  # (frame, facts, arrays) → the stage as one picture, for cards and animations

    @property
    def page(self) -> Path:
        """The script that shows it."""
        return ROOT / "pages" / self.section / f"{self.name}.py"

    @property
    def spec(self) -> TrainerSpec:
        """Its trainer, without importing it."""
        return trainer_spec(self.trainer)

    @property
    def opening(self) -> Settings:
        """The settings it opens with: those of the first preset."""
        return self.spec.parse({"preset": self.spec.presets[0].name})

    @property
    def recording(self) -> Recording:
        """The genuine run it opens with."""
        return _recording(ROOT / "assets" / "recordings" / f"{self.name}.safetensors")

    @property
    def prose(self) -> dict[str, str]:
        """The sections of its text by heading."""
        text = (ROOT / "assets" / "lessons" / f"{self.name}.md").read_text("utf-8")
        parts = [part.partition("\n") for part in ("\n" + text).split("\n## ")[1:]]
        return {heading.strip(): body.strip() for heading, _, body in parts}


@cache
def _recording(path: Path) -> Recording:
    return Recording.load(path)


SECTIONS = {"autoencoders": "Autoencoders", "gans": "GANs"}

LESSONS = (
    Lesson(
        name="variational",
        section="autoencoders",
        title="Variational autoencoder",
        icon=":material/blur_on:",
        idea="Pictures become small clouds of codes. Draw a code from the cloud of them all: a new picture.",
        trainer="vae",
        picture=vae.picture,
    ),
)


def lesson(name: str) -> Lesson:
    """The lesson of that name."""
    return next(item for item in LESSONS if item.name == name)
