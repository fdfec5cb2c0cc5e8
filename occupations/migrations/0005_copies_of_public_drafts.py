from django.db import migrations

OWN = ("title_zh_hant", "title_en", "summary_zh_hant", "summary_en")


def keep_what_visitors_see(apps, schema_editor):
    """Public pages whose first analysis is still a draft stay open: visitors see their facts and names, as until now."""
    AlternateTitle = apps.get_model("occupations", "AlternateTitle")
    Occupation = apps.get_model("occupations", "Occupation")
    PublishedCopy = apps.get_model("occupations", "PublishedCopy")
    pages = Occupation.objects.filter(is_public=True, status__in=["draft", "in_review"], published_copy=None)
    for page in list(pages.values("pk", *OWN)):
        pk = page.pop("pk")
        names = AlternateTitle.objects.filter(occupation=pk).values("pk", "language", "text")
        state = {"occupation": {str(pk): page}, "alternatetitle": {str(row.pop("pk")): row for row in names}}
        PublishedCopy.objects.create(occupation_id=pk, state=state, is_written=False)


class Migration(migrations.Migration):
    dependencies = [("occupations", "0004_narrative_without_status")]
    operations = [migrations.RunPython(keep_what_visitors_see, migrations.RunPython.noop)]
