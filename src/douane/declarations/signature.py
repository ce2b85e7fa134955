"""XML signatures of messages: enveloped, RSA, with a key that the user keeps in a PKCS#12 file (W3C XML Signature 1.1).

The official samples of 2022 sign with China's own algorithms (SM2 and SM3), whose keys live in hardware of the China
Electronic Port. RSA is what the older edition used; which of the two a box accepts is settled when it is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from lxml import etree


class SignatureError(Exception):
    """The message cannot be signed; the words say why and what to do."""

    exit_code = 2


class Algorithm(StrEnum):
    """How the digest is made; SHA-256 unless a box still asks for the older one."""

    RSA_SHA256 = "rsa-sha256"
    RSA_SHA1 = "rsa-sha1"


@dataclass(frozen=True, slots=True)
class Signer:
    """A private RSA key and its certificate."""

    key: Any
    certificate: Any


def load_signer(path: Path, password: bytes | None) -> Signer:
    """The key and certificate of a PKCS#12 file. Raises `SignatureError`."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(path.read_bytes(), password)
    except OSError as error:
        raise SignatureError(f"{path} cannot be read: {error.strerror}. Check the path and its permissions.") from error
    except ValueError as error:
        raise SignatureError(f"{path} cannot be opened: wrong password, or no PKCS#12 file.") from error
    if not isinstance(key, RSAPrivateKey) or certificate is None:
        raise SignatureError(f"{path} has to hold an RSA key and its certificate.")
    return Signer(key, certificate)


def signed(document: bytes, signer: Signer, algorithm: Algorithm = Algorithm.RSA_SHA256) -> bytes:
    """The document with a signature over the whole of it as its last element. Raises `SignatureError` if it has one."""
    from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
    from signxml.signer import XMLSigner

    root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    if root.find("{http://www.w3.org/2000/09/xmldsig#}Signature") is not None:
        raise SignatureError("The message is signed already; sign the unsigned one.")
    older = algorithm is Algorithm.RSA_SHA1
    kind = _OlderSigner() if older else XMLSigner
    maker = kind(
        signature_algorithm=SignatureMethod.RSA_SHA1 if older else SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA1 if older else DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
    )
    made = maker.sign(root, key=signer.key, cert=[signer.certificate])
    return bytes(etree.tostring(made, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _OlderSigner() -> Any:  # noqa: N802  it makes a class
    from signxml.signer import XMLSigner

    class Sha1Signer(XMLSigner):
        """Signs with SHA-1, which the library refuses unless it is told that this is meant."""

        def check_deprecated_methods(self) -> None:
            """SHA-1 is asked for by the receiver, so it is allowed here."""

    return Sha1Signer
