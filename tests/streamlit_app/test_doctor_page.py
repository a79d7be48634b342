"""The doctor ends with a sentence where its page ends, or where it is stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatepost import __main__
from gatepost.doctor import sign_in
from gatepost.doctor.sign_in import examine_sign_in
from gatepost.settings import Settings
from tests.local.stand_ins import free_port
from tests.streamlit_app.deployment import deployed


def test_page_that_can_t_be_served_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "_PAGE", tmp_path / "missing.py")
    app_url = f"http://localhost:{free_port()}"
    with deployed() as one:
        one.change("component", "GET /api/health", apps=[app_url])
        at = Settings(one.component.url, app_url, one.api.url)
        (found,) = examine_sign_in(at, lambda _: None)
    assert (found.code, found.tier) == ("sign_in_page_failed", "app")
    assert "streamlit run" in found.remedy


def test_doctor_that_is_stopped_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(__main__, "_doctor", stop)
    assert __main__.main(["doctor"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"
