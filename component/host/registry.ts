/** Where hosts and connections of one contract find each other in the app's page. */
import { VERSION } from "../wire/contract.gen";
import type { Channel } from "./channel";

/** Which channel a host or a connection belongs to: its key, its page and its Python session. */
export interface Place {
  key: string;
  page: string;
  session: string;
}

export type Open = (place: Place) => Channel;

/** The channels by their key; before the connection's script has loaded, an array of callbacks. */
interface Registry {
  channels?: Map<string, Channel>;
  push(use: (open: Open) => void): unknown;
}

/** Scripts of two releases may meet in one page: each contract has its own registry. */
export const CHANNELS = Symbol.for(`gatepost.channels.${VERSION}`);

declare global {
  interface Window {
    [CHANNELS]?: Registry;
  }
}
