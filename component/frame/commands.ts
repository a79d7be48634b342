/** What Python may tell the page `hero`, checked here before anything is done with it. */
import * as v from "valibot";
import type { Commands as AppCommands } from "./app.gen";
import type { Command } from "./bridge";
import type { Commands } from "./events.gen";

export type HeroCommands = AppCommands & Pick<Commands, "actionAnswer">;
type Name = keyof HeroCommands;

const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const items = whole(1, 1_000);

const schemas: { [N in Name]: v.GenericSchema<unknown, HeroCommands[N]> } = {
  actionAnswer: v.object({
    id: v.string(),
    code: v.string(),
    data: v.record(v.string(), v.unknown()),
  }),
  sendBurst: v.object({
    run: whole(1, 2 ** 31 - 1),
    events: items,
    per_burst: items,
    gap_ms: whole(0, 1_000),
  }),
  showText: v.object({ text: v.pipe(v.string(), v.maxLength(2_000)) }),
};

/**
 * The commands of the page, each with checked data.
 *
 * @param take What to do with a command.
 * @param refuse Called in its place for data that do not fit.
 */
export function readCommands(
  take: { [N in Name]: (data: HeroCommands[N]) => void },
  refuse: (name: Name) => void,
): Record<Name, Command> {
  const command =
    <N extends Name>(name: N): Command =>
    (data) => {
      const schema: v.GenericSchema<unknown, HeroCommands[N]> = schemas[name];
      const parsed = v.safeParse(schema, data);
      if (parsed.success) take[name](parsed.output);
      else refuse(name);
    };
  return {
    actionAnswer: command("actionAnswer"),
    sendBurst: command("sendBurst"),
    showText: command("showText"),
  };
}
