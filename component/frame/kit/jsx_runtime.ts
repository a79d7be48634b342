/**
 * What JSX calls in the bundles, in place of `preact/jsx-runtime`: that one contains a second
 * `createElement`, which the sign-in's script has no room for.
 */
import { type ComponentType, createElement } from "preact";

export { Fragment } from "preact";

export const jsx = (type: ComponentType, props: object, key?: string) =>
  createElement(type, { ...props, key });
export { jsx as jsxs };
