"""One colour code everywhere: the charts, Streamlit's theme and the in-browser pieces."""

import re
import tomllib
from itertools import combinations
from pathlib import Path

from core.plots import theme

ROOT = Path(__file__).resolve().parents[3]
ROLES = {
    "real": theme.REAL,
    "generated": theme.GENERATED,
    "discriminator": theme.DISCRIMINATOR,
    "reconstruction": theme.RECONSTRUCTION,
}


def distance(a: str, b: str) -> float:
    pairs = zip(*(bytes.fromhex(color[1:]) for color in (a, b)), strict=True)
    return sum((x - y) ** 2 for x, y in pairs) ** 0.5


def test_the_roles_have_the_colours_of_the_design():
    assert list(ROLES.values()) == ["#0072B2", "#D55E00", "#009E73", "#CC79A7"]
    red, green, blue = bytes.fromhex(theme.PRIOR[1:])
    assert max(red, green, blue) - min(red, green, blue) < 20  # a grey


def test_streamlits_theme_begins_with_the_same_colours():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["theme"]["chartCategoricalColors"][:4] == list(ROLES.values())


def test_the_in_browser_pieces_have_the_same_colours():
    source = (ROOT / "assets" / "components" / "shared" / "colors.js").read_text("utf-8")
    roles = dict(re.findall(r'(\w+): "(#\w{6})"', source.partition("ROLE = {")[2].partition("}")[0]))
    assert {"real", "reconstruction"} <= roles.keys()
    assert all(ROLES[name] == color for name, color in roles.items() if name in ROLES)


def test_the_ten_classes_differ():
    assert len(theme.CLASSES) == 10
    assert min(distance(a, b) for a, b in combinations(theme.CLASSES, 2)) > 40


def test_the_classes_have_the_colours_of_the_in_browser_pieces():
    source = (ROOT / "assets" / "components" / "shared" / "colors.js").read_text("utf-8")
    light = source.partition("CLASS_COLORS")[2].partition("light: [")[2].partition("]")[0]
    assert tuple(re.findall(r"#\w{6}", light)) == theme.CLASSES


def test_every_chart_takes_the_pages_background_and_readable_type():
    figure = theme.styled([], height=200)
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert figure.layout.height == 200
    assert figure.layout.font.size >= 14
    assert figure.layout.uirevision == "keep"
