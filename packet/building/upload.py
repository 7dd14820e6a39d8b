"""The upload set: one plain PDF a document, under the limit of the filing profile.

A document that is too large is first made smaller; what still is too large is cut into numbered
parts. The mail packet keeps the pictures as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from packet.building.binding import Binding, Bound, bind
from packet.building.bodies import done
from packet.building.sheets import Sheets
from packet.building.shrinking import VERSION, shrink
from packet.building.splitting import cut, weigh
from packet.cache import Cache
from packet.context import Context
from packet.doors import images, pdf
from packet.filing.layout import sheet_name
from packet.knowledge import Profile
from packet.model import Filed, Finding, Leaf, Output, Packet, Severity

_COVER = 150_000  # bytes left for a document's cover sheet when its body is made smaller
_CLOSER = 0.96  # where parts come out larger than reckoned, reckon with this share of the limit
_TRIES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Volume:
    """One file to be: a document, or a part of it."""

    filed: Filed
    cover: tuple[str, list[int]] | None
    body: Path
    pages: range  # of the document's evidence, from 1
    part: int = 1
    parts: int = 1

    @property
    def name(self) -> str:
        suffix = f"_Part_{self.part}_of_{self.parts}" if self.parts > 1 else ""
        return f"upload/{self.filed.stem}{suffix}.pdf"

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        label = self.filed.label
        covers = len(self.cover[1]) if self.cover else 0
        refs = self.filed.document.refs
        return (
            *[Leaf(sheet="cover", label=label)] * covers,
            *(Leaf(evidence=refs[number - 1], label=label) for number in self.pages),
        )

    def parted(self, runs: Sequence[range]) -> list[_Volume]:
        """The volumes of these runs of pages; the cover sheet stands in the first."""
        return [
            replace(
                self,
                cover=self.cover if number == 1 else None,
                pages=run,
                part=number,
                parts=len(runs),
            )
            for number, run in enumerate(runs, 1)
        ]

    def binding(self, subject: str) -> Binding:
        part = f" (part {self.part} of {self.parts})" if self.parts > 1 else ""
        return Binding(
            parts=[*([self.cover] if self.cover else []), (str(self.body), list(self.pages))],
            title=f"{self.filed.document.title}{part}",
            subject=subject,
            pages={},
            files={},
            outline=[],
            strips="",
            numbers=[],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadSet:
    """Writes every document's PDF into `candidate`/upload."""

    packet: Packet
    sheets: Sheets
    bodies: Mapping[str, Path]
    profile: Profile
    context: Context
    candidate: Path

    def write(self) -> tuple[tuple[Output, ...], tuple[Finding, ...]]:
        """Raises OutputError."""
        whole = [self._whole(filed) for filed in self.packet.documents]
        outputs: list[Output] = []
        findings: list[Finding] = []
        for volume, output in zip(whole, self._bind(whole), strict=True):
            made, found = self._fit(volume, output) if self._large(output) else ([output], [])
            outputs += made
            findings += found
        return tuple(outputs), tuple(findings)

    def _whole(self, filed: Filed) -> _Volume:
        name = sheet_name("cover", filed.label)
        return _Volume(
            filed=filed,
            cover=(str(self.sheets.path), list(self.sheets.pages[name])) if filed.cover else None,
            body=self.bodies[filed.label],
            pages=range(1, len(filed.document.pages) + 1),
        )

    def _bind(self, volumes: Iterable[_Volume]) -> list[Output]:
        form = f", Form {self.packet.case.form}" if self.packet.case.form else ""
        started = [
            (
                volume,
                self.context.executor.submit(
                    bind,
                    volume.binding(f"Exhibit {volume.filed.label}{form}"),
                    str(self.candidate / volume.name),
                ),
            )
            for volume in volumes
        ]
        return [written(volume.name, future, volume.leaves) for volume, future in started]

    def _large(self, output: Output) -> bool:
        return output.bytes > self.profile.aim_bytes

    def _fit(self, volume: _Volume, large: Output) -> tuple[list[Output], list[Finding]]:
        """A volume that is too large: with smaller pictures, in as many parts as it takes."""
        self._remove([large])
        smaller = replace(volume, body=self._shrunk(volume))
        outputs = self._bind([smaller])
        if not self._large(outputs[0]):
            return outputs, [_told_shrunk(volume, large.bytes, outputs[0].bytes)]
        weights = done(self.context.executor.submit(weigh, str(smaller.body)), volume.name)
        cover = _COVER if volume.cover else 0
        room = float(self.profile.aim_bytes)
        for _ in range(_TRIES):
            self._remove(outputs)
            outputs = self._bind(smaller.parted(cut(weights, int(room), cover)))
            if all(_single(output) for output in outputs if self._large(output)):
                break
            room *= _CLOSER
        return outputs, [_told_split(volume, outputs), *self._too_large(outputs)]

    def _shrunk(self, volume: _Volume) -> Path:
        cache = self.context.cache
        key = shrunk_key(volume.body, self.profile)
        if found := cache.find(key, ".pdf"):
            return found
        room = cache.room(".pdf")
        most = self.profile.aim_bytes - _COVER
        done(self.context.executor.submit(shrink, str(volume.body), most, str(room)), volume.name)
        return cache.keep(key, ".pdf", room)

    def _remove(self, outputs: Iterable[Output]) -> None:
        for output in outputs:
            (self.candidate / output.path).unlink()

    def _too_large(self, outputs: Iterable[Output]) -> Iterator[Finding]:
        limit = self.profile.max_bytes
        for output in outputs:
            if output.bytes > limit:
                ref = next(leaf.evidence for leaf in output.leaves if leaf.evidence)
                yield Finding(
                    code="upload-too-large",
                    severity=Severity.ERROR,
                    message=f"{output.path} is {_megabytes(output.bytes)}; at most "
                    f"{_megabytes(limit)} can be uploaded, and it is a single page",
                    source=ref.source,
                    page=ref.page,
                    hint="scan the page again at 300 dpi, or upload a smaller copy of it",
                )


def shrunk_key(body: Path, profile: Profile) -> str:
    """The cache key of a body made smaller for the profile's limit."""
    return Cache.key("shrunk", VERSION, pdf.VERSION, images.VERSION, body.name, profile.aim_bytes)


def written(path: str, future: Future[Any], leaves: tuple[Leaf, ...]) -> Output:
    """The output that a `bind` has written. Raises OutputError."""
    bound: Bound = done(future, path)
    return Output(path=path, sha256=bound["sha256"], bytes=bound["bytes"], leaves=leaves)


def _single(output: Output) -> bool:
    return sum(leaf.evidence is not None for leaf in output.leaves) == 1


def _told_shrunk(volume: _Volume, before: int, after: int) -> Finding:
    return Finding(
        code="upload-shrunk",
        severity=Severity.INFO,
        message=f"{volume.name}: pictures made smaller to fit the upload limit "
        f"({_megabytes(before)} to {_megabytes(after)}, never below 150 dpi)",
        document=volume.filed.document.id,
        hint="nothing to do; the mail packet has them as they were",
    )


def _told_split(volume: _Volume, outputs: Sequence[Output]) -> Finding:
    return Finding(
        code="upload-split",
        severity=Severity.INFO,
        message=f"{volume.name} is too large for one upload and was cut into {len(outputs)} parts",
        document=volume.filed.document.id,
        hint="upload all parts, one after the other",
    )


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
