"""The proof: everything in out/ is read again, by libraries that did not write it.

pypdf takes down what each file holds; PDFium draws each page of the bodies beside its source and
reads what is printed. A page of the upload set or the mail packet is right if it draws, digest by
digest, what its body draws, and the body looks as the source does. What was found out about a
file is kept by the digest of its bytes, so that a rebuild reads again only what is new.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packet.building.binding import Chapter
from packet.building.bodies import Body, find_bodies
from packet.building.outputs import INDEX, MAIL, bodies_of, outline
from packet.building.upload import shrunk_key
from packet.cache import Cache, digest_file
from packet.checking import pixels, printed, rereading
from packet.checking.agreement import (
    Originals,
    account_for,
    check_evidence,
    check_file,
    check_index_file,
    check_mail,
    check_names,
    check_sheets,
)
from packet.checking.pixels import Expected
from packet.checking.printed import OPENED_FOR, Printed, Region, join_runs
from packet.checking.rereading import FileFacts, PageFacts
from packet.context import Context
from packet.doors import pdfium, pypdf
from packet.errors import Unusable, WorkerDied
from packet.knowledge import Knowledge
from packet.model import Output, Packet, Page, PageRef, Source

_MOST = 20  # problems that are told


def prove(
    packet: Packet,
    sources: Sequence[Source],
    pages: Iterable[Page],
    knowledge: Knowledge,
    context: Context,
    candidate: Path,
    outputs: Sequence[Output],
) -> tuple[str, ...]:
    """What is wrong with the outputs in the folder `candidate`, a line each; () if nothing is.

    `outputs` are those of `write_outputs`; everything else in the folder is left aside.
    """
    profile = knowledge.profiles[packet.case.profile]
    problems = [
        *account_for(packet, sources, outputs),
        *check_names(outputs, profile),
        *_check_disk(candidate, outputs),
    ]
    if problems:
        return tuple(problems[:_MOST])
    bodies = bodies_of(packet, sources, pages, context)
    found = find_bodies(bodies, context.cache)
    if len(found) < len(bodies):
        return ("the bodies that were just written are gone from .packet/cache",)
    variants = [
        _Variant(body=body, path=path)
        for body in bodies
        for path in (
            found[body.filed.label],
            context.cache.find(shrunk_key(found[body.filed.label], profile), ".pdf"),
        )
        if path
    ]
    try:
        return tuple(_problems(packet, variants, context, candidate, outputs))[:_MOST]
    except _FailedError as error:
        return (str(error),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Variant:
    """A body in the cache, as it was or with smaller pictures."""

    body: Body
    path: Path

    @property
    def expected(self) -> list[Expected]:
        return [
            Expected(
                normal=str(normal),
                page=page.number,
                turn=page.rotation,
                sheet=list(sheet or ()),
            )
            for page, normal, sheet in zip(
                self.body.pages, self.body.normals, self.body.sheets, strict=True
            )
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A task whose answer is kept by what it was asked of."""

    about: str
    key: str
    work: Callable[..., Any]
    arguments: tuple[Any, ...]


class _FailedError(Exception):
    """A question found no answer: the file is at fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was found out: where bodies look unlike their sources, what bodies and outputs hold."""

    unlike: Sequence[tuple[_Variant, list[str]]]
    bodies: Sequence[tuple[_Variant, FileFacts]]
    outputs: Mapping[str, FileFacts]  # by path
    printed: Mapping[str, Printed]  # what mail packet and index say, by path

    @property
    def originals(self) -> Originals:
        looks: dict[PageRef, list[PageFacts]] = {}
        for variant, facts in self.bodies:
            for page, one in zip(variant.body.pages, facts["pages"], strict=True):
                looks.setdefault(page.ref, []).append(one)
        return looks


def _find_out(
    variants: Sequence[_Variant], outputs: Sequence[Output], context: Context, candidate: Path
) -> _Found:
    """Ask everything at once, so that no worker waits."""
    listed = [output for output in outputs if output.path in (MAIL, INDEX)]
    runs = [[*_runs(output, candidate / output.path)] for output in listed]
    answers = iter(
        _ask(
            [
                *(question for asked in runs for question in asked),
                *(_facts(one.path, one.sha256, candidate / one.path) for one in outputs),
                *(_looks(variant) for variant in variants),
                *(_facts(one.path.name, one.path.name, one.path) for one in variants),
            ],
            context,
        )
    )
    read = [[next(answers) for _ in asked] for asked in runs]
    facts = {output.path: next(answers) for output in outputs}
    return _Found(
        outputs=facts,
        printed={
            output.path: join_runs(said, _link_regions(facts[output.path]))
            for output, said in zip(listed, read, strict=True)
        },
        unlike=tuple((variant, next(answers)) for variant in variants),
        bodies=tuple((variant, next(answers)) for variant in variants),
    )


