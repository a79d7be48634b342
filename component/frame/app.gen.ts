// Generated from messages.py: edit that, then run python3 dev.py contract.

/**
 * The events, by name.
 */
export interface Events {
  onBurstItem: BurstItem;
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
 * ``sendBurst``: send ``events`` burst items, ``per_burst`` at once, with a gap between.
 *
 * This interface was referenced by `Events`'s JSON-Schema
 * via the `definition` "SendBurst".
 */
export interface SendBurst {
  run: number;
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
