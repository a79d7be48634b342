"""What a changed file triggers: a restart of a tier, generated files, or neither."""

from pathlib import Path

import pytest

from infra.local import toolchain, watch

from .stand_ins import ROOT


@pytest.mark.parametrize(
    ("path", "noticed"),
    [
        ("functions/gatepost_api/tokens/claims.py", {"functions"}),
        ("infra/local/identity_provider/page.mjs", {"identity-provider"}),
        (".streamlit/config.toml", {"streamlit"}),
        ("streamlit_app/gatepost/host.gen.js", {"reload"}),
        ("streamlit_app/views/patterns/diagram.css", {"reload"}),
        ("streamlit_app/views/auth0/view.py", set()),  # Streamlit itself notices it
        ("component/frame/hero/hero.tsx", set()),
    ],
)
def test_change_restarts_a_tier_or_reloads_the_app(
    path: str, noticed: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reloads: list[int] = []
    monkeypatch.setattr(watch, "reload_streamlit", reloads.append)
    monkeypatch.setattr(watch, "watch", lambda *_, **__: iter([{(1, str(ROOT / path))}]))
    monkeypatch.setattr(watch, "generate", lambda _changed: None)
    [names] = watch.restarts(100)
    assert {*names, *(["reload"] if len(reloads) > 1 else [])} == noticed


@pytest.mark.parametrize(
    ("path", "generated"),
    [
        ("functions/gatepost_api/tokens/claims.py", []),
        ("streamlit_app/gatepost/host.gen.js", []),
        ("component/host/host.ts", ["scripts"]),
        ("component/host/host.test.ts", []),
        ("component/wire/shape.ts", ["scripts", "frames"]),
        ("streamlit_app/gatepost/wire/events.py", ["contract"]),
        ("streamlit_app/messages.py", ["contract"]),
        ("streamlit_app/gatepost/values.py", ["contract"]),
        ("streamlit_app/views/hero/view.py", []),
        ("component/frame/hero/hero.tsx", ["frames"]),
        ("component/wire/app.gen.ts", ["frames"]),
        ("component/frame/bundles.gen.json", []),
        ("component/frame/hero/hero.test.tsx", []),
    ],
)
def test_change_generates_the_files_that_depend_on_it_only(
    path: str, generated: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    names = {toolchain.BUNDLE: "frames", watch.CONTRACT: "contract"}
    monkeypatch.setattr(watch, "_run", lambda command, _cwd: written.append(names[command]))
    monkeypatch.setattr(watch, "write_scripts", lambda: written.append("scripts"))
    watch.generate({ROOT / path})
    assert written == generated


def test_change_on_disk_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tier").mkdir()
    monkeypatch.setattr(watch, "TIER_FOLDERS", {tmp_path / "tier": "the-tier"})
    monkeypatch.setattr(watch, "reload_dir", lambda _offset: tmp_path / "reload")
    restarts = watch.restarts(0)
    assert next(restarts) == set()
    (tmp_path / "tier" / "a").touch()
    assert any("the-tier" in names for names, _ in zip(restarts, range(50), strict=False))


def test_failure_to_generate_is_printed_and_ends_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "BUNDLE", ("sh", "-c", "echo the reason >&2; exit 1"))
    watch.generate({ROOT / "component" / "frame" / "hero" / "hero.tsx"})
    assert capsys.readouterr().out == "A generated file cannot be written:\nthe reason\n"
