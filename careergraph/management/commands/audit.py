"""Run Lighthouse (mobile) over the main pages of the site as it is served."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

LIGHTHOUSE = "lighthouse@12.8.2"
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
PAGES = {
    "home": "",
    "list": "us/",
    "detail": "us/library-assistants-clerical/",
    "map": "us/map/",
    "compare": "us/compare/?o=registered-nurses&o=dental-hygienists",
    "rankings": "us/rankings/",
}
CATEGORIES = {"performance": 0.98, "accessibility": 1, "best-practices": 1, "seo": 1}


class Command(BaseCommand):
    help = "Audit the main pages in both languages with Lighthouse; needs npx and Chromium."

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true", help="record the results in docs/audit.md")
        parser.add_argument("--runs", type=int, default=3, help="runs of each page; the median counts (3)")

    def handle(self, *, write, runs, **options):
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if not chromium or not shutil.which("npx"):
            raise CommandError("Chromium and npx (Node.js) are needed for this audit.")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "careergraph.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
        ]
        server = subprocess.Popen(command, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            rows = [
                (f"/{language}/{path}", self.page(chromium, f"http://127.0.0.1:{port}/{language}/{path}", runs))
                for path in PAGES.values()
                for language in ("zh-hant", "en")
            ]
        finally:
            server.terminate()
            server.wait()
        if write:
            record(rows, runs)
        missed = [path for path, scores in rows if any(scores[name] < least for name, least in CATEGORIES.items())]
        if missed:
            raise CommandError(f"Below the budget: {', '.join(missed)}")

    def page(self, chromium: str, url: str, runs: int) -> dict[str, float]:
        """Median score, 0–1, of each category."""
        found = [attempt(chromium, url) for _run in range(runs)]
        scores = {name: sorted(run[name] for run in found)[len(found) // 2] for name in CATEGORIES}
        self.stdout.write(f"{url}  " + "  ".join(f"{name} {round(score * 100)}" for name, score in scores.items()))
        return scores


def wait_for(url: str):
    for _try in range(100):
        try:
            urllib.request.urlopen(url, timeout=1)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise CommandError(f"The server did not answer at {url}. Run make run once before.")


def attempt(chromium: str, url: str) -> dict[str, float]:
    """Scores of a run that came to an end: now and then a trace is lost, which says nothing of the page."""
    for _try in range(4):
        scores = lighthouse(chromium, url)
        if all(score is not None for score in scores.values()):
            return scores
    raise CommandError(f"Lighthouse could not finish its trace of {url}.")


def lighthouse(chromium: str, url: str) -> dict[str, float | None]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = ["npx", "--yes", LIGHTHOUSE, url, "--output=json", f"--output-path={out}", "--quiet"]
        subprocess.run(
            [*command, f"--chrome-flags={FLAGS}"], env=environment(chromium), check=False, capture_output=True
        )
        if not out.exists():
            raise CommandError(f"Lighthouse left no result for {url}.")
        categories = json.loads(out.read_text())["categories"]
    return {name: categories[name]["score"] for name in CATEGORIES}


def environment(chromium: str) -> dict[str, str]:
    return os.environ | {"CHROME_PATH": chromium}


def record(rows: list[tuple[str, dict[str, float]]], runs: int):
    lines = [
        "# Lighthouse audit",
        "",
        f"`make audit` on {date.today()}: {LIGHTHOUSE}, mobile, median of {runs} runs, "
        "two gunicorn workers, SQLite, all fixtures.",
        "",
        "| page | " + " | ".join(CATEGORIES) + " |",
        "|---|" + "---|" * len(CATEGORIES),
    ]
    lines += [
        f"| `{path}` | " + " | ".join(str(round(scores[name] * 100)) for name in CATEGORIES) + " |"
        for path, scores in rows
    ]
    (settings.BASE_DIR / "docs" / "audit.md").write_text("\n".join(lines) + "\n")
