from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from douane.declarations.ceb_xml import CebMessage, ceb_xml, is_signed, schema_faults
from douane.declarations.signature import Algorithm, SignatureError, Signer, load_signer, signed
from tests.declarations.ceb.conftest import PASSWORD
from tests.declarations.ceb.making import TRANSFER, documents_of


def unsigned(kind: str = "ceb621") -> bytes:
    return ceb_xml(CebMessage(kind, documents_of(kind), TRANSFER))


def verified(document: bytes, signer: Signer, folder: Path) -> bool:
    """What xmlsec1 says, a program that shares no code with the signer."""
    from cryptography.hazmat.primitives.serialization import Encoding

    program = shutil.which("xmlsec1")
    if program is None:
        pytest.skip("xmlsec1 is not installed (apt-get install xmlsec1)")
    (folder / "message.xml").write_bytes(document)
    (folder / "certificate.pem").write_bytes(signer.certificate.public_bytes(Encoding.PEM))
    asked = [program, "--verify", "--trusted-pem", str(folder / "certificate.pem"), str(folder / "message.xml")]
    return subprocess.run(asked, capture_output=True).returncode == 0


@pytest.mark.parametrize("kind", ["ceb311", "ceb411", "ceb511", "ceb621", "ceb303", "ceb505", "ceb603"])
def test_another_program_verifies_the_signature(kind: str, signer: Signer, tmp_path: Path) -> None:
    document = signed(unsigned(kind), signer)
    assert is_signed(document)
    assert schema_faults(document, kind) == []
    assert verified(document, signer, tmp_path)


def test_another_program_refuses_what_was_changed_afterwards(signer: Signer, tmp_path: Path) -> None:
    document = signed(unsigned(), signer)
    changed = document.replace(b"<ceb:packNo>1<", b"<ceb:packNo>2<")
    assert changed != document
    assert not verified(changed, signer, tmp_path)


def test_the_signature_names_rsa_and_covers_the_whole_message(signer: Signer) -> None:
    root = etree.fromstring(signed(unsigned(), signer))
    ds = {"ds": "http://www.w3.org/2000/09/xmldsig#"}
    assert root[-1].tag == "{http://www.w3.org/2000/09/xmldsig#}Signature"
    assert root.xpath("string(//ds:SignatureMethod/@Algorithm)", namespaces=ds).endswith("rsa-sha256")
    assert root.xpath("string(//ds:Reference/@URI)", namespaces=ds) == ""
    assert root.xpath("string(//ds:Transform[1]/@Algorithm)", namespaces=ds).endswith("enveloped-signature")


def test_the_older_digest_is_made_where_it_is_asked(signer: Signer) -> None:
    document = signed(unsigned(), signer, Algorithm.RSA_SHA1)
    assert b"xmldsig#rsa-sha1" in document
    assert schema_faults(document, "ceb621") == []


def test_a_list_without_signature_is_not_valid() -> None:
    assert any("xmldsig" in fault for fault in schema_faults(unsigned(), "ceb621"))


def test_the_same_message_signed_twice_is_the_same(signer: Signer) -> None:
    assert signed(unsigned(), signer) == signed(unsigned(), signer)


def test_a_key_is_read_from_its_file(key_file: Path, signer: Signer) -> None:
    assert load_signer(key_file, PASSWORD).certificate == signer.certificate


def test_a_key_that_cannot_be_used_is_told_in_words(key_file: Path, tmp_path: Path) -> None:
    with pytest.raises(SignatureError, match="wrong password"):
        load_signer(key_file, b"another")
    with pytest.raises(SignatureError, match="cannot be read"):
        load_signer(tmp_path / "none.p12", PASSWORD)
    (tmp_path / "text.p12").write_text("no key")
    with pytest.raises(SignatureError, match="no PKCS#12 file"):
        load_signer(tmp_path / "text.p12", PASSWORD)


def test_a_signed_message_is_not_signed_again(signer: Signer) -> None:
    with pytest.raises(SignatureError, match="signed already"):
        signed(signed(unsigned(), signer), signer)
