"""Project Wycheproof's signed tokens: an RS256 verifier accepts two and refuses all others."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest

from gatepost_api.errors import InvalidToken
from tests.functions.jws import verify_jws

FILE = Path(__file__).parents[1] / "vectors" / "wycheproof_jws.json"
VECTORS: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))["vectors"]


def row(vector: dict[str, Any]) -> str:
    source = vector["file"].removeprefix("json_web_").removesuffix("_test.json")
    return f"{source}-{vector['tcId']}-{vector['group']}-{vector['comment']}"


def test_there_are_224_vectors_of_both_kinds_and_none_twice() -> None:
    accepted = [vector for vector in VECTORS if vector["rs256_verifier_must_accept"]]
    assert (len(VECTORS), len(accepted)) == (224, 2)
    assert len({(vector["file"], vector["tcId"]) for vector in VECTORS}) == 224


@pytest.mark.parametrize("vector", VECTORS, ids=row)
def test_a_vector_is_judged_as_its_authors_say(vector: dict[str, Any]) -> None:
    if vector["rs256_verifier_must_accept"]:
        payload = vector["jws"].split(".")[1]
        signed = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        assert verify_jws(vector["jws"], vector["jwks"]) == signed
    else:
        with pytest.raises(InvalidToken):
            verify_jws(vector["jws"], vector["jwks"])
