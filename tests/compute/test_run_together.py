"""A base and its variants, drawn side by side until the sign of a difference is known."""

from dataclasses import replace

import pytest

import simengine as se
from simengine.analysis.targets import signs_of
from simengine.compute.draw import Resources
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.run import run
from simengine.compute.run_together import Together, run_together
from simengine.compute.settings import Settings
from simengine.compute.wanted import Wanted
from simengine.errors import SimengineError, WrongUsageError
from simengine.report.until_text import sign_lines
from simengine.results.comparison import Compared
from simengine.runs.store import open_run
from tests.helpers.compute.pond_model import interrupt_after, pond

HIGHER = "parameters.pull={uniform: [0.02, 1]}"
ASKED = ("high",)


@pytest.fixture(autouse=True)
def short_blocks(monkeypatch):
    monkeypatch.setitem(ENGINES, "machine", replace(ENGINES["machine"], block=700, piece=300, grain=50))


def together(folder, *overrides, asked=ASKED, progress=None, force=False, **settings):
    models = [pond(folder), *(pond(folder, one) for one in overrides)]
    wanted_settings = Settings(**settings)
    out = folder / "results"
    wanted = [Wanted.of(model, wanted_settings, out) for model in models]
    resources = Resources(None, 1, None)
    of = Together(wanted, wanted_settings, out, force, resources, progress)
    return run_together(of, signs_of(models[0], asked))


def parts(of):
    return [part.file.blake2b for part in of.manifest.parts]


def test_both_have_as_many_paths_as_it_takes(tmp_path):
    base, other = together(tmp_path, HIGHER)
    (sign,) = other.manifest.signs.signs
    assert sign.known
    assert base.manifest.paths == other.manifest.paths == sign.paths > 1_000
    fixed = run(pond(tmp_path, HIGHER), Settings(sign.paths), tmp_path / "fixed")
    assert parts(other) == parts(fixed)
    assert open_run(other.folder).manifest == other.manifest
    assert not list(tmp_path.glob("results/.*"))
    again = together(tmp_path, HIGHER)
    assert [one.manifest for one in again] == [base.manifest, other.manifest]


def test_compare_tells_that_interval(tmp_path):
    base, other = together(tmp_path, HIGHER)
    (sign,) = other.manifest.signs.signs
    (compared,) = Compared.between(base, other).others
    assert (compared.outcome["high"].low, compared.outcome["high"].high) == (sign.low, sign.high)
    assert compared.outcome["high"].d == pytest.approx(sign.d)
    assert any("the interval of high is a confidence sequence" in note for note in compared.notes)
    usual = Compared.between(other, base).others[0].outcome["high"]
    assert usual.high - usual.low < sign.high - sign.low
    grown = run(pond(tmp_path), Settings(sign.paths + 1), tmp_path / "results")
    assert "confidence sequence" not in str(Compared.between(grown, other))


def test_an_interrupted_one_goes_on(tmp_path):
    straight = together(tmp_path, HIGHER)
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(KeyboardInterrupt):
        together(other, HIGHER, progress=interrupt_after(25))
    assert list(map(parts, together(other, HIGHER))) == list(map(parts, straight))


def test_what_is_there_of_one_is_kept(tmp_path):
    run(pond(tmp_path), Settings(1_650), tmp_path / "results")
    base, other = together(tmp_path, HIGHER)
    assert base.manifest.paths == other.manifest.paths >= 1_650


def test_no_sign_within_the_most(tmp_path):
    _, other = together(tmp_path, "parameters.pull={uniform: [0.003, 1]}", paths=1_300)
    (sign,) = other.manifest.signs.signs
    assert (sign.known, sign.alike, sign.paths) == (False, False, 1_300)
    assert "its sign is not known" in "\n".join(sign_lines("pond", [other], 120))


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("outcome.high=height > 0.7", "no difference of outcome.high to pond has a sign: .* defines it otherwise"),
        ("simulate.seed=4", "has seed 4 and pond 3, so their paths share no chance: say seed=3"),
    ],
)
def test_what_has_no_sign(tmp_path, override, message):
    with pytest.raises(WrongUsageError, match=message):
        together(tmp_path, override)


def test_from_python(tmp_path):
    models = [pond(tmp_path), pond(tmp_path, HIGHER)]
    compared = se.run_together(*models, sign="high", out=tmp_path / "results", jobs=1)
    (sign,) = compared.runs[1].manifest.signs.signs
    assert (sign.known, compared.others[0].outcome["high"].low) == (True, sign.low)
    with pytest.raises(SimengineError, match="there is nothing to compare pond with: name another model"):
        se.run_together(models[0])
