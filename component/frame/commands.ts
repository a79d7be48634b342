/** What Python may tell a page, checked here before anything is done with it. */
import * as v from "valibot";
import type { Command } from "./bridge";
import type { ActionAnswer, ErrorReport } from "./events.gen";
import { fill } from "./fill";
import { commands as messages } from "./messages/en.json";

/** What the data of a command have to be, and what is done with them then. */
export interface Known<Data> {
  schema: v.GenericSchema<unknown, Data>;
  take(data: Data): void;
}

export const actionAnswer: v.GenericSchema<unknown, ActionAnswer> = v.object({
  id: v.string(),
  code: v.string(),
  data: v.record(v.string(), v.unknown()),
});

/**
 * The commands of a page, each with checked data.
 *
 * @typeParam Commands - What Python may send it, by name: some of `app.gen.ts` and `events.gen.ts`.
 * @param refuse Called for data that do not fit.
 */
export function readCommands<Commands extends object>(
  known: { [Name in keyof Commands]: Known<Commands[Name]> },
  refuse: (error: ErrorReport) => void,
): Record<string, Command> {
  const command =
    (name: string, { schema, take }: Known<unknown>): Command =>
    (data) => {
      const parsed = v.safeParse(schema, data);
      const message = fill(messages.malformed, { name });
      if (parsed.success) take(parsed.output);
      else refuse({ code: "command_malformed", message });
    };
  const all = Object.entries<Known<unknown>>(known);
  return Object.fromEntries(all.map(([name, one]) => [name, command(name, one)]));
}
