"""What visitors see while editors change a page: a copy of it as it was published, laid over the rows.

Editors always work on the rows themselves. A page that is being changed keeps its copy until the change is
published or discarded; `Occupation.objects.public()` is the door that shows the copy.

A state, here and in the history, is plain JSON: {model name: {primary key: {column: value}}}.
"""

import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..choices import VISIBLE, ReviewStep, Status
from ..languages import CODES, column, translated_names
from .mixins import OccupationRow, one_of
from .narrative import Narrative
from .occupation import AlternateTitle, Certification, Occupation
from .scores import ClusterOverride, ScoreOverride
from .visas import VisaFit, VisaRoute

State = dict[str, dict[str, dict]]


class PublishedCopy(models.Model):
    """The page as visitors see it; exists while its rows hold changes that are not published."""

    occupation = models.OneToOneField(
        Occupation, models.CASCADE, related_name="published_copy", verbose_name=_("occupation")
    )
    state = models.JSONField(encoder=DjangoJSONEncoder)
    is_written = models.BooleanField(_("has an analysis"), default=False)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PUBLISHED)
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("published copy")
        verbose_name_plural = _("published copies")
        constraints = [
            models.CheckConstraint(name="publishedcopy_status_visible", condition=models.Q(status__in=VISIBLE)),
        ]

    def __str__(self):
        return str(self.occupation)

    @classmethod
    def keep(cls, occupation: Occupation, state: State):
        """Before the status of the page changes: discarding the changes goes back to it."""
        is_written = bool(state.get(Narrative._meta.model_name))
        found = {"state": state, "is_written": is_written, "status": occupation.status}
        cls.objects.update_or_create(occupation=occupation, defaults=found)


class ReviewNote(models.Model):
    """A step of a page on its way to visitors, with what was said."""

    occupation = models.ForeignKey(
        Occupation, models.CASCADE, related_name="review_notes", verbose_name=_("occupation")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("user")
    )
    step = models.CharField(_("step"), max_length=12, choices=ReviewStep)
    text = models.TextField(_("note"), blank=True)
    made_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("review note")
        verbose_name_plural = _("review notes")
        ordering = ["-made_at", "-pk"]
        constraints = [one_of("reviewnote_step_known", "step", ReviewStep)]

    def __str__(self):
        return f"{self.occupation}: {self.get_step_display()}"


class Presence(models.Model):
    """Who has a page open in the desk; refreshed by the open page, stale after a minute."""

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="+", verbose_name=_("occupation"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("open page")
        verbose_name_plural = _("open pages")
        constraints = [models.UniqueConstraint(fields=["occupation", "user"], name="presence_once")]

    def __str__(self):
        return f"{self.occupation}: {self.user}"


def text_models() -> list[type[models.Model]]:
    """Models whose rows are published with the page, in the order of the page."""
    return [AlternateTitle, Narrative, *OccupationRow.__subclasses__()]


# Rows that take effect at once, because scores of other occupations depend on them.
SCORED_MODELS = [Certification, ScoreOverride, ClusterOverride]
TEXT_COLUMNS = [column(name, code) for name in ("title", "summary") for code in CODES]


def columns_of(model) -> list[models.Field]:
    """What a state keeps of a row: its own columns, languages instead of the base column.

    A migration that renames one must rename it in the published copies too (and may in the history): `build` leaves
    out names it does not know, and visitors would miss the text of every page that is being changed.
    """
    base = translated_names(model)
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in base and field.name != "occupation"
    ]


