"""What was learnt, where the answer is known."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import gamma, nbinom, norm
from scipy.stats import t as student

from simengine.analysis.figure_fits import student_cdf
from simengine.analysis.probability import Proportion, Spread
from simengine.errors import SimengineError
from simengine.learning.agreement import check_agreement
from simengine.report.what_was_learnt_text import conflict_text
from simengine.results.comparison import Compared
from simengine.results.run import Run
from tests.helpers.analysis.learnt_runs import NORMAL, learnt_run

PRECISION = 1 + 4 + 1 / 0.64
MEAN, SD = (4 + 0.6 / 0.64) / PRECISION, PRECISION**-0.5


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> Run:
    return learnt_run(tmp_path_factory.mktemp("normal"), NORMAL)


@pytest.fixture(scope="module")
def found(done):
    return done.learnt()


def test_what_the_figures_did_to_chances_and_means(found) -> None:
    told = {(one.of, one.name): one for one in found.changes}
    assert set(told) == {("class", "up"), ("class", "down"), ("measure", "th"), ("measure", "i"),
                         ("question", "above"), ("question", "last")}  # fmt: skip
    above, last = told["question", "above"], told["question", "last"]
    assert isinstance(above.before, Proportion)
    assert isinstance(last.after, Spread)
    before, after = norm.sf(1), norm.sf(1, MEAN, SD)
    assert isinstance(above.after, Proportion)
    assert abs(above.before.p - before) < 4 * above.before.se
    assert abs(above.after.p - after) < 5 * above.after.se
    assert abs(above.d - (after - before)) < above.high - above.low < 0.05
    assert abs(last.d - MEAN) < last.high - last.low < 0.1
    assert (above.clear, told["measure", "i"].clear) == (True, False)
    assert abs(told["class", "up"].d + told["class", "down"].d) < 1e-12


def test_what_moved_stands_first(found) -> None:
    theta, idle = found.parameters
    assert (theta.name, theta.clear, idle.name, idle.clear) == ("theta", True, "idle", False)
    assert abs(theta.shift - MEAN) < 1.5 * theta.shift_half
    assert abs(theta.shrinkage - (1 - SD**2)) < 1.5 * theta.shrinkage_half
    assert max(theta.shift_half, theta.shrinkage_half) < 0.06


def test_how_figures_fit(found) -> None:
    one, two = found.figures
    assert (one.name, one.source, two.source, one.known[:7]) == ("one", "smith", "jones", "2024-02")
    assert one.residual == pytest.approx((1 - MEAN) / 0.5, abs=0.05)
    assert two.residual == pytest.approx((0.6 - MEAN) / 0.8, abs=0.05)
    assert [one.low, one.median, one.high] == pytest.approx(list(norm.ppf([0.05, 0.5, 0.95], MEAN, SD)), abs=0.04)
    for figure, variance in ((one, 1.25), (two, 1.64)):
        assert abs(figure.tail - 2 * norm.sf(figure.value / math.sqrt(variance))) < 4 * figure.tail_se
        assert figure.tail_se < 0.02
        assert not figure.misfits | figure.conflicts
    assert abs(one.log_evidence - norm.logpdf(1, 0, math.sqrt(1.25))) < 5 * one.log_evidence_se
    mean, variance = 4 / 5, 1 / 5 + 0.64
    assert abs(two.log_evidence - norm.logpdf(0.6, mean, math.sqrt(variance))) < 5 * two.log_evidence_se


def test_it_is_the_same_at_every_call(done, found) -> None:
    assert done.learnt() == found


def test_a_rate_by_a_count(tmp_path) -> None:
    """Of a rate gamma(4, 4) and 3 events in a year: gamma(7, 5); before the count was negative binomial."""
    text = (
        "parameters: {rate: {gamma: {mean: 1, sd: 0.5}}}\nevents: {strike: {hazard: rate, repeats: true}}\n"
        "formulas: {strikes: {expr: count(strike)}}\nmeasures: {r: {expr: rate}}\n"
        "observe: {count: {at: 2024-12, expr: strikes, value: 3, error: 0.01}}\n"
    )
    told = learnt_run(tmp_path, text, paths=4_000).learnt()
    (rate,) = told.parameters
    assert abs(rate.after - 7 / 5) < 1.5 * rate.shift_half * rate.before_sd
    assert abs(rate.shrinkage - (1 - gamma.var(7, scale=1 / 5) / 0.25)) < 1.5 * rate.shrinkage_half
    (count,) = told.figures
    above = nbinom.sf(3, 4, 4 / 5) + 0.5 * nbinom.pmf(3, 4, 4 / 5)  # an error may lie to either side
    assert abs(count.tail - 2 * above) < 4 * count.tail_se + 0.01  # which a month long step leaves
    assert count.median == 3


def test_a_figure_that_nobody_thought_of_is_named(tmp_path) -> None:
    """The prior is N(0, 1), the figure 4 ± .2: |z| is 3.92, and five other figures say the contrary."""
    others = "".join(f"  s{at}: {{at: 2024-0{at}, expr: theta, value: 0.1, error: 0.3}}\n" for at in range(4, 8))
    text = NORMAL.replace("value: 1, error: 0.5", "value: 2.8, error: 0.5") + others
    told = learnt_run(tmp_path, text, paths=2_000).learnt()
    first = told.figures[0]
    assert (first.misfits, first.conflicts) == (True, False)
    assert "one: the figure lies" in told.text(100)
    far = NORMAL.replace("value: 1, error: 0.5", "value: 4, error: 0.5")
    told = learnt_run(tmp_path, far, paths=2_000, name="far").learnt()
    first = told.figures[0]
    assert first.conflicts
    exact = 2 * norm.sf(4 / math.sqrt(1.25))
    assert first.tail == pytest.approx(exact, rel=0.6)
    assert exact < first.tail_high < 0.01
    assert f"one: {conflict_text(first.tail, first.tail_high)} would have shown this" in " ".join(
        told.text(100).split()
    )


def test_few_prior_futures_prove_no_conflict(tmp_path) -> None:
    """Ten can't tell a figure that one future in fifty would have shown from one that none would."""
    told = learnt_run(tmp_path, NORMAL.replace("value: 1, error: 0.5", "value: 2.6, error: 0.5"), paths=10).learnt()
    assert not told.figures[0].conflicts
    assert told.figures[0].tail_high > 2 * norm.sf(2.6 / math.sqrt(1.25))


