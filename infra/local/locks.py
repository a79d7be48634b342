"""Compile the Python lock files from what each tier and tool asks for."""

from infra.local.errors import LocalRunError
from infra.local.foreground import clean_environment, run_in_foreground
from infra.local.python_packages import ensure_uv, pip_settings


def compile_locks() -> None:
    """Compile all of them.

    Raises:
        LocalRunError: One cannot be compiled.
    """
    compile_lock = (
        *(ensure_uv(), "pip", "compile", "--universal", "--python-version", "3.11"),
        *("--generate-hashes", "--no-header", "--quiet"),
    )
    app, api = "streamlit_app/pyproject.toml", "functions/requirements.in"
    development, checkov = "requirements-dev.txt", "infra/policy/requirements-checkov"
    env = clean_environment() | pip_settings()
    # The tiers' locks take their versions from the development lock: tests run what is deployed.
    for arguments in (
        ("--group", "pyproject.toml:uv", "-o", "requirements-uv.txt"),
        ("--group", "pyproject.toml:release", "-o", "requirements-release.txt"),
        ("--group", "pyproject.toml:dev", app, "--extra", "google", api, "-o", development),
        (app, "--extra", "google", "-c", development, "-o", "streamlit_app/requirements.txt"),
        (api, "-c", development, "-o", "functions/requirements.txt"),
        ("infra/policy/requirements.in", "-o", "infra/policy/requirements.txt"),
        (f"{checkov}.in", "-o", f"{checkov}.txt"),
    ):
        print(f"Compiling {arguments[-1]} …")
        if run_in_foreground([*compile_lock, *arguments], env=env):
            raise LocalRunError(f"{arguments[-1]} cannot be compiled.")
