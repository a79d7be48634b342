/** The two scripts as Python sends them, but of the sources as they are now, and not minified. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type Envelope, VERSION } from "../wire/contract.gen";

interface Drawing {
  data: { key: string; page: string; session: string } & (
    | {
        src: string;
        title: string;
        own: boolean;
        person: string | null;
        part?: string;
        ahead?: string | null;
      }
    | { props: string; ack: string; ends_in: number | null }
  );
  parentElement: Element;
  setTriggerValue(name: string, envelope: Envelope): void;
}

const [host, connection] = ["host", "connection"].map((name) =>
  execFileSync(
    process.execPath,
    [join(import.meta.dirname, "build.mjs"), `host/${name}.ts`, "--readable"],
    { cwd: join(import.meta.dirname, ".."), encoding: "utf8" },
  ),
) as [string, string];
type Mount = (drawing: Drawing) => () => void;

/** What is drawn by either script. */
export interface Scripts {
  host: Mount;
  connection: Mount;
}

/** Load a script; another `note` makes it another module in the same page. */
async function load(script: string, note: string): Promise<Mount> {
  const address = `data:text/javascript,${encodeURIComponent(`${script}//${note}`)}`;
  const module = (await import(/* @vite-ignore */ address)) as { default: Mount };
  return module.default;
}

/** Load both scripts, the host's first; another `note` or change makes them other modules. */
export const loadScripts = async (
  note = "",
  change = (text: string) => text,
): Promise<Scripts> => ({
  host: await load(change(host), note),
  connection: await load(change(connection), note),
});
export const first = await loadScripts();

let loads = 0;

/** Have a host drawn in a page that has no script of the connection yet, which comes then. */
export async function loadLate(draw: (mount: Mount) => void): Promise<void> {
  const registry = Symbol.for(`gatepost.channels.${VERSION}`);
  const watch = Symbol.for(`gatepost.watch.${VERSION}`);
  const page = window as unknown as Record<symbol, unknown>;
  const [kept, watched] = [page[registry], page[watch]];
  delete page[registry];
  delete page[watch];
  draw(first.host);
  loads += 1;
  await load(connection, `late ${loads}`); // another module each time, which runs again
  page[registry] = kept;
  page[watch] = watched;
}
