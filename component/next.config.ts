import type { NextConfig } from "next";
import { env } from "./env";
import { securityHeaders } from "./server/headers";

// The headers name the registered apps and are fixed at build: a change of GATEPOST_APPS
// means a redeploy.
const config: NextConfig = {
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  headers: async () => securityHeaders(env()),
};

export default config;
