"""The least a function can be: what the protected API is measured against."""

from typing import Any

import functions_framework


@functions_framework.http
def hello(_request: Any) -> dict[str, str]:
    return {"message": "Hello."}
