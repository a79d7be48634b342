/* Written by gatepost contract: don't edit it. */
// wire/shape.ts
var check = /* @__NO_SIDE_EFFECTS__ */ (fits) => (value) => {
  if (fits(value)) return value;
  throw new TypeError("A value does not fit its shape.");
};
var list = /* @__PURE__ */ check(Array.isArray);
var text = /* @__PURE__ */ check((value) => typeof value === "string");
var flag = /* @__PURE__ */ check((value) => typeof value === "boolean");
var number = /* @__PURE__ */ check((value) => Number.isFinite(value));
var record = /* @__PURE__ */ check(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value)
);
var textOf = (least, most, pattern = /^/) => /* @__PURE__ */ check((value) => {
  if (typeof value !== "string" || !pattern.test(value)) return false;
  const { length } = [...value];
  return length >= least && length <= most;
});
var whole = (least, most) => /* @__PURE__ */ check(
  (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
);
var only = (...wanted) => /* @__PURE__ */ check((value) => wanted.includes(value));
var orNull = (shape) => (value) => value === null ? null : shape(value);
var optional = (shape) => ((value) => value === void 0 ? value : shape(value));
var listOf = (shape, most = Number.POSITIVE_INFINITY) => (value) => {
  const given = list(value).map((one) => shape(one));
  if (given.length <= most) return given;
  throw new TypeError("A list is too long.");
};
var object = (members) => (value) => {
  const given = record(value);
  const read = Object.entries(members).map(([name, shape]) => [name, shape(given[name])]);
  return Object.fromEntries(read.filter(([, one]) => one !== void 0));
};
var exact = (members) => (value) => {
  if (Object.keys(record(value)).every((name) => Object.hasOwn(members, name)))
    return object(members)(value);
  throw new TypeError("An object has more members than its shape.");
};
function match(shape, value) {
  try {
    return shape(value);
  } catch {
    return null;
  }
}

// wire/contract.gen.ts
var VERSION = 5;
var MAX_EVENT_BYTES = 65536;
var NAME = /* @__PURE__ */ textOf(1, 64, /^[A-Za-z][A-Za-z0-9_]*$(?!\n)/);
var ID = /* @__PURE__ */ textOf(16, 64, /^[A-Za-z0-9_-]+$(?!\n)/);
var NUMBER = /* @__PURE__ */ whole(0, 9007199254740991);
var actionAnswer = /* @__PURE__ */ object({
  id: NAME,
  code: NAME,
  data: record
});
var message = /* @__PURE__ */ object({
  seq: NUMBER,
  name: NAME,
  data: record
});
var props = /* @__PURE__ */ object({
  v: /* @__PURE__ */ only(5),
  session: ID,
  person: /* @__PURE__ */ orNull(ID),
  commands: /* @__PURE__ */ listOf(message),
  locale: /* @__PURE__ */ textOf(0, 35)
});

// frame/kit/theme.ts
var SYNTAX = {
  "background-color": "color",
  "secondary-background-color": "color",
  "text-color": "color",
  "primary-color": "color",
  "border-color": "color",
  "widget-border-color": "color",
  "red-text-color": "color",
  font: "font-family",
  "base-font-size": "font-size",
  "base-radius": "border-radius",
  "button-radius": "border-radius"
};
function applyTheme(theme) {
  const { style } = document.documentElement;
  for (const [name, property] of Object.entries(SYNTAX)) {
    const value = theme[name];
    if (typeof value === "string" && CSS.supports(property, value))
      style.setProperty(`--${name}`, value);
  }
}

// frame/kit/trace.ts
var report = (_step, _values) => {
};
function onStep(listener) {
  report = listener;
}
function trace(step, values = {}) {
  report(step, values);
}

// frame/kit/bridge.ts
var ERROR = "onError";
var hello = object({ gatepost: number, type: only("hello") });
var Bridge = class {
  #apps;
  #listener;
  #update;
  #app = null;
  #session = null;
  #person = null;
  #isLeaving = false;
  /** Number of the last command that was handled. */
  #handled = 0;
  /** What is to be posted once the host has said hello. */
  #early = [];
  constructor(apps, listener) {
    this.#apps = apps;
    this.#listener = listener;
    this.#update = object({
      gatepost: only(VERSION),
      type: only("props"),
      props: listener.shape,
      theme: record
    });
    addEventListener("message", (event) => this.#receive(event));
    onStep((step, values) => {
      const at = performance.now();
      this.#whenGreeted(() => {
        const ago = performance.now() - at;
        this.#post({ type: "trace", step, values: { origin: this.#app, ...values }, ago });
      });
    });
  }
  /** Origin of the app around this frame, once it has sent its hello. */
  get app() {
    return this.#app;
  }
  /** Whom this page is shown to: an id that changes with the person, null for nobody. */
  get person() {
    return this.#person;
  }
  /** Send an event to Python, in order and exactly once: the host keeps it until it is handled. */
  emit(name, data) {
    this.#send(name, data);
  }
  /** Ask the host for the height that this page needs. */
  resize(height) {
    this.#post({ type: "height", height: Math.ceil(height) });
  }
  #send(name, data) {
    this.#whenGreeted(() => {
      try {
        this.#post({ type: "event", name, data, person: this.#person });
      } catch {
        const message2 = `The event ${name} contains data that can't be sent in a message.`;
        const data2 = { code: "event_malformed", message: message2 };
        this.#post({ type: "event", name: ERROR, data: data2 });
      }
    });
  }
  #whenGreeted(post) {
    if (this.#app === null) this.#early.push(post);
    else post();
  }
  #receive(event) {
    if (this.#isLeaving || event.source !== window.parent) return;
    const embedders = Object.hasOwn(this.#apps, event.origin) && this.#apps[event.origin];
    if (!embedders || this.#app !== null && event.origin !== this.#app) return;
    if (match(hello, event.data)) {
      if (!isOnlyAround(event.origin, embedders)) return;
      this.#app = event.origin;
      this.#handleHello();
      return;
    }
    const update = match(this.#update, event.data);
    if (!update || this.#app === null) return;
    applyTheme(update.theme);
    this.#handleProps(update.props);
  }
  #handleHello() {
    trace("hello");
    this.#post({ type: "ready" });
    this.resize(document.documentElement.getBoundingClientRect().height);
    for (const post of this.#early.splice(0)) post();
  }
  #handleProps(props2) {
    const isGone = this.#person !== null && props2.person !== this.#person;
    if (isGone && !this.#listener.staysLoaded) {
      this.#isLeaving = true;
      location.replace(location.pathname + location.search);
      return;
    }
    this.#person = props2.person;
    const isNewSession = props2.session !== this.#session;
    this.#session = props2.session;
    if (isNewSession) this.#restore(props2);
    this.#listener.props(props2, isNewSession);
    for (const command of props2.commands) this.#handleCommand(props2.session, command);
  }
  /** Continue where this page, or an earlier one in this tab, left off. */
  #restore({ session, commands }) {
    trace("props");
    this.#handled = readHandled(session);
    const last = commands.findLast(({ seq }) => seq <= this.#handled);
    if (last) this.#post({ type: "handled", seq: last.seq });
  }
  #handleCommand(session, { seq, name, data }) {
    if (seq <= this.#handled) return;
    this.#handled = seq;
    writeHandled(session, seq);
    trace("dispatch", { seq, name });
    this.#post({ type: "handled", seq });
    const { commands } = this.#listener;
    if (Object.hasOwn(commands, name)) this.#run(name, commands[name], data);
    else this.#reportError("unknown_command", `This page does not know the command ${name}.`);
  }
  #run(name, { shape, handle }, data) {
    const known = match(shape, data);
    if (known === null) {
      this.#reportError("command_malformed", `Python sent the command ${name} with invalid data.`);
      return;
    }
    try {
      handle(known);
    } catch {
      this.#reportError("command_failed", `The command ${name} failed in this page.`);
    }
  }
  #reportError(code, message2) {
    this.#send(ERROR, { code, message: message2 });
  }
  #post(body) {
    if (this.#app !== null) window.parent.postMessage({ gatepost: VERSION, ...body }, this.#app);
  }
};
function isOnlyAround(app, embedders) {
  const ancestors = location.ancestorOrigins;
  if (ancestors) return Array.from(ancestors).every((one) => [app, ...embedders].includes(one));
  const named = new URLSearchParams(location.search).getAll("app");
  return window.parent === window.top || named.length === 1 && named[0] === app;
}
var key = (session) => `gatepost.handled.${session}`;
function readHandled(session) {
  try {
    return Number(sessionStorage.getItem(key(session))) || 0;
  } catch {
    return 0;
  }
}
function writeHandled(session, seq) {
  try {
    sessionStorage.setItem(key(session), String(seq));
  } catch {
  }
}

