/** The contract that a page, its host and Python speak; `events.py` names it too. */
export const VERSION = 3;

/** Where hosts find the channels of this contract in the app's page: what is pushed gets `open`. */
export const CHANNELS = Symbol.for(`gatepost.channels.${VERSION}`);
