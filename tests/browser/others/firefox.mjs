// Firefox, driven through its own door for automation: Marionette, which is what geckodriver speaks.
// Messages are JSON behind their length; what a command is called stands in the WebDriver standard.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { installed, until } from "./programs.mjs";

export const NEEDED = "Firefox (on Debian: apt-get install firefox-esr)";

/** The program, or undefined. */
export const find = () => installed(["firefox-esr", "firefox"]);

/**
 * Starts a browser without a window, whose profile is kept in the folder.
 * @param {string} program
 * @param {string} folder
 */
export async function start(program, folder) {
  // Firefox chooses a free port and writes it into the profile. What it says of files on the disk
  // stays as readers have it.
  await writeFile(join(folder, "user.js"), 'user_pref("marionette.port", 0);\n');
  const firefox = spawn(
    program,
    ["--headless", "--marionette", "--no-remote", "--profile", folder],
    {
      stdio: "ignore",
    },
  );
  const port = await until("Firefox has opened its door", async () => {
    if (firefox.exitCode !== null) throw new Error(`Firefox ended with ${firefox.exitCode}`);
    const written = await readFile(join(folder, "MarionetteActivePort"), "utf8").catch(() => "");
    return Number(written) || undefined;
  });
  const ask = await talk(port);
  await ask("WebDriver:NewSession", {});
  return {
    open: (url) => ask("WebDriver:Navigate", { url }),
    evaluate: async (script) =>
      (await ask("WebDriver:ExecuteScript", { script, args: [], sandbox: null })).value,
    end: async () => {
      firefox.kill();
      if (firefox.exitCode === null && firefox.signalCode === null) await once(firefox, "exit");
    },
  };
}

/** What sends a command and gives its result. */
async function talk(port) {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const waiting = new Map();
  let received = Buffer.alloc(0);
  socket.on("data", (data) => {
    received = Buffer.concat([received, data]);
    for (let message = next(); message; message = next()) {
      // The first message greets, and answers nothing.
      if (!Array.isArray(message)) continue;
      const [, id, error, result] = message;
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      if (error) reject(new Error(error.message));
      else resolve(result);
    }
  });
  socket.on("error", (error) => {
    for (const { reject } of waiting.values()) reject(error);
  });
  function next() {
    const colon = received.indexOf(":");
    if (colon < 0) return undefined;
    const end = colon + 1 + Number(received.toString("latin1", 0, colon));
    if (received.length < end) return undefined;
    const message = JSON.parse(received.toString("utf8", colon + 1, end));
    received = received.subarray(end);
    return message;
  }
  let last = 0;
  return (command, parameters) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      const message = JSON.stringify([0, last, command, parameters]);
      socket.write(`${Buffer.byteLength(message)}:${message}`);
    });
}
