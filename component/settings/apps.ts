/** The rows of `GATEPOST_APPS`: who may embed the component, and what each app gets. */
import * as v from "valibot";
import { setting, trimmed } from "./schemas";
import { IN_QUOTES, trim } from "./values";

/** One Streamlit app that may embed this component. It holds nothing secret. */
export interface App {
  /** Exact origin, such as `https://myapp.streamlit.app`. */
  readonly origin: string;
  /** Exact origins of the sites whose pages may embed the app. */
  readonly embeddedBy: readonly string[];
  /** What people know it by; shown before they sign in to an app of another operator. */
  readonly name: string | null;
  /** Whether this component's operator also runs the app. */
  readonly trusted: boolean;
  /** API scopes that sign-in asks for on behalf of this app. */
  readonly scopes: readonly string[];
  /** The API its access tokens are for; null for an app that only signs people in. */
  readonly audience: string | null;
  /** The OpenID client it signs in with. */
  readonly clientId: string;
  /** Auth0's connections and organizations that its sign-ins may name. */
  readonly connections: readonly string[];
  readonly organizations: readonly string[];
  /** Further APIs, each with an access token of its own. */
  readonly apis: readonly Api[];
}

/** An API besides the one of `audience`. */
export interface Api {
  readonly audience: string;
  readonly scopes: readonly string[];
}

const SCOPE = "contains a malformed scope";
const scope = v.pipe(
  v.string(SCOPE),
  v.transform(trim),
  v.regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, SCOPE),
);

const LIST = "must be a list of names";
const list = v.optional(
  v.array(
    v.pipe(v.string(LIST), v.transform(trim), v.minLength(1, LIST), v.maxLength(320, LIST)),
    LIST,
  ),
  [],
);

const audience = v.pipe(v.string("must be one audience"), setting("text"));
const API =
  'must look like {"audience": "https://billing.example.com", "scopes": ["read:invoices"]}';
const api = v.strictObject(
  { audience, scopes: v.optional(v.array(scope, "must be a list of scopes"), []) },
  API,
);

const NAME = "must be a name of 1 to 60 characters";
/** Control characters and direction marks: people have to read the name. */
const UNREADABLE = /[\p{Cc}\p{Bidi_Control}]/u;
const name = v.pipe(
  v.string(NAME),
  v.transform(trim),
  v.minLength(1, NAME),
  v.maxLength(60, NAME),
  v.check((value) => !UNREADABLE.test(value), NAME),
);

const CLIENT = 'must look like {"id": "client-id", "secret_env": "PARTNER_CLIENT_SECRET"}';
const client = v.strictObject(
  {
    id: v.pipe(v.string(CLIENT), setting("text")),
    secret_env: v.pipe(v.string(CLIENT), v.regex(/^[A-Z][A-Z\d_]*$/, CLIENT)),
  },
  CLIENT,
);

/** The grammar of `frame-ancestors` (CSP3, section 2.3.1) has no IPv6 addresses or underscores. */
const isHonoured = (value: string) => /^[a-z\d.-]+$/.test(new URL(value).hostname);

const ancestor = v.pipe(
  setting("origin"),
  v.check(
    isHonoured,
    "has a host that browsers ignore in a policy: use 127.0.0.1, or a host name without underscores",
  ),
);

const row = v.pipe(
  v.strictObject(
    {
      origin: ancestor,
      embedded_by: v.optional(v.array(ancestor, "must be a list of origins"), []),
      name: v.optional(name),
      trusted: v.optional(v.boolean("must be true or false"), true),
      scopes: v.optional(v.array(scope, "must be a list of scopes"), []),
      audience: v.optional(audience),
      client: v.optional(client),
      connections: list,
      organizations: list,
      apis: v.optional(v.array(api, "must be a list of APIs"), []),
    },
    (issue) =>
      issue.expected === "never"
        ? "is not a member of an app: use origin, embedded_by, name, trusted, scopes, audience, client, connections, organizations and apis"
        : 'must be an object such as {"origin": "https://myapp.streamlit.app"}',
  ),
  v.check(
    ({ trusted, name }) => trusted || name !== undefined,
    "needs a name: people see it before they sign in to an app that is not trusted",
  ),
  v.check(
    ({ apis }) => new Set(apis.map((one) => one.audience)).size === apis.length,
    "names an audience twice in apis",
  ),
);
export type Row = v.InferOutput<typeof row>;

export const rows = v.pipe(
  trimmed,
  v.nonEmpty("is missing"),
  v.check((value) => !IN_QUOTES.test(value), "has quotes around it: remove them"),
  v.transform((value): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      return undefined;
    }
  }),
  v.array(
    row,
    'must be JSON such as [{"origin": "https://myapp.streamlit.app", "scopes": ["read:messages"]}]',
  ),
  v.minLength(1, "must name at least one app"),
  v.check(
    (all) => new Set(all.map((one) => one.origin)).size === all.length,
    "names an origin twice",
  ),
);

/** The app of a row. It gets an API token only if the row names scopes or an audience. */
export function appOf(row: Row, shared: { clientId: string; audience: string }): App {
  const asksForApi = row.scopes.length > 0 ? shared.audience : null;
  return {
    origin: row.origin,
    embeddedBy: row.embedded_by,
    name: row.name ?? null,
    trusted: row.trusted,
    scopes: row.scopes,
    audience: row.audience ?? asksForApi,
    clientId: row.client?.id ?? shared.clientId,
    connections: row.connections,
    organizations: row.organizations,
    apis: row.apis,
  };
}
