"""StyleGAN's page: the stage holds what the model answers, and every panel draws."""

import numpy as np
import pytest

from core.runs.wire import unpack
from core.settings.stylegan import StyleView
from core.ui.style_mixing import KEY
from tests.pages.lesson import alts, charts, messages, run_until, session_of, show, texts

PAGE = "gans/stylegan"


def mixing(tab):
    return unpack(messages(tab)["mixing"])


def test_the_stage_is_given_what_the_model_answers(visit):
    tab = visit(PAGE, faces="7", psi="0.5")
    header, arrays = mixing(tab)
    answer = session_of(tab).ask("mixing", seed=7, psi=0.5)
    assert all(np.array_equal(arrays[name], answer[name]) for name in ("a", "b", "mixed"))
    assert header["masks"] == answer["masks"].tolist()
    assert header["groups"] == ["coarse"] * 4 + ["middle"] * 2 + ["fine"] * 2
    assert header["asked"] is None
    tab.number_input(key="faces").set_value(8).run()
    assert not np.array_equal(mixing(tab)[1]["mixed"], answer["mixed"])


@pytest.mark.parametrize("panel", ["AdaIN", "Noise", "Network"])
def test_panels_about_one_face(visit, panel):
    tab = visit(PAGE, panel=panel, channels="8")
    assert not tab.info
    pictures = {"AdaIN": 4, "Noise": 7, "Network": 2 + 2 * 8 + 1}[panel]
    assert len(alts(tab)) == pictures


def test_a_style_by_hand(visit):
    tab = visit(PAGE, panel="AdaIN", layer="5", map="3", channels="8")
    own = session_of(tab).ask("adain", seed=StyleView().faces, psi=0.7, layer=4, channel=2)
    assert f"mean {own['mean'][2]:.2f}".replace("-", "−") in texts(tab)
    tab.toggle(key="style by hand").set_value(True).run()
    scale = next(slider for slider in tab.slider if slider.label == "Scale s + 1")
    scale.set_value(4.0).run()
    assert "deviation 4.00" in texts(tab)
    assert len(alts(tab)) == 5  # the face with its own style stands below


def test_a_style_by_hand_begins_at_the_style_of_each_face(visit):
    tab = visit(PAGE, panel="AdaIN", layer="5", map="3", channels="8")
    tab.toggle(key="style by hand").set_value(True).run()
    for faces in (1, 2):
        tab.number_input(key="faces").set_value(faces).run()
        own = session_of(tab).ask("adain", seed=faces, psi=0.7, layer=4, channel=2)
        scale = next(slider for slider in tab.slider if slider.label == "Scale s + 1")
        assert scale.value == round(own["scale"], 1)


@pytest.mark.parametrize("panel", ["Growing", "Losses", "Quality", "Data"])
def test_panels_of_the_run_and_the_data(visit, panel):
    tab = visit(PAGE)
    show(tab, panel)
    name = "charts" if panel in ("Losses", "Quality") else "pictures"
    assert name in messages(tab)


def test_what_takes_long_waits_for_the_training_to_rest(visit):
    tab = visit(PAGE, panel="Truncation", channels="8", batch_size="8", examples="20", steps="100000")
    run_until(tab, lambda session: session.status.state != "starting", "the worker")
    session_of(tab).command("play")
    run_until(tab, lambda session: session.status.active, "training")
    for panel in ("Truncation", "Noise", "Mixing"):
        show(tab, panel)
        assert "training rests" in tab.info[0].value
    session_of(tab).command("pause")


def test_truncation_is_measured_at_every_psi(visit):
    tab = visit(PAGE, panel="Truncation", channels="8")
    assert list(charts(tab)) == ["worth"]
    answer = session_of(tab).ask("truncation", seed=StyleView().faces)
    assert len(alts(tab)) == len(answer["psis"])


def test_a_choice_of_layers_that_is_not_prepared_is_asked_for(visit):
    tab = visit(PAGE, channels="8")
    wanted = [True, False] * 4
    tab.session_state[KEY] = {"wanted": wanted}
    tab.run()
    header, arrays = mixing(tab)
    assert header["asked"] == wanted
    answer = session_of(tab).ask("mixed", seed=StyleView().faces, psi=0.7, from_b=wanted)
    assert np.array_equal(arrays["answer"], answer["mixed"])


def test_every_panel_that_can_be_chosen_is_there(visit):
    tab = visit(PAGE, channels="8")
    assert tab.segmented_control(key="panel").options == list(StyleView.model_fields["panel"].annotation.__args__)
