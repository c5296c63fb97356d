"""What others vouch for, checked without any network: a signature of the drand beacon, a time stamp of an authority.

Each only where its library is installed: drand (quicknet) is BLS12-381 in plain Python by `py_ecc` (a value
of the beacon is the SHA-256 of its signature; that the signature is its own shows by its public key, SSJ-1 §7); a stamp (RFC 3161) is read by
`rfc3161-client`, over given bytes and by the authority's certificate, which need only have been valid when it was made.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from importlib.util import find_spec

PUBLIC_KEY = ("83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
              "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a")
_DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
_HALF = 96  # hex characters of one coordinate


def beacon_verifier() -> Callable[[int, str], bool] | None:
    """What tells whether a signature (96 hex) is the beacon's for a round; None where the library is missing."""
    return is_beacon_signature if find_spec("py_ecc") else None


def is_beacon_signature(number: int, proof: str) -> bool:
    """Whether `proof` is quicknet's signature of round `number` (0.7 s)."""
    limit = sys.getrecursionlimit()
    try:
        return _is_signed(number, proof)
    finally:
        sys.setrecursionlimit(limit)  # the library raises it when it is imported; deep JSON would then break the stack


def _is_signed(number: int, proof: str) -> bool:
    from py_ecc.bls.g2_primitives import subgroup_check
    from py_ecc.bls.hash_to_curve import hash_to_G1
    from py_ecc.bls.point_compression import decompress_G1, decompress_G2
    from py_ecc.optimized_bls12_381 import FQ12, G2, final_exponentiate, neg, pairing

    try:
        signature = decompress_G1(int(proof, 16))
    except ValueError:  # no point of the curve
        return False
    key = decompress_G2((int(PUBLIC_KEY[:_HALF], 16), int(PUBLIC_KEY[_HALF:], 16)))
    message = hash_to_G1(sha256(number.to_bytes(8, "big")).digest(), _DOMAIN, sha256)
    both = pairing(G2, neg(signature), final_exponentiate=False) * pairing(key, message, final_exponentiate=False)
    return bool(subgroup_check(signature) and final_exponentiate(both) == FQ12.one())


def can_read() -> bool:
    """Whether the library is there."""
    return bool(find_spec("rfc3161_client"))


class NoStampError(ValueError):
    """It is no time stamp over these bytes by this authority; the text says why, in the library's words."""


def stamped_at(token: bytes, message: bytes, certificates: bytes) -> datetime:
    """The moment that an authority vouches for, with its zone.

    token: a response (.tsr); certificates: of the authority, PEM, with those it is signed by.
    Raises ValueError where the files are none of these, NoStampError where the stamp does not hold.
    """
    from cryptography.x509 import load_pem_x509_certificates
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    builder, response = VerifierBuilder(), decode_timestamp_response(token)
    for certificate in dict.fromkeys(load_pem_x509_certificates(certificates)):
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(response, message)
    except VerificationError as error:
        raise NoStampError(str(error)) from error
    made: datetime = response.tst_info.gen_time
    return made
