// Generated from streamlit_app/messages.py: edit that, then run python3 dev.py contract.
import * as s from "./shape";

export const MOST_ITEMS = 1_000;
export const LONGEST_GAP_MS = 1_000;
export const LONGEST_TEXT = 2_000;

export const RUN = /* @__PURE__ */ s.whole(1, 2_147_483_647);
export const ITEMS = /* @__PURE__ */ s.whole(1, 1_000);
export const GAP = /* @__PURE__ */ s.whole(0, 1_000);

/** `onBurstItem`: one event of a burst; `number` counts from 1 to `of`. */
export interface BurstItem {
  run: number;
  number: number;
  of: number;
}
export const burstItem = /* @__PURE__ */ s.object<BurstItem>({
  run: RUN,
  number: ITEMS,
  of: ITEMS,
});

/** `onPageLoaded`: the page has just loaded; whatever it was doing before has ended. */
export type PageLoaded = Record<string, never>;
export const pageLoaded = /* @__PURE__ */ s.object<PageLoaded>({});

/** `onPasswordFound`: the password generator has found one; it opens nothing. */
export interface PasswordFound {
  password: string;
  tries: number;
}
export const passwordFound = /* @__PURE__ */ s.object<PasswordFound>({
  password: /* @__PURE__ */ s.textOf(1, 64),
  tries: RUN,
});

/**
 * `sendBurst`: send burst items, `per_burst` at once, with a gap between.
 *
 * Attributes:
 *     run: Number of the burst; a page that is sending it already ignores the command.
 *     first: Number of the first item; 1, or more where a page has ended in the middle.
 *     events: Number of the last.
 *     per_burst: How many at once.
 *     gap_ms: Milliseconds between.
 */
export interface SendBurst {
  run: number;
  first: number;
  events: number;
  per_burst: number;
  gap_ms: number;
}
export const sendBurst = /* @__PURE__ */ s.object<SendBurst>({
  run: RUN,
  first: ITEMS,
  events: ITEMS,
  per_burst: ITEMS,
  gap_ms: GAP,
});

/** `showText`: show a text, as text. */
export interface ShowText {
  text: string;
}
export const showText = /* @__PURE__ */ s.object<ShowText>({
  text: /* @__PURE__ */ s.textOf(0, 2_000),
});

/** The events, by name. */
export interface Events {
  onBurstItem: BurstItem;
  onPageLoaded: PageLoaded;
  onPasswordFound: PasswordFound;
}
export const events: { [Name in keyof Events]: s.Shape<Events[Name]> } = {
  onBurstItem: burstItem,
  onPageLoaded: pageLoaded,
  onPasswordFound: passwordFound,
};

/** The commands, by name. */
export interface Commands {
  sendBurst: SendBurst;
  showText: ShowText;
}
export const commands: { [Name in keyof Commands]: s.Shape<Commands[Name]> } = {
  sendBurst: sendBurst,
  showText: showText,
};
