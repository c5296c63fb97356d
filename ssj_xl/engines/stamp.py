"""Whether a time stamp (RFC 3161) is over given bytes and of an authority: by the authority's certificate, without any network.

Only where `rfc3161-client` is installed.  A certificate need only have been valid when the stamp was made.
"""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec


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
