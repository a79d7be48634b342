github_repository   = "owner/gatepost"
component_base_url  = "https://component.example.com"
api_base_url        = "https://gatepost-api-1.a.run.app"
auth0_issuer        = "https://tenant.eu.auth0.com/"
auth0_audience      = "https://api.example.com"
auth0_client_id     = "client-1"
auth0_client_secret = "secret-of-client-1"
gatepost_secret     = "0000000000000000000000000000000000000000000000000000000000000001"
gatepost_apps       = [{ origin = "https://app.example.com", scopes = ["read:messages"] }]
google_federation   = { API_GOOGLE_IDENTITY = "vercel" }
