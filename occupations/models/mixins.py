"""What every fixture model shares: a natural key, and a place in an ordered list."""

from functools import reduce

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NaturalKeyManager(models.Manager):
    def get_by_natural_key(self, *key):
        return self.get(**dict(zip(self.model.NATURAL_KEY, key, strict=True)))


class NaturalKeyModel(models.Model):
    """Identity in fixtures: the lookup paths in NATURAL_KEY, flattened in that order."""

    NATURAL_KEY: tuple[str, ...] = ()

    objects = NaturalKeyManager()

    class Meta:
        abstract = True

    def natural_key(self):
        return tuple(reduce(getattr, path.split("__"), self) for path in self.NATURAL_KEY)


class OccupationRow(NaturalKeyModel):
    """One row of a list or table on an occupation's page, in the editor's order."""

    NATURAL_KEY = ("occupation__country__code", "occupation__code", "position")

    occupation = models.ForeignKey(
        "occupations.Occupation", models.CASCADE, related_name="%(class)ss", verbose_name=_("occupation")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        abstract = True
        ordering = ["position"]


def one_of(name: str, field: str, choices) -> models.CheckConstraint:
    """The choices of a field as a rule of the database; `name` may hold %(class)s."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__in": choices.values}),
        violation_error_message=_("Choose one of the values offered."),
    )


def unique_position(*extra: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["occupation", *extra, "position"],
        name="%(class)s_position_unique",
        violation_error_message=_("Two rows of this list have the same position."),
    )