def test_what_was_sharp_is_known_before(tmp_path) -> None:
    text = NORMAL + "  sharp: {at: 2024-05, expr: theta, between: [0, 9]}\n"
    told = learnt_run(tmp_path, text, paths=2_000).learnt()
    assert told.sharp == ("sharp",)
    assert told.met
    assert told.met.low < 0.5 < told.met.high
    assert told.prior >= 2_000
    theta = told.parameters[0]
    assert abs(theta.before - norm.pdf(0) * 2) < 0.05
    assert "“before” knows sharp already, which" in " ".join(told.text(100).split())


def test_experts_and_choices_are_told_by_their_shares(tmp_path) -> None:
    """Of two experts, N(0, 1) and N(2, 1), equally often asked, a figure 2 ± 1 speaks by 1 : e^(−1) for the second."""
    text = (
        "parameters:\n  theta: {experts: {A: {normal: {mean: 0, sd: 1}}, B: {normal: {mean: 2, sd: 1}}}}\n"
        "  kind: {choice: {slow: 0.5, fast: 0.5}}\nmeasures: {th: {expr: theta}, k: {expr: kind == 'slow'}}\n"
        "observe: {one: {at: 2024-01, expr: theta, value: 2, error: 1}}\n"
    )
    told = learnt_run(tmp_path, text, paths=4_000).learnt()
    shares = {one.name: one for one in told.shares}
    assert set(shares) == {"A", "B", "kind = slow", "kind = fast"}
    exact = 1 / (1 + math.exp(-1))
    assert shares["B"].after.low < exact < shares["B"].after.high
    assert shares["B"].before.low < 0.5 < shares["B"].before.high
    assert (shares["B"].clear, shares["kind = slow"].clear) == (True, False)
    assert [one.name for one in told.parameters] == ["theta"]


def test_it_is_shown_everywhere(found) -> None:
    text = str(found)
    assert text.startswith("known: what was learnt\nlearnt from 2 observations")
    assert "1 parameter not clearly moved: by --json" in text
    rows = found.table().to_pylist()
    assert [row["name"] for row in rows if row["of"] == "observation"] == ["one", "two"]
    assert next(row["d"] for row in rows if row["name"] == "theta") == found.parameters[0].shift
    json = found.json()
    assert json["observations"][0]["misfits"] is False
    assert {one["of"] for one in json["changes"]} == {"class", "measure", "question"}
    axes = found.plot()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["theta", "idle"]
    assert "<pre>known: what was learnt" in found._repr_html_()


def test_islands_that_disagree_are_refused_by_whoever_reads(done) -> None:
    learnt = done.manifest.learnt
    assert learnt
    islands = tuple(replace(one, log_evidence=one.log_evidence + one.number) for one in learnt.islands)
    other = Run(done.folder, replace(done.manifest, learnt=replace(learnt, islands=islands)))
    for read in (other.summary, other.learnt, lambda: other.ask("mean(th)"), lambda: Compared.between(done, other)):
        with pytest.raises(SimengineError, match=r"known: 8 independent attempts .* disagree: .* deviation of 2\.4"):
            read()
    check_agreement([one.log_evidence for one in learnt.islands])
    with pytest.raises(SimengineError, match="disagree"):
        check_agreement([0.0, -math.inf])


def test_the_law_of_student() -> None:
    for freedom in (0.5, 1, 3, 30, 1e4, math.inf):
        for x in (-1e6, -30, -2, -0.1, 0, 0.3, 4, 1e3):
            exact = norm.cdf(x) if math.isinf(freedom) else student.cdf(x, freedom)
            assert student_cdf(x, freedom) == pytest.approx(exact, rel=1e-9, abs=1e-300), (x, freedom)


def test_shares_of_prior_futures_in_words() -> None:
    words = [conflict_text(*tail) for tail in ((0.0047, 0.006), (0.0000123, 0.00002), (1e-9, 0.003), (0.0, 0.0006))]
    assert words == [
        "only 5 in 1,000 prior futures",
        "only 1 in 100,000 prior futures",
        "fewer than 3 in 1,000 prior futures",
        "fewer than 6 in 10,000 prior futures",
    ]
    assert np.isfinite(student_cdf(1e300, 2.0))
