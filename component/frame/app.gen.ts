// Generated from messages.py: edit that, then run python3 dev.py contract.

/**
 * The events, by name.
 */
export interface Events {
  onBurstItem: BurstItem;
  onPageLoaded: PageLoaded;
  onPasswordFound: PasswordFound;
}
/**
 * ``onBurstItem``: one event of a burst; ``number`` counts from 1 to ``of``.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "BurstItem".
 */
export interface BurstItem {
  run: number;
  number: number;
  of: number;
}
/**
 * ``onPageLoaded``: the page has just loaded; whatever it was doing before has ended.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "PageLoaded".
 */
export interface PageLoaded {}
/**
 * ``onPasswordFound``: the password generator has found one; it opens nothing.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "PasswordFound".
 */
export interface PasswordFound {
  password: string;
  tries: number;
}
/**
 * ``sendBurst``: send burst items, ``per_burst`` at once, with a gap between.
 *
 * Attributes:
 *     run: Number of the burst; a page that is sending it already ignores the command.
 *     first: Number of the first item; 1, or more where a page has ended in the middle.
 *     events: Number of the last.
 *     per_burst: How many at once.
 *     gap_ms: Milliseconds between.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "SendBurst".
 */
export interface SendBurst {
  run: number;
  first: number;
  events: number;
  per_burst: number;
  gap_ms: number;
}
/**
 * ``showText``: show a text, as text.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "ShowText".
 */
export interface ShowText {
  text: string;
}
/**
 * The commands, by name.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "Commands".
 */
export interface Commands {
  sendBurst: SendBurst;
  showText: ShowText;
}
