import type { NextConfig } from "next";
import { buildDirectory, env } from "./env";
import { securityHeaders } from "./server/headers";

// Read here, so that a missing setting ends a build or a start with its name.
const settings = env();

// The headers name the registered apps and are fixed at build: a change of GATEPOST_APPS
// means a redeploy.
const config: NextConfig = {
  distDir: buildDirectory(),
  poweredByHeader: false,
  // Types are checked with the tests', by `npm run check`; a deployment builds what was checked.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  // No page has an image to optimise: /_next/image answers 404, and sharp is not installed.
  images: { unoptimized: true },
  rewrites: async () => [{ source: "/.well-known/security.txt", destination: "/api/security-txt" }],
  headers: async () => securityHeaders(settings),
};

export default config;
