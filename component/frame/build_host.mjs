/** Print the host and its outbox as one script, which Python sends into the app's page. */
import { build } from "esbuild";

// Small, since Streamlit names a message of over 10 kB by its hash: a browser that lost the
// connection meanwhile then drops what it drew, and the frame with it.
const { outputFiles } = await build({
  entryPoints: ["../streamlit_app/gatepost/host.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome114", "firefox115", "safari16.4"],
  write: false,
});
process.stdout.write(outputFiles[0].text);
