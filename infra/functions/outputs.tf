output "urls" {
  description = "Address of each function, by its target."
  value       = { for target, service in google_cloud_run_v2_service.function : target => service.uri }
}

output "api_url" {
  description = "API_BASE_URL of the component and api_url of the app: the target api."
  value       = try(google_cloud_run_v2_service.function["api"].uri, null)
}

output "google_federation" {
  description = "Settings of the component for private functions; empty without vercel_team."
  value = var.vercel_team == null ? {} : {
    API_GOOGLE_IDENTITY                    = "vercel"
    GCP_PROJECT_NUMBER                     = split("/", google_iam_workload_identity_pool.gatepost[0].name)[1]
    GCP_SERVICE_ACCOUNT_EMAIL              = google_service_account.component[0].email
    GCP_WORKLOAD_IDENTITY_POOL_ID          = google_iam_workload_identity_pool.gatepost[0].workload_identity_pool_id
    GCP_WORKLOAD_IDENTITY_POOL_PROVIDER_ID = google_iam_workload_identity_pool_provider.vercel[0].workload_identity_pool_provider_id
  }
}

output "github_federation" {
  description = "Variables of a workflow that deploys the functions without a key; null without github_repository."
  value = var.github_repository == null ? null : {
    GOOGLE_WORKLOAD_PROVIDER = google_iam_workload_identity_pool_provider.github[0].name
    GOOGLE_SERVICE_ACCOUNT   = google_service_account.deployer[0].email
    GOOGLE_REGION            = var.region
  }
}
