from django.core.management.base import BaseCommand

from occupations import roles


class Command(BaseCommand):
    help = "Create the groups Editors, Reviewers, Data managers and Administrators with their permissions."

    def handle(self, verbosity, **options):
        for group in roles.sync():
            if verbosity:
                self.stdout.write(f"{group.name}: {group.permissions.count()} permissions")
