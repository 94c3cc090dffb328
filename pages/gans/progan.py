"""ProGAN: networks that grow, the α slider, the paper's three tricks on real numbers and its networks as a table."""

import numpy as np
import streamlit as st

from core.plots.curves import Curve
from core.plots.progan import features
from core.plots.theme import GENERATED, REAL
from core.settings.progan import ARMS, FULL_SIZE, ProGANView
from core.ui.blend import blend, recorded_fade
from core.ui.catalog import ROOT
from core.ui.charts import Curves, charts
from core.ui.comparison import WORK, comparison, ends, protocol
from core.ui.controls import choice_bar, controls
from core.ui.faces import data_panel, players, quality
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.measured_runs import arms
from core.ui.pictures import Row, pictures
from core.ui.run_panel import run_bar
from core.ui.session import Session, close_beside, not_begun, open_beside, open_session
from core.ui.stage import say_failed

VIEW = ProGANView
MEASURED = ROOT / "assets" / "progan" / "full_size.jsonl"
SIZE = 64  # CSS pixels of a face in a row
COLOR = {"ramp": "color", "noun": "face", "picks": False}  # of rows of faces
MAPS = 8  # of the last block, that are shown
NAMES = {"from_rgb": "fromRGB 1×1", "to_rgb": "toRGB 1×1", "start": "conv 4×4 of z"}

session = open_session("progan", VIEW)


def stage() -> None:
    """The faces of one run or of two, and below them the schedule and the blend."""
    for run in (run for run in (session, beside) if run):
        if run.static is None:
            say_failed(run)
            return
    rows = [Row("Generated faces", "samples", color=GENERATED, size=SIZE, least=SIZE, **COLOR)]
    if beside:
        title = f"At full size from the start{not_begun(session, beside)}"
        of_beside = dict(color=GENERATED, size=SIZE, least=SIZE, clock=beside.lesson.name)
        rows.append(Row(title, "samples", **of_beside, **COLOR))
    pictures(session, rows, key="samples", noun="face")
    blend(session, recorded_fade())


def controls_of_panel(*names: str) -> dict:
    """The controls of a panel in one row."""
    values = {}
    for column, name in zip(st.columns(4), names, strict=False):
        with column:
            values |= controls(VIEW, VIEW(), VIEW(), [name])
    return values


# ---- the tricks on real numbers -----------------------------------------------------------------------------------


def deviation(session: Session, view: dict) -> None:
    """Minibatch standard deviation of four different faces, and of one four times."""
    view = controls_of_panel("faces")
    answer = session.ask("spread", seed=view["faces"])
    if not answer:
        return
    for column, name, title in zip(
        st.columns(2, gap="medium"), ("varied", "collapsed"), ("Four faces", "One face four times"), strict=True
    ):
        with column:
            batch(answer, name, title)
    swapped = " Without the switch D is told nothing of it."
    if answer["told"]:
        told = [
            float((answer[f"{name}_swapped"] - answer[f"{name}_scores"]).mean()) for name in ("varied", "collapsed")
        ]
        swapped = (
            f" Were D told the other batch's number, its outputs would move by {told[0]:+.2f} on the left and by "
            f"{told[1]:+.2f} on the right: this is all that the number alone does."
        ).replace("-", "−")
    st.caption(
        "What D's last block is given has N × C × H × W numbers. Over the N = 4 faces each feature in each place has "
        "a standard deviation: C × H × W. Their mean is one number, which D is given as one map more: 1 × H × W. Of "
        "equal faces it is 0.0001, the root of the 10⁻⁸ that keeps the root's slope finite." + swapped
    )


