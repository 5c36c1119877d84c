"""Scenarios put together at random: the interpreter and the engine agree on these too.

The environment variable SIMENGINE_EXAMPLES asks for more of them, and others each time.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, assume, given, note, settings
from hypothesis import strategies as st

from simengine.errors import ScenarioError
from simengine.loading import load
from simengine.plan.plan_dice import dice_of
from simengine.plan.planning import make_plan
from simengine.randomness.dice import holding, rerolled
from tests.helpers.semantics.agreement import differences
from tests.helpers.semantics.by_hand import written_out
from tests.helpers.semantics.random_model import scenario, write_file
from tests.helpers.switches import asked

EXAMPLES = asked("SIMENGINE_EXAMPLES")
UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@settings(
    max_examples=EXAMPLES or 20,
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=UNHURRIED,
    phases=(Phase.generate, Phase.shrink) if EXAMPLES else (Phase.generate,),
)
@given(st.randoms(use_true_random=False))
def test_on_scenarios_at_random(rng):
    with TemporaryDirectory() as folder:
        made = scenario(rng)
        file = write_file(made, Path(folder))
        note(file.read_text(encoding="utf-8"))
        try:
            loaded = load(file)
        except ScenarioError as error:  # what the generator draws by chance may have no such correlation
            assume("its members have few values" not in str(error))
            raise
        by_hand = load(write_file(written_out(made), Path(folder)))
    assert differences(loaded, [0, 1, 7], by_hand=by_hand)[0] == []
    until = rng.randint(0, loaded.scenario.clock.steps)
    shown = (holding(rng.getrandbits(53)), rerolled(member=7, move=rng.randint(0, 9)))
    rolled = {die: [rng.choice(shown)] for die in dice_of(make_plan(loaded)) if rng.random() < 0.5}
    assert differences(loaded, [7], rolled=rolled, until=until, by_hand=by_hand)[0] == []
    assert differences(loaded, [7], rolled=rolled, fresh=until, by_hand=by_hand)[0] == []
