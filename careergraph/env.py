"""Read settings from environment variables, refusing what cannot be meant."""

import contextlib
import os
import re
import secrets
from collections.abc import Container
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


def flag(name: str, default: bool = False) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is neither true nor false: use 1 or 0.")


def number(name: str, default: int, least: int = 0, most: int | None = None) -> int:
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    # Ten digits are enough for every setting, and int() refuses thousands of them.
    if not raw.isdecimal() or len(raw) > 10 or int(raw) < least or (most is not None and int(raw) > most):
        limits = f"of {least} or more" if most is None else f"from {least} to {most}"
        raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number {limits}.")
    return int(raw)


def text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def prefix(name: str, default: str, taken: Container[str]) -> str:
    """The beginning of addresses, as urlpatterns want it: "desk/". No address of `taken` begins like it."""
    raw = text(name, default)
    parts = raw.removeprefix("/").removesuffix("/").split("/")
    if not all(re.fullmatch(r"[A-Za-z0-9_-]+", word) for word in parts):
        raise ImproperlyConfigured(
            f"{name}={raw!r} is not a path: use letters, digits, - and _, with / between words, such as desk/."
        )
    if parts[0].lower() in taken:
        raise ImproperlyConfigured(f"{name}={raw!r} begins with {parts[0]!r}, an address the site uses itself.")
    return "/".join(parts) + "/"


def secret_key(path: Path) -> str:
    """SECRET_KEY, or a key written to `path` on the first run, readable by its owner only."""
    if key := os.environ.get("SECRET_KEY", "").strip():
        return key
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written whole under another name first: workers that start together must agree on one key.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    key = path.read_text().strip()
    if not key:
        raise ImproperlyConfigured(f"{path} is empty: delete it, or set SECRET_KEY.")
    return key


def database(url: str) -> dict:
    import dj_database_url

    try:
        config = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except Exception as error:
        # The URL holds a password: name the variable, not its value.
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {type(error).__name__}.") from None
    engine = config.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = {
            # Writers that wait are not served in turn: on a busy machine one may be passed over many times.
            "timeout": 60,
            # A transaction takes the write lock when it begins: waiting is possible then, not later.
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
        }
    elif not engine.endswith("postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgres://.")
    return config
