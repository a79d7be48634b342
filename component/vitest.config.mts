import { defineConfig } from "vitest/config";

const shared = { restoreMocks: true, unstubGlobals: true, unstubEnvs: false } as const;

/** Tests stand beside their files; those of the browser's code run in a stand-in for it. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "server",
          environment: "node",
          include: ["*.test.ts", "{server,settings}/**/*.test.ts"],
        },
      },
      {
        test: {
          ...shared,
          name: "browser",
          environment: "happy-dom",
          include: ["{frame,host,wire}/**/*.test.{ts,tsx}"],
        },
      },
    ],
  },
});
