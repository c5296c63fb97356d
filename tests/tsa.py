"""A time stamping authority of our own, made with openssl: its clock is this machine's."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

_CONFIG = """
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[leaf]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = ours
[ours]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class Authority:
    """An authority in a folder; `certificate` is what a verifier trusts."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> Authority:
        """A new one, with keys of its own."""
        made = cls(folder)
        folder.mkdir()
        (folder / "tsa.cnf").write_text(_CONFIG)
        (folder / "serial").write_text("01\n")
        made._run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "3650", "-config", "tsa.cnf",
                  "-extensions", "ca", "-subj", "/CN=Root")
        made._run("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-config", "tsa.cnf", "-subj", "/CN=TSA")
        made._run("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "tsa.pem", "-days", "3650",
                  "-extfile", "tsa.cnf", "-extensions", "leaf")
        return made

    @property
    def certificate(self) -> Path:
        """The root certificate."""
        return self.folder / "ca.pem"

    def stamp(self, data: Path) -> Path:
        """The stamp over a file as it is now."""
        answer = self.folder / f"{data.name}.tsr"
        self._run("ts", "-query", "-data", str(data.resolve()), "-sha256", "-cert", "-out", "query.tsq")
        self._run("ts", "-reply", "-queryfile", "query.tsq", "-signer", "tsa.pem", "-inkey", "tsa.key", "-config", "tsa.cnf", "-out", str(answer))
        return answer

    def _run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)
