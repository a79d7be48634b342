/** What the tests of the bridge share: a page in a registered app. */
import { beforeEach, expect, vi } from "vitest";
import { type Props, VERSION } from "../../wire/contract.gen";
import {
  APP,
  deliver as deliverFrom,
  forgetListeners,
  openBridge,
  surroundWith,
} from "../test_support";

export const OTHER_APP = "https://two.example";
export const EVIL = "https://evil.example";
export const HELLO = { gatepost: VERSION, type: "hello" };

export let parent: { postMessage: ReturnType<typeof vi.fn> };
export let bridge: ReturnType<typeof openBridge>;
export const onProps = vi.fn();
export const commands: Record<string, ReturnType<typeof vi.fn<(data: object) => void>>> = {
  ping: vi.fn(),
  pong: vi.fn(),
};

export const deliver = (data: unknown, origin = APP, source: unknown = parent) =>
  deliverFrom(data, origin, source);

export const propsWith = (changes: Partial<Props> = {}): Props => ({
  v: VERSION,
  session: "session-of-the-tests",
  person: null,
  commands: [],
  locale: "en",
  ...changes,
});
export const sendProps = (changes: Partial<Props> = {}) =>
  deliver({ gatepost: VERSION, type: "props", props: propsWith(changes), theme: {} });

type Sent = { gatepost: number; type: string; name?: string; data?: unknown; seq?: number };
export const posts = () => parent.postMessage.mock.calls as [Sent, string][];
export const ofType = (type: string) =>
  posts().flatMap(([body]) => (body.type === type ? [body] : []));
export const events = () => ofType("event").map(({ name, data }) => [name, data]);
export const error = (code: string) => ["onError", { code, message: expect.any(String) }];
export const command = (seq: number, name: string, data = {}) => ({ seq, name, data });

/** Open a page before each test. */
export function openPages(): void {
  forgetListeners();
  beforeEach(() => {
    vi.useFakeTimers();
    for (const mock of [onProps, ...Object.values(commands)]) mock.mockReset();
    parent = { postMessage: vi.fn() };
    surroundWith(parent);
    bridge = openBridge(commands, { apps: { [APP]: [], [OTHER_APP]: [] }, props: onProps });
  });
}
