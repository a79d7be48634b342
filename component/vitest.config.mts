import { defineConfig } from "vitest/config";

const shared = { restoreMocks: true, unstubGlobals: true, unstubEnvs: false } as const;

/** Tests stand beside their files; those of the frame run in a browser's stand-in. */
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
          name: "frame",
          environment: "happy-dom",
          include: ["frame/**/*.test.{ts,tsx}"],
        },
      },
    ],
  },
});
