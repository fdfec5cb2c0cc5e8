from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from occupations.content.coverage import Line, measure
from occupations.models import Country


class Command(BaseCommand):
    help = "Count whole bilingual pages by major group and by AI cluster, and name what is short."

    def add_arguments(self, parser):
        parser.add_argument("--country", default="us", help="code of the country (us)")

    def handle(self, *, country, **options):
        found = Country.objects.filter(code=country).first()
        if found is None:
            raise CommandError(f"There is no country “{country}”. Load the fixtures first: manage.py load_all")
        with override("en"):
            coverage = measure(found)
        for heading, lines in (("Major groups", coverage.groups), ("AI clusters", coverage.clusters)):
            self.stdout.write(f"{heading}: complete / published / occupations")
            for line in lines:
                self.stdout.write(row(line))
        for code, sections in coverage.incomplete.items():
            self.stdout.write(f"Not complete: {code} lacks {', '.join(sections)}")
        for line in coverage.short:
            self.stdout.write(f"Short: {line.name} has {line.complete} of at least {line.least}")
        self.stdout.write(
            f"Total: {coverage.complete} complete pages in both languages, {coverage.published} published, "
            f"{coverage.occupations} occupations."
        )


def row(line: Line) -> str:
    note = "" if line.is_enough else "  short"
    return f"  {line.complete:>3} / {line.published:>3} / {line.occupations:>3}  {line.name}{note}"
