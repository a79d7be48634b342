"""The settings of every tier in the rehearsal, as they would be in production."""

import json

from infra.rehearsal.names import (
    API,
    BALANCED_APP,
    COMMUNITY_APP,
    COMPONENT,
    FOLDER,
    PORTAL,
    PROVIDER,
)

ISSUER = f"https://{PROVIDER}/"
AUDIENCE = "https://api.gatepost.test"
CLIENT_ID = "gatepost-rehearsal"
ORIGINS = tuple(f"https://{name}" for name in (COMMUNITY_APP, BALANCED_APP))
# Where `gatepost doctor --sign-in` serves its page.
DOCTOR = "http://localhost:8765"
SCOPES = ["read:messages", "write:messages"]
APPS = [
    {"origin": origin, "scopes": SCOPES, "embedded_by": [f"https://{PORTAL}"]}
    for origin in (*ORIGINS, DOCTOR)
]

# Made at the first run, readable by this user only.
SECRETS = {
    name: FOLDER / "secrets" / name.lower()
    for name in [
        "AUTH0_CLIENT_SECRET",
        "GATEPOST_SECRET",
        "AUDIT_SALT",
        "STREAMLIT_SERVER_COOKIE_SECRET",
    ]
}

BUILD_SETTINGS = {
    "COMPONENT_BASE_URL": f"https://{COMPONENT}",
    "API_BASE_URL": f"https://{API}",
    "AUTH0_ISSUER": ISSUER,
    "AUTH0_CLIENT_ID": CLIENT_ID,
    "AUTH0_AUDIENCE": AUDIENCE,
    "GATEPOST_APPS": json.dumps(APPS),
}

FUNCTIONS_SETTINGS = {
    "AUTH0_ISSUER": ISSUER,
    "AUTH0_AUDIENCE": AUDIENCE,
    "ALLOWED_CLIENT_IDS": CLIENT_ID,
    "ALLOWED_ORIGINS": ",".join(ORIGINS),
    "GOOGLE_CLOUD_PROJECT": "rehearsal",
    "THREADS": "16",
}

# The identity by which the component is admitted to private functions.
FEDERATION = {
    "API_GOOGLE_IDENTITY": "vercel",
    "GCP_PROJECT_NUMBER": "123456789012",
    "GCP_SERVICE_ACCOUNT_EMAIL": "gatepost-component@rehearsal.iam.gserviceaccount.com",
    "GCP_WORKLOAD_IDENTITY_POOL_ID": "vercel",
    "GCP_WORKLOAD_IDENTITY_POOL_PROVIDER_ID": "vercel",
}

# Community Cloud sets these, whatever an app's own configuration says.
FORCED = {
    "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "false",
    "STREAMLIT_RUNNER_FAST_RERUNS": "true",
    "STREAMLIT_SERVER_RUN_ON_SAVE": "true",
    "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "true",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true",
}


def community_secrets() -> str:
    """Return the secrets as they are typed into Community Cloud's form."""
    values = {
        "component_url": f"https://{COMPONENT}",
        "app_url": f"https://{COMMUNITY_APP}",
        "api_url": f"https://{API}",
    }
    return "[gatepost]\n" + "".join(f'{name} = "{value}"\n' for name, value in values.items())
