"""Old names of commands and options say the new ones, with the words that were given."""

import shlex

import pytest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sources tram.yaml", "show tram.yaml --sources"),
        ("sources tram.yaml simulate.seed=7 --all", "show tram.yaml simulate.seed=7 --sources --all"),
        ("sources --json tram.yaml", "show --sources --json tram.yaml"),
        ("sources tram.yaml --check", "check tram.yaml"),
        ("sources --check tram.yaml --class early --paths 10", "check tram.yaml --class early --paths 10"),
        ("sources tram.yaml --all --check", "check tram.yaml"),
        ("sources --help", "show --sources --help"),
        ("sources", "show --sources"),
        ("schema", "show --schema"),
        ("schema -o scenario.schema.json --plugin tide.py", "show --schema -o scenario.schema.json --plugin tide.py"),
        ("show tram.yaml --kernel", "show tram.yaml --program"),
    ],
)
def test_an_old_name_says_the_new_one(simengine, old: str, new: str) -> None:
    result = simengine(*shlex.split(old))
    assert (result.code, result.out) == (2, "")
    assert result.err == f"simengine: '{old}' is now: simengine {new}\n"


def test_words_with_spaces_stay_whole(simengine) -> None:
    result = simengine("sources", "my tram.yaml", "--check")
    assert result.err == """simengine: "sources 'my tram.yaml' --check" is now: simengine check 'my tram.yaml'\n"""


def test_what_it_says_works(simengine) -> None:
    assert simengine("show", "tiny/tiny.yaml", "--sources", "--all").code == 0
    assert simengine("show", "--schema").code == 0


def test_old_names_are_not_listed(simengine) -> None:
    listed = simengine("--help").out.partition("Examples:")[0]
    assert "schema" not in listed
    assert "--kernel" not in simengine("show", "--help").out
