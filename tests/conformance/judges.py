"""Three verifiers that judge the same token by the same key, issuer, audience, time and leeway.

Each judge returns None for a token it accepts, else why it does not.
"""

from collections.abc import Callable

import jwt as pyjwt
from joserfc import jwt as joserfc
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from gatepost_api.errors import InvalidToken
from gatepost_api.tokens.claims import ClaimRules, read_caller
from gatepost_api.tokens.verifier import MAX_TOKEN_LENGTH
from tests.functions.issuer import AUDIENCE, ISSUER, NOW, Signer
from tests.functions.jws import verify_jws

LEEWAY = 10
RULES = ClaimRules(ISSUER, AUDIENCE, LEEWAY)

Judge = Callable[[str], str | None]


class Panel:
    """The judges of one key. The clock of the machine has to stand at ``NOW`` for PyJWT."""

    def __init__(self, signer: Signer) -> None:
        self.others: dict[str, Judge] = {"joserfc": self._joserfc, "pyjwt": self._pyjwt}
        self._jwks = signer.jwks()
        self._key_set = KeySet.import_key_set({"keys": [signer.jwk()]})
        self._key = pyjwt.PyJWK(signer.jwk())
        # RFC 7515 section 4: parameters that are not understood are ignored, as by the others.
        self._registry = JWSRegistry(algorithms=["RS256"], strict_check_header=False)
        self._registry.max_header_length = MAX_TOKEN_LENGTH
        self._claims = joserfc.JWTClaimsRegistry(
            now=NOW,
            leeway=LEEWAY,
            iss={"essential": True, "value": ISSUER},
            sub={"essential": True},
            aud={"essential": True, "value": AUDIENCE},
            exp={"essential": True},
            iat={"essential": True},
        )

    def ours(self, token: str) -> str | None:
        """Every check of the guard but the scopes; the reason is the error's own."""
        try:
            read_caller(verify_jws(token, self._jwks), RULES, NOW)
        except InvalidToken as error:
            return error.reason
        return None

    def accepting(self, token: str) -> frozenset[str]:
        """The names of the other verifiers that accept a token."""
        return frozenset(name for name, judge in self.others.items() if judge(token) is None)

    def _joserfc(self, token: str) -> str | None:
        try:
            read = joserfc.decode(token, self._key_set, registry=self._registry)
            self._claims.validate(read.claims)
        except (JoseError, ValueError, TypeError, RecursionError) as error:
            return repr(error)
        return None

    def _pyjwt(self, token: str) -> str | None:
        try:
            pyjwt.decode(
                token,
                self._key,
                algorithms=["RS256"],
                audience=AUDIENCE,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except (pyjwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            return repr(error)
        return None
