variable "auth0_issuer" {
  description = "Issuer of the tokens: https://, the tenant's domain or its custom domain, and a final slash."
  type        = string
  validation {
    condition     = can(regex("^https://[a-z0-9.-]+/$", var.auth0_issuer))
    error_message = "Write the issuer as https://your-tenant.eu.auth0.com/ with its final slash."
  }
}

variable "auth0_audience" {
  description = "Identifier of the API, which every access token names. It can't be changed later."
  type        = string
}

variable "component_base_url" {
  description = "Origin of the component in production, such as https://mycomponent.vercel.app."
  type        = string
  validation {
    condition     = can(regex("^https://[a-z0-9.-]+(:[0-9]+)?$", var.component_base_url))
    error_message = "Write the component's origin as https://mycomponent.vercel.app, without a path."
  }
}

variable "scopes" {
  description = "Scopes of the API with a description each, as in functions/openapi.yaml."
  type        = map(string)
  default     = { "read:messages" = "Read messages" }
}

variable "roles" {
  description = "Roles to make, each with its scopes. Assign them to people in the dashboard."
  type        = map(list(string))
  default     = { "Gatepost reader" = ["read:messages"] }
}

variable "access_token_seconds" {
  description = "Life of an access token: it works until then, even after a sign-out."
  type        = number
  default     = 600
  validation {
    condition     = var.access_token_seconds >= 300 && var.access_token_seconds <= 900
    error_message = "Let access tokens live for 300 to 900 seconds."
  }
}

variable "session_hours" {
  description = "The component's SESSION_HOURS: refresh tokens end with the session."
  type        = number
  default     = 24
}

variable "require_verified_email" {
  description = "Whether only people with a verified e-mail address may sign in."
  type        = bool
  default     = true
}

variable "manage_tenant" {
  description = "Whether to set the two tenant-wide settings that sign-out needs; false if they are managed elsewhere."
  type        = bool
  default     = true
}
