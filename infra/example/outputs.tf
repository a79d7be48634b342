output "component_url" {
  value = module.component.component_url
}

output "api_urls" {
  value = module.functions.urls
}

output "secrets_toml" {
  description = "Secrets of each app at Community Cloud, by its origin; nothing in it is secret."
  value = { for app in var.gatepost_apps : app.origin => templatefile("${path.module}/secrets.toml.tftpl", {
    app_url       = app.origin
    component_url = module.component.component_url
    api_url       = module.functions.api_url
  }) }
}

output "github_variables" {
  description = "Variables of the repository's environment production; the doctor looks at the first app."
  value = merge(module.functions.github_federation, {
    GATEPOST_COMPONENT_URL = module.component.component_url
    GATEPOST_API_URL       = module.functions.api_url
    GATEPOST_APP_URL       = var.gatepost_apps[0].origin
  })
}
