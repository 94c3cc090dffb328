"""Unsupervised pretraining: autoencoders of all images, then three classifiers of a few labelled ones, seed by seed."""

import numpy as np
import streamlit as st

from core.plots.curves import Curve
from core.plots.pretraining import ARMS, over_labels
from core.plots.theme import GENERATED, REAL, RECONSTRUCTION
from core.settings.pretraining import PretrainingView
from core.ui.autoencoders import NOTHING, errors, latent_map
from core.ui.charts import Curves, charts
from core.ui.controls import choice_bar
from core.ui.frame import header, reading, settings_panel
from core.ui.label_curve import MEASURED, label_curve
from core.ui.live import panel
from core.ui.pictures import Row, pictures
from core.ui.run_panel import run_bar
from core.ui.session import Session, open_session
from core.ui.stage import say_failed

LOW = 165  # pixels of a chart on the stage: the pictures below are to be seen with it
IMAGE = 40  # CSS pixels of a test image there
SHOWN = 10  # test images on the stage
WIDE = 20  # labelled images a line
GAINS = {"frozen": "frozen", "finetuned": "fine-tuned"}
SAID = {"scratch": "from scratch", "finetuned": "when fine-tuned"}
ORDERS = (("scratch", "finetuned"), ("finetuned", "scratch"))  # who is wrong, who is right

session = open_session("pretraining", PretrainingView)


def stage(session: Session, view: dict) -> None:
    """Both phases on one clock, and test images through the first copy's autoencoder."""
    if session.static is None:
        say_failed(session)
        return
    settings = session.settings
    turn, end = settings.pretraining, max(settings.steps, settings.pretraining + 1, session.status.step)
    charts(
        session,
        Curves(
            "1 Pretraining: no labels",
            "MSE a pixel",
            [Curve("test_mse", "test", GENERATED), Curve("mse", "train", REAL, dashed=True)],
            log=True,
            ends=(0, max(turn, 1)),
            during=(0, turn),
            share=3,
        ),
        Curves(
            f"2 Classifiers: {settings.labels:,} labels",
            "accuracy",
            [Curve(f"accuracy_{arm}", name, color, each=f"seed_{arm}") for arm, (name, color) in ARMS.items()],
            ends=(turn, end),
            during=(turn + 1, end),
            share=5,
        ),
        name="stage",
        height=LOW,
    )
    images = session.static[1]["images"][:SHOWN]
    rows = [
        Row("Test images", "images", of="static", color=REAL, size=IMAGE),
        Row("… through the first autoencoder", "reconstructions", color=RECONSTRUCTION, size=IMAGE),
    ]
    pictures(session, rows, {"images": images})
    st.caption(verdict(session))


def verdict(session: Session) -> str:
    """What the step that is shown has come to, in a sentence or two."""
    shown, settings = session.shown, session.settings
    if shown is None:
        return NOTHING
    values = shown.scalars
    if "gain" not in values:
        return (
            f"**Step {shown.step:,}.** {settings.seeds} autoencoders learn from {session.static[0]['unlabelled']:,} "
            f"images without labels: PSNR {values['test_psnr']:.1f} dB on test images."
        )
    return (
        f"**Step {shown.step:,}.** From scratch {100 * values['accuracy_scratch']:.1f} % of "
        f"{session.static[0]['judged']:,} test images, fine-tuned {100 * values['accuracy_finetuned']:.1f} %, frozen "
        f"{100 * values['accuracy_frozen']:.1f} %. **Gain of fine-tuning {gain(values, '')}**; of frozen layers "
        f"{gain(values, '_frozen')}. Thin lines: the {settings.seeds} copies."
    )


def gain(values: dict[str, float], suffix: str) -> str:
    """Mean ± standard error in percentage points, and how likely chance alone brings as much."""
    mean, error, p = (values[name] for name in (f"gain{suffix}", f"gain{suffix}_se", f"p_value{suffix}"))
    return f"{100 * mean:+.1f} ± {100 * error:.1f} points ({p_text(p)})"


def p_text(p: float) -> str:
    """A p-value with as many digits as it deserves."""
    return "p\u00a0<\u00a00.0001" if p < 1e-4 else f"p\u00a0=\u00a0{p:.2g}"


