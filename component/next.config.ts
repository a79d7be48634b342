import type { NextConfig } from "next";
import { buildDirectory, env } from "./env";
import { securityHeaders } from "./server/headers";

// Read here, so that a build or a start fails with the name of a missing setting.
const settings = env();

// The headers name the registered apps and are fixed at build: a change of GATEPOST_APPS
// needs a redeploy.
const config: NextConfig = {
  distDir: buildDirectory(),
  poweredByHeader: false,
  // `npm run check` checks the types, also those of tests; a deployment builds what was checked.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  // No page has an image to optimise: /_next/image answers 404, and sharp is not installed.
  images: { unoptimized: true },
  rewrites: async () => [{ source: "/.well-known/security.txt", destination: "/api/security-txt" }],
  headers: async () => securityHeaders(settings),
};

export default config;
