"""One editor at work: reads a page, changes it, saves, and puts texts together when somebody was quicker."""

import random
import time
from dataclasses import dataclass, field, replace

from django.urls import reverse

from .browser import Answer, Browser, Lost
from .edits import Edit, RowGone
from .forms import Form, Page

FORM = "occupation_form"
MOST_TRIES = 60
# A transaction that was at its very end when the worker died is through by then.
SETTLE_S = 0.5
HIGHEST_PLACE = 8


class NoForm(Exception):
    pass


class Refused(Exception):
    pass


@dataclass
class Editor:
    name: str
    number: int
    browser: Browser
    pages: list[int]
    seed: int
    saved: list[Edit] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    merged: int = 0
    lost: int = 0
    # Of the saves whose answer was lost, those found carried out.
    found_saved: int = 0

    def __post_init__(self):
        self.rng = random.Random(f"{self.seed} {self.name}")
        self.rows: dict[int, list[str]] = {page: [] for page in self.pages}

    def sign_in(self, password: str):
        self.browser.sign_in(reverse("admin:occupations_occupation_changelist"), self.name, password)

    def work(self, saves: int):
        for serial in range(1, saves + 1):
            edit = self.choose(serial)
            try:
                self.carry_out(edit)
            except (Refused, RowGone, NoForm) as error:
                self.problems.append(f"page {edit.page}, save {edit.mark} of {self.name}: {error}")

    def choose(self, serial: int) -> Edit:
        """Something of one's own: words in a shared text, rows, a move, a removal; sometimes two of them at once."""
        rng, page = self.rng, self.rng.choice(self.pages)
        own = rng.sample(self.rows[page], len(self.rows[page]))
        moved = own.pop() if own and rng.random() < 0.3 else ""
        removed = own.pop() if own and rng.random() < 0.3 else ""
        adds = rng.random() < 0.4
        is_shared = rng.random() < 0.5 or not (moved or removed or adds)
        return Edit(
            mark=f"e{self.number}s{serial:04}",
            editor=self.name,
            page=page,
            shared=rng.choice(["summary", "outlook"]) if is_shared else "",
            adds=adds,
            moves=moved,
            to=rng.randint(1, HIGHEST_PLACE),
            removes=removed,
        )

    def remember(self, edit: Edit):
        self.saved.append(edit)
        rows = self.rows[edit.page]
        if edit.removes:
            rows.remove(edit.removes)
        if edit.adds:
            rows.append(edit.mark)

    def carry_out(self, edit: Edit):
        form = self.read(edit.page)
        edit.apply(form)
        kept = edit
        for _try in range(MOST_TRIES):
            try:
                answer = self.browser.post(change_path(edit.page), form.fields)
            except Lost:
                self.lost += 1
                time.sleep(SETTLE_S)
                form = self.read(edit.page)
                if edit.is_in(form):
                    self.found_saved += 1
                    return self.remember(kept)
                edit.apply(form)
                kept = edit
                continue
            if answer.status == 302 and answer.location == reverse("admin:occupations_occupation_changelist"):
                return self.remember(kept)
            form = merged_form(answer, form)
            edit.put_together(form)
            kept = replace(edit, to=0)
            self.merged += 1
        raise Refused(f"gave up after {MOST_TRIES} tries")

    def read(self, page: int) -> Form:
        found = "no answer"
        for _try in range(MOST_TRIES):
            try:
                answer = self.browser.get(change_path(page))
            except Lost:
                self.lost += 1
                continue
            form = Page(answer.html).find(FORM)
            if answer.status == 200 and form is not None:
                return form
            found = f"{answer.status} {answer.location}"
        raise NoForm(f"the form cannot be read: {found}")


def merged_form(answer: Answer, sent: Form) -> Form:
    """The form that came back because somebody was quicker."""
    page = Page(answer.html)
    form = page.find(FORM)
    # A form that was put together is of a newer version than the one that was sent.
    if answer.status != 200 or form is None or form.fields["opened"] == sent.fields["opened"]:
        raise Refused(f"answered {answer.status}: {'; '.join(page.errors) or answer.location}")
    return form


def change_path(page: int) -> str:
    return reverse("admin:occupations_occupation_change", args=[page])
