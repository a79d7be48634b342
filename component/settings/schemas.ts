/** The schemas of settings, by their kind. */
import * as v from "valibot";
import { fault, type Kind, trim } from "./values";

/** A setting without the white space around it. */
export const trimmed = v.pipe(v.string("is missing"), v.transform(trim));

const checked = (kind: Kind, isOptional = false) =>
  v.rawCheck<string>(({ dataset, addIssue }) => {
    const message = dataset.typed && !(isOptional && !dataset.value) && fault(kind, dataset.value);
    if (message) addIssue({ message });
  });

/** A required setting. */
export const setting = (kind: Kind) =>
  v.pipe(
    trimmed,
    checked(kind),
    v.transform((value) => (kind === "base" ? value.replace(/\/+$/, "") : value)),
  );

/** An optional setting: empty if it is left out. */
export const optional = (kind: Kind) => v.optional(v.pipe(trimmed, checked(kind, true)), "");
