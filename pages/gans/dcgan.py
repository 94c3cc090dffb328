"""DCGAN: faces growing from noise, five guidelines to break, walks and arithmetic in z, and whether it memorises."""

import streamlit as st

from core.data.faces import BY_NAME
from core.plots.theme import GENERATED, PRIOR, REAL
from core.settings.dcgan import ARMS, GUIDELINES, DCGANView, all_kept
from core.ui.answers import ask_once, rests
from core.ui.catalog import ROOT
from core.ui.comparison import STEPS, arms_table, comparison, protocol
from core.ui.controls import choice_bar, controls, set_controls, standing
from core.ui.faces import data_panel, players, quality
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.measured_runs import arms
from core.ui.pictures import Row, pictures
from core.ui.run_panel import run_bar
from core.ui.session import Session, close_beside, open_beside, open_session
from core.ui.stage import say_failed
from core.ui.walk import walk

VIEW = DCGANView
MEASURED = ROOT / "assets" / "dcgan" / "guidelines.jsonl"
ALONE, TWO = 96, 64  # CSS pixels of a face on the stage, and where two runs share it
SMALL = 64  # and of one in a row below
GRID = 9  # faces along a side of the walk
MEMORY = 200  # faces whose nearest training faces are looked for
COLOR = {"ramp": "color", "noun": "face", "least": SMALL}  # of rows of faces

session = open_session("dcgan", VIEW)


def stage(session: Session, view: dict) -> None:
    """The faces of the same latents as they grow, of one run or of two."""
    if beside is None:
        sheet(session, "Generated faces", ALONE)
        return
    for column, run, title in zip(
        st.columns(2), (session, beside), (broken(session), "All five guidelines"), strict=True
    ):
        with column:
            sheet(run, title, TWO)


def sheet(run: Session, title: str, size: int) -> None:
    """One run's faces, and a few of those that it learns from."""
    if run.static is None:
        say_failed(run)
        return
    rows = [
        Row(
            title,
            "samples",
            color=GENERATED,
            size=size,
            columns=7 if beside is None else 5,
            picks=True,
            most=21 if beside is None else 20,
            **COLOR,
        ),
        Row("Drawn faces that it never sees", "real", "static", color=REAL, size=SMALL, most=8, picks=False, **COLOR),
    ]
    chosen = {"selected": view["face"], "on_select": lambda i: set_controls({"face": i})} if run is session else {}
    key = "faces" if run is session else "faces beside"
    pictures(run, rows, {"real": run.static[1]["real"]}, key=key, noun="face", leader=session, **chosen)


def broken(run: Session) -> str:
    """The guidelines that are broken, in words."""
    fields = type(run.settings).model_fields
    names = [fields[name].title for name in GUIDELINES if not getattr(run.settings, name)]
    return "Without: " + ", ".join(name[0].lower() + name[1:] for name in names)


def walks(session: Session, view: dict) -> None:
    """A square between four faces."""
    with st.columns(4)[0]:
        view = view | controls(VIEW, VIEW(), VIEW(), ["corners"])
    answer = session.ask("walk", seed=view["corners"], size=GRID)
    if answer:
        words = "Nothing is blended: the generator made each of the 81 faces from its own z."
        walk(answer["pixels"], session.settings.side, words)
    st.caption(
        "Four random latents stand in the corners. Between them the direction of z is turned evenly (spherical "
        "interpolation): random latents of so many numbers all have nearly the same length, and G has seen no others."
    )


def arithmetic(session: Session, view: dict) -> None:
    """Faces with something minus faces without it plus a face."""
    if not rests(session):
        return
    names = ["addition", "averaged", "strength"]
    columns = st.columns(3)
    for column, name in zip(columns, names, strict=True):
        with column:
            view = view | controls(VIEW, VIEW(), VIEW(), [name])
    asked = {name: view[name] for name in names}
    answer = ask_once(session, "arithmetic", **asked, seed=session.settings.seed)
    if not answer:
        return
    verdicts = ["✓" if yes else "–" for yes in answer["successes"]]
    name = view["addition"]
    rows = [
        Row(f"With {name}: the first of those averaged", "having", "static", size=SMALL, picks=False, **COLOR),
        Row("… minus the faces most like them without it", "lacking", "static", size=SMALL, picks=False, **COLOR),
        Row("… plus each of these faces", "before", "static", size=SMALL, **COLOR),
        Row(
            f"… gives these; ✓ where the reader sees {name}",
            "after",
            "static",
            color=GENERATED,
            size=SMALL,
            words=verdicts,
            **COLOR,
        ),
    ]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        pictures(session, rows, answer, key="arithmetic", noun="face")
    with right:
        shares = answer["kept"].values()
        st.metric(
            f"Has {name} afterwards", f"{answer['succeeded']:.0%}", help="Of 200 trials, by the attribute reader."
        )
        st.caption(f"With a difference of the same length in a random direction: {answer['control']:.0%}.")
        st.metric("Other attributes kept", f"{sum(shares) / len(shares):.0%}", help="Mean over the attributes below.")
        st.dataframe(
            [
                {"attribute": BY_NAME[key].label, "kept": f"{share:.0%}", "by chance": f"{answer['chance'][key]:.0%}"}
                for key, share in answer["kept"].items()
            ],
            hide_index=True,
        )
    st.caption(
        f"Each mean is taken over the latents of {answer['averaged']} of 1,000 generated faces, picked by the reader; "
        "the sum is brought back to the length of the face's own z. Numbers as the smile count as kept within what the "
        "reader's own error allows. By chance: two drawn faces that have nothing to do with each other."
    )


