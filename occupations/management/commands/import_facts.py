import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from occupations.importers import IMPORTERS, report
from occupations.importers.base import ImportProblem
from occupations.importers.run import run


class Command(BaseCommand):
    help = "Read the official data files of a directory and bring the facts in the database up to date."

    def add_arguments(self, parser):
        parser.add_argument(
            "--data-dir", required=True, type=Path, metavar="DIR", help="directory with the publishers' files"
        )
        parser.add_argument(
            "--source",
            action="append",
            dest="sources",
            choices=[importer.key for importer in IMPORTERS],
            help="only this source; may be repeated (default: every source found in the directory)",
        )
        parser.add_argument("--dry-run", action="store_true", help="report every change and write nothing")

    def handle(self, *, data_dir, sources=None, dry_run, **options):
        start = time.monotonic()
        try:
            plans = run(data_dir, sources, dry_run=dry_run, say=self.stdout.write)
        except ImportProblem as problem:
            raise CommandError(f"{problem}\nNothing was written.") from problem
        for plan in plans:
            for line in report.lines(plan, dry_run=dry_run):
                self.stdout.write(line)
        for line in report.gaps(plans):
            self.stdout.write(line)
        seconds = time.monotonic() - start
        if dry_run:
            self.stdout.write(f"Dry run, nothing was written ({seconds:.1f} s)")
        elif all(plan.is_empty for plan in plans):
            self.stdout.write(f"Done, nothing to change ({seconds:.1f} s)")
        else:
            self.stdout.write(f"Done ({seconds:.1f} s). Now compute the scores again: manage.py recompute_scores")
