"""The contract, through the command line of a real process: folders, JSON, exit codes, the loop of
correcting plan.yaml. The papers are born digital, so nothing here waits for OCR."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from packet.demo import papers
from packet.demo.papers import Firm, Individual

EMPLOYER = Firm(
    name="Larkspur Tool Works, Inc.", street="12 Mill Road", city="Dayton, OH 45402", phone=""
)
UTILITY = Firm(
    name="Blue Heron Electric Cooperative", street="5 River St", city="Dayton, OH 45402", phone=""
)
WORKER = Individual(
    given="Tomas",
    family="Wexley",
    born=date(1988, 5, 4),
    sex="M",
    birthplace="Dayton",
    street="77 Elm Street",
    city="Dayton, OH 45402",
)


def packet(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "packet", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)


def fill(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stub = papers.pay_stub(
        WORKER, EMPLOYER, paid=date(2024, 3, 15), number=77, rate=3125, position="Machinist"
    )
    bill = papers.utility_bill(
        [WORKER], UTILITY, billed=date(2024, 3, 4), account="11-204", usage=510
    )
    (folder / "stub.pdf").write_bytes(papers.as_pdf(stub))
    (folder / "bill.pdf").write_bytes(papers.as_pdf(bill))


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case built once, with one file that cannot be used."""
    folder = tmp_path_factory.mktemp("wexley")
    fill(folder / "documents")
    (folder / "documents" / "notes.pdf").write_text("not a PDF at all")
    return folder


@pytest.fixture(scope="module")
def built(case: Path) -> dict[str, Any]:
    before = hashes(case / "documents")
    run = packet("build", case, "--form", "N-400", "--json")
    assert run.returncode == 1, run.stderr  # one file is quarantined
    assert hashes(case / "documents") == before
    manifest: dict[str, Any] = json.loads(run.stdout)
    return manifest


def test_a_build_leaves_what_the_contract_says(case: Path, built: dict[str, Any]) -> None:
    out = hashes(case / "out")
    assert {"index.pdf", "mail/packet.pdf", "report.html", "manifest.json"} < set(out)
    assert json.loads((case / "out" / "manifest.json").read_text()) == built
    assert (case / "plan.yaml").is_file()
    assert (case / ".packet").stat().st_mode & 0o777 == 0o700
    assert {one["path"]: one["sha256"] for one in built["outputs"]} == {
        path: digest for path, digest in out.items() if path != "manifest.json"
    }


def test_every_page_is_accounted_for(built: dict[str, Any]) -> None:
    stands = Counter(
        (page["source"], page["page"]) for one in built["documents"] for page in one["pages"]
    )
    stands += Counter((page["source"], page["page"]) for page in built["excluded_pages"])
    exist = Counter(
        (source["path"], number)
        for source in built["sources"]
        if source["status"] == "ok"
        for number in range(1, source["pages"] + 1)
    )
    assert stands == exist
    for where in ("upload/", "mail/"):
        written = Counter(
            (leaf["source"], leaf["source_page"])
            for output in built["outputs"]
            if output["path"].startswith(where)
            for leaf in output["pages"]
            if "source" in leaf
        )
        assert written == Counter(
            (page["source"], page["page"]) for one in built["documents"] for page in one["pages"]
        )


def test_what_was_found(built: dict[str, Any]) -> None:
    assert {one["type"] for one in built["documents"]} == {"pay-stub", "utility-bill"}
    stub = next(one for one in built["documents"] if one["type"] == "pay-stub")
    assert stub["fields"]["issuer"] == EMPLOYER.name
    (bad,) = [one for one in built["sources"] if one["status"] == "quarantined"]
    assert (bad["path"], bad["pages"]) == ("documents/notes.pdf", 0)
    assert "\n" not in bad["error"]
    (finding,) = [one for one in built["findings"] if one["severity"] == "error"]
    assert finding["where"] == {"source": "documents/notes.pdf"}
    assert finding["hint"]


def test_nothing_says_when_or_where(case: Path, built: dict[str, Any]) -> None:
    text = (case / "out" / "manifest.json").read_text() + (case / "out" / "report.html").read_text()
    assert str(case.parent) not in text


def test_the_same_inputs_give_the_same_bytes(
    case: Path, built: dict[str, Any], tmp_path: Path
) -> None:
    again = tmp_path / "elsewhere" / case.name
    (again / "documents").mkdir(parents=True)
    for path in (case / "documents").iterdir():
        (again / "documents" / path.name).write_bytes(path.read_bytes())
    packet("build", again, "--form", "N-400")
    assert hashes(again / "out") == hashes(case / "out")


