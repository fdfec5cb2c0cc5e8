"""The four sheets of the desk: which columns they have, and what tells one row of a page from another."""

from import_export.fields import Field

from ..models import AlternateTitle, Evidence, Faq, Occupation
from .resources import Sheet


class OccupationSheet(Sheet):
    country = Field("country__code", "country")
    code = Field("code", "code")
    adds_rows = False

    class Meta:
        model = Occupation
        fields = ("country", "code", "title_zh_hant", "title_en", "summary_zh_hant", "summary_en")
        import_id_fields = ("code",)
        skip_diff = True
        store_instance = True

    def load_rows(self, pks):
        return {(page.pk,): page for found in self.pages.values() for page in found}

    def write(self, page, row, changed):
        for name in changed:
            setattr(page, name, getattr(row, name))
        page.save(update_fields=changed)


class AlternateTitleSheet(Sheet):
    row_key = ("language", "text")

    class Meta:
        model = AlternateTitle
        fields = ("country", "code", "language", "text")
        import_id_fields = ("code", "language", "text")
        skip_diff = True
        store_instance = True


class EvidenceSheet(Sheet):
    row_key = ("position",)

    class Meta:
        model = Evidence
        fields = (
            "country",
            "code",
            "position",
            "name",
            "kind",
            "extent",
            "year",
            "replaces_zh_hant",
            "replaces_en",
            "url",
            "checked_on",
        )
        import_id_fields = ("code", "position")
        skip_diff = True
        store_instance = True


class FaqSheet(Sheet):
    row_key = ("position",)

    class Meta:
        model = Faq
        fields = ("country", "code", "position", "question_zh_hant", "question_en", "answer_zh_hant", "answer_en")
        import_id_fields = ("code", "position")
        skip_diff = True
        store_instance = True
