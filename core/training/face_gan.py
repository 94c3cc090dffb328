"""What the trainers of generators of faces share: the game, the average generator, and questions about it.

Shapes: N faces a batch, S pixels along a side, Z numbers a latent. Networks see float32 [N, 3, S, S] in −1…1; the
screen gets bytes [N, S·S·3], pixels of red, green and blue row by row.
"""

from __future__ import annotations

import copy
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from core.data.faces import FacePool, faces
from core.models.multiplications import multiplications
from core.objectives.adversarial import discriminator_loss, generator_loss
from core.settings.faces import FaceGANSettings
from core.training.batches import Batches
from core.training.draws import seeded
from core.training.face_measures import FaceMeasure
from core.training.face_penalties import Penalty
from core.training.face_pixels import flat, nearest_images, to_network, to_pixels
from core.training.model_trainer import TensorTrainer
from core.training.optimizers import Optimizer
from core.training.trainer import AVERAGED, GENERATOR, Frame, check_finite, query, threads_for

SHOWN = 24  # faces of a frame
PROBE = 64  # faces of each kind that D is asked about at a frame: held-out ones, and generated ones
EMA = 0.999  # what the average generator keeps of itself at a step, in the long run
CHUNK = 64  # faces that are made at once outside training
MOST = 1000  # faces a question may be about
MEASURED = 500  # samples of a measurement: it takes a few tenths of a second
KNOWN = 5000  # training faces that the nearest ones are looked for among: to draw more would take seconds


