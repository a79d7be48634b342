# Without keys: Vercel's component calls private functions, and GitHub's workflow deploys them.

locals {
  federates     = var.vercel_team != null || var.github_repository != null
  vercel_member = var.vercel_team == null ? [] : [google_service_account.component[0].member]
}

resource "google_iam_workload_identity_pool" "gatepost" {
  count                     = local.federates ? 1 : 0
  project                   = var.project
  workload_identity_pool_id = "gatepost"

  depends_on = [google_project_service.needed]
}

resource "google_iam_workload_identity_pool_provider" "vercel" {
  count                              = var.vercel_team == null ? 0 : 1
  project                            = var.project
  workload_identity_pool_id          = google_iam_workload_identity_pool.gatepost[0].workload_identity_pool_id
  workload_identity_pool_provider_id = "vercel"

  attribute_mapping = { "google.subject" = "assertion.sub" }
  # The production deployment of one project, and no preview.
  attribute_condition = "assertion.sub == 'owner:${var.vercel_team}:project:${var.vercel_project}:environment:production'"

  oidc {
    issuer_uri        = "https://oidc.vercel.com/${var.vercel_team}"
    allowed_audiences = ["https://vercel.com/${var.vercel_team}"]
  }
}

resource "google_service_account" "component" {
  count        = var.vercel_team == null ? 0 : 1
  project      = var.project
  account_id   = "gatepost-component"
  display_name = "Gatepost component at Vercel"
}

resource "google_service_account_iam_member" "component" {
  count              = var.vercel_team == null ? 0 : 1
  service_account_id = google_service_account.component[0].name
  role               = "roles/iam.serviceAccountOpenIdTokenCreator"
  member             = "principal://iam.googleapis.com/${google_iam_workload_identity_pool.gatepost[0].name}/subject/owner:${var.vercel_team}:project:${var.vercel_project}:environment:production"
}

resource "google_iam_workload_identity_pool_provider" "github" {
  count                              = var.github_repository == null ? 0 : 1
  project                            = var.project
  workload_identity_pool_id          = google_iam_workload_identity_pool.gatepost[0].workload_identity_pool_id
  workload_identity_pool_provider_id = "github"

  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
  }
  # One repository's protected environment: no branch, pull request or fork besides. Not by the subject,
  # which has the ids of owner and repository in it where the repository is younger than July 2026.
  attribute_condition = "assertion.repository == '${var.github_repository}' && assertion.environment == 'production'"

  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "google_service_account" "deployer" {
  count        = var.github_repository == null ? 0 : 1
  project      = var.project
  account_id   = "gatepost-deployer"
  display_name = "Gatepost deployment by GitHub"
}

resource "google_service_account_iam_member" "deployer" {
  count              = var.github_repository == null ? 0 : 1
  service_account_id = google_service_account.deployer[0].name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.gatepost[0].name}/attribute.repository/${var.github_repository}"
}

resource "google_project_iam_member" "deployer" {
  for_each = var.github_repository == null ? [] : toset(["roles/run.sourceDeveloper", "roles/serviceusage.serviceUsageConsumer"])
  project  = var.project
  role     = each.key
  member   = google_service_account.deployer[0].member
}

# The deployer may run the functions as these two accounts, and as no others.
resource "google_service_account_iam_member" "deployer_acts_as" {
  for_each = var.github_repository == null ? {} : {
    functions = google_service_account.functions
    build     = google_service_account.build
  }
  service_account_id = each.value.name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.deployer[0].member
}
