"""Start simengine from a fresh copy, with nothing installed but Python.

    python3 start.py              run the shipped Russia-DPRK scenarios and print how they compare
    python3 start.py test ...     run the tests; further words go to pytest, `--long` asks for the long form of some
    python3 start.py docs         build the pages of docs/ as a site: build/docs/index.html
    python3 start.py bench ...    measure simengine's speed beside other tools'; `bench --help` tells more
    python3 start.py WORDS ...    the same as `simengine WORDS ...`

The first start makes a private environment in `.venv` beside this file, with the versions in constraints.txt; a stamp
in it tells later starts that nothing is left to do. Then, and when simengine's own files have changed, the engine is
compiled for this machine. Any Python 3 reads this file, so that an old one can be told so.
"""

import hashlib
import signal
import subprocess
import sys
import time
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FOLDER = "scenarios/russia_dprk"
# The twelve of the shipped model and the twin without the trade in arms; the first is what the others are compared to.
SCENARIOS = (
    *("baseline", "ceasefire_2026", "war_to_2030", "shell_surplus", "dprk_depletion", "china_courts_pyongyang"),
    *("high_end_transfer", "seventh_test", "lethal_clash", "us_deal_seoul_reset", "moscow_leader_exit"),
    *("pandemic_closure", "arms_twin"),
)
LEARNT = ("--paths", "5000", "--effort", "600")
# Asked before anything was seen: nothing is learnt.
BEFORE = ("--origin", "2021-12", "--paths", "4000", "--out", "results", "--force", "-q")
# What `python3 start.py` does, started beside this file: one simengine command a line.
MAIN_JOB = (
    ("run", *(f"{FOLDER}/{name}.yaml" for name in SCENARIOS), *LEARNT, "--out", "results", "--force", "-q"),
    ("backtest", f"{FOLDER}/backtest.yaml", "--answers", f"{FOLDER}/answers/backtest.yaml", *BEFORE),
    ("explain", SCENARIOS[0], "--paths", "1000", "-q"),
    ("compare", *SCENARIOS, "--out", "results/comparison", "--fan", "arms_share,depth,energy,visit_rate,cover,china"),
    ("report", *SCENARIOS, "-o", "results/report.html"),
)
# Words that are no simengine command: the extra of pyproject.toml that they need, and what Python does then.
OURS = {
    "test": ("dev", ("-m", "pytest", "-n", "auto")),
    "docs": ("dev", ("-m", "sphinx", "-W", "-E", "-a", "docs", "build/docs")),
    "bench": ("bench", ("-m", "bench")),
}

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP, ENGINE_STAMP = VENV / "simengine.stamp", VENV / "engine.stamp"
PROGRAMS, SUFFIX = (VENV / "Scripts", ".exe") if sys.platform == "win32" else (VENV / "bin", "")
PYTHON, SIMENGINE = str(PROGRAMS / f"python{SUFFIX}"), str(PROGRAMS / f"simengine{SUFFIX}")

TOO_OLD = "simengine: needs Python 3.11 or newer; this is {} ({}).\nInstall one and start with it: python3.12 start.py"
VENV_FAILED = """simengine: no private environment could be made, as told above. Start again after
  on Debian, Ubuntu:  sudo apt install python3-venv
  elsewhere:          installing Python from your system's packages or from python.org"""
PIP_FAILED = """simengine: pip could not install the packages, as told above. Start again with
  the network, or an index set in pip's configuration; behind a proxy, set HTTPS_PROXY
  a Python that the pinned packages are ready-made for: 3.11, 3.12 or 3.13"""


def main(words: "list[str]") -> int:
    """Do what the words say and return the exit code."""
    if sys.version_info < (3, 11):
        sys.exit(TOO_OLD.format(sys.version.split()[0], sys.executable))
    try:
        extra, ours = OURS.get(words[0] if words else "", ("", ()))
        prepare(extra)
        failed = prepare_engine()
        if failed:
            return failed
        if ours:
            return hand_over([PYTHON, *ours, *words[1:]], ROOT)
        if words:
            return hand_over([SIMENGINE, *words], None)
        return next((code for code in (hand_over([SIMENGINE, *job], ROOT) for job in MAIN_JOB) if code), 0)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        sys.exit(f"simengine: {error.filename or ROOT}: {error.strerror}")


