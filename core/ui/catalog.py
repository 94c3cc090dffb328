"""The lessons in teaching order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from PIL import Image

from core.plots import (
    convolutional,
    denoising,
    distances,
    faces,
    gan2d,
    linear,
    pretraining,
    recurrent,
    sparse,
    stacked,
    vae,
)
from core.runs.recording import Recording
from core.settings import TrainerSpec, gan2d_presets, stacked_ae, trainer_spec, wgan
from core.settings.base import Preset, Settings
from core.settings.vae import FILLED, HOLES, VARIATIONAL

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
    rivals_recorded: bool = True  # whether these have recordings too; else they begin anew together with it
    recorded: bool = True  # whether it opens on a recording of its own
    goes_on: bool = False  # whether Train goes on from the recording's trained model; else it begins a new one
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
        return replace(self, name=f"{self.name}-{rival}", shown=(rival,), rivals=(), recorded=self.rivals_recorded)

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
        name="stacked",
        section="autoencoders",
        title="Stacked",
        icon=":material/lunch_dining:",
        idea="Layers on layers and their mirror image: what makes their codes good, and what makes them useless.",
        trainer="stacked_ae",
        picture=stacked.picture,
        rivals=stacked_ae.RIVALS,
    ),
    Lesson(
        name="pretraining",
        section="autoencoders",
        title="Pretraining",
        icon=":material/school:",
        idea="What an autoencoder learns without labels may help a classifier that has few: how much is measured here.",
        trainer="pretraining",
        picture=pretraining.picture,
    ),
    Lesson(
        name="convolutional",
        section="autoencoders",
        title="Convolutional",
        icon=":material/grid_on:",
        idea="Maps shrink and deepen to a short code, and grow back: stamped, put in their places, or copied.",
        trainer="conv_ae",
        picture=convolutional.picture,
        rivals=("dense", "upsampled"),
    ),
    Lesson(
        name="recurrent",
        section="autoencoders",
        title="Recurrent",
        icon=":material/format_line_spacing:",
        idea="Read an image row by row, keep a few numbers, and write it row by row again.",
        trainer="recurrent_ae",
        picture=recurrent.picture,
    ),
    Lesson(
        name="denoising",
        section="autoencoders",
        title="Denoising",
        icon=":material/auto_fix_high:",
        idea="Spoil the input and ask for the clean picture: the network has to learn what pictures look like.",
        trainer="denoising_ae",
        picture=denoising.picture,
        shown=("gaussian", "off", "fill", "field", "stacked", "mnist"),
        rivals=("plain",),
    ),
    Lesson(
        name="sparse",
        section="autoencoders",
        title="Sparse",
        icon=":material/grain:",
        idea="More units than pixels, and hardly any of them active: each becomes the sign of something.",
        trainer="sparse_ae",
        picture=sparse.picture,
        rivals=("none", "l1", "kl"),
        rivals_recorded=False,
    ),
    Lesson(
        name="variational",
        section="autoencoders",
        title="Variational",
        icon=":material/blur_on:",
        idea="Pictures become small clouds of codes. Draw a code from the cloud of them all: a new picture.",
        trainer="vae",
        picture=vae.picture,
        shown=tuple(preset.name for preset in VARIATIONAL),
    ),
    Lesson(
        name="holes",
        section="autoencoders",
        title="Autoencoder against VAE",
        icon=":material/lens_blur:",
        idea="Between the codes of a plain autoencoder are holes: point into one. A prior fills them, at a price.",
        trainer="vae",
        picture=vae.picture,
        shown=tuple(preset.name for preset in HOLES),
        rivals=(FILLED.name,),
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
    Lesson(
        name="dcgan",
        section="gans",
        title="DCGAN",
        icon=":material/face:",
        idea="Faces out of noise, by five guidelines: break one of them, walk between faces, and calculate with them.",
        trainer="dcgan",
        picture=faces.picture,
        rivals=("guidelines",),
        rivals_recorded=False,
        goes_on=True,
    ),
    Lesson(
        name="progan",
        section="gans",
        title="ProGAN",
        icon=":material/photo_size_select_large:",
        idea="Learn 4 × 4 pixels first, then twice as many: the networks grow, and each new size fades in.",
        trainer="progan",
        picture=faces.picture,
        rivals=("full_size",),
        rivals_recorded=False,
        goes_on=True,
    ),
    Lesson(
        name="stylegan",
        section="gans",
        title="StyleGAN",
        icon=":material/style:",
        idea="A face is what its styles say, layer by layer: so two faces can share one, each with layers of its own.",
        trainer="stylegan",
        picture=faces.picture,
        goes_on=True,
    ),
)


@dataclass(frozen=True)
class Guide:
    """A page that trains nothing and leads to the lessons of its section."""

    name: str  # also its address
    section: str
    title: str
    icon: str
    idea: str

    @property
    def page(self) -> Path:
        """The script that shows it."""
        return ROOT / "pages" / self.section / f"{self.name}.py"


GUIDES = (
    Guide(
        name="design",
        section="autoencoders",
        title="How to design a good autoencoder",
        icon=":material/architecture:",
        idea="What there is to choose, what each choice does, and a link to where it can be seen doing it.",
    ),
)


def guide(name: str) -> Guide:
    """The guide of that name."""
    return next(item for item in GUIDES if item.name == name)


def lesson(name: str) -> Lesson:
    """The lesson of that name."""
    return next(item for item in LESSONS if item.name == name)


def stages() -> dict[str, Lesson]:
    """Everything that opens on a recording of its own, by name: the lessons, and what may stand beside them."""
    everything = [stage for item in LESSONS for stage in (item, *map(item.beside, item.rivals))]
    return {stage.name: stage for stage in everything if stage.recorded}