def batch(answer: dict, name: str, title: str) -> None:
    """One batch, from its faces to the one number."""
    maps, spread = answer[f"{name}_maps"], answer[f"{name}_deviations"]
    scale = max(float(np.abs(answer["varied_maps"][:, :MAPS]).max()), 1e-9)
    tallest = max(float(answer["varied_deviations"][:MAPS].max()), 1e-9)
    rows = [Row(f"{title}: N × 3 × S × S", "faces", "static", color=GENERATED, size=SIZE, **COLOR)]
    shown = {"faces": answer[f"{name}_pixels"]}
    small = dict(of="static", width=4, height=4, size=36, picks=False, noun="map")
    for i, of_one in enumerate(maps):
        shown[f"maps{i}"] = (128 + 127 * of_one[:MAPS] / scale).clip(0, 255).astype(np.uint8).reshape(MAPS, -1)
        rows.append(
            Row(f"Face {i + 1}: the first {MAPS} of {len(of_one)} maps, 4 × 4", f"maps{i}", ramp="signed", **small)
        )
    shown["deviations"] = (255 * spread[:MAPS] / tallest).clip(0, 255).astype(np.uint8).reshape(MAPS, -1)
    rows.append(Row("Their standard deviation over the faces: C × 4 × 4", "deviations", **small))
    pictures(session, rows, shown, key=f"deviation {name}", noun="map")
    scores = ", ".join(f"{score:.2f}".replace("-", "−") for score in answer[f"{name}_scores"])
    st.markdown(f"**Mean: {answer[f'{name}_value']:.4f}**, one map of 4 × 4 of it. D's outputs: {scores}.")


