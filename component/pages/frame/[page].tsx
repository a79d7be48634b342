import type { GetStaticPaths, GetStaticProps } from "next";
import Head from "next/head";
import { env } from "../../env";
import bundles from "../../frame/bundles.gen.json";
import messages from "../../frame/messages/en.json";

// No framework in the frame: the page is this markup and one bundled module.
export const config = { unstable_runtimeJS: false };

interface Props {
  title: string;
  /** Address of the page's own module, which does everything else. */
  script: string;
  /** The apps that may embed the page, and the sites that may embed each app: exact origins. */
  apps: Record<string, readonly string[]>;
}

type Name = keyof typeof messages;

export const getStaticPaths: GetStaticPaths = () => ({
  paths: Object.keys(messages).map((page) => ({ params: { page } })),
  fallback: false,
});

export const getStaticProps: GetStaticProps<Props, { page: Name }> = ({ params }) => {
  if (!params) throw new Error("A framed page has a name");
  const { page } = params;
  const apps = env().apps.map(({ origin, embeddedBy }) => [origin, embeddedBy] as const);
  const script = bundles[`${page}.tsx`];
  return { props: { title: messages[page].title, script, apps: Object.fromEntries(apps) } };
};

/** A framed page, rendered at build time. */
export default function FramedPage({ title, script, apps }: Props) {
  return (
    <>
      <Head>
        <title>{title}</title>
        <script type="module" src={script} />
      </Head>
      <link rel="stylesheet" href={bundles["frame.css"]} precedence="default" />
      <main>
        <h1 className="visually-hidden">{title}</h1>
        <div id="page" data-apps={JSON.stringify(apps)} />
      </main>
    </>
  );
}
