/** Print a module and what it imports as one script, for the app's page. */
import { build } from "esbuild";
import { target } from "../browsers.mjs";

const [script, option] = process.argv.slice(2);

// Minified to stay below 10 kB: Streamlit sends a larger message once and then refers to it by its
// hash. If the connection drops during that first send, the browser drops what it drew, and the
// frame with it.
const { outputFiles } = await build({
  entryPoints: [script],
  bundle: true,
  minify: option !== "--readable",
  format: "esm",
  target,
  write: false,
});
process.stdout.write(outputFiles[0].text);