def plain(values: dict) -> dict:
    """Values as JSON keeps them."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def capture(occupation: Occupation, kinds: list | None = None) -> State:
    """The rows of a page as they are in the database now."""
    return capture_all([occupation.pk], kinds)[occupation.pk]


def capture_all(pks: list[int], kinds: list | None = None) -> dict[int, State]:
    """The rows of many pages, in as many queries as one page takes."""
    own = Occupation.objects.filter(pk__in=pks).values("pk", *TEXT_COLUMNS)
    states = {row["pk"]: {"occupation": {str(row.pop("pk")): row}} for row in own}
    for model in text_models() if kinds is None else kinds:
        name = model._meta.model_name
        for state in states.values():
            state[name] = {}
        columns = [field.attname for field in columns_of(model)]
        rows = model._base_manager.filter(occupation__in=pks).order_by("pk").values("pk", "occupation_id", *columns)
        for row in rows:
            states[row.pop("occupation_id")][name][str(row.pop("pk"))] = row
    return {pk: plain(state) for pk, state in states.items()}


def apart(state: State) -> tuple[State, State]:
    """What is published with the page, and what takes effect at once."""
    scored = {model._meta.model_name for model in SCORED_MODELS}
    text, at_once = ({name: state[name] for name in state if (name in scored) is part} for part in (False, True))
    return text, at_once


def build(model, pk: str, values: dict, occupation: Occupation):
    """A row out of a state, unsaved; columns that came later keep their default, gone ones are left out."""
    known = {field.attname: field for field in columns_of(model)}
    row = model(pk=int(pk), **{name: known[name].to_python(value) for name, value in values.items() if name in known})
    row.occupation = occupation
    row._state.adding = False
    return row


def rows_of(state: State, model, occupation: Occupation) -> list:
    rows = [build(model, pk, values, occupation) for pk, values in state.get(model._meta.model_name, {}).items()]
    ordering = [name.lstrip("-") for name in model._meta.ordering] or ["pk"]
    return sorted(rows, key=lambda row: [getattr(row, name) for name in ordering])


def write_back(occupation: Occupation, state: State, kinds: list | None = None):
    """Make the rows of a page what a state says. Run inside a transaction that holds the occupation's lock.

    Raises ValidationError when the page has been made public since without the titles that asks for.
    """
    own = state.get("occupation", {}).get(str(occupation.pk), {})
    if changed := [name for name in TEXT_COLUMNS if name in own]:
        for name in changed:
            setattr(occupation, name, own[name])
        occupation.validate_constraints()
        occupation.save(update_fields=changed)
    kinds = text_models() if kinds is None else kinds
    for model in kinds:
        model._base_manager.filter(occupation=occupation).delete()
    for model in kinds:
        taken = set(
            model._base_manager.filter(pk__in=state.get(model._meta.model_name, {})).values_list("pk", flat=True)
        )
        for row in rows_of(state, model, occupation):
            if row.pk in taken:
                row.pk = None
            if points_nowhere(row):
                continue
            row.save(force_insert=True)


def points_nowhere(row) -> bool:
    """Whether the visa route or cluster of an earlier row has been deleted since."""
    targets = [field for field in columns_of(type(row)) if isinstance(field, models.ForeignKey)]
    return any(not field.related_model.objects.filter(pk=getattr(row, field.attname)).exists() for field in targets)


def show_published(occupations: list[Occupation]):
    """Lay over pages that are being changed what visitors may see of them."""
    changing = [row for row in occupations if not row.is_visible]
    if not changing:
        return
    missing = [row.pk for row in changing if "published_copy" not in row._state.fields_cache]
    copies = {copy.occupation_id: copy for copy in PublishedCopy.objects.filter(occupation__in=missing)}
    for row in changing:
        copy = row._state.fields_cache.get("published_copy") or copies.get(row.pk)
        # Without one, the page was published between the two reads.
        lay_over(row, copy.state if copy else {})


def lay_over(occupation: Occupation, state: State):
    for name, value in state.get("occupation", {}).get(str(occupation.pk), {}).items():
        setattr(occupation, name, value)
    narratives = rows_of(state, Narrative, occupation)
    occupation._state.fields_cache["narrative"] = narratives[0] if narratives else None
    prefetched = occupation.__dict__.setdefault("_prefetched_objects_cache", {})
    fits = [fit for fit in prefetched.get("visafits", []) if "route" in fit._state.fields_cache]
    live_routes = {fit.route_id: fit.route for fit in fits}
    for model in [AlternateTitle, *OccupationRow.__subclasses__()]:
        accessor = model._meta.get_field("occupation").remote_field.get_accessor_name()
        rows = rows_of(state, model, occupation)
        # Where nobody asked for the routes, they need not be read.
        if model is VisaFit and accessor in prefetched:
            lacking = {row.route_id for row in rows} - set(live_routes)
            live_routes |= VisaRoute.objects.in_bulk(lacking) if lacking else {}
            rows = [row for row in rows if row.route_id in live_routes]
            for row in rows:
                row.route = live_routes[row.route_id]
        prefetched[accessor] = answered(getattr(occupation, accessor), rows)


def answered(manager, rows: list):
    """A queryset that has its rows already."""
    prefetched = manager.instance.__dict__.get("_prefetched_objects_cache", {})
    held = prefetched.pop(manager.field.remote_field.get_accessor_name(), None)
    queryset = manager.get_queryset() if held is None else held._chain()
    queryset._result_cache = rows
    queryset._prefetch_done = True
    return queryset
