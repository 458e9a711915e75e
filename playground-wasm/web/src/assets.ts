// Finds and loads the other scripts of the page, which lie beside this one or in the page itself.

/** The address of ui.js itself, which the browser tells only while the script is evaluated. */
const address = (document.currentScript as HTMLScriptElement | null)?.src ?? location.href;

const loads = new Map<string, Promise<void>>();

/** Loads a script that lies beside ui.js, once. A load that failed is tried again. */
export function loadScript(name: string): Promise<void> {
  const begun = loads.get(name);
  if (begun) return begun;
  const load = new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = inPage(name) ?? besideThis(name);
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => {
      loads.delete(name);
      script.remove();
      reject(new Error(`${name} could not be loaded`));
    });
    document.head.append(script);
  });
  loads.set(name, load);
  return load;
}

/** Its file has the same hash in its name as that of ui.js: they are of one build. */
function besideThis(name: string): string {
  const [, hash = ".js"] = /\/ui(-\w+\.js)$/.exec(address) ?? [];
  return new URL(name.replace(".js", hash), address).href;
}

/** The address of a script that lies in the page as text: a book in one file has them there. */
function inPage(name: string): string | null {
  const text = document.querySelector(`script[data-whatif="${name}"]`)?.textContent;
  if (text === undefined || text === null) return null;
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}