// frame/kit/element.ts
var element = document.getElementById("page");
if (!element) throw new Error("The page has no element with the id page");
var root = element;
var readApps = () => JSON.parse(root.dataset.apps ?? "{}");
function followHeight(bridge) {
  new ResizeObserver(() => bridge.resize(root.getBoundingClientRect().height)).observe(root);
}

// frame/kit/requests.ts
var Requests = class {
  // Random, so that an answer to a request from before a reload matches none of this page.
  #life = Math.random().toString(36).slice(2);
  #waiting = /* @__PURE__ */ new Map();
  #asked = 0;
  #emit;
  /** @param emit Sends a request, as the event `onActionRequest`. */
  constructor(emit) {
    this.#emit = emit;
  }
  /** Send a request for an action; return its id. */
  send(request, answered) {
    this.#asked += 1;
    const id = `r_${this.#life}_${this.#asked}`;
    this.#waiting.set(id, answered);
    this.#emit({ id, ...request });
    return id;
  }
  /** Dispatch an answer; one that nobody waits for is dropped. */
  dispatch(answer) {
    const answered = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    answered?.(answer);
  }
};

// frame/kit/own_page.ts
function connect({ events, commands }, handlers) {
  const own = Object.entries(commands).map(([name, shape]) => [
    name,
    { shape, handle: reporting(handlers[name]) }
  ]);
  const apps = readApps();
  addEventListener("message", ({ origin, source, data }) => {
    if (source === window.parent && data?.type === "hello" && !Object.hasOwn(apps, origin))
      window.reportError(new Error(`This page does not answer ${origin}: add it to data-apps.`));
  });
  const bridge = new Bridge(apps, {
    shape: props,
    props: () => {
    },
    commands: {
      ...Object.fromEntries(own),
      actionAnswer: {
        shape: actionAnswer,
        handle: (answer) => requests.dispatch(answer)
      }
    }
  });
  const requests = new Requests((request) => bridge.emit("onActionRequest", request));
  followHeight(bridge);
  return {
    emit: (name, data) => {
      checkEvent(name, events[name], data);
      bridge.emit(name, data);
    },
    request: (action, route) => new Promise((resolve) => {
      const answered = ({ code, data }) => resolve({ code, data });
      requests.send(route ? { action, route } : { action }, answered);
    })
  };
}
var reporting = (handle) => (data) => {
  try {
    handle?.(data);
  } catch (error) {
    window.reportError(error);
    throw error;
  }
};
function checkEvent(name, shape, data) {
  if (!shape || match(shape, data) === null)
    throw new TypeError(`The event ${name} does not fit its class in Python.`);
  if (new TextEncoder().encode(JSON.stringify(data)).length > MAX_EVENT_BYTES)
    throw new RangeError(`The event ${name} has over ${MAX_EVENT_BYTES} bytes: send less at once.`);
}
export {
  connect,
  exact,
  flag,
  listOf,
  match,
  number,
  object,
  only,
  optional,
  orNull,
  record,
  text,
  textOf,
  whole
};
