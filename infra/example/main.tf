# All tiers together. Each module can be used alone, with the others' addresses as inputs.

module "auth0" {
  source = "../auth0"

  auth0_issuer       = var.auth0_issuer
  auth0_audience     = var.auth0_audience
  component_base_url = var.component_base_url
}

module "functions" {
  source = "../functions"

  project             = var.google_project
  region              = var.google_region
  source_archive      = var.source_archive
  auth0_issuer        = module.auth0.auth0_issuer
  auth0_audience      = module.auth0.auth0_audience
  allowed_client_ids  = [module.auth0.auth0_client_id]
  allowed_origins     = [for app in var.gatepost_apps : app.origin]
  github_repository   = var.github_repository
  audit_salt_version  = var.audit_salt_version
  deletion_protection = var.deletion_protection
}

module "component" {
  source = "../component"

  github_repository   = var.github_repository
  region              = var.vercel_region
  component_base_url  = var.component_base_url
  api_base_url        = module.functions.api_url
  auth0_issuer        = module.auth0.auth0_issuer
  auth0_audience      = module.auth0.auth0_audience
  auth0_client_id     = module.auth0.auth0_client_id
  auth0_client_secret = module.auth0.auth0_client_secret
  gatepost_secret     = var.gatepost_secret
  gatepost_apps       = var.gatepost_apps
  google_federation   = module.functions.google_federation
}
