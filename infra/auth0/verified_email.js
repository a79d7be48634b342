// Runs at Auth0, at every sign-in and renewal.
exports.onExecutePostLogin = async (event, api) => {
  if (event.client.client_id !== event.secrets.CLIENT_ID) return;
  if (!event.user.email_verified) api.access.deny("Confirm your e-mail address, then sign in again.");
};
