from django.db import migrations


def to_pages(apps, schema_editor):
    """The status of an analysis becomes that of its page."""
    Narrative = apps.get_model("occupations", "Narrative")
    Occupation = apps.get_model("occupations", "Occupation")
    for status in ("draft", "in_review"):
        pages = Narrative.objects.filter(status=status).values("occupation")
        Occupation.objects.filter(pk__in=pages).update(status=status)


def to_narratives(apps, schema_editor):
    Narrative = apps.get_model("occupations", "Narrative")
    Occupation = apps.get_model("occupations", "Occupation")
    for status in ("draft", "in_review", "published", "needs_update"):
        pages = Occupation.objects.filter(status=status).values("pk")
        kept = "published" if status == "needs_update" else status
        Narrative.objects.filter(occupation__in=pages).update(status=kept)


class Migration(migrations.Migration):
    dependencies = [("occupations", "0002_desk")]
    operations = [migrations.RunPython(to_pages, to_narratives)]
