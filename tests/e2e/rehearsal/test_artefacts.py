"""What would be uploaded holds no secret, and nothing that only development needs."""

from __future__ import annotations

from infra.rehearsal.artefacts import APP, COMPONENT, FUNCTIONS
from infra.rehearsal.settings import CLIENT_ID, SECRETS

OUTPUT = COMPONENT / "component" / ".vercel" / "output"


def test_build_output_holds_no_secret() -> None:
    secrets = [file.read_bytes() for file in SECRETS.values()]
    files = [file for file in OUTPUT.rglob("*") if file.is_file()]
    contents = {file: file.read_bytes() for file in files}
    assert len(files) > 50
    assert any(CLIENT_ID.encode() in b for b in contents.values()) is False, "read at run time"
    assert any(b"https://gatepost.streamlit.test" in b for b in contents.values()), "can find"
    found = [
        file.relative_to(OUTPUT) for file, b in contents.items() if any(s in b for s in secrets)
    ]
    assert found == []


def test_uploaded_tiers_need_nothing_of_the_repository() -> None:
    assert {path.name for path in FUNCTIONS.iterdir()} == {".venv", "functions"}
    assert {path.name for path in APP.iterdir()} == {".streamlit", ".venv", "streamlit_app"}
    secrets = [file.read_text("ascii") for file in SECRETS.values()]
    typed = (APP / ".streamlit" / "secrets.toml").read_text("utf-8")
    assert [secret for secret in secrets if secret in typed] == [], "the app needs no secret"
