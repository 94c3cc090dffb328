"""StyleGAN's panels about its latent spaces, on a small model that has learned nothing much."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from core.data.faces import faces
from core.runs.engine import RunError
from core.runs.wire import unpack
from core.ui import style_directions, style_projection
from core.ui.session import Session
from core.ui.style_directions import SLIDERS
from core.ui.style_projection import KEY
from core.ui.style_spaces import with_error
from tests.pages.lesson import charts, messages, plain, run_until, session_of, texts

PAGE = "gans/stylegan"
SMALL = {"channels": "8", "batch_size": "8", "examples": "20", "latent_dim": "5", "style_dim": "8"}


@pytest.fixture(autouse=True)
def shown(monkeypatch):
    """The faces that are looked at, by caption: uint8 [S·S·3]."""
    faces = {}
    for module in (style_directions, style_projection):
        monkeypatch.setattr(module, "show_face", lambda pixels, side, caption: faces.update({caption: pixels}))
    return faces


@pytest.fixture
def trained(visit):
    """A page at a panel, with a model two steps old that rests."""

    def make(**address):
        tab = visit(PAGE, **SMALL, **address)
        run_until(tab, lambda session: session.status.state == "ready", "the worker")
        session_of(tab).command("step", 2)
        run_until(tab, lambda session: session.status.step == 2 and not session.status.active, "two steps")
        assert not tab.exception
        return tab

    return make


def test_both_spaces_are_compared(trained):
    tab = trained(panel="W and Z")
    assert "separability chart" in charts(tab)
    assert "W tells more of **" in texts(tab)
    (table,) = [frame.value for frame in tab.dataframe if "Z/W" in frame.value]
    values = session_of(tab).ask("path_length", space="w", ends=False, seed=0)["lengths"]
    assert table["W"][0] == with_error(values.mean(), values.std(ddof=1) / len(values) ** 0.5)


@pytest.mark.parametrize(("panel", "chart"), [("W and Z", "separability"), ("Directions", "side effects")])
def test_of_the_recorded_model_it_is_known_already(visit, monkeypatch, panel, chart):
    asked, ask = [], Session.ask
    monkeypatch.setattr(Session, "ask", lambda self, query, **given: asked.append(query) or ask(self, query, **given))
    tab = visit(PAGE, panel=panel)
    assert f"{chart} chart" in charts(tab)
    assert not {"survey", "separability", "path_length", "side_effects"} & set(asked)


def test_walks_through_both_spaces_stand_beside_each_other(trained):
    tab = trained(panel="Walk", faces="3", psi="1.0")
    _, arrays = unpack(messages(tab)["walk"])
    answer = session_of(tab).ask("walk", seed=3, size=9, psi=1.0)
    assert np.array_equal(arrays["pixels"], answer["z"])  # the last one drawn


def test_sliders_move_the_style_and_go_back(trained, shown):
    tab = trained(panel="Directions", move_smile="2.0", faces="1")
    assert {slider.key for slider in tab.slider} >= set(SLIDERS)
    asked = {"seed": 1, "psi": 0.7, "spare": True}
    expected = session_of(tab).ask("moved", amounts={"smile": 2.0}, **asked)
    assert np.array_equal(shown["After"], expected["after"][0])
    tab.slider(key="move_hair_style").set_value(-1.5).run()
    expected = session_of(tab).ask("moved", amounts={"smile": 2.0, "hair_style long": -1.5}, **asked)
    assert np.array_equal(shown["After"], expected["after"][0])
    heat = charts(tab)["side effects chart"]["data"][0]
    assert len(heat["y"]) == len(SLIDERS) + 1
    assert heat["y"][0] == "other noise only"
    assert "Hair style: long" in heat["y"]
    tab.button(key="sliders to 0").click().run()
    assert np.array_equal(shown["After"], shown["Before"])
    assert all(tab.slider(key=name).value == 0 for name in SLIDERS)


def run_to_the_end(tab):
    tab.button(key="project").click().run()
    for _ in range(8):
        assert not tab.exception
        if tab.session_state[KEY][1].over:
            return tab.session_state[KEY][1]
        tab.run()
    raise AssertionError("the projection does not end")


def test_a_projection_runs_to_its_end_and_is_the_models(trained, shown):
    tab = trained(panel="Projection", target="3", source="Generated face")
    session = session_of(tab)
    wanted = session.ask("targets", kind="generated", first=3, n=1)["pixels"]
    assert np.array_equal(shown["Wanted"], wanted[0])
    now = run_to_the_end(tab)
    answer = session.ask("project", wanted=wanted, each_layer=False)
    while answer["done"] < answer["steps"]:
        answer = session.ask("project", wanted=wanted, each_layer=False, done=answer["done"], state=answer["state"])
    assert np.array_equal(now.answer["pixels"], answer["pixels"])
    assert np.array_equal(shown["After 150 steps"], answer["pixels"][0])
    assert len(charts(tab)["descent chart"]["data"]) == 2
    tab.number_input(key="target").set_value(4).run()  # another face: the old descent is not its own
    assert tab.session_state[KEY][1] is None


def test_a_descent_that_cannot_go_on_says_why_and_stops(trained, monkeypatch):
    tab = trained(panel="Projection")
    tab.button(key="project").click().run()
    kind = type(session_of(tab).run)
    calls, call = [], kind.call

    def failing(self, query, **given):
        if query != "project":
            return call(self, query, **given)
        calls.append(query)
        raise RunError("the descent lost its way")

    monkeypatch.setattr(kind, "call", failing)
    for _ in range(3):
        tab.run()
        assert not tab.exception
    assert calls == ["project"]
    assert any("lost its way" in info.value for info in tab.info)
    assert "descent chart" in charts(tab)  # what was found before stays


def test_ones_own_face_and_a_held_out_one_can_be_looked_for(trained, shown):
    tab = trained(panel="Projection")
    assert np.array_equal(shown["Wanted"], faces([0], 32, "test").images.ravel())
    tab.selectbox(key="source").set_value("Face of your own").run()
    before = shown["Wanted"]
    tab.slider(key="skin").set_value(1.0 if tab.slider(key="skin").value < 1 else -1.0).run()
    assert not tab.exception
    assert not np.array_equal(shown["Wanted"], before)


def upload(tab, content, name="me.png"):
    tab.file_uploader(key="picture to project").set_value([(name, content, "image/png")]).run()
    assert not tab.exception


def test_an_uploaded_picture_is_looked_for_and_another_file_is_refused(trained, shown):
    tab = trained(panel="Projection", source="Your picture")
    assert "Wanted" not in shown
    upload(tab, b"<img src=x onerror=alert(1)>")
    (error,) = tab.error
    assert plain(error.value) == "The file is no picture that can be read; allowed are PNG, JPEG, WEBP, BMP, GIF."
    out = BytesIO()
    Image.new("RGB", (50, 40), (10, 200, 30)).save(out, "PNG")
    upload(tab, out.getvalue())
    assert not tab.error
    assert (shown["Wanted"].reshape(-1, 3) == (10, 200, 30)).all()


def test_other_faces_are_projected_for_comparison(trained):
    tab = trained(panel="Projection")
    tab.button(key="compare projections").click().run()
    assert not tab.exception
    (table,) = [frame.value for frame in tab.dataframe if "Pixels" in frame.value]
    assert len(table) == 2


@pytest.mark.parametrize("panel", ["W and Z", "Walk", "Directions", "Projection"])
def test_what_takes_long_waits_for_the_training_to_rest(visit, panel):
    tab = visit(PAGE, **SMALL, panel=panel, steps="100000")
    run_until(tab, lambda session: session.status.state == "ready", "the worker")
    session_of(tab).command("play")
    run_until(tab, lambda session: session.status.state == "running", "training")
    assert any("when training rests" in info.value for info in tab.info)
