"""After the editors are done: is every save that was acknowledged in the database, whole, once, and nothing else?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from occupations import history
from occupations.history import PAGE_MODELS
from occupations.languages import CODES, column, translated_names
from occupations.models import Evidence, Faq, Occupation, PublishedCopy
from occupations.models.mixins import OccupationRow
from occupations.models.publication import State, capture

from .edits import MARK, Edit

ORDERED = {model._meta.model_name for model in OccupationRow.__subclasses__()}
MODELS = {model._meta.model_name: model for model in [Occupation, *PAGE_MODELS]}
# Where the shared texts stand.
SHARED_IN = {"summary": "occupation", "outlook": "narrative"}
FAQ, EVIDENCE = Faq._meta.model_name, Evidence._meta.model_name
# Fields of a row that say whose it is; the others may be signed by whoever moves it.
NAMED_BY = {FAQ: "question_en", EVIDENCE: "name"}


@dataclass(frozen=True)
class Original:
    """A page as it was, published, before anybody touched it."""

    pk: int
    code: str
    published: State
    state: State

    @classmethod
    def of(cls, occupation: Occupation):
        return cls(occupation.pk, occupation.code, capture(occupation), capture(occupation, PAGE_MODELS))


def marks_in(text) -> list[str]:
    return MARK.findall(str(text or ""))


def shared_texts(state: State) -> Iterator[tuple[str, str, str]]:
    """Name, language and text of what all editors add to."""
    for name, model in SHARED_IN.items():
        for row in state.get(model, {}).values():
            for code in CODES:
                yield name, code, row.get(column(name, code)) or ""


def own_rows(state: State, model: str) -> Iterator[tuple[str, dict]]:
    """Rows that editors of the drill added, with the mark they are known by."""
    for row in state.get(model, {}).values():
        if found := marks_in(row[NAMED_BY[model]]):
            yield found[0], row


def halves(state: State) -> list[str]:
    """What is not whole in a state of a page: gaps in a list, a text in one language, half of a pair of rows."""
    found = []
    for model, rows in state.items():
        if model in ORDERED:
            lists = defaultdict(list)
            for row in rows.values():
                lists[row.get("kind") if model == "point" else ""].append(row["position"])
            for kind, positions in sorted(lists.items()):
                if sorted(positions) != list(range(1, len(positions) + 1)):
                    name = f"{model} {kind}".strip()
                    found.append(f"{name}: positions {sorted(positions)} instead of 1 to {len(positions)}")
        for pk, row in rows.items():
            for name in translated_names(MODELS[model]):
                texts = [row.get(column(name, code)) or "" for code in CODES]
                if len({bool(text) for text in texts}) > 1:
                    found.append(f"{model} {pk}: {name} is there in one language only")
                elif Counter(marks_in(texts[0])) != Counter(marks_in(texts[1])):
                    found.append(f"{model} {pk}: {name} holds other saves in one language than in the other")
    pairs = [Counter(mark for mark, _row in own_rows(state, model)) for model in NAMED_BY]
    for mark in sorted((pairs[0] - pairs[1]) + (pairs[1] - pairs[0])):
        found.append(f"save {mark} left half of its pair of rows")
    return found


@dataclass
class PageCheck:
    page: Original
    saves: list[Edit]
    problems: list[str] = field(default_factory=list)

    def run(self) -> list[str]:
        self.occupation = Occupation.objects.get(pk=self.page.pk)
        self.now = capture(self.occupation, PAGE_MODELS)
        self.problems += halves(self.now)
        self.check_shared_texts()
        self.check_rows()
        self.check_what_nobody_changed()
        self.check_revisions()
        self.check_copy()
        return [f"{self.page.code}: {problem}" for problem in self.problems]

    def compare(self, where: str, wanted: Iterable[str], found: list[str]):
        counted, wanted = Counter(found), set(wanted)
        for mark in sorted(wanted - set(counted)):
            self.problems.append(f"{where}: save {mark} was acknowledged and is lost")
        for mark in sorted(set(counted) - wanted):
            self.problems.append(f"{where}: {mark} is there without an acknowledged save")
        self.problems += [f"{where}: {mark} is there {n} times" for mark, n in sorted(counted.items()) if n > 1]

    def check_shared_texts(self):
        before = {(name, code): text for name, code, text in shared_texts(self.page.state)}
        for name, code, text in shared_texts(self.now):
            where = f"{name} ({code})"
            self.compare(where, (edit.mark for edit in self.saves if edit.shared == name), marks_in(text))
            if not text.startswith(before[name, code]):
                self.problems.append(f"{where}: the text it began with is gone")

    def check_rows(self):
        removed = {edit.removes for edit in self.saves}
        added = {edit.mark for edit in self.saves if edit.adds} - removed
        for model in NAMED_BY:
            self.compare(model, added, [mark for mark, _row in own_rows(self.now, model)])
        for mark, row in own_rows(self.now, FAQ):
            moves = {edit.mark for edit in self.saves if edit.moves == mark}
            for code in CODES:
                signed = [found for found in marks_in(row[column("answer", code)]) if found != mark]
                self.compare(f"{FAQ} {mark} ({code}), its moves", moves, signed)

    def check_what_nobody_changed(self):
        """Rows that were there before have only changed their places, fields only where editors wrote."""
        signed = {SHARED_IN[name]: {column(name, code) for code in CODES} for name in SHARED_IN}
        for model, rows in self.page.state.items():
            for pk, row in rows.items():
                now = self.now.get(model, {}).get(pk)
                if now is None:
                    self.problems.append(f"{model} {pk}: nobody removed it, and it is gone")
                    continue
                kept = set(row) - signed.get(model, set()) - {"position"}
                self.problems += [
                    f"{model} {pk}: nobody changed {name}, and it is another"
                    for name in sorted(kept)
                    if row[name] != now.get(name)
                ]

    def check_revisions(self):
        """One revision a save, each whole, each with exactly one save more than the one before."""
        versions = list(history.versions(self.page.pk).prefetch_related("revision__version_set"))[::-1]
        numbers = [history.fields_of(version)["version"] for version in versions]
        if numbers != list(range(len(self.saves) + 1)):
            self.problems.append(
                f"{len(self.saves)} saves were acknowledged, but the revisions after the first have the numbers "
                f"{numbers[1:]}"
            )
        if self.occupation.version != len(self.saves):
            self.problems.append(f"{len(self.saves)} saves were acknowledged, the version is {self.occupation.version}")
        if not versions:
            return
        states = [history.state_of(version.revision) for version in versions]
        for number, state in zip(numbers, states, strict=True):
            self.problems += [f"revision {number}: {half}" for half in halves(state)]
        for version, number, before, after in zip(versions[1:], numbers[1:], states, states[1:], strict=False):
            user = version.revision.user
            self.check_step(f"revision {number}", user and user.username, before, after)
        writers = Counter(version.revision.user and version.revision.user.username for version in versions[1:])
        if writers != Counter(edit.editor for edit in self.saves):
            self.problems.append(f"the revisions are of {dict(writers)}, the saves of others")
        own = {str(self.page.pk): capture(self.occupation, [])["occupation"][str(self.page.pk)]}
        if states[-1] != self.now | {"occupation": own}:
            self.problems.append("the newest revision is not what the rows are")

    def check_step(self, where: str, writer: str | None, before: State, after: State):
        gained, gone = places(after) - places(before), places(before) - places(after)
        marks = {mark for _place, mark in gained}
        gone_rows = {place for place, _mark in gone}
        edits = [edit for edit in self.saves if edit.mark in marks]
        edits = edits or [edit for edit in self.saves if edit.removes in gone_rows]
        if len(edits) != 1 or len(marks) > 1:
            self.problems.append(f"{where} holds {len(edits)} acknowledged saves, with the marks {sorted(marks)}")
            return
        edit = edits[0]
        if edit.editor != writer:
            self.problems.append(f"{where} is of {writer}, its save {edit.mark} of {edit.editor}")
        self.problems += [f"{where} of save {edit.mark} lost {place}" for place in sorted(gone_rows - {edit.removes})]
        # A row that leaves in the same save lets those behind it move up.
        if edit.moves and edit.to and not edit.removes:
            row = dict(own_rows(after, FAQ)).get(edit.moves, {})
            # A row added in the same save comes after all others.
            wanted = min(edit.to, len(after[FAQ]) - edit.adds)
            if row.get("position") != wanted:
                self.problems.append(f"{where}: save {edit.mark} moved {edit.moves} to {wanted}, not {row}")

    def check_copy(self):
        copy = PublishedCopy.objects.filter(occupation=self.page.pk).first()
        if not self.saves:
            return
        if copy is None:
            self.problems.append("what was published is not kept")
        elif copy.state != self.page.published:
            self.problems.append("the published copy is not what was published")


def places(state: State) -> set[tuple[str, str]]:
    """Every mark in a state, with the text or row it stands in."""
    found = {(f"{name} ({code})", mark) for name, code, text in shared_texts(state) for mark in marks_in(text)}
    for model in NAMED_BY:
        for row_mark, row in own_rows(state, model):
            found |= {(row_mark, mark) for value in row.values() for mark in marks_in(value)}
    return found


def check(pages: list[Original], saves: list[Edit]) -> list[str]:
    return [
        problem for page in pages for problem in PageCheck(page, [edit for edit in saves if edit.page == page.pk]).run()
    ]