def memorised(session: Session, view: dict) -> None:
    """Whether samples are nearer to training faces than held-out faces are."""
    if not rests(session):
        return
    answer = ask_once(session, "nearest", n=MEMORY, seed=session.settings.seed)
    if not answer:
        return
    shown = {name: answer[name][:10] for name in ("pixels", "nearest", "held_out", "held_out_nearest")}
    left, right = st.columns(2, gap="medium")
    for column, title, names, distance, color in (
        (left, "Generated", ("pixels", "nearest"), answer["distance"], GENERATED),
        (right, "Held out: the floor", ("held_out", "held_out_nearest"), answer["floor"], REAL),
    ):
        with column:
            words = [f"{value:.0f}" for value in distance[:10]]
            rows = [
                Row(title, names[0], "static", color=color, size=SMALL, words=words, **COLOR),
                Row("The nearest training face", names[1], "static", color=PRIOR, size=SMALL, **COLOR),
            ]
            pictures(session, rows, shown, key=f"memory {names[0]}", noun="face")
            st.markdown(
                f"**{distance.mean():.1f} grey levels** from the nearest training face, on the mean of {MEMORY}"
            )
    st.caption(
        "The distance is the root of the mean squared difference over all pixels and colours, in grey levels of 255. "
        f"Looked through: {answer['known']:,} training faces. Held-out faces are drawn in the same way and were never "
        "trained on. Samples much nearer than these would be known by heart; badly made ones are far from all."
    )


def maps(session: Session, view: dict) -> None:
    """What each layer of the generator makes of one latent."""
    with st.columns(4)[0]:
        view = view | controls(VIEW, VIEW(), VIEW(), ["face"])
    answer = session.ask("maps", place=view["face"])
    if not answer:
        return
    side = session.settings.side
    rows = []
    for i, (count, cells) in enumerate(answer["shapes"]):
        few = "" if count <= 32 else ", the 32 strongest"
        title = f"Layer {i + 1}: {count} maps of {cells}×{cells}{few}"
        rows.append(Row(title, f"layer{i}", "static", width=cells, height=cells, size=48, columns=16, noun="map"))
    rows.append(Row("The face", "pixels", "static", color=GENERATED, size=ALONE, **COLOR))
    pictures(session, rows, answer, key="maps", noun="map")
    st.caption(
        f"Face {view['face']} on the stage: a click there chooses another. After ReLU nothing is below 0; each layer "
        f"is scaled by its own largest number. The last layer makes the {side} × {side} pixels of them."
    )


def guidelines(session: Session, view: dict) -> None:
    """Each guideline broken alone, over the seeds."""
    kept, *broken_ones = every = arms(MEASURED, ARMS)
    st.markdown(f"**Measured here**: the paper's five guidelines, each broken alone, in {len(kept.runs)} runs each")
    chosen = choice_bar(VIEW, "arm")
    left, right = st.columns([6, 5], gap="medium")
    with left:
        comparison(next(arm for arm in broken_ones if arm.preset.title == chosen), kept, STEPS, "guidelines, measured")
    with right:
        arms_table(every)
    st.caption(protocol(kept))
    st.caption("A run of your own: break a guideline beside the stage, and train. *Quality* follows it and all five.")


def losses(session: Session, view: dict) -> None:
    """How far the faces are from drawn ones, and how the game stands."""
    names = ("broken", "all five")
    quality(session, beside, names)
    players(session, beside=beside, names=names)


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    settings_panel(session, first=GUIDELINES)
    view = controls(VIEW, VIEW(), VIEW(), ["compare"]) | {"face": standing(VIEW())["face"]}
whole = all_kept(session.settings)
beside = None
if view["compare"] and whole != session.settings:
    beside = open_beside(session, session.lesson.rivals[0], whole)
else:
    close_beside(session)
with left:
    stage(session, view)
with bar:
    run_bar(session, *([beside] if beside else []))
chosen = choice_bar(VIEW, "panel")
PANELS = {
    "Walk in z": walks,
    "Arithmetic": arithmetic,
    "Memorised?": memorised,
    "Feature maps": maps,
    "Guidelines": guidelines,
    "Quality": losses,
    "Data": lambda session, view: data_panel(session),
}
panel(session, PANELS[chosen], view)
reading(session)
