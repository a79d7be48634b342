# What Gatepost needs at Auth0: an API, the component's application, roles, and two tenant settings.

locals {
  callback = "${var.component_base_url}/api/auth/callback"
}

resource "auth0_resource_server" "api" {
  name       = "Gatepost API"
  identifier = var.auth0_audience

  signing_alg = "RS256"

  # RBAC: without it everybody gets every scope that an app asks for.
  enforce_policies = true
  token_dialect    = "access_token_authz"

  # Refresh tokens: without offline access nobody stays signed in, and no error says why.
  allow_offline_access = true

  skip_consent_for_verifiable_first_party_clients = true

  token_lifetime         = var.access_token_seconds
  token_lifetime_for_web = var.access_token_seconds
}

resource "auth0_resource_server_scopes" "api" {
  resource_server_identifier = auth0_resource_server.api.identifier

  dynamic "scopes" {
    for_each = var.scopes
    content {
      name        = scopes.key
      description = scopes.value
    }
  }
}

resource "auth0_client" "component" {
  name            = "Gatepost component"
  app_type        = "regular_web"
  is_first_party  = true
  oidc_conformant = true
  grant_types     = ["authorization_code", "refresh_token"]

  # Exact addresses. The sign-out window returns to the callback as well.
  callbacks           = [local.callback]
  allowed_logout_urls = [local.callback]
  web_origins         = []
  allowed_origins     = []

  jwt_configuration {
    alg = "RS256"
  }

  refresh_token {
    rotation_type       = "rotating"
    expiration_type     = "expiring"
    leeway              = 15 # two tabs may renew at once
    token_lifetime      = var.session_hours * 3600
    idle_token_lifetime = var.session_hours * 3600 - 1
  }
}

resource "auth0_client_credentials" "component" {
  client_id             = auth0_client.component.id
  authentication_method = "client_secret_post"
}

resource "auth0_role" "this" {
  for_each    = var.roles
  name        = each.key
  description = "May ${join(", ", each.value)}."
}

resource "auth0_role_permissions" "this" {
  for_each = var.roles
  role_id  = auth0_role.this[each.key].id

  dynamic "permissions" {
    for_each = each.value
    content {
      name                       = permissions.value
      resource_server_identifier = auth0_resource_server.api.identifier
    }
  }

  depends_on = [auth0_resource_server_scopes.api]
}

resource "auth0_tenant" "this" {
  count = var.manage_tenant ? 1 : 0

  # Without the end-session endpoint in its metadata, a sign-out does not end Auth0's own session.
  oidc_logout {
    rp_logout_end_session_endpoint_discovery = true
  }

  # A sign-out in one app must not end all apps and devices of the person.
  flags {
    revoke_refresh_token_grant = false
  }
}

resource "auth0_action" "verified_email" {
  count   = var.require_verified_email ? 1 : 0
  name    = "Gatepost: verified e-mail only"
  runtime = "node22"
  deploy  = true
  code    = file("${path.module}/verified_email.js")

  # Other applications of the tenant keep their own rules.
  secrets {
    name  = "CLIENT_ID"
    value = auth0_client.component.client_id
  }

  supported_triggers {
    id      = "post-login"
    version = "v3"
  }
}

# Appended to the tenant's own actions.
resource "auth0_trigger_action" "verified_email" {
  count        = var.require_verified_email ? 1 : 0
  trigger      = "post-login"
  action_id    = auth0_action.verified_email[0].id
  display_name = auth0_action.verified_email[0].name
}
