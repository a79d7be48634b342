"""Make an authority of the rehearsal's own, and the certificate of its edge."""

from pathlib import Path

import trustme

from infra.rehearsal.names import FOLDER, SITES

AUTHORITY = FOLDER / "authority.pem"
CERTIFICATE = FOLDER / "edge.pem"
KEY = FOLDER / "edge.key"
NAMES = FOLDER / "edge.names"


def ensure_certificates() -> None:
    """Make both, unless they are there."""
    names = "\n".join(SITES)
    if NAMES.exists() and NAMES.read_text("ascii") == names:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA()
    issued = authority.issue_cert(*SITES)
    authority.cert_pem.write_to_path(str(AUTHORITY))
    CERTIFICATE.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    KEY.touch(0o600)
    issued.private_key_pem.write_to_path(str(KEY))
    NAMES.write_text(names, "ascii")  # last: it says that the others are there


def trust_in(bundle: Path) -> None:
    """Add the authority to an environment's bundle; renamed, for uv links it to its cache."""
    bundled, ours = bundle.read_bytes(), AUTHORITY.read_bytes()
    if ours not in bundled:
        new = bundle.with_suffix(".new")
        new.write_bytes(bundled + ours)
        new.replace(bundle)
