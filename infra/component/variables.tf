variable "github_repository" {
  description = "Repository that Vercel deploys, as owner/name."
  type        = string
}

variable "project" {
  description = "Name of the project at Vercel."
  type        = string
  default     = "gatepost-component"
}

variable "region" {
  description = "Region of the routes: near the functions' and the Auth0 tenant's."
  type        = string
  default     = "fra1"
}

variable "component_base_url" {
  description = "COMPONENT_BASE_URL: origin in production, such as https://mycomponent.vercel.app. Auth0 and the apps need it before there is a deployment."
  type        = string
  validation {
    condition     = can(regex("^https://[a-z0-9.-]+$", var.component_base_url))
    error_message = "Write the component's origin as https://mycomponent.vercel.app, without a path."
  }
}

variable "api_base_url" {
  description = "API_BASE_URL of the component."
  type        = string
}

variable "auth0_issuer" {
  description = "AUTH0_ISSUER of the component, with its final slash."
  type        = string
}

variable "auth0_audience" {
  description = "AUTH0_AUDIENCE of the component."
  type        = string
}

variable "auth0_client_id" {
  description = "AUTH0_CLIENT_ID of the component."
  type        = string
}

variable "auth0_client_secret" {
  description = "AUTH0_CLIENT_SECRET of the component."
  type        = string
  sensitive   = true
  validation {
    condition     = length(var.auth0_client_secret) > 0
    error_message = "The client secret is empty: give Terraform's application at Auth0 the scope read:client_keys."
  }
}

variable "gatepost_secret" {
  description = "GATEPOST_SECRET of the component: openssl rand -hex 32. Who knows it can sign in as anybody."
  type        = string
  sensitive   = true
}

variable "gatepost_apps" {
  description = "GATEPOST_APPS of the component: the apps that may embed it."
  type = list(object({
    origin   = string
    scopes   = optional(list(string), [])
    name     = optional(string)
    trusted  = optional(bool)
    audience = optional(string)
  }))
  validation {
    condition     = alltrue([for app in var.gatepost_apps : can(regex("^https://[a-z0-9.-]+(:[0-9]+)?$", app.origin))])
    error_message = "Write each app's origin as https://myapp.streamlit.app, without a path or a star."
  }
}

variable "session_hours" {
  description = "SESSION_HOURS of the component."
  type        = number
  default     = 24
}

variable "security_contact" {
  description = "SECURITY_CONTACT of the component: a mailto: or https: address; empty for none."
  type        = string
  default     = ""
}

variable "google_federation" {
  description = "Further settings for private functions, from the output of the module functions."
  type        = map(string)
  default     = {}
}
