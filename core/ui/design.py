"""How to design a good autoencoder: each choice with the lesson that shows what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.ui.catalog import Lesson, lesson


@dataclass(frozen=True)
class Choice:
    """One thing to be chosen when an autoencoder is designed."""

    name: str
    advice: str  # what it does, and what happens at both ends
    lesson: str
    see: str  # what the link promises
    preset: str = ""
    values: tuple[tuple[str, str], ...] = ()  # further values of the address

    @property
    def shown_in(self) -> Lesson:
        """The lesson that shows it."""
        return lesson(self.lesson)

    @property
    def address(self) -> Mapping[str, str]:
        """What the lesson opens with."""
        return ({"preset": self.preset} if self.preset else {}) | dict(self.values)


SECTIONS: Mapping[str, tuple[Choice, ...]] = {
    "The bottleneck": (
        Choice(
            "Size of the code",
            "The first thing to choose. Too small, and different images share a code; too large, and the network "
            "copies without learning what images have in common. A stack on 8×8 digits: 13.1 dB with one number, 18.5 "
            "with 8, 23.6 with 32; PCA has 12.0, 16.1 and 25.7. PCA's curve over the size says where to begin.",
            "linear",
            "8 numbers for 64 pixels, on PCA's curve",
            "digits",
            (("panel", "Size of the code"),),
        ),
        Choice(
            "A wide code that may hardly be used",
            "A code may be larger than the image if most of it is silent. The weight of the penalty and the target ρ "
            "decide how much. KL brings each unit near ρ, and none dies; L1 silences some for good.",
            "sparse",
            "100 units, 5 % of them active",
            "kl",
        ),
        Choice(
            "A code that can be drawn from",
            "If new images are wanted, the codes must lie where one can draw: noise on the code and a prior fill the "
            "holes: of codes of 8 numbers drawn blindly 3 in 10 fall into one, and not all. The price is twice the "
            "error.",
            "holes",
            "The holes, and what fills them",
            "plain",
        ),
    ),
    "The network": (
        Choice(
            "Depth",
            "More layers fold the data better, if they learn at all. Saturating units in many layers do not, from "
            "small random weights: choose SELU or ReLU, or train stage by stage.",
            "stacked",
            "Deep sigmoids, stage by stage",
            "deep",
        ),
        Choice(
            "Width, and images to learn from",
            "A network with far more parameters than its images have pixels learns them by heart: watch the error on "
            "test images. Here it is 0.10 there and 0.002 on the 30 images that were trained on. More images, fewer "
            "units, or noise on the input are the cures.",
            "stacked",
            "400,000 parameters and 30 images",
            "powerful",
        ),
        Choice(
            "Activation",
            "Without one, any depth is PCA. Bends pay where the data are bent: 8 numbers then leave half of PCA's "
            "error on digits. On flat data they gain nothing.",
            "linear",
            "Bent on a bowl, and better than PCA",
            "bowl",
        ),
        Choice(
            "Tied weights",
            "The decoder takes the encoder's matrices, transposed: about half the parameters, and here an error "
            "that is 8 to 13 % higher.",
            "stacked",
            "Tied beside free",
            "tied",
        ),
    ),
    "The layers": (
        Choice(
            "Convolutions for images",
            "Neighbouring pixels belong together, and a stroke is a stroke anywhere: filters that are shared over the "
            "image need fewer examples. With as many parameters and none of this the error is the same on 8×8 digits, "
            "and 2.4 times as large on MNIST.",
            "convolutional",
            "Feature maps, layer by layer",
            "maps",
        ),
        Choice(
            "The way back up",
            "A transposed convolution whose kernel is no multiple of its stride covers some pixels more often than "
            "others: a checkerboard. Take a kernel of 4 with a stride of 2, or upsample and then convolve.",
            "convolutional",
            "The checkerboard, measured",
            "checkerboard",
        ),
        Choice(
            "Recurrence for sequences",
            "Where inputs come one after another, an LSTM or a GRU reads them into a code. Train the decoder as it "
            "will be used: fed with true rows only, it goes astray on its own.",
            "recurrent",
            "Teacher forcing, and its end",
            "forced",
        ),
    ),
    "What is asked of it": (
        Choice(
            "Noise on the input",
            "The clean image is asked for: copying no longer helps. Too little noise teaches nothing, too much leaves "
            "nothing to go by. Digits with noise come out at 15.3 dB; of a network that never saw any, at 11.2.",
            "denoising",
            "Noise in, digits out",
            "gaussian",
        ),
        Choice(
            "The error, and how it is averaged",
            "Squared error for any number, cross-entropy for pixels between 0 and 1. Where a second term is added, "
            "the sum or the mean over the pixels is a factor of 64 or 784 between the two: the commonest mistake.",
            "variational",
            "The mean instead of the sum",
            "mean",
        ),
        Choice(
            "What the codes are for",
            "If a classifier is to use them, its accuracy is the measure, not the reconstruction. Pretraining pays "
            "with few labels and networks that are hard to train: 12 points with 50 labels, hardly any with 1,000.",
            "pretraining",
            "50 labels, with and without",
            "deep",
        ),
    ),
    "Training": (
        Choice(
            "Learning rate and optimizer",
            "The largest rate that does not diverge, and then a little less. Adam forgives most rates between 0.0001 "
            "and 0.01; plain gradient descent does not.",
            "linear",
            "Gradient descent at 0.5: it diverges at once",
            values=(("optimizer", "sgd"), ("learning_rate", "0.5")),
        ),
        Choice(
            "All at once, or stage by stage",
            "At once is simpler and here better, as long as the whole stack learns. Stage by stage rescues stacks "
            "that do not.",
            "stacked",
            "Layer by layer beside at once",
            "greedy",
        ),
    ),
}

COMPARED = """
MNIST, 784 pixels to 30 numbers and back: 9,000 images of its test files to learn from, 1,000 held out.

| network | parameters | steps | seconds on one core | test MSE a pixel |
|---|---|---|---|---|
| Stacked: the lecture's | 163,814 | 1,500 | about 5 | 0.010 |
| Stacked: the lecture's, tied | 82,414 | 1,500 | about 5 | 0.010 |
| Convolutional: MNIST, code of 30 | 108,943 | 1,000 | about 15 | 0.008 |
| Recurrent: MNIST, 100-30-100 | 123,468 | 2,000 | about 30 | 0.014 |
"""
