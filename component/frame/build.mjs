/** Bundle the framed pages into public/frame, and list their file names for pages/frame. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { build } from "esbuild";
import { target } from "../browsers.mjs";

const outdir = "public/frame";
const pages = Object.keys(JSON.parse(await readFile("frame/pages.json", "utf8")));

// Keep the bundles of earlier builds: a server that is still running refers to them.
const { metafile } = await build({
  entryPoints: [...pages.map((page) => `frame/${page}/${page}.tsx`), "frame/frame.css"],
  bundle: true,
  minify: true,
  format: "esm",
  target,
  entryNames: "[name]-[hash]",
  outdir,
  metafile: true,
});

const names = Object.entries(metafile.outputs).map(([file, { entryPoint }]) => [
  basename(entryPoint ?? file),
  `/frame/${basename(file)}`,
]);
await mkdir(outdir, { recursive: true });
await writeFile(
  "frame/bundles.gen.json",
  `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`,
);
