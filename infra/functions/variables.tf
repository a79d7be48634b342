variable "project" {
  description = "Id of the Google Cloud project, with billing and its services on."
  type        = string
}

variable "region" {
  description = "Region of the functions: near the component's and the Auth0 tenant's."
  type        = string
  default     = "europe-west1"
}

variable "source_archive" {
  description = "Path of the functions' source, kept beside them and not built: git archive --format=zip --output=functions.zip HEAD:functions"
  type        = string
}

variable "targets" {
  description = "Functions to deploy: api serves all routes, each of the others one."
  type        = set(string)
  default     = ["api"]
  validation {
    condition     = length(setsubtract(var.targets, ["api", "ping", "pong", "pong_scoped"])) == 0
    error_message = "A target is api, ping, pong or pong_scoped."
  }
}

variable "auth0_issuer" {
  description = "AUTH0_ISSUER of the functions."
  type        = string
}

variable "auth0_audience" {
  description = "AUTH0_AUDIENCE of the functions."
  type        = string
}

variable "allowed_client_ids" {
  description = "ALLOWED_CLIENT_IDS of the functions: the clients whose tokens are accepted."
  type        = list(string)
  validation {
    condition     = length(var.allowed_client_ids) > 0
    error_message = "List the component's client; otherwise every client of the tenant could call."
  }
}

variable "allowed_origins" {
  description = "ALLOWED_ORIGINS of the functions: pages that may read answers."
  type        = list(string)
  default     = []
  validation {
    condition     = alltrue([for origin in var.allowed_origins : can(regex("^https://[a-z0-9.-]+(:[0-9]+)?$", origin))])
    error_message = "Write each origin as https://myapp.streamlit.app, without a path or a star."
  }
}

variable "audit_salt_version" {
  description = "Version of the secret gatepost-audit-salt, added by hand so that no state file holds it."
  type        = string
  default     = "1"
}

variable "threads" {
  description = "Threads of an instance, and requests that Cloud Run sends it at once."
  type        = number
  default     = 16
}

variable "min_instances" {
  description = "Instances that are always there: 0 costs nothing and starts cold."
  type        = number
  default     = 0
}

variable "max_instances" {
  description = "Most instances, which bounds the cost."
  type        = number
  default     = 5
}

variable "invokers" {
  description = "Null for functions that the internet may reach; else the only principals that may, such as serviceAccount:…."
  type        = list(string)
  default     = null
}

variable "vercel_team" {
  description = "Slug of the Vercel team whose component calls private functions; null for none."
  type        = string
  default     = null
}

variable "vercel_project" {
  description = "Name of the component's project at Vercel."
  type        = string
  default     = "gatepost-component"
}

variable "github_repository" {
  description = "Repository whose workflow deploys the functions without a key, as owner/name; null for none."
  type        = string
  default     = null
  validation {
    condition     = var.github_repository == null || can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "Write the repository as owner/name."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the functions and their source; apply it as false before a destroy."
  type        = bool
  default     = true
}
