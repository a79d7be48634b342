import type { GetStaticProps } from "next";
import { env } from "../../env";
import { FramedPage } from "../../server/framed_page";

// No framework in the frame: the page is this markup and one bundled module.
export const config = { unstable_runtimeJS: false };

interface Props {
  apps: string[];
}

export const getStaticProps: GetStaticProps<Props> = () => ({
  props: { apps: env().apps.map((app) => app.origin) },
});

/** The framed page `hero`, written at build time. */
export default function HeroFrame({ apps }: Props) {
  return <FramedPage title="Messages" script="hero.tsx" apps={apps} />;
}
