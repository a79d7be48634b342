import type { GetStaticProps } from "next";
import Head from "next/head";
import { type App, env } from "../env";

export const config = { unstable_runtimeJS: false };

interface Props {
  apps: readonly Pick<App, "origin" | "scopes">[];
  issuer: string;
}

export const getStaticProps: GetStaticProps<Props> = () => {
  const { apps, issuer } = env();
  return { props: { apps: apps.map(({ origin, scopes }) => ({ origin, scopes })), issuer } };
};

/** What a visitor to this deployment's address sees. */
export default function Landing({ apps, issuer }: Props) {
  return (
    <>
      <Head>
        <title>Gatepost component</title>
        <link rel="icon" href="/icon.svg" />
        <meta name="description" content="Sign-in and messages for Streamlit apps" />
      </Head>
      <link rel="stylesheet" href="/landing.css" precedence="default" />
      <main>
        <h1>Gatepost component</h1>
        <p>
          This deployment signs people in to the Streamlit apps below and calls their protected API.
          It is shown inside those apps; there is nothing to do here.
        </p>
        <h2>Registered apps</h2>
        <ul>
          {apps.map(({ origin, scopes }) => (
            <li key={origin}>
              <a href={origin}>{origin}</a>
              {scopes.length > 0 ? <span> may ask for {scopes.join(", ")}</span> : null}
            </li>
          ))}
        </ul>
        <p>
          People sign in at <code>{issuer}</code>. If an app is missing here, ask this deployment’s
          operator to add it to the setting <code>GATEPOST_APPS</code>.
        </p>
      </main>
    </>
  );
}
