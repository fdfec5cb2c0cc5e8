"""Settings from the environment: what runs without any, and what is refused."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from careergraph import env


def manage(*arguments, **variables):
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=clean | variables,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_deploy_check_is_clean_under_production_variables():
    result = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        HTTPS="1",
        TRUSTED_PROXIES="1",
        ALLOWED_HOSTS="careers.example.org",
        SECRET_KEY="k7-" * 30 + "Qz9xw",
        DATABASE_URL="postgres://user:p%40ss@db.example.org/careers",
    )
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize(("https", "proxies", "warned"), [(True, 0, True), (True, 1, False), (False, 0, False)])
def test_deploy_check_asks_how_many_proxies_there_are(settings, https, proxies, warned):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if https else None
    settings.TRUSTED_PROXIES = proxies
    found = run_checks(tags=["security"], include_deployment_checks=True)
    assert any("TRUSTED_PROXIES" in problem.hint for problem in found if problem.id == "careergraph.W001") == warned


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"DEBUG": "maybe"}, "DEBUG='maybe' is neither true nor false"),
        ({"HTTPS": "ja"}, "HTTPS='ja' is neither true nor false"),
        ({"HTTPS": "1", "HSTS_SECONDS": "-5"}, "HSTS_SECONDS='-5' is not a whole number"),
        ({"SESSION_HOURS": "abc"}, "SESSION_HOURS='abc' is not a whole number from 1 to 720"),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS='0' is not a whole number from 1 to 720"),
        ({"SESSION_HOURS": "9" * 5000}, "is not a whole number from 1 to 720"),
        ({"TRUSTED_PROXIES": "x"}, "TRUSTED_PROXIES='x' is not a whole number from 0 to 10"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES='-1' is not a whole number from 0 to 10"),
        ({"ADMIN_PATH": "//"}, "ADMIN_PATH='//' is not a path: use letters, digits, - and _"),
        ({"ADMIN_PATH": "/en/desk"}, "ADMIN_PATH='/en/desk' begins with 'en', an address the site uses itself"),
        ({"DATABASE_URL": "mysql://root@localhost/x"}, "DATABASE_URL must begin with sqlite:// or postgres://"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
    ],
)
def test_wrong_variable_is_named(variables, message):
    result = manage("check", **variables)
    assert result.returncode != 0
    assert message in result.stderr


def test_password_is_not_shown_when_the_url_is_wrong():
    result = manage("check", DATABASE_URL="postgres://user:hunter2@host:notaport/db")
    assert result.returncode != 0
    assert "hunter2" not in result.stderr.splitlines()[-1]


def test_debug_is_off_and_hosts_are_local_by_default(monkeypatch):
    monkeypatch.delenv("DEBUG", raising=False)
    assert env.flag("DEBUG") is False
    assert settings.ALLOWED_HOSTS[:2] == ["localhost", "127.0.0.1"]


def test_secret_key_is_made_once_and_kept_private(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    path = tmp_path / "var" / "secret_key"
    key = env.secret_key(path)
    assert len(key) > 50
    assert env.secret_key(path) == key
    assert path.stat().st_mode & 0o077 == 0
    assert os.listdir(path.parent) == ["secret_key"]


def test_empty_secret_key_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    path = tmp_path / "secret_key"
    path.touch()
    with pytest.raises(ImproperlyConfigured, match="is empty"):
        env.secret_key(path)


def test_sqlite_waits_for_its_turn():
    options = env.database("sqlite:////tmp/x.sqlite3")["OPTIONS"]
    assert "journal_mode=WAL" in options["init_command"]
    assert options["timeout"] >= 10
