"""Write plans to the database. The caller holds the transaction."""

from ..models import Release
from .plan import ReleasePlan, TablePlan

CREATE_BATCH = 200
UPDATE_BATCH = 50
DELETE_BATCH = 500


def apply(plan: ReleasePlan):
    # Only one release of a source may be current, so the old one steps down first.
    if plan.demotes is not None:
        Release.objects.filter(pk=plan.demotes.pk).update(is_current=False)
    if plan.is_new or plan.release_changes:
        plan.release.save()
    write(plan.occupations)
    for table in plan.tables:
        write(table)


def write(table: TablePlan):
    manager = table.model.objects
    manager.bulk_create(table.create, batch_size=CREATE_BATCH)
    if table.update:
        manager.bulk_update(table.update, sorted({change.field for change in table.changes}), batch_size=UPDATE_BATCH)
    for start in range(0, len(table.remove), DELETE_BATCH):
        manager.filter(pk__in=[row.pk for row in table.remove[start : start + DELETE_BATCH]]).delete()
