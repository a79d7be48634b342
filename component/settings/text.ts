/** A setting that has to be there. */
import * as v from "valibot";

export const text = v.pipe(v.string("is missing"), v.trim(), v.nonEmpty("is missing"));
