output "auth0_issuer" {
  value = var.auth0_issuer
}

output "auth0_audience" {
  value = auth0_resource_server.api.identifier
}

output "auth0_client_id" {
  value = auth0_client.component.client_id
}

output "auth0_client_secret" {
  description = "Empty unless Terraform's own application at Auth0 has the scope read:client_keys."
  value       = auth0_client_credentials.component.client_secret
  sensitive   = true
}

output "scopes" {
  value = keys(var.scopes)
}
