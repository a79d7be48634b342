# The API as Cloud Run functions, with all but their code: gcloud run deploy builds that from source.

locals {
  is_private  = var.invokers != null
  base_image  = "${var.region}-docker.pkg.dev/serverless-runtimes/google-24-full/runtimes/python313"
  placeholder = "us-docker.pkg.dev/cloudrun/container/hello"
  service_apis = [
    "artifactregistry", "cloudbuild", "cloudresourcemanager", "iam", "iamcredentials",
    "run", "secretmanager", "storage", "sts",
  ]
}

resource "google_project_service" "needed" {
  for_each           = toset(local.service_apis)
  project            = var.project
  service            = "${each.key}.googleapis.com"
  disable_on_destroy = false
}

# What the functions run as: it may read one secret, and nothing else.
resource "google_service_account" "functions" {
  project      = var.project
  account_id   = "gatepost-functions"
  display_name = "Gatepost functions"
}

# What builds them, in place of the default account with its many rights.
resource "google_service_account" "build" {
  project      = var.project
  account_id   = "gatepost-build"
  display_name = "Gatepost build"
}

resource "google_project_iam_member" "build" {
  project = var.project
  role    = "roles/run.builder"
  member  = google_service_account.build.member
}

resource "google_storage_bucket" "source" {
  project                     = var.project
  name                        = "${var.project}-gatepost-source"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.deletion_protection

  versioning {
    enabled = true
  }
}

resource "google_storage_bucket_object" "source" {
  bucket = google_storage_bucket.source.name
  name   = "functions-${filemd5(var.source_archive)}.zip" # another name is another revision
  source = var.source_archive
}

# The secret's value is added by hand, before the functions: docs/deploy/functions.md has the command.
resource "google_secret_manager_secret" "audit_salt" {
  project   = var.project
  secret_id = "gatepost-audit-salt"

  replication {
    auto {}
  }

  depends_on = [google_project_service.needed]
}

resource "google_secret_manager_secret_iam_member" "audit_salt" {
  project   = var.project
  secret_id = google_secret_manager_secret.audit_salt.secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.functions.member
}

resource "google_cloud_run_v2_service" "function" {
  for_each = var.targets

  project             = var.project
  location            = var.region
  name                = "gatepost-${replace(each.key, "_", "-")}"
  description         = "Gatepost, target ${each.key}"
  ingress             = "INGRESS_TRAFFIC_ALL"
  deletion_protection = var.deletion_protection

  # Public without allUsers, which many organisations forbid.
  invoker_iam_disabled = !local.is_private

  build_config {
    source_location          = "gs://${google_storage_bucket.source.name}/${google_storage_bucket_object.source.name}"
    function_target          = each.key
    base_image               = local.base_image
    enable_automatic_updates = true
    service_account          = google_service_account.build.id
  }

  template {
    service_account                  = google_service_account.functions.email
    max_instance_request_concurrency = var.threads
    timeout                          = "30s"

    scaling {
      min_instance_count = var.min_instances
      max_instance_count = var.max_instances
    }

    containers {
      image          = local.placeholder # until gcloud run deploy: Google builds nothing for Terraform
      base_image_uri = local.base_image

      resources {
        limits = { cpu = "1", memory = "512Mi" }
      }

      env {
        name  = "THREADS"
        value = tostring(var.threads)
      }
      env {
        name  = "AUTH0_ISSUER"
        value = var.auth0_issuer
      }
      env {
        name  = "AUTH0_AUDIENCE"
        value = var.auth0_audience
      }
      env {
        name  = "ALLOWED_CLIENT_IDS"
        value = join(",", var.allowed_client_ids)
      }
      env {
        name  = "ALLOWED_ORIGINS"
        value = join(",", var.allowed_origins)
      }
      env {
        name  = "GOOGLE_CLOUD_PROJECT"
        value = var.project
      }
      env {
        name = "AUDIT_SALT"
        value_source {
          secret_key_ref {
            secret  = google_secret_manager_secret.audit_salt.secret_id
            version = var.audit_salt_version
          }
        }
      }
    }
  }

  # What gcloud run deploy changes: otherwise the next apply would bring the placeholder back.
  lifecycle {
    ignore_changes = [
      annotations,
      build_config,
      client,
      client_version,
      template[0].annotations,
      template[0].containers[0].base_image_uri,
      template[0].containers[0].image,
      template[0].containers[0].name,
    ]
  }

  depends_on = [
    google_project_service.needed,
    google_project_iam_member.build,
    google_secret_manager_secret_iam_member.audit_salt,
  ]
}

# Replaces whatever else was granted: these principals may call the functions, and no others.
resource "google_cloud_run_v2_service_iam_binding" "invoker" {
  for_each = local.is_private ? var.targets : []
  project  = var.project
  location = var.region
  name     = google_cloud_run_v2_service.function[each.key].name
  role     = "roles/run.invoker"
  members  = concat(var.invokers, local.vercel_member)
}
