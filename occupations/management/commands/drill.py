import os

from django.core.management.base import BaseCommand, CommandError

from occupations.drill import databases
from occupations.drill.browser import CannotSignIn
from occupations.drill.run import Plan, drill
from occupations.drill.server import DidNotStart

POSTGRES_URL = "postgres://postgres@127.0.0.1:5432/postgres"


class Command(BaseCommand):
    help = "Let editors save the same pages at once through the desk while workers are killed; nothing may be lost."

    def add_arguments(self, parser):
        parser.add_argument("--editors", type=int, default=Plan.editors, help="who save at once")
        parser.add_argument("--saves", type=int, default=Plan.saves, help="of all editors together")
        parser.add_argument("--pages", type=int, default=Plan.pages, help="that they share")
        parser.add_argument("--workers", type=int, default=Plan.workers, help="of gunicorn")
        parser.add_argument("--kills", type=int, default=Plan.kills, help="workers killed in the middle of a save")
        parser.add_argument("--seed", type=int, default=Plan.seed, help="another seed, other edits")
        parser.add_argument(
            "--postgres-url",
            default=os.environ.get("POSTGRES_URL") or POSTGRES_URL,
            help="server on which a database is made and dropped; default: $POSTGRES_URL or %(default)s",
        )
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--sqlite-only", action="store_true")
        only.add_argument("--postgresql-only", action="store_true")

    def handle(self, *, sqlite_only, postgresql_only, postgres_url, **options):
        plan = Plan(**{name: options[name] for name in Plan.__dataclass_fields__})
        if min(plan.editors, plan.saves, plan.pages, plan.workers) < 1 or plan.kills < 0:
            raise CommandError("A drill takes at least one editor, save, page and worker.")
        makers = [] if postgresql_only else [databases.sqlite()]
        if not sqlite_only:
            try:
                # Asked before minutes are spent on the other one.
                databases.connect(postgres_url).close()
            except databases.NoDatabase as error:
                raise CommandError(f"{error}. With --sqlite-only the drill does without.") from None
            makers.append(databases.postgresql(postgres_url))
        wrong = 0
        for maker in makers:
            try:
                with maker as url:
                    outcome = drill(url, plan)
            except (DidNotStart, CannotSignIn) as error:
                raise CommandError(str(error)) from None
            self.stdout.write("\n".join(outcome.lines()))
            wrong += len(outcome.problems)
        if wrong:
            raise CommandError(f"The drill found {wrong} things wrong.")
