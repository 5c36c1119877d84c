"""The site is built without a warning and without a network."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from simengine.distributions import distributions
from simengine.processes import processes
from tests.helpers.house.tree import ROOT
from tests.helpers.patience import PATIENCE

NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")


def build(source: Path, out: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-d", str(out / "trees")]
    return subprocess.run(
        [*words, str(source), str(out / "site")],
        cwd=ROOT, env={**os.environ, **NOWHERE}, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE,
    )  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("docs")
    built = build(ROOT / "docs", out)
    assert built.returncode == 0, built.stdout + built.stderr
    assert built.stderr == ""
    return out / "site"


def test_every_page_is_there(site: Path) -> None:
    pages = [file.relative_to(ROOT / "docs").with_suffix(".html") for file in (ROOT / "docs").rglob("*.md")]
    assert len(pages) >= 12
    assert [str(page) for page in pages if not (site / page).is_file()] == []


def test_generated_parts_are_in_it(site: Path) -> None:
    text = (site / "reference" / "processes.html").read_text(encoding="utf-8")
    assert [kind for kind in processes() if f'id="{kind.replace("_", "-")}"' not in text] == []
    text = (site / "reference" / "distributions.html").read_text(encoding="utf-8")
    assert [tag for tag in distributions() if f'id="{tag}"' not in text] == []


def test_no_page_takes_anything_from_the_network(site: Path) -> None:
    for file in site.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="(?:https?:)?//[^"]*"', text) == []


def test_a_link_that_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    conf = (ROOT / "docs" / "conf.py").read_text(encoding="utf-8")
    there = conf.replace("Path(__file__).resolve().parent", f"Path({str(ROOT / 'docs')!r})").replace('"_static"', "")
    (tmp_path / "source" / "conf.py").write_text(there, encoding="utf-8")
    (tmp_path / "source" / "index.md").write_text("# A\n\n[away](nowhere.md)\n", encoding="utf-8")
    built = build(tmp_path / "source", tmp_path / "out")
    assert built.returncode != 0
    assert "nowhere.md" in built.stderr
