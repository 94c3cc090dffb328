"""One module for Streamlit out of a piece's index.js and what it shares."""

import re
import shutil
import subprocess

import pytest

from core.ui.components import bundle

WIRE = "export function unpack(x) { return x; }\nexport class Reader {}\nconst hidden = 1;\n"
CLOCK = "export const clock = 1;\n"
INDEX = (
    'import { unpack } from "../shared/wire.js";\n'
    'import { clock } from "../shared/clock.js";\n'
    'import { Reader } from "../shared/wire.js";\n'
    "export default function (page) { unpack(clock); }\n"
)


@pytest.fixture
def bundled(tmp_path):
    """The lines of a piece that consists of these files: piece/index.js, shared/wire.js, …"""

    def bundled(**files: str) -> list[str]:
        for name, text in files.items():
            path = tmp_path / f"{name.replace('__', '/')}.js"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        return [line for line in bundle(tmp_path / "piece").splitlines() if line]

    return bundled


def test_shared_modules_are_written_in_front_once_and_without_their_exports(bundled):
    assert bundled(shared__wire=WIRE, shared__clock=CLOCK, piece__index=INDEX) == [
        "function unpack(x) { return x; }",
        "class Reader {}",
        "const hidden = 1;",
        "const clock = 1;",
        "export default function (page) { unpack(clock); }",
    ]


def test_modules_of_the_piece_are_written_after_what_they_import(bundled):
    assert bundled(
        shared__clock=CLOCK,
        piece__index='import { Panel } from "./panel.js";\nimport { text } from "./text.js";\nexport default Panel;\n',
        piece__panel='import { clock } from "../shared/clock.js";\nimport { text } from "./text.js";\n'
        "export class Panel {}\n",
        piece__text='import { clock } from "../shared/clock.js";\nexport const text = clock;\n',
    ) == ["const clock = 1;", "const text = clock;", "class Panel {}", "export default Panel;"]


@pytest.mark.parametrize(
    "line",
    [
        'import { clock } from "./nowhere.js";',
        'import { clock } from "../other/clock.js";',
        'import { clock as time } from "../shared/clock.js";',
        'import * as clock from "../shared/clock.js";',
        'import clock from "../shared/clock.js";',
        "import '../shared/clock.js';",
        '  import { clock } from "https://example.org/clock.js";',
        "import {",
    ],
)
def test_an_import_that_cannot_be_resolved_is_named(bundled, line):
    with pytest.raises(ValueError, match=re.escape(f"index.js: this import cannot be resolved: {line.strip()}")):
        bundled(shared__clock=CLOCK, other__clock=CLOCK, piece__index=f"{line}\n")


def test_shared_modules_import_nothing(bundled):
    with pytest.raises(ValueError, match=r"wire\.js: this import cannot be resolved"):
        bundled(shared__clock=CLOCK, shared__wire=INDEX, piece__index='import { unpack } from "../shared/wire.js";\n')


def test_modules_that_import_each_other_have_no_order(bundled):
    with pytest.raises(ValueError, match=r"a\.js imports itself by way of b\.js"):
        bundled(
            piece__index='import { a } from "./a.js";\n',
            piece__a='import { b } from "./b.js";\nexport const a = 1;\n',
            piece__b='import { a } from "./a.js";\nexport const b = 1;\n',
        )


def test_every_piece_becomes_one_module_that_imports_nothing(components):
    assert components
    for folder in components:
        source = bundle(folder)
        assert not re.search(r"^\s*import\b", source, re.MULTILINE), folder.name
        exports = re.findall(r"^export .*", source, re.MULTILINE)
        assert len(exports) == 1, folder.name
        assert exports[0].startswith("export default function")


def test_every_module_of_a_piece_and_every_shared_one_it_imports_is_in_it_once(components):
    for folder in components:
        source = bundle(folder)
        own = set(folder.glob("*.js"))
        texts = [path.read_text("utf-8") for path in own]
        shared = {folder.parent / "shared" / name for name in re.findall(r'"\.\./shared/(\w+\.js)"', "".join(texts))}
        for path in (own - {folder / "index.js"}) | shared:
            text = re.sub(r"^import .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
            assert source.count(re.sub(r"^export ", "", text, flags=re.MULTILINE)) == 1, path


def test_no_name_is_declared_twice_in_a_piece(components):
    """Modules that were apart share one scope once they are written together, also with what they do not export."""
    for folder in components:
        declared = re.findall(
            r"^(?:export )?(?:async )?(?:const|let|var|class|function\*?)\s+(\w+)", bundle(folder), re.MULTILINE
        )
        assert [name for name in declared if declared.count(name) > 1] == [], folder.name


def test_a_module_imports_just_what_it_uses_of_others(components):
    """Written together a piece would work without the import: but each module is to say what it rests on."""
    for folder in components:
        sources = {path: path.read_text("utf-8") for path in [*folder.glob("*.js"), *folder.parent.glob("shared/*.js")]}
        exported = {
            (path, name)
            for path, source in sources.items()
            for name in re.findall(r"^export (?:const|class|function) (\w+)", source, re.MULTILINE)
        }
        for path in folder.glob("*.js"):
            imported = {
                ((folder / module).resolve(), name)
                for names, module in re.findall(r'^import \{ (.*) \} from "(.*)";', sources[path], re.MULTILINE)
                for name in names.split(", ")
            }
            code = re.sub(r'^import .*|//.*|"[^"\n]*"', "", sources[path], flags=re.MULTILINE)
            words = set(re.findall(r"(?<![.#\w])[A-Za-z_]\w*", re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL)))
            own = {name for _, name in re.findall(r"^(export )?(?:const|class|function) (\w+)", code, re.MULTILINE)}
            used = {(other, name) for other, name in exported if name in words - own}
            assert imported == used, path


def test_a_piece_is_valid_javascript_where_there_is_a_node_to_ask(components, tmp_path):
    node = shutil.which("node")
    for folder in components if node else []:
        module = tmp_path / f"{folder.name}.mjs"
        module.write_text(bundle(folder), "utf-8")
        done = subprocess.run([node, "--check", str(module)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_every_piece_has_its_page_and_its_style(components):
    for folder in components:
        assert (folder / "index.html").read_text("utf-8").strip()
        assert (folder / "style.css").read_text("utf-8").strip()
