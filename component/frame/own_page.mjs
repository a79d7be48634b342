/** Print what a framed page of another repository is made of, as JSON: file names and their texts. */
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { target } from "../browsers.mjs";
import { LICENCE, nameFont } from "./font.mjs";

const SOURCE = "frame/kit/own_page.ts";

/** One file, with its font in it: the page then needs nothing of another address. */
async function bundle(entryPoint) {
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    format: "esm",
    target,
    loader: { ".woff2": "dataurl" },
    plugins: [nameFont((subset) => subset === "latin")],
    write: false,
  });
  return outputFiles[0].text;
}

/** The types of the module and of the shapes that it exports, without their imports. */
async function declare() {
  const outDir = await mkdtemp(join(tmpdir(), "types-"));
  const config = {
    extends: resolve("tsconfig.json"),
    compilerOptions: {
      ...{ noEmit: false, declaration: true, emitDeclarationOnly: true },
      ...{ outDir, rootDir: resolve("."), types: [] },
    },
    include: [resolve(SOURCE)],
  };
  try {
    const project = join(outDir, "tsconfig.json");
    await writeFile(project, JSON.stringify(config));
    execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", project], {
      stdio: ["ignore", process.stderr, process.stderr],
    });
    const read = (file) => readFile(join(outDir, file), "utf8");
    const parts = [await read("wire/shape.d.ts"), await read("frame/kit/own_page.d.ts")];
    return parts.join("\n").replaceAll(/^(?:import .*|export \* from .*|export \{\});\n/gm, "");
  } finally {
    await rm(outDir, { recursive: true });
  }
}

const BANNER = "/* Written by gatepost contract: don't edit it. */\n";
const files = {
  "gatepost.gen.js": BANNER + (await bundle(SOURCE)),
  "gatepost.gen.d.ts": BANNER + (await declare()),
  "gatepost.gen.css": BANNER + (await bundle("frame/frame.css")),
  "source-sans-3-license.txt": await readFile(LICENCE, "utf8"),
};
process.stdout.write(JSON.stringify(files));
