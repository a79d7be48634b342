output "component_url" {
  description = "component_url of the apps."
  value       = var.component_base_url
}

output "redeploy" {
  description = "Run this after every change of a variable."
  value       = "vercel redeploy ${var.component_base_url}"
}
