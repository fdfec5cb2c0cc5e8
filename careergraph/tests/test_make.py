"""What make says when the machine does not let it serve."""

import socket
import subprocess
import sys

import pytest
from django.conf import settings


def make(*arguments):
    return subprocess.run(
        ["make", f"PYTHON={sys.executable}", *arguments],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("port", ["abc", "", "80 81", "-1"])
def test_port_that_is_no_number_is_refused(port):
    result = make("port", f"PORT={port}")
    assert result.returncode != 0
    assert f"PORT={port} is not a port number" in result.stderr


@pytest.mark.parametrize("port", ["0", "99999"])
def test_port_out_of_range_is_refused(port):
    result = make("port", f"PORT={port}")
    assert result.returncode != 0
    assert f"Port {port} of 127.0.0.1 is in use or not allowed" in result.stderr


def test_port_in_use_is_refused_and_a_free_one_is_not():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = make("port", f"PORT={port}")
        assert result.returncode != 0
        assert f"Port {port} of 127.0.0.1 is in use" in result.stderr
    assert make("port", f"PORT={port}").returncode == 0