def pixel_norm(session: Session, view: dict) -> None:
    """One pixel's features, before and after."""
    view = controls_of_panel("faces", "size", "column", "row")
    size, grown = view["size"], session.latest and int(session.latest.scalars["side"])
    if grown and size > grown:
        st.info(
            f"No layer of {size} × {size} yet: the networks have grown to {grown} × {grown}.", icon=":material/info:"
        )
        return
    level = (size // 4).bit_length() - 1
    place = {"x": min(view["column"], view["size"] - 1), "y": min(view["row"], view["size"] - 1)}
    answer = session.ask("pixel", seed=view["faces"], level=level, **place)
    if not answer:
        return
    before, after = answer["before"], answer["after"]
    left, right = st.columns([1, 4], gap="medium")
    with left:
        row = Row("The face", "pixels", "static", color=GENERATED, size=128, **COLOR)
        pictures(session, [row], {"pixels": answer["pixels"]}, key="pixel", noun="face")
        st.markdown(f"Pixel ({place['x']}, {place['y']}) of {view['size']} × {view['size']}")
    with right:
        st.plotly_chart(features(before, after), key="features")
    length = float(np.sqrt((before**2).mean()))
    off = "" if session.settings.pixel_norm else " It is switched off here: both are the same."
    st.caption(
        f"The root mean square of these {len(before)} features is {length:.3f}; PixelNorm divides each of them by it, "
        f"and afterwards it is {float(np.sqrt((after**2).mean())):.3f}, in every pixel of every layer. Their ratios to "
        f"one another stay.{off}"
    )


# ---- the paper's networks -----------------------------------------------------------------------------------------


def paper(session: Session, view: dict) -> None:
    """The networks for 1024 × 1024 pixels, layer by layer."""
    view = controls_of_panel("grown")
    answer = session.ask("paper", level=view["grown"])
    if not answer:
        return
    newest = 4 * 2 ** view["grown"]
    for column, name in zip(st.columns(2, gap="medium"), ("discriminator", "generator"), strict=True):
        rows, total = answer[name], answer[f"{name}_total"]
        new = sum(row["parameters"] for row in rows if row["side"] == newest)
        with column:
            st.markdown(
                f"**{name.capitalize()}: {total:,} parameters**, {new:,} of them in the layers of {newest} × {newest}"
            )
            large = {name: st.column_config.NumberColumn(format="localized") for name in ("parameters", "10⁶ products")}
            st.dataframe([table_row(row) for row in rows], hide_index=True, height="content", column_config=large)
    st.caption(
        "Karras et al. 2018, table 2, by the classes that are trained here: the same code, with 512 maps and less "
        "towards the full size, on shapes alone (PyTorch's meta device). At 1024 × 1024 both print as 23.1 M. Most "
        "weights are in the small sizes, most multiplications in the large ones: that is why growing saves time. "
        "A product is one multiplication with a weight, for one image."
    )


def table_row(row: dict) -> dict:
    """A layer in words."""
    shapes = (" × ".join(map(str, row[name])) for name in ("takes", "gives"))
    named = ("layer", "takes", "gives", "parameters", "10⁶ products")
    label = f"{row['side']}: {NAMES.get(row['name'], row['name'])}"
    return dict(zip(named, (label, *shapes, row["parameters"], round(row["multiplications"] / 1e6, 1)), strict=True))


# ---- how good, how fast -------------------------------------------------------------------------------------------


def growing_or_not(session: Session, view: dict) -> None:
    """Quality over the work that it took, with growing and without: as measured, and of the runs on the stage."""
    for part in (live, measured) if beside else (measured, live):  # first what was asked for
        part(session)
    st.caption(
        "A step at 4 × 4 takes a small part of the multiplications of one at full size, so steps are no fair clock. "
        "This one counts them: every layer of both networks that takes part in a step, forward and back, without what "
        "penalties cost. Networks that still grow are measured as they stand, by their small faces enlarged."
    )


def measured(session: Session) -> None:
    """Both ways over the seeds."""
    growing, full_size = arms(MEASURED, ARMS)
    st.markdown(f"**Measured here**: networks that grow and networks that do not, {len(growing.runs)} runs each")
    comparison(growing, full_size, WORK, "growing or not, measured")
    st.markdown(ends([growing, full_size]))
    st.caption(protocol(growing))


def live(session: Session) -> None:
    """The run on the stage, and the one beside it."""
    st.markdown("**On the stage**")
    if not session.settings.growing:
        st.info(
            "This run is one at full size from the start. Switch on *Growing* to compare.", icon=":material/compare:"
        )
    elif not beside:
        st.info("Switch on *Beside it*, and train: both runs start together.", icon=":material/compare:")
    done = max((f.scalars["work"] for run in (session, beside) if run for f in run.history.values()), default=0.0)
    over = {"over": "work", "along": WORK.axis, "ends": (0.0, done or 1.0)}
    lines = [Curve("frechet", "generated", GENERATED), Curve("frechet_floor", "as many drawn ones", REAL, dashed=True)]
    charts(
        session,
        Curves("Fréchet distance", "in the reader's features", lines, log=True, **over),
        beside=beside,
        names=("growing", "full size"),
        name="growing or not",
    )
    if session.shown:
        st.markdown(f"**{session.shown.scalars['work']:.2f} · 10¹² multiply-adds** so far in this run.")


def losses(session: Session, view: dict) -> None:
    """How the game stands."""
    players(session, unit="score" if session.settings.loss == "wasserstein_gp" else "nats")
    st.caption("Held-out faces are shrunk to the present size.")


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    settings_panel(session, first=("growing", "equalized", "pixel_norm", "statistics", "by_hand", "alpha"))
    compares = controls(VIEW, VIEW(), VIEW(), ["compare"])["compare"]
beside = None
if compares and session.settings.growing:
    alike = {"stable", "fading", "by_hand", "alpha"}
    at_once = session.settings.model_copy(
        update=FULL_SIZE | {n: type(session.settings).model_fields[n].default for n in alike}
    )
    beside = open_beside(session, session.lesson.rivals[0], at_once)
else:
    close_beside(session)
with left:
    stage()
with bar:
    run_bar(session, *([beside] if beside else []))
chosen = choice_bar(VIEW, "panel")
PANELS = {
    "Minibatch deviation": deviation,
    "PixelNorm": pixel_norm,
    "1024 × 1024": paper,
    "Growing or not": growing_or_not,
    "Quality": lambda session, view: quality(session, beside, ("growing", "full size")),
    "Losses": losses,
    "Data": lambda session, view: data_panel(session),
}
panel(session, PANELS[chosen], {})
reading(session)
