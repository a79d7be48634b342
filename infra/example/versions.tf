terraform {
  required_version = ">= 1.11"
  required_providers {
    auth0 = {
      source  = "auth0/auth0"
      version = "~> 1.55"
    }
    google = {
      source  = "hashicorp/google"
      version = "~> 7.45"
    }
    vercel = {
      source  = "vercel/vercel"
      version = "~> 5.9"
    }
  }
}

# Credentials come from the environment: AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET of Terraform's own
# application, gcloud auth application-default login, VERCEL_API_TOKEN.
provider "auth0" {
  domain = var.auth0_domain
}

provider "google" {
  project = var.google_project
  region  = var.google_region
}

provider "vercel" {
  team = var.vercel_team
}
