"""Documents at the desk: listed, shown, joined, packed, and never another organisation's."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest

from douane.pipeline.printing import KINDS
from douane.web.papers import NoSuchPaperError, path_of
from douane.web.roles import Role
from tests.web.conftest import Visit

LABELS, H7 = KINDS["label"][1], KINDS["h7"][1]


def test_what_a_run_printed_is_listed_and_shown(worked: int, visit: Visit) -> None:
    browser = visit(Role.BROKER)
    listed = browser.get("/documents").text
    assert f"/documents/{worked}?show=documents/h7-summary.pdf" in listed
    assert "Parcel labels" in listed
    shown = browser.get(f"/documents/{worked}?show={LABELS}").text
    assert f'src="/documents/{worked}/file/{LABELS}"' in shown
    answer = browser.get(f"/documents/{worked}/file/{LABELS}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.content.startswith(b"%PDF")


def test_lists_are_downloaded_and_never_shown(worked: int, visit: Visit) -> None:
    answer = visit(Role.BROKER).get(f"/documents/{worked}/file/hold.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"


def test_everything_of_a_run_is_one_package_the_same_each_time(worked: int, visit: Visit) -> None:
    browser = visit(Role.BROKER)
    first, second = (browser.get(f"/documents/{worked}/all.zip").content for _ in range(2))
    assert first == second
    names = zipfile.ZipFile(io.BytesIO(first)).namelist()
    assert {"summary.json", "ready.csv", "hold.csv", LABELS, H7} <= set(names)
    assert zipfile.ZipFile(io.BytesIO(first)).testzip() is None


def test_chosen_documents_are_joined_in_their_order(worked: int, visit: Visit) -> None:
    browser = visit(Role.BROKER)
    answer = browser.send_form("/documents/print", paper=[f"{worked}/{LABELS}", f"{worked}/{H7}"])
    pages = [
        len(pikepdf.open(io.BytesIO(browser.get(f"/documents/{worked}/file/{n}").content)).pages) for n in (LABELS, H7)
    ]
    assert len(pikepdf.open(io.BytesIO(answer.content)).pages) == sum(pages)
    assert answer.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("chosen", [[], ["1/hold.csv"], ["1/../../../douane.sqlite"], ["x/labels.pdf"], ["7/labels.pdf"]])
def test_what_cannot_be_joined_is_said(worked: int, visit: Visit, chosen: list[str]) -> None:
    answer = visit(Role.BROKER).send_form("/documents/print", paper=chosen)
    assert answer.status_code == 422
    assert "Choose at least one document" in answer.text


@pytest.mark.parametrize("name", ["../1/../../../douane.sqlite", "..%2f..%2f..%2fdouane.sqlite", "/etc/hostname", ""])
def test_no_name_leads_out_of_the_run(worked: int, visit: Visit, name: str) -> None:
    assert visit(Role.BROKER).get(f"/documents/{worked}/file/{name}").status_code == 404


def test_a_link_out_of_the_run_is_no_file_of_it(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "secret.pdf").write_text("x")
    (tmp_path / "1" / "a.pdf").symlink_to(tmp_path / "secret.pdf")
    with pytest.raises(NoSuchPaperError):
        path_of(tmp_path, 1, "a.pdf")


def test_another_organisation_has_none_of_it(worked: int, visit: Visit) -> None:
    browser = visit(Role.BROKER, "other")
    for path in ("", "/all.zip", f"/file/{LABELS}"):
        assert browser.get(f"/documents/{worked}{path}").status_code == 404
    assert visit(Role.HUB).get("/documents").status_code == 403
