import { defineConfig } from "@playwright/test";
import { browserPath } from "./book.mjs";
import type { Options } from "./fixtures";

export default defineConfig<Options>({
  testDir: ".",
  outputDir: "../../test-results",
  fullyParallel: true,
  // As many as there are cores: of a test, half is waiting.
  workers: "100%",
  reporter: "list",
  // These are for a slow machine. No test passes or fails by how long something takes.
  timeout: 120_000,
  expect: { timeout: 40_000 },
  use: {
    browserName: "chromium",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(browserPath ? { executablePath: browserPath } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "http", use: { delivery: "http" } },
    // What is about servers and their headers has nothing to say here.
    { name: "file", use: { delivery: "file" }, testIgnore: "**/http-*.spec.ts" },
  ],
});
