"""The lessons in teaching order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from PIL import Image

from core.plots import distances, gan2d, linear, vae
from core.runs.recording import Recording
from core.settings import TrainerSpec, gan2d_presets, trainer_spec, wgan
from core.settings.base import Preset, Settings

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
    shown: tuple[str, ...] = ()  # its presets by name, of the trainer's; none named: all of them
    rivals: tuple[str, ...] = ()  # presets that may train beside it, on the same clock
    marks: tuple[int, ...] = ()  # steps that it speaks of: marked on the timeline

    @property
    def page(self) -> Path:
        """The script that shows it."""
        return ROOT / "pages" / self.section / f"{self.name}.py"

    @property
    def spec(self) -> TrainerSpec:
        """Its trainer, without importing it."""
        return trainer_spec(self.trainer)

    @property
    def presets(self) -> tuple[Preset, ...]:
        """Its named settings."""
        return tuple(self.spec.preset(name) for name in self.shown) or self.spec.presets

    @property
    def opening(self) -> Settings:
        """The settings it opens with: those of the first preset."""
        return self.spec.parse({"preset": self.presets[0].name})

    def beside(self, rival: str) -> Lesson:
        """The same lesson with that preset: what stands on the stage beside it."""
        return replace(self, name=f"{self.name}-{rival}", shown=(rival,), rivals=())

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
        name="linear",
        section="autoencoders",
        title="Linear (= PCA)",
        icon=":material/flight_land:",
        idea="A bottleneck without bends learns the best flat plane: PCA's. With bends it can do better, on bent data.",
        trainer="linear_ae",
        picture=linear.picture,
    ),
    Lesson(
        name="variational",
        section="autoencoders",
        title="Variational autoencoder",
        icon=":material/blur_on:",
        idea="Pictures become small clouds of codes. Draw a code from the cloud of them all: a new picture.",
        trainer="vae",
        picture=vae.picture,
    ),
    Lesson(
        name="game",
        section="gans",
        title="The GAN game",
        icon=":material/theater_comedy:",
        idea="A forger and a detective learn from each other, until the detective can only guess.",
        trainer="gan2d",
        picture=gan2d.picture,
        shown=tuple(preset.name for preset in gan2d_presets.GAME),
    ),
    Lesson(
        name="collapse",
        section="gans",
        title="Mode collapse",
        icon=":material/directions_run:",
        idea="A generator that runs from one lie to the next, and never tells the whole story.",
        trainer="gan2d",
        picture=gan2d.picture,
        shown=(gan2d_presets.COLLAPSE.name,),
        rivals=tuple(preset.name for preset in gan2d_presets.CURES),
        marks=(100, 500, 1000, 1500),  # the iterations of the lecture's picture
    ),
    Lesson(
        name="distances",
        section="gans",
        title="Distances",
        icon=":material/straighten:",
        idea="Carry two distributions apart, and see which distance still says where to go.",
        trainer="distances",
        picture=distances.picture,
    ),
    Lesson(
        name="wgan",
        section="gans",
        title="WGAN, change by change",
        icon=":material/toggle_on:",
        idea="Four switches turn the detective's verdict into a distance that the forger can walk down.",
        trainer="gan2d",
        picture=gan2d.picture,
        shown=tuple(preset.name for preset in wgan.LADDER),
        rivals=(wgan.RIVAL.name,),
    ),
)


def lesson(name: str) -> Lesson:
    """The lesson of that name."""
    return next(item for item in LESSONS if item.name == name)


def stages() -> dict[str, Lesson]:
    """Everything that opens on a recording of its own, by name: the lessons, and what may stand beside them."""
    everything = [stage for item in LESSONS for stage in (item, *map(item.beside, item.rivals))]
    return {stage.name: stage for stage in everything}
