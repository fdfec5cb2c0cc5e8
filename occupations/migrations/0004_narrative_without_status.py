from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("occupations", "0003_status_of_pages")]
    operations = [
        migrations.RemoveConstraint(
            model_name="narrative",
            name="narrative_status_known",
        ),
        migrations.RemoveConstraint(
            model_name="narrative",
            name="narrative_published_has_verdict_text",
        ),
        migrations.RemoveField(
            model_name="narrative",
            name="status",
        ),
    ]
