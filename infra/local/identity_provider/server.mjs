// The identity provider for local runs: oidc-provider shaped like one Auth0 tenant.
import { addAccounts } from "./accounts.mjs";
import { log } from "./log.mjs";
import { createProvider } from "./provider.mjs";
import { readSettings } from "./settings.mjs";

/** Print the reason in one line, and end the process. */
function stop(error) {
  console.error(`The identity provider cannot start: ${error.message}`);
  process.exit(1);
}

try {
  const settings = readSettings();
  if (settings.accountsFile) {
    addAccounts(settings.accountsFile);
  }
  const server = createProvider(settings).listen(settings.port, "127.0.0.1", () =>
    log("identity provider ready", { issuer: settings.issuer }),
  );
  server.on("error", stop);
} catch (error) {
  stop(error);
}
