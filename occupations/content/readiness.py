"""Why a page cannot be published yet, and what else the checker noticed on it, in an editor's words."""

from collections import Counter
from dataclasses import dataclass, field

from django.apps import apps
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..choices import PointKind, TitleLanguage
from ..models import Evidence, Occupation, PublishedCopy
from . import checks, coverage, gather
from .items import BLOCKING, KINDS, Finding


@dataclass(frozen=True)
class Readiness:
    reasons: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)


def examine(occupation: Occupation) -> Readiness:
    """Checks the rows as they are in the database now."""
    findings = checks.check(gather.of_page(occupation), timezone.localdate())
    reasons = missing(occupation)
    reasons += [describe(finding) for finding in findings if finding.kind in BLOCKING]
    return Readiness(
        list(Counter(reasons)), list(Counter(describe(finding) for finding in findings if finding.kind not in BLOCKING))
    )


def missing(occupation: Occupation) -> list[str]:
    """Sections that an analysis lacks. A page without any analysis needs none, unless visitors read one."""
    if not hasattr(occupation, "narrative"):
        emptied = PublishedCopy.objects.filter(occupation=occupation, is_written=True).exists()
        return [_("Visitors read an analysis on this page, and the draft has none.")] if emptied else []
    lacking = [name for name in coverage.missing_sections({occupation.pk})[occupation.pk] if "(" not in name]
    found = [_("“%(section)s” is empty.") % {"section": section_name(name)} for name in lacking]
    if not Evidence.objects.filter(occupation=occupation).exclude(url="").exists():
        found.append(_("No evidence row names its source."))
    for stage in occupation.educationstages.filter(cost_high__gt=0, url=""):
        found.append(_("Education path %(position)d gives a cost without its source.") % {"position": stage.position})
    return found


def section_name(name: str) -> str:
    if name in PointKind.values:
        return PointKind(name).label
    return capfirst(apps.get_model("occupations", name)._meta.verbose_name_plural)


def describe(finding: Finding) -> str:
    """Where it is (list, row, field, language) and what it is."""
    model = apps.get_model("occupations", finding.model)
    name = finding.field.partition(" ")[0]
    parts = [capfirst(model._meta.verbose_name), *row_of(model, finding.key)]
    parts.append(capfirst(model._meta.get_field(name).verbose_name))
    if finding.language:
        parts.append(TitleLanguage(finding.language).label)
    return f"{' · '.join(str(part) for part in parts)}: {KINDS[finding.kind]}: {finding.problem}"


def row_of(model, key: str) -> list[str]:
    """What tells a row from its neighbours: its list and position, from the end of its natural key."""
    names = [path for path in model.NATURAL_KEY if path in ("kind", "position", "text")]
    values = key.split(" ")[2:]
    if names == ["kind", "position"] and len(values) == 2:
        return [PointKind(values[0]).label, values[1]]
    return values if names in (["position"], ["text"]) else []
