"""The variational autoencoder: latent map, ELBO and its terms, exact posterior, sampling, reconstruction."""

import streamlit as st

from core.plots.curves import Curve
from core.plots.density import aggregate_against_prior, posterior_against_encoder
from core.plots.dots import dots
from core.plots.theme import DISCRIMINATOR, GENERATED, PRIOR, REAL, RECONSTRUCTION
from core.settings.vae import VAEView
from core.ui.autoencoders import errors
from core.ui.charts import Bars, Curves, charts
from core.ui.controls import choice_bar, controls
from core.ui.frame import header, reading, settings_panel
from core.ui.latent_pad import latent_pad
from core.ui.live import panel
from core.ui.pictures import Row, pictures
from core.ui.run_panel import run_bar
from core.ui.session import Session, open_session
from core.ui.sketch import sketch

STEPS = 12  # pictures of a way, both ends included
HAND = 128  # CSS pixels of a digit drawn by hand

session = open_session("variational", VAEView)


def stage(view: dict) -> None:
    """The latent pad, or why there is none."""
    if session.static is None:
        st.error(session.run.status().reason, icon=":material/error:")
        return
    latent_pad(session, view)


def terms(session: Session, view: dict) -> None:
    """Reconstruction, KL and ELBO over steps; KL a dimension; active units."""
    shown = session.shown
    if shown is None or session.static is None:
        st.caption("Nothing has been measured yet.")
        return
    if session.settings.plain:
        st.info("A plain autoencoder has no prior, and so neither KL nor ELBO.", icon=":material/info:")
        errors(session)
        return
    charts(
        session,
        Curves(
            "ELBO = reconstruction − KL",
            "nats",
            [
                Curve("test_elbo", "ELBO, test", REAL, error="test_elbo_se"),
                Curve("elbo", "ELBO, train", REAL, dashed=True),
                Curve("test_reconstruction", "reconstruction, test", RECONSTRUCTION),
                Curve("reconstruction", "reconstruction, train", RECONSTRUCTION, dashed=True),
            ],
            share=5,
        ),
        Curves(
            "KL of the codes from the prior",
            "nats",
            [Curve("test_kl", "KL, test", GENERATED), Curve("kl", "KL, train", GENERATED, dashed=True)],
        ),
        Bars(
            "KL a dimension",
            "nats",
            "kl_per_dimension",
            "active",
            on=DISCRIMINATOR,
            on_label="active unit",
            off=PRIOR,
            off_label="inactive",
            prefix="z",
            least=0.1,
        ),
    )
    values, measured = shown.scalars, len(session.static[1]["labels"])
    st.caption(
        f"Step {shown.step:,}, {measured} held-out images: ELBO {values['test_elbo']:.1f} ± "
        f"{2 * values['test_elbo_se']:.1f} (2 standard errors) = reconstruction "
        f"{values['test_reconstruction']:.1f} − KL {values['test_kl']:.1f} nats; "
        f"β = {values['beta']:.2f} in the training objective. {shown.arrays['active'].sum()} of "
        f"{len(shown.arrays['active'])} units active by Burda's criterion: the variance of the code's mean over images "
        "is > 0.01. The band is ± 2 standard errors; a click on a curve shows that step."
    )


def exact(session: Session, view: dict) -> None:
    """log p(x), ELBO and the true posterior of the chosen digit, by quadrature."""
    if session.settings.latent_dim != 2:
        st.info("Exact integration needs a latent dimension of 2.", icon=":material/info:")
        return
    answer = session.ask("exact", digit=view["digit"])
    weighted = session.ask("importance", digit=view["digit"], seed=session.settings.seed)
    if not answer or not weighted:
        return
    left, right = st.columns([5, 6])
    with left:
        st.markdown("**The true posterior p(z|x), and the encoder's guess**")
        grid, x, y = (answer[name] for name in ("grid", "x", "y"))
        st.plotly_chart(posterior_against_encoder(grid, x, y, answer["mu"], answer["log_var"]), key="posterior chart")
    with right:
        log_px, elbo, kl = (answer[name] for name in ("log_px", "elbo", "kl_to_posterior"))
        with st.container(horizontal=True):
            st.metric("log p(x), nats", f"{log_px:.3f}", help="By quadrature over the whole plane of codes.")
            st.metric("ELBO, nats", f"{elbo:.3f}", help="By Gauss–Hermite quadrature and the KL's closed form.")
            st.metric("KL(q ‖ p(z|x)), nats", f"{kl:.3f}", help="From the true posterior itself.")
        st.markdown(
            f"log p(x) − ELBO = **{log_px - elbo:.4f}** and KL(q(z|x) ‖ p(z|x)) = **{kl:.4f}**: the gap of the bound "
            f"*is* the encoder's error. Computed by rules that share no sum, they differ by "
            f"{abs(log_px - elbo - kl):.0e} nats; twice the resolution moves log p(x) by "
            f"{max(answer['log_px_error'], 1e-7):.0e} nats. Test digit {view['digit']}, {session.settings.likelihood} "
            f"likelihood, the model as it stands at step {session.status.step:,}."
        )
        names = ["ELBO", *(f"k = {k}" for k in weighted["k"]), "exact"]
        values = [elbo, *weighted["mean"], log_px]
        errors = [0, *(2 * error for error in weighted["standard_error"]), 0]
        st.markdown("**More samples, tighter bound**: importance-weighted estimates of log p(x)")
        chart = dots(names, values, errors, "nats", REAL)
        st.plotly_chart(chart, key="importance chart")


