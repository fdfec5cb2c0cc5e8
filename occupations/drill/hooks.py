"""Configuration of gunicorn in the drill: every worker leaves a note about the request it is working on."""

import os
from pathlib import Path

NOTES = "DRILL_NOTES"


def note(worker) -> Path:
    return Path(os.environ[NOTES]) / str(worker.pid)


def pre_request(worker, req):
    note(worker).write_text(f"{worker.nr} {req.method} {req.path}")


def post_request(worker, req, environ, resp):
    note(worker).unlink(missing_ok=True)
