/** Bundle the framed pages into public/frame, and list their file names for pages/frame. */
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { build } from "esbuild";
import { target } from "../browsers.mjs";
import { LICENCE, nameFont } from "./font.mjs";

const outdir = "public/frame";
const pages = Object.keys(JSON.parse(await readFile("frame/messages/en.json", "utf8")));

/**
 * Bundle one entry point by itself: pages that shared a chunk would load it with another request.
 *
 * The bundles of earlier builds stay: a server that is still running refers to them.
 */
async function bundle(entryPoint) {
  const { metafile } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    minify: true,
    alias: { "preact/jsx-runtime": "./frame/kit/jsx_runtime.ts" },
    format: "esm",
    splitting: true, // what a page imports later
    target,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file" },
    plugins: [nameFont()],
    outdir,
    metafile: true,
  });
  const [file] = Object.entries(metafile.outputs).find(([, one]) => one.entryPoint === entryPoint);
  return [basename(entryPoint), `/frame/${basename(file)}`];
}

const entryPoints = [...pages.map((page) => `frame/${page}/${page}.tsx`), "frame/frame.css"];
const names = await Promise.all(entryPoints.map(bundle));
await mkdir(outdir, { recursive: true });
await copyFile(LICENCE, `${outdir}/source-sans-3-license.txt`);
await writeFile(
  "frame/bundles.gen.json",
  `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`,
);