def sampling(session: Session, view: dict) -> None:
    """Draws of the prior, where the holes are, and ways between two digits."""
    if session.static is None:
        return
    drawn = session.ask("sample", n=64, seed=session.settings.seed)
    holes = session.ask("aggregate", first=view["axis_x"] - 1, second=view["axis_y"] - 1)
    if not drawn or not holes:
        return
    left, right = st.columns(2)
    with left:
        row = Row("64 draws of the prior, decoded", "pixels", "static", color=GENERATED, columns=8)
        pictures(session, [row], drawn, key="draws")
    with right:
        st.markdown("**Where codes are (blue) and where only samples land (orange): holes**")
        axes = (view["axis_x"] - 1, view["axis_y"] - 1)
        chart = aggregate_against_prior(holes["posterior"], holes["prior"], holes["ticks"], axes)
        st.plotly_chart(chart, key="aggregate chart")
    way = session.ask("interpolate", first=view["digit"], second=view["other"], n=STEPS)
    if way:
        first, last = (session.static[1]["labels"][view[name]] for name in ("digit", "other"))
        st.markdown(f"**From test digit {view['digit']} (a {first}) to {view['other']} (a {last})**")
        rows = [
            Row(title, name, "static", color=RECONSTRUCTION, columns=STEPS, picks=True)
            for title, name in (("On the straight line", "linear"), ("Turning evenly (spherical)", "spherical"))
        ]
        pictures(session, rows, way, key="ways", noun="code")


def reconstruction(session: Session, view: dict) -> None:
    """Test digits and a digit drawn by hand, before and after."""
    if session.static is None:
        return
    facts, arrays = session.static
    left, right = st.columns([3, 2])
    with left:
        some = arrays["images"][:20]
        answer = session.ask("reconstruct", images=some)
        if answer:
            rows = [
                Row("Held-out digits", "images", "static", color=REAL, columns=10, picks=True),
                Row("What the code keeps of them", "pixels", "static", color=RECONSTRUCTION, columns=10, picks=True),
            ]
            pictures(session, rows, {"images": some, "pixels": answer["pixels"]}, key="reconstructions")
            st.caption(f"Mean squared error {float(answer['mse'].mean()):.4f} a pixel, from the mean of the code.")
    with right:
        st.markdown("**Draw one yourself**")
        image = sketch(facts["side"], "Draw a digit")
        if image is not None:
            answer = session.ask("reconstruct", images=image[None])
            if answer:
                rows = [
                    Row("Your drawing", "drawn", "static", color=REAL, size=HAND),
                    Row("Its reconstruction", "pixels", "static", color=RECONSTRUCTION, size=HAND),
                ]
                shown = {"drawn": image[None], "pixels": answer["pixels"]}
                pictures(session, rows, shown, key="by hand", noun="drawing")
                code = ", ".join(f"{value:.2f}" for value in answer["mu"][0])
                st.caption(f"Code: μ = ({code})")


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    settings_panel(session, first=("beta", "latent_dim", "learning_rate", "dataset"))
    axes = session.settings.latent_dim
    last = len(session.static[1]["labels"]) - 1 if session.static else 0
    names = ("axis_x", "axis_y", "digit", "other") if axes > 2 else ("digit", "other")
    with st.expander("View", icon=":material/visibility:"):
        limits = {"axis_x": axes, "axis_y": axes, "digit": last, "other": last}
        view = {"axis_x": 1, "axis_y": 2} | controls(VAEView, VAEView(), VAEView(), names, limits)
with left:
    stage(view)
with bar:
    run_bar(session)
chosen = choice_bar(VAEView, "panel")
PANELS = {"Terms": terms, "Exact ELBO": exact, "Sampling": sampling, "Reconstruction": reconstruction}
panel(session, PANELS[chosen], view)
reading(session)
