"""The drill on one database: set the stage, let the editors work while workers die, check, publish."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connection
from django.urls import reverse
from django.utils import translation

from occupations.bench.database import database_at
from occupations.languages import CODES
from occupations.models import Occupation, PublishedCopy

from . import checker, stage
from .browser import Browser
from .editor import Editor
from .edits import MARK
from .forms import Page
from .server import Server, watched


@dataclass(frozen=True)
class Plan:
    editors: int = 8
    saves: int = 200
    pages: int = 4
    workers: int = 4
    kills: int = 5
    seed: int = 1

    def shares(self) -> list[int]:
        """Saves of each editor."""
        return [len(range(number, self.saves, self.editors)) for number in range(self.editors)]


@dataclass
class Outcome:
    database: str
    plan: Plan
    saves: int = 0
    merged: int = 0
    lost: int = 0
    found_saved: int = 0
    kills: int = 0
    requests: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        plan = self.plan
        return [
            f"{self.database}: {plan.editors} editors on {plan.pages} pages, {plan.workers} workers",
            f"  {self.saves} saves, {self.merged} collisions merged, {self.kills} workers killed at work, "
            f"{self.lost} answers lost and asked for again ({self.found_saved} had been saved)",
            f"  {self.requests} requests in {self.seconds:.1f} s, {self.requests / self.seconds:.1f} a second",
            *(f"  WRONG {problem}" for problem in self.problems),
            *(["  No save lost, none twice, no page half saved, no answer of 500."] if not self.problems else []),
        ]


def drill(database_url: str, plan: Plan) -> Outcome:
    with database_at(database_url):
        occupations = stage.make_pages(plan.pages)
        editors, reviewers = stage.make_people(plan.editors)
        originals = [checker.Original.of(occupation) for occupation in occupations]
        outcome = Outcome(connection.display_name, plan)
        with watched(database_url, plan.workers) as server:
            people = [
                Editor(name, number, Browser(server.address), [row.pk for row in occupations], plan.seed)
                for number, name in enumerate(editors, start=1)
            ]
            for person in people:
                person.sign_in(editors[person.name])
            work(people, plan, server, outcome)
            saves = [edit for person in people for edit in person.saved]
            outcome.problems += checker.check(originals, saves)
            visitor = Browser(server.address)
            outcome.problems += publish(visitor, Browser(server.address), reviewers, occupations)
            count(outcome, people, visitor)
            if any("answered 5" in problem for problem in outcome.problems):
                outcome.problems.append(f"the server's last words:\n{server.complaints()}")
    return outcome


def work(people: list[Editor], plan: Plan, server: Server, outcome: Outcome):
    """All editors at once, and somebody who kills a worker whenever another part of the saves is done."""
    ended = threading.Event()
    began = time.monotonic()
    with ThreadPoolExecutor(len(people) + 1) as pool:
        killer = pool.submit(kill_workers, server, people, plan, ended)
        shares = zip(people, plan.shares(), strict=True)
        try:
            for future in [pool.submit(person.work, share) for person, share in shares]:
                future.result()
        finally:
            ended.set()
        killer.result()
    outcome.seconds = time.monotonic() - began
    outcome.kills = server.killed
    outcome.requests = sum(person.browser.statuses.total() for person in people)


def kill_workers(server: Server, people: list[Editor], plan: Plan, ended: threading.Event):
    rng = random.Random(plan.seed)
    for number in range(1, plan.kills + 1):
        due = plan.saves * number // (plan.kills + 1)
        while sum(len(person.saved) for person in people) < due and not ended.is_set():
            time.sleep(0.02)
        server.kill_one_at_work(rng, until=ended.is_set)


def publish(visitor: Browser, browser: Browser, reviewers: dict[str, str], occupations: list[Occupation]) -> list[str]:
    """Visitors saw nothing of all this; after a reviewer published, they see all of it."""
    problems = []
    for name, password in reviewers.items():
        browser.sign_in(reverse("admin:occupations_occupation_changelist"), name, password)
    for occupation in occupations:
        if not PublishedCopy.objects.filter(occupation=occupation).exists():
            continue
        problems += [f"{problem} before it was published" for problem in seen(visitor, occupation, set())]
        path = reverse("admin:occupations_occupation_review", args=[occupation.pk])
        form = next(form for form in Page(browser.get(path).html).forms if "note" in form.fields)
        answer = browser.follow(browser.post(path, form.fields | {"publish": "1"}))
        occupation.refresh_from_db()
        if answer.status != 200 or occupation.status != "published":
            problems.append(f"{occupation.code}: could not be published: {answer.status} at {answer.path}")
            continue
        if PublishedCopy.objects.filter(occupation=occupation).exists():
            problems.append(f"{occupation.code}: is published and still has a copy of what was")
        rows = checker.capture(occupation)
        marks = {mark for _place, mark in checker.places(rows)}
        problems += [f"{problem} after it was published" for problem in seen(visitor, occupation, marks)]
    return problems


def seen(visitor: Browser, occupation: Occupation, wanted: set[str]) -> list[str]:
    problems = []
    for code in CODES:
        with translation.override(code):
            answer = visitor.get(occupation.get_absolute_url())
        found = set(MARK.findall(answer.html))
        if answer.status != 200 or found != wanted:
            odd = sorted(found ^ wanted)[:5]
            problems.append(
                f"{occupation.code}: visitors ({code}) were answered {answer.status}, and see or miss {odd}"
            )
    return problems


def count(outcome: Outcome, people: list[Editor], visitor: Browser):
    outcome.saves = sum(len(person.saved) for person in people)
    for name in ("merged", "lost", "found_saved"):
        setattr(outcome, name, sum(getattr(person, name) for person in people))
    outcome.problems += [problem for person in people for problem in person.problems]
    if outcome.saves != outcome.plan.saves:
        outcome.problems.append(f"{outcome.plan.saves} saves were planned, {outcome.saves} were acknowledged")
    if outcome.kills < outcome.plan.kills:
        outcome.problems.append(f"only {outcome.kills} of {outcome.plan.kills} workers could be killed at work")
    if outcome.lost > outcome.kills:
        outcome.problems.append(f"{outcome.lost} answers were lost, but only {outcome.kills} workers killed")
    for name, browser in [*((person.name, person.browser) for person in people), ("visitor", visitor)]:
        outcome.problems += [
            f"{name} was answered {status} {number} times"
            for status, number in browser.statuses.items()
            if status >= 500
        ]
