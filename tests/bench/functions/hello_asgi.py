"""The same for ``--asgi``: once in the event loop, once in a thread of its pool."""

from typing import Any

import functions_framework.aio


@functions_framework.aio.http
async def hello(_request: Any) -> dict[str, str]:
    return {"message": "Hello."}


@functions_framework.aio.http
def hello_in_a_thread(_request: Any) -> dict[str, str]:
    return {"message": "Hello."}
