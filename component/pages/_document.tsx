import { Head, Html, Main, NextScript } from "next/document";

/**
 * No page runs the framework's scripts. A build leaves them out if `unstable_runtimeJS` is false;
 * the development server, which `dev.py up --watch` starts, does not.
 */
const plain = { unstable_runtimeJS: false, isDevelopment: false } as const;

class PlainHead extends Head {
  override render() {
    this.context = { ...this.context, ...plain };
    return super.render();
  }
}

class NoScript extends NextScript {
  override render() {
    this.context = { ...this.context, ...plain };
    return super.render();
  }
}

/** The document around every page: it names the language, which Next leaves out. */
export default function Document() {
  return (
    <Html lang="en">
      <PlainHead />
      <body>
        <Main />
        <NoScript />
      </body>
    </Html>
  );
}
