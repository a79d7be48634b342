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

/** The framed page `auth0`, written at build time. */
export default function Auth0Frame({ apps }: Props) {
  return <FramedPage title="Sign in" script="auth0.tsx" apps={apps} />;
}