def labels(session: Session, view: dict) -> None:
    """The gain over the number of labels, measured once, with the present run's point."""
    dataset = session.settings.dataset if session.settings.dataset in MEASURED else MEASURED[0]
    curve = label_curve(dataset)
    shown = session.shown if session.settings.dataset == dataset else None
    here = (session.settings.labels, shown.scalars) if shown else None
    st.plotly_chart(over_labels(curve.arrays, here), key="gain over labels")
    copies = curve.arrays["scratch"].shape[1]
    st.caption(
        f"Measured on {dataset} with the settings of its preset, {copies} seeds, {curve.classifier_steps:,} steps of "
        "each classifier. The line is the mean over the seeds, the bar ± 2 standard errors, a small dot one seed, a "
        "ring this run as it stands. Below the grey line, pretraining hurts. Made by:"
    )
    st.code(curve.command, language="bash")


def seeds(session: Session, view: dict) -> None:
    """Every seed's three accuracies: the pairs that the test compares."""
    shown = session.shown
    if shown is None or "seed_scratch" not in shown.arrays:
        st.caption("The classifiers have not begun.")
        return
    of_arms = {arm: 100 * shown.arrays[f"seed_{arm}"].astype(float) for arm in ARMS}
    rows = [
        {"seed": str(session.settings.seed + i)}
        | {f"{ARMS[arm][0]}, %": f"{values[i]:.1f}" for arm, values in of_arms.items()}
        | {f"gain {name}": f"{of_arms[arm][i] - of_arms['scratch'][i]:+.1f}" for arm, name in GAINS.items()}
        for i in range(session.settings.seeds)
    ]
    st.dataframe(rows, hide_index=True, height="content")
    values = shown.scalars
    st.caption(
        f"Step {shown.step:,}. A row is one copy: its three classifiers have the same labelled images, batches, "
        "optimizer, learning rate and number of steps; *from scratch* begins with the weights that its autoencoder "
        f"began with. Paired t-test over the rows: fine-tuned {gain(values, '')}, frozen {gain(values, '_frozen')}. "
        "p is how often seeds that differ by chance alone would show a mean gain this far from 0."
    )


def images(session: Session, view: dict) -> None:
    """What the labels are, and on which test images the classifiers of the first copy disagree."""
    if session.static is None:
        return
    (facts, arrays), shown = session.static, session.shown
    count, names = session.settings.labels, facts["classes"]
    drawn = len(arrays["labelled"])
    some = "" if drawn == count else f" ({drawn} of them here)"
    rows = [Row(f"All that has a label, sorted by it: {count:,} images{some}", "labelled", of="static", columns=WIDE)]
    given = {"labelled": arrays["labelled"]}
    told = shown.arrays.get("told") if shown else None  # [3, M]
    for worse, better in ORDERS if told is not None else ():
        wrong, right = (told[facts["arms"].index(arm)] for arm in (worse, better))
        chosen = np.flatnonzero((right == arrays["labels"]) & (wrong != right))
        title = f"Wrong {SAID[worse]}, right {SAID[better]}: {len(chosen)} of {len(right)}"
        words = [f"{names[wrong[i]]} → {names[right[i]]}" for i in chosen]
        rows.append(Row(title, worse, of="static", color=ARMS[better][1], words=words, picks=False))
        given[worse] = arrays["images"][chosen]
    pictures(session, rows, given, key="images")
    st.caption(
        "By the classifiers of the first copy: below each test image what the one tells → what the other does."
        if told is not None
        else "Once the classifiers learn, the test images on which they disagree are shown here."
    )


def codes(session: Session, view: dict) -> None:
    """Where the codes of test images lie, and whose they are."""
    latent_map(session)
    st.caption(
        "Of the first copy: the codes of its autoencoder while it is pretrained, then those of its fine-tuned layers, "
        "which the labels of other images move."
    )


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    settings_panel(session, first=("dataset", "labels", "activation", "corruption", "pretraining"))
with left:
    panel(session, stage, {})
with bar:
    run_bar(session)
chosen = choice_bar(PretrainingView, "panel")
panel(
    session,
    {
        "Labels": labels,
        "Seeds": seeds,
        "Images": images,
        "Error": lambda session, view: errors(session),
        "Codes": codes,
    }[chosen],
    {},
)
reading(session)
