"""One save of the drill: what it changes in the form, under a mark that no other save has."""

import re
from dataclasses import dataclass

from .forms import Form
from .stage import evidence

MARK = re.compile(r"e\d+s\d+")
# Text that every editor adds to, by the name of its form field without the language.
SHARED = {"summary": "summary", "outlook": "narrative-0-outlook"}
LANGUAGES = ("zh_hant", "en")
FAQ, EVIDENCE = "faqs", "evidence"


class RowGone(Exception):
    """A row that only its own editor may take away is not in the form."""


@dataclass(frozen=True)
class Edit:
    """`mark` goes into everything the save writes. A row of the FAQ is known by the mark of the save that added it.

    `to` is the place of the row that moves, or 0 when others moved rows meanwhile and no place can be promised.
    """

    mark: str
    editor: str
    page: int
    shared: str = ""
    adds: bool = False
    moves: str = ""
    to: int = 0
    removes: str = ""

    def apply(self, form: Form):
        """Change the form as the editor does, whatever else it holds by now."""
        if self.shared:
            for name in self.shared_fields():
                form.fields[name] = self.signed(form.fields[name])
        if self.adds:
            self.add_rows(form)
        if self.moves:
            number = row_of(form, FAQ, self.moves)
            form.fields[f"{FAQ}-{number}-order"] = str(self.to)
            for language in LANGUAGES:
                name = f"{FAQ}-{number}-answer_{language}"
                form.fields[name] = self.signed(form.fields[name])
        if self.removes:
            for prefix in (FAQ, EVIDENCE):
                form.fields[f"{prefix}-{row_of(form, prefix, self.removes)}-DELETE"] = "on"

    def put_together(self, form: Form):
        """Where somebody else changed the same text: theirs, and what this save adds to it."""
        for name in self.shared_fields() if self.shared else ():
            if name in form.conflicts:
                form.fields[name] = self.signed(form.conflicts[name])

    def shared_fields(self) -> list[str]:
        return [f"{SHARED[self.shared]}_{language}" for language in LANGUAGES]

    def signed(self, text: str) -> str:
        return f"{text} {self.mark}"

    def add_rows(self, form: Form):
        form.add_row(
            FAQ,
            id="",
            occupation=str(self.page),
            # Of two rows sent to one place, which comes first is a question of its own.
            order="" if self.moves else str(self.to),
            question_zh_hant=f"問題 {self.mark} ？",
            question_en=f"Question {self.mark} ?",
            answer_zh_hant=f"答案 {self.mark} 。",
            answer_en=f"Answer {self.mark} .",
        )
        form.add_row(
            EVIDENCE,
            id="",
            occupation=str(self.page),
            order="",
            replaces_zh_hant=f"工作 {self.mark} 。",
            replaces_en=f"Work {self.mark} .",
            **{name: str(value) for name, value in evidence(f"Tool {self.mark}", self.mark).items()},
        )

    def is_in(self, form: Form) -> bool:
        """Whether a form just read shows that this save was carried out."""
        if self.shared:
            return self.mark in MARK.findall(form.fields[self.shared_fields()[0]])
        if self.adds:
            return find_row(form, FAQ, self.mark) is not None
        if self.moves:
            return self.mark in MARK.findall(form.fields[f"{FAQ}-{row_of(form, FAQ, self.moves)}-answer_en"])
        return find_row(form, FAQ, self.removes) is None


def find_row(form: Form, prefix: str, mark: str) -> int | None:
    field = {FAQ: "question_en", EVIDENCE: "name"}[prefix]
    found = (number for number in form.rows(prefix) if mark in MARK.findall(form.fields[f"{prefix}-{number}-{field}"]))
    return next(found, None)


def row_of(form: Form, prefix: str, mark: str) -> int:
    number = find_row(form, prefix, mark)
    if number is None:
        raise RowGone(f"{prefix}: the row {mark} is not in the form")
    return number
