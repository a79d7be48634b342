import { Head, Html, Main, NextScript } from "next/document";

/** The frame of every page: it names the language, which Next leaves out. */
export default function Document() {
  return (
    <Html lang="en">
      <Head />
      <body>
        <Main />
        <NextScript />
      </body>
    </Html>
  );
}
