// Serves the output of `vercel build` (Vercel, "Build Output API") as one instance of the component.
import { cpSync, createReadStream, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, realpathSync, rmSync, symlinkSync, copyFileSync, statSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join, relative } from "node:path";

const [project, assembled] = process.argv.slice(2);
const output = join(project, ".vercel/output");
const { routes, overrides } = JSON.parse(readFileSync(join(output, "config.json"), "utf8"));
const require = createRequire(import.meta.url);
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "application/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
};

/** The rules of each phase; those before the first are named "start". */
const phases = { start: [] };
let phase = "start";
for (const route of routes) {
  if (route.handle) {
    phase = route.handle;
    phases[phase] = [];
  } else {
    phases[phase].push({ ...route, pattern: new RegExp(route.src) });
  }
}

const handlers = new Map();

/** Put a function's own files and those it was traced to need in one folder, and load it from there. */
function load(name) {
  const folder = realpathSync(join(output, "functions", `${name}.func`));
  if (handlers.has(folder)) return handlers.get(folder);
  const { filePathMap, handler } = JSON.parse(readFileSync(join(folder, ".vc-config.json"), "utf8"));
  const target = join(assembled, relative(realpathSync(join(output, "functions")), folder));
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const [to, from] of Object.entries(filePathMap ?? {})) {
    const [made, source] = [join(target, to), join(project, from)];
    mkdirSync(dirname(made), { recursive: true });
    if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), made);
    else copyFileSync(source, made);
  }
  cpSync(folder, target, { recursive: true });
  const started = performance.now();
  const loaded = require(join(target, handler));
  console.log(`loaded ${name} in ${Math.round(performance.now() - started)} ms`);
  handlers.set(folder, loaded);
  return loaded;
}

const isFile = (path) => existsSync(path) && statSync(path).isFile();

/** Send a static file, if there is one at this path. */
function sendFile(path, res) {
  const name = path.slice(1);
  const [made, override] = Object.entries(overrides).find(([, { path: at }]) => at === name) ?? [name];
  const file = join(output, "static", made);
  if (!name || !file.startsWith(join(output, "static")) || !isFile(file)) return false;
  res.setHeader("Content-Type", override?.contentType ?? TYPES[extname(file)] ?? "application/octet-stream");
  createReadStream(file).pipe(res);
  return true;
}

/** Send a page that was rendered by the build, or have the function of this path answer. */
function sendFunction(path, req, res) {
  const name = path === "/" ? "index" : path.slice(1);
  const folder = join(output, "functions");
  if (!existsSync(join(folder, `${name}.func`))) return false;
  const rendered = join(folder, `${name}.prerender-config.json`);
  if (existsSync(rendered)) {
    const { fallback, initialHeaders } = JSON.parse(readFileSync(rendered, "utf8"));
    for (const [field, value] of Object.entries(initialHeaders ?? {})) res.setHeader(field, value);
    res.setHeader("Content-Type", "text/html; charset=utf-8");
    createReadStream(join(dirname(rendered), fallback.fsPath)).pipe(res);
    return true;
  }
  load(name)(req, res);
  return true;
}

const send = (path, req, res) => sendFile(path, res) || sendFunction(path, req, res);

/** Whether a request has what a rule asks for, with a value that matches as a whole. */
function holds(req, { type, key, value }) {
  const find = {
    query: () => new URL(req.url, "http://local").searchParams.getAll(key).at(-1),
    header: () => req.headers[key],
    cookie: () => (req.headers.cookie ?? "").split("; ").find((pair) => pair.startsWith(`${key}=`))?.slice(key.length + 1),
  };
  const given = find[type]();
  return given !== undefined && (value === undefined || new RegExp(`^${value}$`).test(given));
}

/** Apply a phase's rules to a path; return where they lead, or null if the answer is sent. */
function apply(name, path, req, res) {
  let found = path;
  for (const { pattern, headers, status, dest, has = [], missing = [], continue: goesOn } of phases[name] ?? []) {
    const match = pattern.exec(found);
    if (!match || !has.every((one) => holds(req, one)) || missing.some((one) => holds(req, one))) continue;
    const fill = (text) => text.replace(/\$(\d)/g, (_, i) => match[i] ?? "");
    for (const [field, value] of Object.entries(headers ?? {})) res.setHeader(field, fill(value));
    if (status) res.statusCode = status;
    if (status === 308) {
      res.end();
      return null;
    }
    if (dest) found = fill(dest);
    if (!goesOn) break;
  }
  return found;
}

http
  .createServer((req, res) => {
    let path = apply("start", new URL(req.url, "http://local").pathname, req, res);
    if (path === null || send(path, req, res)) return;
    path = apply("filesystem", path, req, res);
    if (send(path, req, res)) return;
    apply("error", path, req, res);
    res.statusCode = 404;
    sendFile("/404", res);
  })
  .listen(Number(process.env.PORT), "127.0.0.1", () => console.log(`serving on ${process.env.PORT}`));