def test_a_correction_is_honoured_and_nothing_else_moves(tmp_path: Path) -> None:
    folder = tmp_path / "smith"
    fill(folder)  # no documents/ folder: the files of the case folder are the originals
    assert packet("scan", folder, "--json").returncode == 0
    plan = folder / "plan.yaml"
    text = plan.read_text().replace("type: utility-bill", "type: lease  # my own remark")
    title = next(line for line in text.splitlines() if "title: Pay stub" in line)
    text = text.replace(title, title.split(":")[0] + ": Stub of March")
    plan.write_text(text)
    run = packet("build", folder, "--json")
    assert run.returncode == 0, run.stderr
    documents = {one["type"]: one for one in json.loads(run.stdout)["documents"]}
    assert set(documents) == {"pay-stub", "lease"}
    assert documents["pay-stub"]["title"] == "Stub of March"
    assert documents["lease"]["author"] == "person"
    assert plan.read_text() == text, "packet changed a line that is the person's"
    assert any("Stub_Of_March" in path for path in hashes(folder / "out"))

    (folder / "late.pdf").write_bytes(
        papers.as_pdf(
            papers.pay_stub(
                WORKER, EMPLOYER, paid=date(2024, 3, 29), number=78, rate=3125, position="Machinist"
            )
        )
    )
    run = packet("build", folder, "--json")
    assert len(json.loads(run.stdout)["documents"]) == 3
    assert plan.read_text().startswith(text.split("excluded:")[0].rstrip())


def test_a_build_of_nothing_new_says_so_and_changes_nothing(
    case: Path, built: dict[str, Any]
) -> None:
    before = hashes(case / "out")
    run = packet("build", case, "--form", "N-400")
    assert "Nothing has changed" in run.stdout
    assert hashes(case / "out") == before


def test_out_is_made_again_when_somebody_broke_it(case: Path, built: dict[str, Any]) -> None:
    before = hashes(case / "out")
    (case / "out" / "index.pdf").write_bytes(b"")
    packet("build", case, "--form", "N-400")
    assert hashes(case / "out") == before


@pytest.mark.parametrize(
    ("plan", "place"),
    [
        ("documents:\n  - title: A\n    type: pay-stup\n    pages: stub.pdf 1\n", "plan.yaml:3:"),
        ("documents:\n  - title: A\n   type: x\n", "plan.yaml:3:"),
        ("documents: []\ndocuments: []\n", "plan.yaml:2:"),
    ],
)
def test_an_invalid_plan_is_told_with_its_place(tmp_path: Path, plan: str, place: str) -> None:
    fill(tmp_path)
    (tmp_path / "plan.yaml").write_text(plan)
    run = packet("build", tmp_path)
    assert run.returncode == 2
    assert place in run.stderr
    assert run.stdout == ""
    assert not (tmp_path / "out").exists()


def test_exit_codes(tmp_path: Path) -> None:
    assert packet("build", tmp_path).returncode == 3  # no usable source
    (tmp_path / "note.txt").write_text("hello")
    assert packet("build", tmp_path).returncode == 3
    assert packet("build", tmp_path / "missing").returncode == 2
    assert packet("bild").returncode == 2
    assert "Did you mean 'build'" in packet("bild").stderr
    fill(tmp_path)
    unknown = packet("build", tmp_path, "--form", "I-13O")
    assert unknown.returncode == 2
    assert "I-130" in unknown.stderr


def test_check_writes_nothing(tmp_path: Path) -> None:
    fill(tmp_path)
    before = hashes(tmp_path)
    run = packet("check", tmp_path, "--json")
    assert run.returncode == 0, run.stderr
    assert "findings" in json.loads(run.stdout)
    after = {path: one for path, one in hashes(tmp_path).items() if not path.startswith(".packet")}
    assert after == before


def test_new_makes_a_case_that_loads(tmp_path: Path) -> None:
    run = packet("new", tmp_path / "lee", "--form", "i130", "--basis", "spouse")
    assert run.returncode == 0, run.stderr
    fill(tmp_path / "lee" / "documents")
    assert packet("scan", tmp_path / "lee", "--json").returncode == 0
    assert packet("new", tmp_path / "lee", "--form", "I-130").returncode == 5  # never overwrites


def test_explain_knows_codes_types_and_forms() -> None:
    for word in ("file-unusable", "pay-stub", "N-400", "i130"):
        run = packet("explain", word)
        assert run.returncode == 0, run.stderr
        assert run.stdout.strip()
    wrong = packet("explain", "pay-stup")
    assert (wrong.returncode, "pay-stub" in wrong.stderr) == (2, True)


def test_doctor_finds_everything_it_needs() -> None:
    run = packet("doctor", "--json")
    assert run.returncode == 0, run.stderr
    assert "eng" in json.loads(run.stdout)["ocr_languages"]


def test_two_runs_at_once(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    fill(tmp_path)
    (tmp_path / ".packet").mkdir(mode=0o700)
    with (tmp_path / ".packet" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        began = time.monotonic()
        run = packet("build", tmp_path)
        assert run.returncode == 5
        assert "another packet run" in run.stderr
        assert time.monotonic() - began < 10


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_stopping_is_quick_and_leaves_the_case_whole(tmp_path: Path, stop: signal.Signals) -> None:
    fill(tmp_path)
    for number in range(60):
        (tmp_path / f"copy{number}.pdf").write_bytes((tmp_path / "bill.pdf").read_bytes())
    running = subprocess.Popen(
        [sys.executable, "-m", "packet", "build", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(1.5)
    running.send_signal(stop)
    began = time.monotonic()
    out, err = running.communicate(timeout=30)
    assert time.monotonic() - began < 3
    assert running.returncode == 130, err
    assert out == ""
    assert not (tmp_path / "out").exists()
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)
