# The component at Vercel. Changed variables take effect with the next deployment.

locals {
  domain = trimprefix(var.component_base_url, "https://")

  settings = merge({
    COMPONENT_BASE_URL = var.component_base_url
    API_BASE_URL       = var.api_base_url
    AUTH0_ISSUER       = var.auth0_issuer
    AUTH0_AUDIENCE     = var.auth0_audience
    AUTH0_CLIENT_ID    = var.auth0_client_id
    SESSION_HOURS      = tostring(var.session_hours)
    SECURITY_CONTACT   = var.security_contact
    # Without the members that an app leaves out.
    GATEPOST_APPS = jsonencode([for app in var.gatepost_apps : { for k, v in app : k => v if v != null }])
  }, var.google_federation)

  secrets = {
    AUTH0_CLIENT_SECRET = var.auth0_client_secret
    GATEPOST_SECRET     = var.gatepost_secret
  }
}

resource "vercel_project" "component" {
  name           = var.project
  framework      = "nextjs"
  root_directory = "component"
  node_version   = "24.x"

  git_repository = {
    type              = "github"
    repo              = var.github_repository
    production_branch = "main"
  }

  resource_config = {
    function_default_regions = [var.region]
  }

  # A preview has another origin than the component, so apps and Auth0 don't know it.
  preview_deployments_disabled = true

  # The production domain is public, everything else needs a login at Vercel.
  vercel_authentication = {
    deployment_type = "standard_protection_new"
  }

  # Private functions: a token of the deployment in place of a key.
  oidc_token_config = {
    issuer_mode = "team"
  }
}

resource "vercel_project_domain" "component" {
  project_id = vercel_project.component.id
  domain     = local.domain
}

resource "vercel_project_environment_variables" "component" {
  project_id = vercel_project.component.id

  variables = concat(
    [for key, value in local.settings : {
      key = key, value = value, target = ["production"], sensitive = false
    } if value != ""],
    [for key, value in local.secrets : {
      key = key, value = value, target = ["production"], sensitive = true
    }],
  )
}
