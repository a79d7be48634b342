// Generated from streamlit_app/messages.py: edit that, then run python3 dev.py contract.
import * as s from "./shape";

export const MOST_ITEMS = 1_000;
export const LONGEST_GAP_MS = 1_000;
export const LONGEST_TEXT = 2_000;

export const RUN = /* @__PURE__ */ s.whole(1, 2_147_483_647);
export const ITEMS = /* @__PURE__ */ s.whole(1, 1_000);
export const GAP = /* @__PURE__ */ s.whole(0, 1_000);

/** `onBurstItem`: one event of a burst; `number` counts from 1 to `of`. */
export interface BurstItem extends s.Of<typeof burstItem> {}
export const burstItem = /* @__PURE__ */ s.object({
  run: RUN,
  number: ITEMS,
  of: ITEMS,
});

/** `onPageLoaded`: the page has just loaded; whatever it was doing before was cut off. */
export interface PageLoaded extends s.Of<typeof pageLoaded> {}
export const pageLoaded = /* @__PURE__ */ s.object({});

/** `onPasswordFound`: the generator has found a password, which opens nothing. */
export interface PasswordFound extends s.Of<typeof passwordFound> {}
export const passwordFound = /* @__PURE__ */ s.object({
  password: /* @__PURE__ */ s.textOf(1, 64),
  tries: RUN,
});

/**
 * `sendBurst`: send burst items in groups of `per_burst`, with a pause in between.
 *
 * Attributes:
 *     run: Number of the burst; a page that is already sending it ignores the command.
 *     first: Number of the first item; 1, or higher if the page was reloaded midway.
 *     events: Number of the last item.
 *     per_burst: Number of items in a group.
 *     gap_ms: Milliseconds between groups.
 */
export interface SendBurst extends s.Of<typeof sendBurst> {}
export const sendBurst = /* @__PURE__ */ s.object({
  run: RUN,
  first: ITEMS,
  events: ITEMS,
  per_burst: ITEMS,
  gap_ms: GAP,
});

/** `showText`: show text, never as markup. */
export interface ShowText extends s.Of<typeof showText> {}
export const showText = /* @__PURE__ */ s.object({
  text: /* @__PURE__ */ s.textOf(0, 2_000),
});

/** The events, by name. */
export type Events = s.Members<typeof events>;
export const events = {
  onBurstItem: burstItem,
  onPageLoaded: pageLoaded,
  onPasswordFound: passwordFound,
};

/** The commands, by name. */
export type Commands = s.Members<typeof commands>;
export const commands = {
  sendBurst: sendBurst,
  showText: showText,
};
