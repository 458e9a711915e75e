// Follows every link of the built book and of the Markdown that is read on a forge. What leads to a
// page or a place of ours must be there. What leads outside is not asked for, since a test that needs
// the network fails when the network does: it must only be an address that a browser can take.

import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { LinkChecker } from "linkinator";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const READ_ON_A_FORGE = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"];

// The page for what is not found takes its links from wherever the site is, and what is made of the
// pages for other places (one file, a course, a frame) has links that are mended there and tests of
// its own.
const NOT_A_PAGE_OF_THE_SITE = /(^|\/)(404\.html$|(course|download|embed)\/)/;

const isOurs = (link) => new URL(link).hostname === "localhost";

async function pages(site) {
  const files = await readdir(site, { recursive: true });
  return files
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".html") && !NOT_A_PAGE_OF_THE_SITE.test(file));
}

/** Follows the links of one file below a folder, and gives those that are no good. */
async function wrong(folder, path, markdown) {
  // One checker for each file: it does not ask for a page twice, and would overlook a place that is
  // missing in a page which it has seen already.
  const checker = new LinkChecker();
  const { links } = await checker.check({
    path,
    serverRoot: folder,
    markdown,
    checkFragments: true,
    linksToSkip: async (link) =>
      !isOurs(link) || NOT_A_PAGE_OF_THE_SITE.test(new URL(link).pathname),
  });
  if (!links.some((link) => link.state === "OK")) {
    throw new Error(`no link was found in ${folder}: is the book built?`);
  }
  return links
    .filter((link) => link.state === "BROKEN" || !isWellFormed(link.url))
    .map((link) => link.url);
}

/** A whole address of the web, with a host that can be one and no mark of the sentence around it. */
function isWellFormed(address) {
  if (!/^[a-z][a-z+.-]*:/i.test(address)) {
    return true;
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return (
    url !== undefined &&
    (url.protocol === "mailto:" ||
      url.protocol === "data:" ||
      (/^https?:$/.test(url.protocol) && /^[\w-]+(\.[\w-]+)+$/.test(url.hostname))) &&
    !/[\s<>"`)\].,;]$/.test(address)
  );
}
const site = `${ROOT}book`;
const files = [
  ...(await pages(site)).map((page) => [site, page, false]),
  ...READ_ON_A_FORGE.map((file) => [ROOT, file, true]),
];
for (const [folder, file, markdown] of files) {
  for (const link of await wrong(folder, file, markdown)) {
    console.error(`${file}: this link leads nowhere: ${link}`);
    process.exitCode = 1;
  }
}
