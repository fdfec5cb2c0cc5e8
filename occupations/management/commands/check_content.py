from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from occupations.content import checks, gather, shared

ONET = "O*NET"


class Command(BaseCommand):
    help = "Check what editors wrote: language, length, figures, links, shared wording. Exit code 1 on findings."

    def add_arguments(self, parser):
        parser.add_argument("--pages-only", action="store_true", help="only the written analyses")
        parser.add_argument("--data-dir", type=Path, help="folder of the publishers' files, to compare with O*NET")
        parser.add_argument("--reference", type=Path, help="text file whose wording must not be repeated")
        parser.add_argument("--most", type=int, help="show at most so many findings of a kind")

    def handle(self, *, pages_only, data_dir, reference, most, **options):
        content = gather.from_database(pages_only)
        if not content.items:
            raise CommandError("There is nothing to check. Load the fixtures first: manage.py load_all")
        findings = checks.check(content, date.today(), read_others(data_dir, reference))
        for line in checks.report(findings, most):
            self.stdout.write(line)
        looked_at = f"{len(content.items)} texts and {len(content.links)} addresses"
        if findings:
            raise CommandError(f"{len(findings)} findings in {looked_at}.")
        self.stdout.write(f"Nothing found in {looked_at}.")


def read_others(data_dir: Path | None, reference: Path | None) -> dict[str, list[str]]:
    """Texts of other people, by the name a finding gives them."""
    others = {}
    try:
        if data_dir:
            others[ONET] = shared.onet_descriptions(data_dir)
        if reference:
            others["the reference page"] = [reference.read_text(encoding="utf-8")]
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}.") from None
    return others
