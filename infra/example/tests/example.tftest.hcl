# terraform test, with providers that make values up: nothing is deployed.

mock_provider "auth0" {}

mock_provider "google" {
  mock_resource "google_cloud_run_v2_service" {
    defaults = { uri = "https://gatepost-api-1.a.run.app" }
  }
}

mock_provider "vercel" {}

variables {
  auth0_domain       = "tenant.eu.auth0.com"
  auth0_issuer       = "https://tenant.eu.auth0.com/"
  auth0_audience     = "https://api.example.com"
  google_project     = "project-1"
  source_archive     = "../functions/main.tf"
  github_repository  = "owner/gatepost"
  component_base_url = "https://component.example.com"
  gatepost_apps      = [{ origin = "https://app.example.com", scopes = ["read:messages"] }]
  gatepost_secret    = "0000000000000000000000000000000000000000000000000000000000000001"
}

run "all_tiers" {
  command = apply

  assert {
    condition     = output.secrets_toml["https://app.example.com"] == <<-TOML
      [gatepost]
      component_url = "https://component.example.com"
      app_url = "https://app.example.com"
      api_url = "https://gatepost-api-1.a.run.app"
    TOML
    error_message = "The secrets of an app name the component, the app and the API."
  }
}
