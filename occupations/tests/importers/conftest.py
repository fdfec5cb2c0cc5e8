import shutil

import pytest
from django.core.management import call_command

from occupations.models import Source
from occupations.tests.factories import make_country, make_group

from . import files

SOURCES = ("bls-ep", "bls-oews", "onet", "microsoft-ai", "openai-gpts")


@pytest.fixture(scope="session")
def valid_files(tmp_path_factory):
    directory = tmp_path_factory.mktemp("valid")
    files.write_all(directory)
    return directory


@pytest.fixture
def data_dir(valid_files, tmp_path):
    """A directory of small valid files that the test may break."""
    return shutil.copytree(valid_files, tmp_path / "data")


@pytest.fixture
def other_dir(tmp_path):
    directory = tmp_path / "other"
    directory.mkdir()
    return directory


@pytest.fixture
def country(db):
    """What an import finds in the database: a country, its groups and the sources."""
    row = make_country()
    for code in files.GROUPS:
        make_group(code, row)
    for position, key in enumerate(SOURCES, 1):
        names = {"name_zh_hant": key, "name_en": key, "attribution_zh_hant": key, "attribution_en": key}
        Source.objects.create(
            key=key, publisher=key, url="https://example.org/", licence="x", position=position, **names
        )
    return row


@pytest.fixture
def import_facts(country, capsys):
    """Run the command and give what it printed."""

    def run(directory, *arguments: str) -> str:
        call_command("import_facts", "--data-dir", str(directory), *arguments)
        return capsys.readouterr().out

    return run
