"""What stands in a page's address: taken where it is allowed, named where it is not, and never taken for markup."""

import re

import pytest

from core.settings import trainer_spec
from core.ui.catalog import lesson
from tests.pages.lesson import session_of, warnings

PAGE = "autoencoders/variational"
SPEC = trainer_spec("vae")


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ({"beta": "abc"}, "beta=abc: allowed is a number from 0 to 20"),
        ({"latent_dim": "99"}, "latent_dim=99: allowed is a whole number from 2 to 32"),
        ({"latent_dim": "2.5"}, "latent_dim=2.5: allowed is a whole number from 2 to 32"),
        ({"foo": "1"}, "foo: no such setting; allowed: dataset, learning_rate, batch_size"),
        ({"dataset": "imagenet"}, "dataset=imagenet: allowed is one of digits, mnist, fashion_mnist"),
        ({"learning_rate": "nan"}, "learning_rate=nan: allowed is a number from 1e-05 to 10"),
        ({"seed": "-1"}, "seed=-1: allowed is a whole number from 0 to 999999"),
        ({"digit": "-3"}, "digit=-3: allowed is a whole number from 0"),
        ({"panel": "Nothing"}, "panel=Nothing: allowed is one of Terms, Exact ELBO, Sampling, Reconstruction"),
        ({"preset": "magic"}, "preset=magic: no such preset of vae; allowed: balance, collapse, warmup"),
        ({"beta": "9" * 500}, "beta=" + "9" * 39 + "…: allowed is a number from 0 to 20"),
    ],
    ids=lambda value: next(iter(value), None) if isinstance(value, dict) else "",
)
def test_a_bad_address_is_named_with_what_is_allowed_and_the_page_works(visit, address, named):
    tab = visit(PAGE, **address)
    (warning,) = warnings(tab)
    assert named in warning
    assert warning.endswith(". The page keeps its own value.")
    assert session_of(tab).settings == lesson("variational").opening
    tab.slider(key="beta").set_value(2.0).run()
    assert not tab.exception
    assert session_of(tab).settings.beta == 2.0
    assert not tab.warning


def test_two_bad_values_give_two_warnings_and_the_good_one_is_taken(visit):
    tab = visit(PAGE, beta="abc", foo="1", seed="7")
    assert len(warnings(tab)) == 2
    assert session_of(tab).settings.seed == 7


def test_a_good_address_is_taken(visit):
    tab = visit(PAGE, beta="4", seed="7", latent_dim="3", learning_rate="0.0007", panel="Sampling", digit="5")
    session = session_of(tab)
    opening = lesson("variational").opening
    changes = {"beta": 4.0, "seed": 7, "latent_dim": 3, "learning_rate": 0.0007}
    assert session.settings == opening.model_copy(update=changes)
    assert not session.recorded
    assert {name: tab.get_by_key(name).value for name in changes} == changes
    assert (tab.segmented_control(key="panel").value, tab.number_input(key="digit").value) == ("Sampling", 5)
    assert not tab.warning


def test_a_preset_in_the_address_gives_its_settings_and_further_fields_override_them(visit):
    tab = visit(PAGE, preset="collapse", seed="7", beta="4")
    assert session_of(tab).settings == SPEC.parse({"preset": "collapse", "seed": 7, "beta": 4})
    assert not tab.warning
    assert tab.slider(key="latent_dim").value == 8


def test_a_bad_value_beside_a_preset_leaves_the_presets_own(visit):
    tab = visit(PAGE, preset="collapse", beta="abc")
    assert len(warnings(tab)) == 1
    assert session_of(tab).settings == SPEC.parse({"preset": "collapse"})
    assert tab.slider(key="beta").value == 2


def test_a_preset_in_the_address_gives_way_to_the_values_it_stands_for(visit):
    """Were it left there, a control put back to the lesson's own value would be overruled at the next visit."""
    tab = visit(PAGE, preset="collapse")
    address = dict(tab.query_params)
    assert "preset" not in address
    stands_for = {"beta": 2, "latent_dim": 8, "depth": 3, "learning_rate": 0.005, "steps": 2500}
    assert {name: float(value) for name, value in address.items()} == stands_for
    assert session_of(visit(PAGE, **address)).settings == session_of(tab).settings


@pytest.mark.parametrize("name", ["beta", "preset", "<img src=x onerror=alert(1)>"])
def test_markup_in_the_address_stays_text(visit, name):
    markup = "<img src=x onerror=alert(1)>"
    tab = visit(PAGE, **{name: markup})
    assert markup in warnings(tab)[0]
    written = [element for kind in (tab.warning, tab.markdown, tab.caption, tab.error) for element in kind]
    for element in written:
        assert not re.search(r"(?<!\\)<img", element.value)
        assert not getattr(element.proto, "allow_html", False)


def test_markdown_in_the_address_stays_text(visit):
    tab = visit(PAGE, beta="**x**[y](javascript:z)$q$`c`:red[w]")
    assert "beta=**x**[y](javascript:z)$q$`c`:red[w]" in warnings(tab)[0]
    assert not re.search(r"(?<!\\)[*\[\]()$`:<]", tab.warning[0].value.partition("allowed is")[0])