class FaceGANTrainer(TensorTrainer):
    """A step is one of D, then one of G; the average generator, which is what is shown and measured, follows G.

    A lesson's own trainer makes the networks and says by what rule they play.
    """

    settings: FaceGANSettings
    observe_share = 0.1  # the faces move slowly
    loss: ClassVar[str] = "non_saturating"  # a name of core/objectives/adversarial.py
    penalty: ClassVar[Penalty | None] = None  # what D pays for beside its loss
    betas: ClassVar[tuple[float, float]] = (0.5, 0.999)  # Adam's
    latent_dim: int  # Z
    measure_every: ClassVar[int] = 250  # steps

    def __init__(self, settings: FaceGANSettings):
        self.settings = settings
        of_weights, of_data, self.random, of_shown = (seeded(settings.seed, 1, purpose)[0] for purpose in range(4))
        self.pool = FacePool(settings.side, settings.examples)
        self.batches = Batches(settings.examples, settings.batch_size, of_data)
        self.generator, self.discriminator = self.make_generator(of_weights), self.make_discriminator(of_weights)
        self.averaged = copy.deepcopy(self.generator).eval().requires_grad_(False)
        self.latents = torch.randn(PROBE, self.latent_dim, generator=of_shown)
        self.probe = to_network(faces(range(PROBE), settings.side, "test").images)
        self.measure = FaceMeasure(settings.side)
        self.measured: dict[str, float] = {}  # none yet of these weights
        self.floors = {f"{name}_floor": self.measure.floor(MEASURED)[name] for name in ("frechet", "coverage")}
        self.restart_optimizers()
        z = self.latents[:1]
        self.most_threads = threads_for(self.cost(self.averaged, self.discriminator, z, self.generate_images(z)))

    # ---- what a lesson says of its own ----------------------------------------------------------------------------

    @abstractmethod
    def make_generator(self, generator: torch.Generator) -> nn.Module:
        """The network that makes faces: latents [N, Z] → [N, 3, S, S]; initial weights from `generator`."""

    @abstractmethod
    def make_discriminator(self, generator: torch.Generator) -> nn.Module:
        """The network that judges faces: [N, 3, S, S] → outputs [N], before any sigmoid."""

    def prepare(self, number: int) -> None:
        """Before step `number`: networks that change with the steps do so here, and may `restart_optimizers`."""

    def real_faces(self, images: Tensor) -> Tensor:
        """Training faces as D is to see them; networks that grow see smaller ones at first."""
        return images

    def make_faces(self, generator: nn.Module, z: Tensor) -> Tensor:
        """What a step's generator makes of latents; a lesson may mix or disturb them."""
        return generator(z)

    def show_faces(self, images: Tensor) -> Tensor:
        """Generated faces as they are shown and measured, at full size."""
        return images

    # ---- training -------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One step of D, one of G against the new D with the same latents, and one of the average.

        Every so many of them the average generator is measured.
        """
        number = self.step_count + 1
        self._measure_if_new()
        self.prepare(number)
        real = self.real_faces(to_network(self.pool.images(self.batches.next().numpy())))
        z = torch.randn(len(real), self.latent_dim, generator=self.random)
        fake = self.make_faces(self.generator, z)
        self._step_d(real, fake.detach(), number)
        self._step_g(fake, number)
        self._follow(number)
        self.step_count = number
        if number % self.measure_every == 0:
            self.measured = self._measures()

    def _step_d(self, real: Tensor, fake: Tensor, number: int) -> None:
        """D learns to tell real from generated faces; each kind is judged in a batch of its own."""
        r, f = self.discriminator(real), self.discriminator(fake)
        loss = discriminator_loss(self.loss, r, f)
        if self.penalty:
            loss = loss + self.penalty(self.discriminator, real, fake, r, number, self.random)
        self._descend("d_loss", loss, self.d_optimizer, number)

    def _step_g(self, fake: Tensor, number: int) -> None:
        """G learns to be taken for real."""
        loss = generator_loss(self.loss, self.discriminator(fake))
        self._descend("g_loss", loss, self.g_optimizer, number)

    def _descend(self, name: str, loss: Tensor, optimizer: Optimizer, number: int) -> None:
        """Move one player's weights only. Raises Diverged before they change."""
        check_finite(number, {name: loss.item()})
        # What the networks do not use yet, or any more, has the gradient 0 and stays as it is.
        gradients = torch.autograd.grad(loss, optimizer.parameters, allow_unused=True, materialize_grads=True)
        optimizer.step(gradients, self.settings.rate(number))

    @torch.no_grad()
    def _follow(self, number: int) -> None:
        """Move the average generator: at first fast, so that it forgets where it began.

        Weights and the running statistics of normalisations alike; what is no floating point number is copied.
        """
        keep = min(EMA, (1 + number) / (10 + number))
        for average, value in zip(*(net.state_dict().values() for net in (self.averaged, self.generator)), strict=True):
            if average.is_floating_point():
                average.lerp_(value, 1 - keep)
            else:
                average.copy_(value)

    def restart_optimizers(self) -> None:
        """Both optimizers forget what they have seen, and take the weights that there are now."""
        self.g_optimizer, self.d_optimizer = (
            Optimizer("adam", net.parameters(), *self.betas) for net in (self.generator, self.discriminator)
        )

    def _tensors(self) -> dict[str, Tensor]:
        """Everything that a step changes, by name (no copies)."""
        nets = {GENERATOR: self.generator, "discriminator.": self.discriminator, AVERAGED: self.averaged}
        tensors = {f"{name}{key}": value for name, net in nets.items() for key, value in net.state_dict().items()}
        for name, optimizer in (("g_optimizer", self.g_optimizer), ("d_optimizer", self.d_optimizer)):
            tensors |= {f"{name}.{key}": value for key, value in optimizer.tensors().items()}
        return tensors

    @torch.no_grad()
    def cost(self, generator: nn.Module, discriminator: nn.Module, z: Tensor, x: Tensor) -> int:
        """Multiply-adds of a step: each player forward, and back to its input and to its weights; D for three batches.

        Penalties are left out: R1 on every 16th step adds 3 %, a gradient penalty on every step half as much again.

        z, x: one latent [1, Z] and one image [1, 3, S, S], of which only the shapes count.
        """
        of_g, of_d = multiplications(generator, z), multiplications(discriminator, x)
        return self.settings.batch_size * (3 * of_g + 8 * of_d)

    # ---- measuring ------------------------------------------------------------------------------------------------

    def load(self, state: Mapping[str, np.ndarray]) -> None:
        """Take over the arrays of `state()`, whose generator is still to be measured.

        Where only its average is there, the generator goes on from that.
        """
        if not any(name.startswith(GENERATOR) for name in state):
            average = {k.removeprefix(AVERAGED): v for k, v in state.items() if k.startswith(AVERAGED)}
            state = {**state, **{f"{GENERATOR}{name}": value for name, value in average.items()}}
        super().load(state)
        self.measured = {}

    def _measures(self) -> dict[str, float]:
        """frechet and coverage of the average generator's samples: see `FaceMeasure`."""
        side = self.settings.side
        return self.measure.of(self.pixels_of(self.draw_latents(MEASURED, 0)).reshape(MEASURED, side, side, 3))

    def _measure_if_new(self) -> None:
        """So that a frame's measures depend on its step alone, and not on when frames are taken."""
        self.measured = self.measured or self._measures()

    @torch.no_grad()
    def observe(self) -> Frame:
        """What D says of held-out faces and of the average generator's, both losses there, and some of these faces.

        And the measures, as they were at the last step that is a multiple of measure_every, with their floors.
        """
        self._measure_if_new()
        images = self.generate_images(self.latents)
        r, f = self.discriminator(self.real_faces(self.probe)), self.discriminator(images)
        scalars = {
            "d_loss": float(discriminator_loss(self.loss, r, f)),
            "g_loss": float(generator_loss(self.loss, f)),
            "score_real": float(r.mean()),
            "score_fake": float(f.mean()),
            **self.measured,
            **self.floors,
        }
        return Frame(self.step_count, scalars, {"samples": to_pixels(self.show_faces(images[:SHOWN]))})

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """What the faces are, and how large the networks."""
        g, d = (sum(p.numel() for p in net.parameters()) for net in (self.generator, self.discriminator))
        facts = {
            "side": self.settings.side,
            "shown": SHOWN,
            "latent_dim": self.latent_dim,
            "parameters_g": g,
            "parameters_d": d,
            "measured": MEASURED,
            "measure_every": self.measure_every,
        }
        return facts, {"real": flat(faces(range(SHOWN), self.settings.side, "test").images)}

    # ---- questions, all about the average generator ---------------------------------------------------------------

    @torch.no_grad()
    def generate_images(self, z: Tensor) -> Tensor:
        """As it makes them: [N, Z] → [N, 3, S, S]."""
        return torch.cat([self.averaged(part) for part in z.split(CHUNK)])

    def draw_latents(self, n: int, seed: int) -> Tensor:
        """n latents of that seed: [n, Z]. Raises ValueError for a number that is too large, or none."""
        for name, value, low, high in (("n", n, 1, MOST), ("seed", seed, 0, 2**31)):
            if type(value) is not int or not low <= value <= high:
                raise ValueError(f"{name}={value}: allowed is a whole number from {low} to {high}")
        return torch.randn(n, self.latent_dim, generator=torch.Generator().manual_seed(seed))

    def asked_latents(self, z: np.ndarray) -> Tensor:
        """Latents that a question is about: float [N, Z]. Raises ValueError saying what is wrong with them."""
        z = np.asarray(z, np.float32)
        if z.ndim != 2 or z.shape[1] != self.latent_dim or not 1 <= len(z) <= MOST:
            raise ValueError(f"z has shape {z.shape}; expected (N, {self.latent_dim}), N from 1 to {MOST}")
        if not np.isfinite(z).all():
            raise ValueError("z holds a number that is not finite")
        return torch.from_numpy(z.copy())

    def pixels_of(self, z: Tensor) -> np.ndarray:
        """Faces as the screen takes them: [N, Z] → uint8 [N, S·S·3]."""
        return to_pixels(self.show_faces(self.generate_images(z)))

    @query
    def generate(self, z: np.ndarray) -> dict[str, np.ndarray]:
        """Faces of latents: float [N, Z] → pixels uint8 [N, S·S·3]."""
        return {"pixels": self.pixels_of(self.asked_latents(z))}

    @query
    def sample(self, n: int, seed: int) -> dict[str, np.ndarray]:
        """n faces of random latents: z float32 [n, Z], pixels uint8 [n, S·S·3]."""
        z = self.draw_latents(n, seed)
        return {"z": z.numpy(), "pixels": self.pixels_of(z)}

    @query
    def nearest(self, n: int, seed: int) -> dict[str, Any]:
        """The training faces nearest to n random samples, and to n held-out faces, which nobody can know by heart.

        pixels, nearest, held_out, held_out_nearest: uint8 [n, S·S·3]; distance, floor: [n], root of the mean squared
        difference of the pixels, in grey levels of 255; known: how many training faces were looked through.
        """
        known = flat(self.pool.images(np.arange(min(KNOWN, self.settings.examples))))
        samples = self.pixels_of(self.draw_latents(n, seed))
        held_out = flat(faces(range(PROBE, PROBE + n), self.settings.side, "test").images)
        answer: dict[str, Any] = {"known": len(known), "pixels": samples, "held_out": held_out}
        for images, place, distance in ((samples, "nearest", "distance"), (held_out, "held_out_nearest", "floor")):
            found, answer[distance] = nearest_images(images, known)
            answer[place] = known[found]
        return answer

    def report(self) -> dict[str, Any]:
        """What a lesson measures of its trained model beside the quality of its faces, for a JSON file."""
        return {}

    @query
    def read(self, pixels: np.ndarray) -> dict[str, np.ndarray]:
        """The attributes of faces uint8 [N, S·S·3] as the reader tells them: by name [N], as in `Faces.attributes`.

        "sure <name>" [N]: its probability of that choice or flag; of a number, its usual error on drawn faces.
        """
        side = self.settings.side
        pixels = np.asarray(pixels)
        if pixels.dtype != np.uint8 or pixels.ndim != 2 or pixels.shape[1] != 3 * side**2:
            expected = f"expected uint8 (N, {3 * side**2})"
            raise ValueError(f"pixels have shape {pixels.shape} and type {pixels.dtype}; {expected}")
        reading = self.measure.read(pixels.reshape(-1, side, side, 3))
        errors = {name: np.full(len(pixels), error, np.float32) for name, error in self.measure.errors.items()}
        return reading.values | {f"sure {name}": values for name, values in (reading.confidence | errors).items()}
