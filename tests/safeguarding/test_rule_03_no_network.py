"""Rule 3: no connector to networks or messengers, no scraping, no remote AI: no socket but loopback."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest

import handrail
from handrail.store import DEMONSTRATION_PASSPHRASE


def test_rule_3_no_network_library_is_imported_or_required() -> None:
    barred = {
        "socket",
        "urllib",
        "http",
        "requests",
        "httpx",
        "aiohttp",
        "ftplib",
        "smtplib",
        "openai",
        "anthropic",
    }
    for path in Path(handrail.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & barred, path
    required = {
        re.split(r"[^a-z0-9-]", line.lower())[0] for line in requires("handrail") or () if "extra" not in line
    }
    assert not required & barred


def test_rule_3_a_whole_build_opens_no_socket(thin_folder: Path) -> None:
    code = (
        "import socket, sys; from pathlib import Path; from datetime import date\n"
        "def no(*a, **k): raise SystemExit('a socket was opened')\n"
        "socket.socket.connect = no; socket.socket.bind = no; socket.getaddrinfo = no\n"
        "from handrail.study.build import build_study; from handrail.study.runner import Silent\n"
        "report = build_study(Path(sys.argv[1]), prompt=None, progress=Silent(), today=date(2026, 11, 1))\n"
        "assert report.error is None and report.outputs; print('built')\n"
    )
    command = [sys.executable, "-c", code, str(thin_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "built", done.stderr


WATCHED = """
import ipaddress, sys

def outside(address):
    host = address[0] if isinstance(address, tuple) and address else address
    if isinstance(host, bytes): host = host.decode("ascii", "replace")
    if not isinstance(host, str) or host in ("localhost", ""): return not isinstance(address, (str, bytes))
    try: return not ipaddress.ip_address(host).is_loopback
    except ValueError: return True

def watch(event, args):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
        if outside(args[1]): sys.stderr.write(f"REACHED OUT {event}\\n"); raise PermissionError(event)
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        if args[0] in (None, "localhost", "127.0.0.1", "::1"): return
        sys.stderr.write(f"REACHED OUT {event}\\n"); raise PermissionError(event)
    elif event in ("urllib.Request", "ftplib.connect", "smtplib.connect", "http.client.connect"):
        sys.stderr.write(f"REACHED OUT {event}\\n"); raise PermissionError(event)

sys.addaudithook(watch)
"""
RUN = """
from handrail.cli import main
folder = sys.argv[1]
for words in {steps!r}:
    sys.argv = ["handrail", *words, folder]
    try: main()
    except SystemExit as ended:
        if ended.code: raise
print("all done")
"""
STEPS = (
    ("check",),
    ("build",),
    ("build", "--json"),
    ("status", "--json"),
    ("trace", "recommendation:half-a-day", "--json"),
)
ASKS = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('192.0.2.1', 9))"
"""An address that is kept for examples: nobody answers there."""


def python(code: str, *words: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HANDRAIL_KEY": DEMONSTRATION_PASSPHRASE, "PYTHONIOENCODING": "utf-8"}
    command = [*before, sys.executable, "-c", code, *words]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )


def all_steps(folder: Path, before: tuple[str, ...] = ()) -> None:
    """Check, build twice, status and trace, in one process that stops at a socket to anywhere else."""
    done = python(WATCHED + RUN.format(steps=STEPS), str(folder), before=before)
    assert "REACHED OUT" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("all done\n")
    assert (folder / "outputs/guideline.pdf").is_file()
    assert (folder / "outputs/guideline.docx").is_file()


def test_rule_3_build_check_status_and_trace_open_no_socket_but_loopback(thin_folder: Path) -> None:
    for name, asked in (
        ("connect", ASKS),
        ("getaddrinfo", "import socket; socket.getaddrinfo('example.org', 80)"),
    ):
        assert f"REACHED OUT socket.{name}" in python(WATCHED + asked).stderr, "the watch sees what it is for"
    kept = python(WATCHED + "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print('kept')")
    assert kept.stdout.strip() == "kept"
    all_steps(thin_folder)


def without_network() -> tuple[str, ...]:
    """Return how a command runs in a network namespace of its own, or skip with the reason."""
    if not shutil.which("unshare"):
        pytest.skip("unshare is not installed: no namespace without network")
    for way in (("unshare", "--net", "--"), ("unshare", "--user", "--map-root-user", "--net", "--")):
        if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0:
            return way
    return pytest.skip("a namespace without network is not permitted here")


def test_rule_3_a_demonstration_is_built_checked_and_traced_without_a_network(
    demonstration_folder: Path,
) -> None:
    way = without_network()
    assert "Network is unreachable" in python(ASKS, before=way).stderr, "there is a network in the namespace"
    all_steps(demonstration_folder, before=way)
