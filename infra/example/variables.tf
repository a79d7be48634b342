variable "auth0_domain" {
  description = "The Auth0 tenant's own domain, for its Management API."
  type        = string
}

variable "auth0_issuer" {
  description = "Issuer of the tokens: the tenant's domain or its custom domain, with a final slash."
  type        = string
}

variable "auth0_audience" {
  description = "Identifier of the API."
  type        = string
}

variable "google_project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "google_region" {
  description = "Region of the functions."
  type        = string
  default     = "europe-west1"
}

variable "vercel_region" {
  description = "Region of the component's routes."
  type        = string
  default     = "fra1"
}

variable "vercel_team" {
  description = "Slug of the team at Vercel; null for a personal account."
  type        = string
  default     = null
}

variable "source_archive" {
  description = "Path of the functions' source, kept beside them and not built: git archive --format=zip --output=functions.zip HEAD:functions"
  type        = string
}

variable "github_repository" {
  description = "Your copy of the repository, as owner/name."
  type        = string
}

variable "component_base_url" {
  description = "Origin of the component in production."
  type        = string
}

variable "gatepost_apps" {
  description = "The apps, and the scopes that each asks for."
  type = list(object({
    origin = string
    scopes = optional(list(string), [])
  }))
}

variable "gatepost_secret" {
  description = "GATEPOST_SECRET of the component, from TF_VAR_gatepost_secret: openssl rand -hex 32."
  type        = string
  sensitive   = true
}

variable "audit_salt_version" {
  description = "Version of the secret gatepost-audit-salt."
  type        = string
  default     = "1"
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the functions; apply it as false before a destroy."
  type        = bool
  default     = true
}
