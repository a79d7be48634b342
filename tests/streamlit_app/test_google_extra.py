from __future__ import annotations

import pytest

from gatepost.errors import SettingsError
from gatepost.google import token
from gatepost.google.account import GoogleAccount


@pytest.mark.parametrize("missing", ["google", "google.auth"])
def test_without_google_auth_the_error_names_the_extra(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token, "find_spec", lambda name: None if name == missing else object())
    with pytest.raises(SettingsError, match=r'pip install "gatepost\[google\]"'):
        token.fetch_id_token(GoogleAccount("https://api.example.com", None))
