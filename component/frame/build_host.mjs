/** Print a script of a folder and what it imports as one, for the app's page. */
import { build } from "esbuild";
import { target } from "./browsers.mjs";

const [script, option] = process.argv.slice(2);

// Small, since Streamlit names a message of over 10 kB by its hash: a browser that lost the
// connection meanwhile then drops what it drew, and the frame with it.
const { outputFiles } = await build({
  entryPoints: [script],
  bundle: true,
  minify: option !== "--readable",
  format: "esm",
  target,
  write: false,
});
process.stdout.write(outputFiles[0].text);
