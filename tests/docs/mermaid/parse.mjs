/** Read diagrams as a JSON list on stdin; write for each null, or where and why it does not parse. */
import { text } from "node:stream/consumers";
import { Window } from "happy-dom";

// mermaid cleans the labels of a flowchart with DOMPurify, which takes its DOM from here.
globalThis.window = new Window();
const { default: mermaid } = await import("mermaid");

async function fault(diagram) {
  try {
    await mermaid.parse(diagram);
    return null;
  } catch (error) {
    return { line: error.hash?.loc?.last_line ?? 1, reason: error.message };
  }
}

const faults = [];
for (const diagram of JSON.parse(await text(process.stdin))) faults.push(await fault(diagram));
process.stdout.write(JSON.stringify(faults));
