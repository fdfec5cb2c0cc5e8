"""Every save of a page as one revision: kept by django-reversion, read here as states that can be compared."""

import json
from contextlib import contextmanager

import reversion
from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from reversion.models import Revision, Version

from .languages import CODES, column, pick
from .models import (
    AlternateTitles,
    Exposure,
    Occupation,
    OnetProfile,
    Projection,
    PublishedCopy,
    RetiredSlug,
    ReviewNote,
    ScoreCard,
    StateWages,
    Wages,
)
from .models.publication import SCORED_MODELS, TEXT_COLUMNS, State, columns_of, text_models

PAGE_MODELS = [*text_models(), *SCORED_MODELS]
ACCESSORS = [model._meta.get_field("occupation").remote_field.get_accessor_name() for model in PAGE_MODELS]
# Kept only when an occupation is deleted, so that recovering it brings them back.
KEPT_WHEN_DELETED = [
    Wages,
    StateWages,
    Projection,
    OnetProfile,
    AlternateTitles,
    Exposure,
    ScoreCard,
    PublishedCopy,
    ReviewNote,
    RetiredSlug,
]
COMMENTS = {
    "baseline": _("Before the first change"),
    "loaded": _("Loaded from the files of the project"),
    "import": _("Spreadsheet imported"),
    "replace": _("Found and replaced"),
    "merge": _("Alternate titles merged"),
    "cluster": _("AI cluster assigned"),
    "public": _("Made public or taken off the site"),
    "bring_back": _("Earlier version brought back"),
    "discard": _("Changes discarded"),
    "checked": _("Evidence marked as checked"),
    "delete": _("Deleted"),
    "recover": _("Recovered"),
}


def register():
    """Tell reversion which rows belong to a page, before the admin guesses it from its inlines."""
    for model in [*PAGE_MODELS, *KEPT_WHEN_DELETED]:
        reversion.register(model)
    reversion.register(Occupation, follow=ACCESSORS)


def versions(occupation_pk: int):
    """Versions of an occupation, newest first; each stands for the revision of its whole page."""
    return (
        Version.objects.get_for_object_reference(Occupation, occupation_pk)
        .select_related("revision__user")
        .order_by("-pk")
    )


@contextmanager
def revision(user, comment: str):
    """A revision of what is put into it by hand.

    Reversion itself, which keeps a row when it is saved, leaves out what a queryset updated and would serialize the
    whole page again for each row.
    """
    with reversion.create_revision(manage_manually=True):
        if user:
            reversion.set_user(user)
        reversion.set_comment(comment)
        yield


def add(row):
    """Into the present revision, serialized in one language whoever writes.

    The base column of a translated field reads as the language in use, and would tell states apart that are the same.
    """
    with override(CODES[0]):
        reversion.add_to_revision(row)


def baseline(occupation: Occupation):
    """Before a change in the desk: keep the page as it is, if no revision did. Not inside another revision."""
    known = newest_numbers([occupation.pk]).get(occupation.pk)
    if known != occupation.version:
        with revision(None, "baseline" if known is None else "loaded"):
            keep(occupation)


def keep(occupation: Occupation, kinds: list = PAGE_MODELS):
    """Put the page with all its rows, as they are now, into the present revision."""
    for model in kinds:
        # A version is called after its row, and a row after what it points to.
        pointed_to = [field.name for field in model._meta.fields if field.remote_field and field.name != "occupation"]
        for row in model._base_manager.filter(occupation=occupation).prefetch_related(*pointed_to):
            add(row)
    # Last: what the page follows is in the revision by then, and not serialized a second time.
    add(Occupation.objects.get(pk=occupation.pk))


def baselines(pages: list[Occupation]):
    """`baseline` for many pages."""
    known = newest_numbers([page.pk for page in pages])
    for occupation in whole([page.pk for page in pages if known.get(page.pk) != page.version]):
        with revision(None, "loaded" if occupation.pk in known else "baseline"):
            add(occupation)


def newest_numbers(pks: list[int]) -> dict[int, int]:
    """The version number that the newest revision of each page kept; fixtures count on without one."""
    kept = Version.objects.get_for_model(Occupation).filter(object_id__in=[str(pk) for pk in pks])
    newest = kept.order_by().values("object_id").annotate(newest=Max("pk")).values("newest")
    return {int(row.object_id): fields_of(row).get("version") for row in Version.objects.filter(pk__in=newest)}


def whole(pks: list[int], at_a_time: int = 100):
    """Pages with all rows that a revision follows, read in batches."""
    pages = Occupation.objects.filter(pk__in=pks).order_by("pk").prefetch_related(*ACCESSORS)
    return pages.iterator(chunk_size=at_a_time)


def deleted():
    """Of each deleted page the version that its deletion kept, with all that went along; else the newest."""
    gone = Version.objects.get_deleted(Occupation).order_by().values("object_id")
    kept = Version.objects.get_for_model(Occupation).filter(object_id__in=gone).order_by().values("object_id")
    by_deletion = Max("pk", filter=Q(revision__comment="delete"))
    chosen = kept.annotate(chosen=Coalesce(by_deletion, Max("pk"))).values("chosen")
    return Version.objects.filter(pk__in=chosen).select_related("revision__user").order_by("-pk")


def name_of(version: Version) -> str:
    """What the occupation was called, in the reader's language: reversion keeps the name in one."""
    fields = fields_of(version)
    return f"{fields['code']} {pick({code: fields[column('title', code)] for code in CODES})[0]}"


def fields_of(version: Version) -> dict:
    return json.loads(version.serialized_data)[0]["fields"]


def state_of(revision: Revision) -> State:
    """The page as a revision kept it, in the form of `publication.capture`."""
    state: State = {model._meta.model_name: {} for model in PAGE_MODELS}
    for version in revision.version_set.all():
        model, fields = version._model, fields_of(version)
        if model is Occupation:
            state["occupation"] = {version.object_id: {name: fields.get(name) for name in TEXT_COLUMNS}}
        elif model in PAGE_MODELS:
            state[model._meta.model_name][version.object_id] = {
                field.attname: fields[field.name] for field in columns_of(model) if field.name in fields
            }
    return state


def opened_at(occupation: Occupation, number: int) -> tuple[State | None, dict]:
    """The page and the occupation's own fields at a version number, if a revision kept them."""
    for version in versions(occupation.pk)[:200]:
        fields = fields_of(version)
        if fields.get("version") == number:
            return state_of(version.revision), fields
    return None, {}


register()