def _link_regions(facts: FileFacts) -> list[Region]:
    return [Region(page=link["page"], box=link["box"]) for link in facts["links"]]


def _problems(
    packet: Packet,
    variants: Sequence[_Variant],
    context: Context,
    candidate: Path,
    outputs: Sequence[Output],
) -> Iterator[str]:
    found = _find_out(variants, outputs, context, candidate)
    for variant, problems in found.unlike:
        for problem in problems:
            yield f"{variant.body.filed.label}: {problem}"
    mail = next(output for output in outputs if output.path == MAIL)
    index = next(output for output in outputs if output.path == INDEX)
    originals = found.originals
    for output in outputs:
        facts = found.outputs[output.path]
        yield from check_file(output, facts)
        yield from check_evidence(output, facts, originals)
        if output not in (mail, index):
            yield from check_sheets(output, facts, mail, found.outputs[MAIL])
    said, said_alone = found.printed[MAIL], found.printed[INDEX]
    chapters = tuple(_flat(outline(packet, mail.leaves)))
    yield from check_mail(packet, mail, found.outputs[MAIL], said, chapters)
    yield from check_index_file(index, found.outputs[INDEX], packet, outputs)
    if said["sheets"]["index"] != said_alone["sheets"]["index"]:
        yield f"{INDEX}: does not say what the mail packet's index says"


def _check_disk(candidate: Path, outputs: Iterable[Output]) -> Iterator[str]:
    for output in outputs:
        path = candidate / output.path
        if not path.is_file() or digest_file(path) != output.sha256:
            yield f"{output.path}: is not on the disk as it was written"


def _looks(variant: _Variant) -> _Question:
    expected = variant.expected
    named = [{**one, "normal": Path(one["normal"]).name} for one in expected]
    return _Question(
        about=f"document {variant.body.filed.label}",
        key=Cache.key(
            "looks", pixels.VERSION, pdfium.VERSION, variant.path.name, json.dumps(named)
        ),
        work=pixels.compare,
        arguments=(str(variant.path), expected),
    )


def _facts(about: str, digest: str, path: Path) -> _Question:
    return _Question(
        about=about,
        key=Cache.key("facts", rereading.VERSION, pypdf.VERSION, digest),
        work=rereading.reread,
        arguments=(str(path),),
    )


def _runs(output: Output, path: Path) -> Iterator[_Question]:
    """A question a run of pages, so that all workers share a long file."""
    sheets = [leaf.sheet for leaf in output.leaves]
    for start in range(0, len(sheets), OPENED_FOR):
        asked = (start + 1, sheets[start : start + OPENED_FOR])
        yield _Question(
            about=output.path,
            key=Cache.key("printed", printed.VERSION, pdfium.VERSION, output.sha256, *asked),
            work=printed.read_run,
            arguments=(str(path), *asked),
        )


def _ask(questions: Sequence[_Question], context: Context) -> list[Any]:
    """The answers: those known from before, the others from the workers."""
    context.progress.start("Checking what was written", len(questions))
    known = [context.cache.find(question.key, ".json") for question in questions]
    asked = [
        None if path else context.executor.submit(question.work, *question.arguments)
        for question, path in zip(questions, known, strict=True)
    ]
    answers = []
    for question, path, future in zip(questions, known, asked, strict=True):
        answers.append(
            json.loads(path.read_text(encoding="utf-8"))
            if path
            else _answer(question, future, context)
        )
        context.progress.advance()
    return answers


def _answer(question: _Question, future: Future[Any] | None, context: Context) -> Any:
    assert future is not None
    try:
        answer = future.result()
    except (Unusable, WorkerDied) as error:
        raise _FailedError(f"{question.about}: {error}") from error
    context.cache.keep_bytes(question.key, ".json", json.dumps(answer).encode())
    return answer


def _flat(chapters: Iterable[Chapter], depth: int = 0) -> Iterator[tuple[int, str, int]]:
    for chapter in chapters:
        yield depth, chapter["title"], chapter["page"]
        yield from _flat(chapter["chapters"], depth + 1)
