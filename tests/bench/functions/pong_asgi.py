"""/api/pong as a function for ``--asgi``, to weigh that server against the one that is shipped.

The same checks, the same audit line, the same answer; no CORS, no errors, no other method.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

import functions_framework.aio
from starlette.responses import JSONResponse

sys.path.insert(0, str(Path(__file__).parents[3] / "functions"))

from gatepost_api import log
from gatepost_api.audit import Audit, Decision
from gatepost_api.guard import Guard
from gatepost_api.routes import pong as answer
from gatepost_api.settings import read_auth_settings
from gatepost_api.web.headers import SECURITY, read_trace_id

log.start()
GUARD = Guard.from_settings(read_auth_settings(os.environ))
AUDIT = Audit()


def respond(request: Any) -> JSONResponse:
    started = time.perf_counter()
    trace_id = read_trace_id(request.headers.get("traceparent"), None)
    caller = GUARD.authenticate(request.headers.get("authorization"), ())
    AUDIT.write(Decision("pong", caller), trace_id, (time.perf_counter() - started) * 1000)
    return JSONResponse(answer(caller), headers={**SECURITY, "Vary": "Origin"})


@functions_framework.aio.http
async def pong(request: Any) -> JSONResponse:
    return respond(request)


@functions_framework.aio.http
def pong_in_a_thread(request: Any) -> JSONResponse:
    return respond(request)
