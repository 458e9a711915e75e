// Finds and loads the other scripts of the page, which lie beside this one.

/** The address of ui.js itself, which the browser tells only while the script is evaluated. */
const address = (document.currentScript as HTMLScriptElement | null)?.src ?? location.href;

const loads = new Map<string, Promise<void>>();

/** Loads a script that lies beside ui.js, once. A load that failed is tried again. */
export function loadScript(name: string): Promise<void> {
  const begun = loads.get(name);
  if (begun) return begun;
  const load = new Promise<void>((resolve, reject) => {
    const url = new URL(name, address);
    url.search = new URL(address).search;
    const script = document.createElement("script");
    script.src = url.href;
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
