auth0_issuer       = "https://tenant.eu.auth0.com/"
auth0_audience     = "https://api.example.com"
component_base_url = "https://component.example.com"
