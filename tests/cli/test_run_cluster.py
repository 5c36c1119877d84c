"""`simengine run --cluster`: what is said where there is none."""

import pytest


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--cluster", "here"), 2, "the address of a cluster is tcp://HOST:PORT, that of its scheduler (got 'here')"),
        (("--cluster", "tcp://127.0.0.1:1"), 1, "no cluster answers at tcp://127.0.0.1:1: start one with"),
        (("--cluster", "tcp://127.0.0.1:1", "--jobs", "2"), 2, "one of --cluster and --jobs"),
        (("--cluster", "tcp://127.0.0.1:1", "--dry-run"), 2, "one of --cluster and --dry-run"),
    ],
)
def test_a_cluster_that_is_none(simengine, here, words, code, told) -> None:
    result = simengine("run", "tiny/tiny.yaml", *words)
    assert (result.code, result.out) == (code, "")
    assert told in result.err
    assert not list(here.glob("results/*"))
