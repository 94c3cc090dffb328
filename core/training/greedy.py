"""What trainers of stacks share: a step of the whole stack, or of the stage whose turn it is."""

from __future__ import annotations

from torch import Tensor

from core.models.stacked_autoencoder import StackedAutoencoder
from core.settings.stacks import StackSettings
from core.training.image_autoencoder import ImageAutoencoderTrainer
from core.training.layerwise import WHOLE, Layerwise
from core.training.trainer import check_finite


class GreedyTrainer(ImageAutoencoderTrainer):
    """N images a batch, P pixels."""

    settings: StackSettings
    model: StackedAutoencoder

    def __init__(self, settings: StackSettings):
        super().__init__(settings)
        self.layerwise = None
        if settings.training == "greedy":
            rule, steps = settings.optimizer, settings.stage_steps
            self.layerwise = Layerwise(self.model, rule, steps, self.corrupt_stage)

    def corrupt_stage(self, h: Tensor, stage: int) -> Tensor:
        """What a stage sees of its input: all of it."""
        return h

    def multiplications(self) -> int:
        """One for each weight of both sides, also where they share a matrix."""
        return 2 * sum(layer.weight.numel() for layer in self.model.encoder)

    def step(self) -> None:
        """One step of the whole stack, or of the stage whose turn it is."""
        stage = self.stage_of(self.step_count + 1)
        if stage == WHOLE:
            super().step()
            return
        loss = self.layerwise.loss(self.batch(), stage)
        check_finite(self.step_count + 1, {"loss": loss.item()})
        self.layerwise.descend(loss, stage, self.settings.learning_rate)
        self.step_count += 1

    def stage_of(self, step: int) -> int:
        """The stage that does this step; WHOLE where all layers train."""
        return self.layerwise.stage(step) if self.layerwise else WHOLE

    def _tensors(self) -> dict[str, Tensor]:
        """With what the optimizers of the stages remember."""
        return super()._tensors() | (self.layerwise.tensors() if self.layerwise else {})
