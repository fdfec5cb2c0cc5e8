"""The site behind gunicorn on a free port, and the one who kills its workers at work."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from . import hooks

ANSWER_WITHIN_S = 30
# A save takes some hundred milliseconds: the blow falls anywhere in it.
LONGEST_AIM_S = 0.3
NOT_OURS = {"DEBUG", "HTTPS", "ALLOWED_HOSTS"}
# A proxy in the environment is not for requests to this machine.
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class DidNotStart(Exception):
    pass


@dataclass
class Server:
    address: str
    log: Path
    notes: Path
    killed: int = 0

    def kill_one_at_work(self, rng: random.Random, until: Callable[[], bool]):
        """SIGKILL a worker in the middle of a save; gives up when `until` says so."""
        while not until():
            for note in self.notes.iterdir():
                before = reading(note)
                if " POST " not in before:
                    continue
                time.sleep(rng.uniform(0, LONGEST_AIM_S))
                if reading(note) != before:
                    continue
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(note.name), signal.SIGKILL)
                    self.killed += 1
                    note.unlink(missing_ok=True)
                    return
            time.sleep(0.01)

    def complaints(self) -> str:
        return last_words(self.log)


def last_words(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:]


def environment(database_url: str) -> dict[str, str]:
    """This process's, on another database and without what would make it another site."""
    return {name: value for name, value in os.environ.items() if name not in NOT_OURS} | {"DATABASE_URL": database_url}


def reading(note: Path) -> str:
    try:
        return note.read_text()
    except FileNotFoundError:
        return ""


def wait_until_healthy(address: str, process: subprocess.Popen, log: Path):
    deadline = time.monotonic() + ANSWER_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            direct.open(f"{address}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise DidNotStart(f"The site did not come up:\n{last_words(log)}")


@contextlib.contextmanager
def serving(env: dict[str, str], log: Path, workers: int, *options: str) -> Iterator[str]:
    """The address of the site as production serves it, in an environment."""
    command = [sys.executable, "-m", "gunicorn", "careergraph.wsgi", "--no-control-socket"]
    command += ["--workers", str(workers), *options]
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener, log.open("w") as output:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        process = subprocess.Popen(
            [*command, "--bind", f"fd://{listener.fileno()}"],
            cwd=settings.BASE_DIR,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
        )
    try:
        wait_until_healthy(address, process, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def watched(database_url: str, workers: int) -> Iterator[Server]:
    """The site whose workers say what they are doing, so that they can be killed at it."""
    with tempfile.TemporaryDirectory() as folder:
        log, notes = Path(folder) / "gunicorn.log", Path(folder) / "notes"
        notes.mkdir()
        env = environment(database_url)
        env |= {"DJANGO_SETTINGS_MODULE": "occupations.drill.settings", hooks.NOTES: str(notes)}
        options = ["--config", f"python:{hooks.__name__}", "--timeout", "90"]
        with serving(env, log, workers, *options) as address:
            yield Server(address, log, notes)
