/** Print the host in a folder and what it imports as one script, for the app's page. */
import { join } from "node:path";
import { build } from "esbuild";
import { target } from "./browsers.mjs";

const [folder, option] = process.argv.slice(2);

// Small, since Streamlit names a message of over 10 kB by its hash: a browser that lost the
// connection meanwhile then drops what it drew, and the frame with it.
const { outputFiles } = await build({
  entryPoints: [join(folder, "host.js")],
  bundle: true,
  minify: option !== "--readable",
  format: "esm",
  target,
  write: false,
});
process.stdout.write(outputFiles[0].text);
