import Head from "next/head";
import bundles from "../frame/bundles.gen.json";

interface FramedPageProps {
  title: string;
  /** The page's own module, one of the entry points of `frame/build.mjs`. */
  script: keyof typeof bundles;
  /** Exact origins of the apps that may embed the page. */
  apps: string[];
}

/** The markup of a framed page; its module does the rest. */
export function FramedPage({ title, script, apps }: FramedPageProps) {
  return (
    <>
      <Head>
        <title>{title}</title>
        <script type="module" src={bundles[script]} />
      </Head>
      <link rel="stylesheet" href={bundles["frame.css"]} precedence="default" />
      <main>
        <h1 className="heard">{title}</h1>
        <div id="page" data-apps={JSON.stringify(apps)} />
      </main>
    </>
  );
}
