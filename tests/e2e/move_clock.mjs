// Loaded before a tier, this moves its clock by the seconds that a file names, now and later.
import { readFileSync } from "node:fs";

const RealDate = Date;
let offset = 0;

function read() {
  offset = Number(readFileSync(process.env.CLOCK_FILE, "utf8")) * 1000;
}

globalThis.Date = class extends RealDate {
  constructor(...time) {
    if (time.length > 0) super(...time);
    else super(RealDate.now() + offset);
  }

  static now() {
    return RealDate.now() + offset;
  }
};

read();
setInterval(read, 20).unref();
