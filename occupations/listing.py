"""The list page as its template shows it: choices with counts, chips, rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from . import formats
from .browse import CHOICES, Result
from .catalogue import Catalogue, Entry
from .choices import Dimension
from .forms import ListForm, WeightsForm, without
from .languages import localized
from .search import Hit
from .weights import PRESETS, own_score, parameters


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int | None
    selected: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition that is on, with the address of the list without it."""

    label: str
    value: str
    href: str
    gain: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    entry: Entry
    hit: Hit | None
    own: float | None
    starts_group: bool


@dataclass
class Listing:
    catalogue: Catalogue
    form: ListForm
    weights_form: WeightsForm
    result: Result
    shown: Sequence[Entry]
    params: QueryDict

    @cached_property
    def state(self) -> dict:
        return self.form.state()

    @cached_property
    def weights(self) -> dict[str, int]:
        return self.weights_form.weights()

    @cached_property
    def sort(self) -> str:
        return self.state.get("sort") or ("match" if self.state.get("q") else "code")

    @cached_property
    def is_grouped(self) -> bool:
        return self.sort == "code"

    @cached_property
    def is_cards(self) -> bool:
        return self.state.get("view") == "cards"

    @cached_property
    def is_filtered(self) -> bool:
        return bool(self.chips)

    @cached_property
    def is_narrowed(self) -> bool:
        """Whether any filter besides the search box is on."""
        return bool(set(self.state) - {"q", "sort", "view"})

    @cached_property
    def selects(self) -> list[tuple[object, list[Option]]]:
        """Each filter that is a choice, with how many rows every choice would show."""
        found = []
        for name in CHOICES:
            counts, current = self.result.counts[name], self.state.get(name, "")
            options = [
                Option(value, str(label), counts[value] if value else None, value == current)
                for value, label in self.form.fields[name].choices
                if not value or counts[value] or value == current
            ]
            found.append((self.form[name], options))
        return found

    @cached_property
    def written_count(self) -> int:
        return self.result.counts["written"][True]

    @cached_property
    def sorts(self) -> list[Option]:
        hidden = set() if self.state.get("q") else {"match"}
        hidden |= set() if self.weights else {"own"}
        return [
            Option(value, str(label), None, value == self.sort)
            for value, label in self.form.fields["sort"].choices
            if value not in hidden
        ]

    @cached_property
    def chips(self) -> list[Chip]:
        """What is on, in the order of the form; each can be taken off."""
        found = []
        for name, field in self.form.fields.items():
            if name in ("sort", "view") or name not in self.state:
                continue
            value = self.state[name]
            shown = dict(field.choices)[value] if hasattr(field, "choices") else "" if value is True else value
            if name.startswith("wage"):
                shown = formats.money(value, self.catalogue.country.currency)
            found.append(Chip(str(field.label), str(shown), without(self.params, name), self.result.rescue.get(name)))
        return found

    @cached_property
    def rows(self) -> list[Row]:
        found, group = [], None
        for entry in self.shown:
            own = own_score(entry.scores, self.weights) if self.weights else None
            found.append(Row(entry, self.result.hits.get(entry.pk), own, self.is_grouped and entry.group != group))
            group = entry.group
        return found

    @cached_property
    def groups(self) -> dict[str, tuple[str, str]]:
        """Code of a major group → its title, and the language of that when it is not the reader's."""
        return {group.code: localized(group, "title") for group in self.catalogue.groups}

    @cached_property
    def clusters(self) -> dict[str, tuple[str, str]]:
        return {cluster.key: localized(cluster, "name") for cluster in self.catalogue.clusters}

    @cached_property
    def presets(self) -> list[tuple[str, str, bool]]:
        """Label and address of each preset of weights, and whether it is the one that is on."""
        base = without(self.params, *parameters(dict.fromkeys(Dimension, 0)), "sort")
        found = []
        for label, preset in PRESETS.values():
            query = QueryDict(base[1:], mutable=True)
            query.update({name: str(value) for name, value in parameters(preset).items()} | {"sort": "own"})
            found.append((str(label), f"?{query.urlencode()}", self.weights == preset))
        return found

    @cached_property
    def weight_fields(self) -> list[tuple[object, list[Option]]]:
        found = []
        for bound in self.weights_form:
            current = self.weights.get(bound.name.removeprefix("w_"))
            options = [Option(str(value), str(value), None, value == current) for value in range(6)]
            found.append((bound, options))
        return found

    @cached_property
    def without_weights(self) -> str:
        names = [*parameters(dict.fromkeys(Dimension, 0))]
        return without(self.params, *names, *(["sort"] if self.sort == "own" else []))
