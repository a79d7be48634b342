"""The only values of the modules that are right, each with the reason."""

from __future__ import annotations

# What the stand-ins in ``inputs`` make of an output or another tier's address.
CALLBACK = "https://component.example.com/api/auth/callback"
ISSUER, AUDIENCE, CLIENT = "https://tenant.eu.auth0.com/", "https://api.example.com", "client-1"
APP, API = "https://app.example.com", "https://gatepost-api-1.a.run.app"
TARGETS = ("api", "ping", "pong", "pong_scoped")
SECRETS = {"AUTH0_CLIENT_SECRET", "GATEPOST_SECRET"}

# Each: where, the only value or values that are right, and why.
VALUES: dict[str, dict[str, tuple[object, str]]] = {
    "auth0_resource_server": {
        "identifier": (AUDIENCE, "it is the audience of every tier"),
        "signing_alg": ("RS256", "the functions accept nothing else"),
        "enforce_policies": (True, "without RBAC everybody gets every scope"),
        "token_dialect": ("access_token_authz", "permissions must be in the token"),
        "allow_offline_access": (True, "without it nobody stays signed in"),
        "token_lifetime": (range(300, 901), "a token works until it expires"),
        "token_lifetime_for_web": (range(300, 901), "a token works until it expires"),
    },
    "auth0_client": {
        "app_type": ("regular_web", "the component keeps a secret"),
        "is_first_party": (True, "other applications get no identity scopes"),
        "oidc_conformant": (True, "otherwise there are no refresh tokens"),
        "grant_types": (["authorization_code", "refresh_token"], "no other grant is used"),
        "callbacks": ([CALLBACK], "the component has one callback"),
        "allowed_logout_urls": ([CALLBACK], "the sign-out window returns there"),
        "web_origins": ([], "no page calls Auth0"),
        "allowed_origins": ([], "no page calls Auth0"),
        "jwt_configuration.alg": ("RS256", "the component accepts no other ID token"),
        "refresh_token.rotation_type": ("rotating", "a stolen token must not last"),
        "refresh_token.expiration_type": ("expiring", "a stolen token must not last"),
        "refresh_token.leeway": (range(10, 61), "two tabs may renew at once"),
    },
    "auth0_client_credentials": {
        "authentication_method": ("client_secret_post", "the component sends it so"),
    },
    "auth0_tenant": {
        "oidc_logout.rp_logout_end_session_endpoint_discovery": (True, "a sign-out needs it"),
        "flags.revoke_refresh_token_grant": (False, "one sign-out must not end all apps"),
    },
    "auth0_action": {"deploy": (True, "an action does nothing before")},
    "auth0_trigger_action": {"trigger": ("post-login", "it decides about sign-ins")},
    "google_storage_bucket": {
        "public_access_prevention": ("enforced", "the source is nobody else's"),
        "uniform_bucket_level_access": (True, "no object has rights of its own"),
    },
    "google_secret_manager_secret_iam_member": {
        "role": ("roles/secretmanager.secretAccessor", "reading is all that is needed"),
    },
    "google_cloud_run_v2_service_iam_binding": {"role": ("roles/run.invoker", "least privilege")},
    "google_project_iam_member": {
        "role": (
            (
                "roles/run.builder",
                "roles/run.sourceDeveloper",
                "roles/serviceusage.serviceUsageConsumer",
            ),
            "no other role may count for the whole project",
        ),
    },
    "google_service_account_iam_member": {
        "role": (
            (
                "roles/iam.serviceAccountOpenIdTokenCreator",
                "roles/iam.serviceAccountUser",
                "roles/iam.workloadIdentityUser",
            ),
            "no other role is needed on an account",
        ),
    },
    "google_iam_workload_identity_pool_provider": {
        "oidc.issuer_uri": (
            ("https://oidc.vercel.com/team", "https://token.actions.githubusercontent.com"),
            "nobody else may come without a key",
        ),
        "attribute_condition": (
            (
                "assertion.sub == 'owner:team:project:gatepost-component:environment:production'",
                "assertion.repository == 'owner/gatepost' && assertion.environment == 'production'",
            ),
            "one deployment, not any of the team's",
        ),
    },
    "google_cloud_run_v2_service": {
        "ingress": ("INGRESS_TRAFFIC_ALL", "say it: component and apps come from the internet"),
        "invoker_iam_disabled": (False, "with invokers, nobody else may call"),
        "build_config.function_target": (TARGETS, "functions/ has no other"),
        "template.scaling.max_instance_count": (range(1, 101), "the cost must have a bound"),
    },
    "vercel_project": {
        "root_directory": ("component", "the tier's folder"),
        "framework": ("nextjs", "it is a Next.js app"),
        "preview_deployments_disabled": (True, "a preview has another origin"),
        "vercel_authentication.deployment_type": (
            "standard_protection_new",
            "the production domain must be public, and nothing else",
        ),
    },
    "vercel_project_domain": {"domain": ("component.example.com", "the production domain")},
}
ENVIRONMENT = {
    "AUTH0_ISSUER": ISSUER,
    "AUTH0_AUDIENCE": AUDIENCE,
    "ALLOWED_CLIENT_IDS": CLIENT,
    "ALLOWED_ORIGINS": APP,
}
VARIABLES = {
    "COMPONENT_BASE_URL": "https://component.example.com",
    "API_BASE_URL": API,
    "AUTH0_ISSUER": ISSUER,
    "AUTH0_AUDIENCE": AUDIENCE,
    "AUTH0_CLIENT_ID": CLIENT,
}
