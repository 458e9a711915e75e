// WebKitGTK's own small browser, driven by WebKitWebDriver. It is not Safari, but of its family.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { installed, until } from "./programs.mjs";

export const NEEDED = "WebKitGTK and Xvfb (on Debian: apt-get install webkit2gtk-driver xvfb)";

/** The driver, the browser and a screen that nobody sees; or undefined. */
export function find() {
  const [driver, screen, browser] = [installed(["WebKitWebDriver"]), installed(["Xvfb"]), mini()];
  return driver && screen && browser ? { driver, screen, browser } : undefined;
}

/** Debian keeps the browser where only the driver looks for it. */
function mini() {
  const folders = (path) => {
    try {
      return readdirSync(path).map((name) => `${path}/${name}`);
    } catch {
      return [];
    }
  };
  const all = folders("/usr/lib")
    .flatMap(folders)
    .filter((path) => /\/webkit2gtk-4/.test(path));
  return all.flatMap(folders).findLast((path) => path.endsWith("/MiniBrowser"));
}

/**
 * Starts a browser on a screen of its own, whose profile is kept in the folder.
 * @param {{ driver: string, screen: string, browser: string }} programs
 * @param {string} folder
 */
export async function start({ driver, screen, browser }, folder) {
  const xvfb = spawn(screen, ["-displayfd", "1", "-screen", "0", "1200x900x24"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [display] = await once(xvfb.stdout, "data");
  const port = await freePort();
  const env = {
    ...process.env,
    DISPLAY: `:${String(display).trim()}`,
    GDK_BACKEND: "x11",
    HOME: folder,
  };
  const webdriver = spawn(driver, [`--port=${port}`], { stdio: "ignore", env });
  const ask = async (path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}/session${path}`, {
      method: body ? "POST" : "DELETE",
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(value.message || value.error);
    return value;
  };
  const options = { binary: browser, args: ["--automation"] };
  const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": options } };
  const { sessionId } = await until("WebKitWebDriver has started", () =>
    ask("", { capabilities }).catch((error) => {
      // While nobody listens on the port, the driver is still on its way.
      if (error.cause?.code === "ECONNREFUSED") return undefined;
      throw error;
    }),
  );
  return {
    open: (url) => ask(`/${sessionId}/url`, { url }),
    evaluate: (script) => ask(`/${sessionId}/execute/sync`, { script, args: [] }),
    end: async () => {
      await ask(`/${sessionId}`).catch(() => {});
      webdriver.kill();
      xvfb.kill();
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
