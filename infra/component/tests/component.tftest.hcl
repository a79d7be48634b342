mock_provider "vercel" {}

variables {
  github_repository   = "owner/gatepost"
  component_base_url  = "https://component.example.com"
  api_base_url        = "https://gatepost-api-1.a.run.app"
  auth0_issuer        = "https://tenant.eu.auth0.com/"
  auth0_audience      = "https://api.example.com"
  auth0_client_id     = "client-1"
  auth0_client_secret = "a secret for this test"
  gatepost_secret     = "0000000000000000000000000000000000000000000000000000000000000001"
  gatepost_apps       = [{ origin = "https://app.example.com" }]
}

run "apps_without_what_they_leave_out" {
  command = plan

  assert {
    condition     = local.settings.GATEPOST_APPS == jsonencode([{ origin = "https://app.example.com", scopes = [] }])
    error_message = "The component refuses members that are null."
  }
}

run "component_with_a_path" {
  command = plan
  variables {
    component_base_url = "https://component.example.com/path"
  }
  expect_failures = [var.component_base_url]
}

run "app_with_a_star" {
  command = plan
  variables {
    gatepost_apps = [{ origin = "https://*.streamlit.app" }]
  }
  expect_failures = [var.gatepost_apps]
}

run "client_secret_that_terraform_may_not_read" {
  command = plan
  variables {
    auth0_client_secret = ""
  }
  expect_failures = [var.auth0_client_secret]
}
