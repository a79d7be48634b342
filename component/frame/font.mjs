/** Source Sans, with the name that apps use: the host sends the page the names of the app's fonts. */
import { readFile } from "node:fs/promises";

const FAMILY = "Source Sans 3 Variable";
const FACE = /\/\* source-sans-3-([\w-]+)-wght-normal \*\/\s*@font-face \{.*?\n\}\s*/gs;

export const LICENCE = "node_modules/@fontsource-variable/source-sans-3/LICENSE";

/** @param {(subset: string) => boolean} isWanted Which alphabets the style sheet has. */
export const nameFont = (isWanted = () => true) => ({
  name: "name-font",
  setup({ onLoad }) {
    onLoad({ filter: /source-sans-3[/\\]index\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8"))
        .replaceAll(FAMILY, "Source Sans")
        .replaceAll(FACE, (face, subset) => (isWanted(subset) ? face : "")),
      loader: "css",
    }));
  },
});
