"""The way of a page to its visitors: draft, in review, published, needs update. Every write of the desk passes here."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from . import catalogue, differences, history
from .choices import ReviewStep, Status
from .content import readiness
from .models import Occupation, PublishedCopy, ReviewNote
from .models.publication import SCORED_MODELS, apart, capture, capture_all, write_back
from .scoring.recompute import recompute


class Refused(Exception):
    """A step that a page cannot take; `reasons` are sentences for the person who asked."""

    def __init__(self, *reasons: str):
        self.reasons = list(reasons)
        super().__init__(" ".join(reasons))


def lock(pk: int, seen: str | None = None) -> Occupation:
    """The occupation, nobody else writing it until the transaction ends.

    `seen` is the version that the person who asks has looked at, as their form sent it.
    """
    try:
        occupation = Occupation.objects.select_for_update(of=("self",)).select_related("country").get(pk=pk)
    except Occupation.DoesNotExist:
        raise Refused(_("The page is gone now.")) from None
    if seen is not None and seen != str(occupation.version):
        text = _("%(page)s was changed since you looked at it, so nothing was done. Look at it as it is now.")
        raise Refused(text % {"page": occupation})
    return occupation


def lock_all(pks: list[int]) -> list[Occupation]:
    """`lock` for many pages: those that are still there, in one order for everybody who locks more than one."""
    for_update = Occupation.objects.select_for_update(of=("self",)).select_related("country")
    return list(for_update.filter(pk__in=pks).order_by("pk"))


def text_changed(occupation: Occupation, user, published: dict | None):
    """The text changes: `published` is what visitors saw before, None if they see a copy already."""
    if published is not None:
        PublishedCopy.keep(occupation, published)
    if occupation.status == Status.IN_REVIEW:
        # It leaves the queue: who handed it in and who waits for it find out why.
        note(occupation, user, ReviewStep.CHANGED)
    if occupation.status != Status.DRAFT:
        occupation.status = Status.DRAFT
        occupation.save(update_fields=["status"])


def count_up(occupation: Occupation):
    """A new version number: forms that were opened before are told apart by it."""
    Occupation.objects.filter(pk=occupation.pk).update(version=F("version") + 1)
    occupation.refresh_from_db(fields=["version"])


@contextmanager
def page_edit(pk: int, user, comment: str, *, at_once: bool = False):
    """Change the text of a page outside its form: one transaction, one revision, nothing visible until published.

    With `at_once`, change what takes effect when it is saved: the text keeps its status.
    """
    with transaction.atomic():
        occupation = lock(pk)
        history.baseline(occupation)
        if not at_once:
            text_changed(occupation, user, capture(occupation) if occupation.is_visible else None)
        with history.revision(user, comment):
            yield occupation
            count_up(occupation)
            history.keep(occupation)
        catalogue.touch(occupation.country.code)


@contextmanager
def page_edits(pks: list[int], user, comment: str, *, at_once: bool = False):
    """As `page_edit` for many pages, still one revision each, without reading every list of every page by itself."""
    with transaction.atomic():
        pages = {page.pk: page for page in lock_all(pks)}
        history.baselines(list(pages.values()))
        if not at_once:
            seen = capture_all([page.pk for page in pages.values() if page.is_visible])
            for page in pages.values():
                text_changed(page, user, seen.get(page.pk))
        yield pages
        Occupation.objects.filter(pk__in=pages).update(version=F("version") + 1)
        for page in history.whole(list(pages)):
            with history.revision(user, comment):
                history.add(page)
        for code in sorted({page.country.code for page in pages.values()}):
            catalogue.touch(code)


@transaction.atomic
def delete(pks: list[int], user):
    """Delete pages with their facts, all kept; the scores of the others once, when all are gone."""
    pages = lock_all(pks)
    codes = sorted({page.country.code for page in pages})
    # Before the cards go: whoever computes scores holds the country while they write the cards.
    for code in codes:
        catalogue.touch(code)
    for page in pages:
        with history.revision(user, "delete"):
            history.keep(page, [*history.PAGE_MODELS, *history.KEPT_WHEN_DELETED])
        page.delete()
    for code in codes:
        recompute(code)


def note(occupation: Occupation, user, step: ReviewStep, text: str = ""):
    ReviewNote.objects.create(occupation=occupation, user=user, step=step, text=text.strip())


@transaction.atomic
def submit(pk: int, user, text: str = "", seen: str | None = None):
    occupation = lock(pk, seen)
    if occupation.status != Status.DRAFT:
        raise Refused(_("%(page)s has no draft to submit.") % {"page": occupation})
    set_status(occupation, Status.IN_REVIEW)
    note(occupation, user, ReviewStep.SUBMITTED, text)


@transaction.atomic
def send_back(pk: int, user, text: str, seen: str | None = None):
    occupation = lock(pk, seen)
    if occupation.status != Status.IN_REVIEW:
        raise Refused(_("%(page)s is not in review.") % {"page": occupation})
    if not text.strip():
        raise Refused(_("Say in the note what has to change."))
    set_status(occupation, Status.DRAFT)
    note(occupation, user, ReviewStep.RETURNED, text)


@transaction.atomic
def mark_needs_update(pk: int, user, text: str = "", seen: str | None = None):
    occupation = lock(pk, seen)
    if occupation.status != Status.PUBLISHED:
        raise Refused(_("%(page)s is not published as it stands.") % {"page": occupation})
    set_status(occupation, Status.NEEDS_UPDATE)
    note(occupation, user, ReviewStep.NEEDS_UPDATE, text)


@transaction.atomic
def publish(pk: int, user, text: str = "", seen: str | None = None):
    """Show visitors the rows as they are; refused with every reason while the page is not fit for it."""
    occupation = lock(pk, seen)
    if occupation.status == Status.PUBLISHED:
        raise Refused(_("%(page)s is published already.") % {"page": occupation})
    if reasons := readiness.examine(occupation).reasons:
        raise Refused(*reasons)
    PublishedCopy.objects.filter(occupation=occupation).delete()
    occupation.updated_on = timezone.localdate()
    set_status(occupation, Status.PUBLISHED)
    note(occupation, user, ReviewStep.PUBLISHED, text)


@transaction.atomic
def publish_submitted(pk: int, user):
    """Publish what was handed in for it: for the list, which shows nobody the text."""
    occupation = lock(pk)
    if occupation.status != Status.IN_REVIEW:
        raise Refused(_("%(page)s is not in review.") % {"page": occupation})
    publish(pk, user)


def discard(pk: int, user, text: str = "", seen: str | None = None):
    """Put the published text back in place of the changes; the history keeps them."""
    with transaction.atomic():
        occupation = lock(pk, seen)
        copy = PublishedCopy.objects.filter(occupation=occupation).first()
        if occupation.is_visible or copy is None:
            raise Refused(_("%(page)s has no changes to discard.") % {"page": occupation})
        with page_edit(pk, user, "discard", at_once=True) as occupation:
            put_back(occupation, copy.state)
        copy.delete()
        set_status(occupation, copy.status)
        note(occupation, user, ReviewStep.DISCARDED, text)


@transaction.atomic
def bring_back(pk: int, user, state, with_scored: bool = False, seen: str | None = None) -> bool:
    """Make the text of an earlier state the present draft, and put back what it was scored by, which shows at once.

    Whether there is such a draft: the text may be the same.
    """
    is_draft = bool(differences.compare(capture(lock(pk, seen)), apart(state)[0]))
    with page_edit(pk, user, "bring_back", at_once=not is_draft) as occupation:
        if is_draft:
            put_back(occupation, state)
        if with_scored:
            put_back(occupation, state, SCORED_MODELS)
            recompute(occupation.country.code)
    return is_draft


def put_back(occupation: Occupation, state, kinds: list | None = None):
    try:
        with transaction.atomic():
            write_back(occupation, state, kinds)
    except ValidationError as error:
        raise Refused(*error.messages) from None
    except (IntegrityError, DataError):
        text = _("The text of that time breaks a rule that has come since. Change the page in its form instead.")
        raise Refused(text) from None


def set_status(occupation: Occupation, status: Status):
    occupation.status = status
    occupation.save(update_fields=["status", "updated_on"])
    catalogue.touch(occupation.country.code)


def settle(occupation_pks: set[int]):
    """After fixtures replaced the rows of pages: what was loaded is what visitors see."""
    pages = Occupation.objects.filter(pk__in=occupation_pks)
    PublishedCopy.objects.filter(occupation__in=pages).delete()
    pages.update(status=Status.PUBLISHED, version=F("version") + 1)
