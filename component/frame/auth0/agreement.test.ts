import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { SUITE } from "../../wire/arbitraries_test_support";
import { World } from "./agreement_test_support";
import { REFUSALS } from "./provider_test_support";

/** How many schedules; more than the suite's with `AGREEMENT_RUNS=1000`. */
const RUNS = Number(process.env.AGREEMENT_RUNS ?? 50);
const TICK_MS = 500;
/** Page and frame say the same so soon, whatever happens; a sleep is noticed by a timer. */
const AGREE_MS = 2_000;
/** Nothing is under way for so long: then all is answered that was asked. */
const QUIET_MS = 300;
/** The longest that one answer may keep the next waiting, and a test that hangs. */
const ANSWER_MS = 60_000;
/** By then every token has been renewed: a session that is over at the provider is over here. */
const RENEWAL_MS = 15 * 60_000;

const tab = fc.constantFrom(0, 1);
const step = <Name extends string>(name: Name, ...of: fc.Arbitrary<unknown>[]) =>
  fc.tuple(fc.constant(name), ...of);
const steps = fc.oneof(
  { arbitrary: step("pass", fc.constantFrom(30, 500, 2_000, 10_000, 60_000, 600_000)), weight: 6 },
  { arbitrary: step("sign in", tab, fc.constantFrom("ada", "bob", "denied")), weight: 6 },
  step("click", tab, fc.constantFrom("sign in", "sign out", "try again", "cancel")),
  step("answer", tab, fc.constantFrom("oldest", "newest"), fc.constantFrom("ada", "bob", "denied")),
  step("sleep", fc.constantFrom(60_000, 3_600_000, 30 * 3_600_000), fc.constantFrom("", "online")),
  {
    arbitrary: step("provider", fc.constantFrom("up", "down", "slow", "limited", ...REFUSALS)),
    weight: 3,
  },
  step("component", fc.boolean()),
  step("restart", tab),
  step("page change", tab),
  step("app signs out", tab),
  step("provider revokes"),
  step("key changes"),
);
type Step = readonly [name: string, ...of: unknown[]];

/** Time passes; on the way nobody says for long what another denies. */
async function pass(world: World, time: number): Promise<void> {
  const since = [0, 0];
  for (let left = time; left > 0; left -= TICK_MS) {
    await vi.advanceTimersByTimeAsync(Math.min(left, TICK_MS));
    for (const [index, one] of world.tabs.entries()) {
      since[index] = one.disagrees ? (since[index] ?? 0) + TICK_MS : 0;
      expect(since[index], `tab ${index} and its app disagree`).toBeLessThanOrEqual(AGREE_MS);
    }
  }
}

const params = (who: unknown) => (who === "denied" ? { error: "access_denied" } : { code: who });

async function take(world: World, [name, of, more, who]: Step): Promise<void> {
  const one = world.tabs[Number(of)];
  if (name === "pass") await pass(world, Number(of));
  else if (name === "sign in") {
    one?.click("sign in");
    one?.answer("newest", params(more));
  } else if (name === "click") one?.click(more as "sign in");
  else if (name === "answer") one?.answer(more as "oldest", params(who));
  else if (name === "sleep") {
    vi.setSystemTime(Date.now() + Number(of));
    if (more) dispatchEvent(new Event(String(more)));
    await vi.advanceTimersByTimeAsync(30_000);
  } else if (name === "provider") world.backend.mood = of as "up";
  else if (name === "component") world.backend.isDown = of === true;
  else if (name === "restart") one?.restart();
  else if (name === "page change") one?.load();
  else if (name === "app signs out") one?.signOut(false);
  else if (name === "provider revokes") world.backend.revokeAll();
  else if (name === "key changes") world.backend.changeKey();
}

/** Time passes until each question is answered, and may be asked again. */
async function answers(world: World): Promise<void> {
  const deadline = Date.now() + ANSWER_MS;
  for (let quiet = 0; quiet < QUIET_MS; quiet += QUIET_MS / 3) {
    await pass(world, QUIET_MS / 3);
    if (!world.backend.isQuiet) quiet = 0;
    expect(Date.now()).toBeLessThan(deadline);
  }
}

async function heal(world: World): Promise<void> {
  world.backend.mood = "up";
  world.backend.isDown = false;
  await answers(world);
  dispatchEvent(new Event("online"));
  await answers(world);
  await pass(world, AGREE_MS);
}

/** Each tab has its answer, its app says the same, and so does the other tab of one session. */
function expectAgreement({ tabs, backend }: World): void {
  for (const one of tabs) {
    expect(one.isSettled, one.view.at).toBe(true);
    expect(one.python.person).toBe(one.person);
    if (backend.keepsCookies) expect(one.person).toBe(tabs[0]?.person);
  }
}

it("frame, Python and provider agree in two tabs, whatever happens", async () => {
  const schedules = fc.array(steps, { maxLength: 30, size: "max" });
  await fc.assert(
    fc.asyncProperty(fc.boolean(), schedules, async (keepsCookies, schedule) => {
      vi.useFakeTimers();
      const world = new World(keepsCookies);
      await pass(world, 1_000);
      for (const one of schedule) {
        await take(world, one);
        await pass(world, 30);
      }
      await heal(world);
      expectAgreement(world);
      await pass(world, RENEWAL_MS);
      const people = world.tabs.map(({ person }) => person);
      expect(world.tabs.map(({ python }) => python.person)).toEqual(people);
      for (const one of people) if (one) expect(world.backend.isLive(one)).toBe(true);
      const { person } = world.backend;
      if (keepsCookies) expect(people).toEqual([person, person]);
      for (const grant of world.backend.toRevoke) expect(grant.isRevoked).toBe(true);
      for (const one of world.tabs) one.close();
      vi.clearAllTimers();
      vi.useRealTimers();
    }),
    { ...SUITE, numRuns: RUNS },
  );
}, 600_000);