def prepare(extra: str) -> None:
    """Make the environment ready to run (""), or with an extra, unless it is; one start at a time does so."""
    if not is_ready(extra):
        with Path(f"{VENV}.lock").open("a+") as lock:  # the system unlocks it when it is closed, also by a killed start
            if not take(lock.fileno()):
                say("another start is making the environment; waiting for it")
                while not take(lock.fileno()):
                    time.sleep(0.2)
            if not is_ready(extra):
                build(extra)


def prepare_engine() -> int:
    """Compile the engine if simengine's files are not those of the last time, showing how far it is; the exit code."""
    digest = hashlib.sha256()
    for file in sorted((ROOT / "simengine").rglob("*.py")):
        digest.update(file.read_bytes())
    if read_stamp(ENGINE_STAMP) == digest.hexdigest():
        return 0
    code = hand_over([PYTHON, "-m", "simengine.engines.machine"], ROOT)
    if code == 0:
        ENGINE_STAMP.write_text(digest.hexdigest(), encoding="utf-8")
    return code


def take(lock: int) -> bool:
    """Lock an open file if nobody else has."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def is_ready(extra: str) -> bool:
    """Whether the stamp tells of a finished environment with what we want."""
    there = read_stamp()
    return there == stamp(*extras(there)) and extra in ("", *extras(there)) and Path(SIMENGINE).exists()


def stamp(*extra: str) -> str:
    """Tell what an environment depends on: its place and Python; the two files that say what is in it; its extras."""
    content = (ROOT / "pyproject.toml").read_bytes() + (ROOT / "constraints.txt").read_bytes()
    which = ",".join(sorted(extra))
    return f"{ROOT} {sys.implementation.cache_tag} {sys.platform}\n{hashlib.sha256(content).hexdigest()} {which}"


def extras(stamp: str) -> "list[str]":
    """Return the extras a stamp tells of."""
    return [extra for extra in stamp.rpartition(" ")[2].split(",") if extra]


def read_stamp(file: Path = STAMP) -> str:
    """Return a stamp, or nothing if what it tells of was never finished."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""


def build(extra: str) -> None:
    """Make the environment anew, or bring a finished one up to date; the stamp goes first and comes last."""
    began, there, wanted = time.monotonic(), read_stamp(), {extra} - {""}
    if there.split("\n")[0] == stamp().split("\n")[0] and Path(SIMENGINE).exists():
        wanted.update(extras(there) if there == stamp(*extras(there)) else ())
        STAMP.unlink()
    else:
        say(f"making a private environment in {VENV} (this once)")
        do_or_exit([sys.executable, "-m", "venv", "--clear", str(VENV)], VENV_FAILED)
    which = ",".join(sorted(wanted))
    say("installing the pinned packages" + (f", with the extra {which}" if which else ""))
    pip = [PYTHON, "-I", "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input", "--no-user"]
    pip += ["--only-binary=:all:", "--constraint", "constraints.txt"]  # ready-made packages: nothing is compiled
    do_or_exit([*pip, "flit_core"], PIP_FAILED)  # pinned like the others; with it pip builds simengine
    do_or_exit([*pip, "--no-build-isolation", "--editable", f".[{which}]" if which else "."], PIP_FAILED)
    unfinished = Path(f"{STAMP}.new")
    unfinished.write_text(stamp(*wanted), encoding="utf-8")
    unfinished.replace(STAMP)
    say(f"ready after {time.monotonic() - began:.0f} s; later starts skip this")


def do_or_exit(command: "list[str]", advice: str) -> None:
    """Run a command beside this file, showing its words only if it fails, with advice after them."""
    pipe = subprocess.PIPE
    done = subprocess.run(command, cwd=ROOT, stdout=pipe, stderr=subprocess.STDOUT, errors="replace", check=False)
    if done.returncode != 0:
        sys.exit(f"{done.stdout.strip()}\n{advice}")


def hand_over(command: "list[str]", folder: "Path | None") -> int:
    """Run a command to its end and return its exit code. Ctrl-C reaches it too and is its own to answer."""
    children: "list[subprocess.Popen[bytes]]" = []
    ended = []

    def end(*_: object) -> None:
        ended.append(True)
        for child in children:
            child.terminate()

    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:  # else a shell's `&` has started us, and the child ignores it too
        signal.signal(signal.SIGINT, lambda *_: None)
    before_end = signal.signal(signal.SIGTERM, end)
    children.append(subprocess.Popen(command, cwd=folder))
    if ended:
        end()
    code = children[0].wait()
    signal.signal(signal.SIGINT, before)
    signal.signal(signal.SIGTERM, before_end)
    return code if code >= 0 else 128 - code


def say(what: str) -> None:
    """Tell on stderr what is being done."""
    print("simengine: " + what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
