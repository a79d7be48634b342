import type { GetStaticProps } from "next";
import Head from "next/head";
import { env } from "../../env";
import bundles from "../../frame/bundles.gen.json";

// No framework in the frame: the page is this markup and one bundled module.
export const config = { unstable_runtimeJS: false };

interface Props {
  apps: string[];
}

export const getStaticProps: GetStaticProps<Props> = () => ({
  props: { apps: env().apps.map((app) => app.origin) },
});

/** The framed page `auth0`, written at build time. */
export default function Auth0Frame({ apps }: Props) {
  return (
    <>
      <Head>
        <title>Sign in</title>
        <script type="module" src={bundles["auth0.tsx"]} />
      </Head>
      <link rel="stylesheet" href={bundles["frame.css"]} precedence="default" />
      <main>
        <h1 className="heard">Sign in</h1>
        <div id="page" data-apps={JSON.stringify(apps)} />
      </main>
    </>
  );
}
