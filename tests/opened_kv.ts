import type { Kv } from "../sync/kv/kv.ts";

/** Wraps every key-value store opened from now on with `change`, on Deno and Node. For preloads of test servers. */
export async function wrapOpenedKvs(change: (kv: Kv) => Kv): Promise<void> {
  if (typeof Deno !== "undefined") {
    const open = Deno.openKv;
    const value = async (path?: string) => change(await open(path));
    Object.defineProperty(Deno, "openKv", { value });
    return;
  }
  const { registerHooks } = await import("node:module");
  Object.assign(globalThis, { changeKv: change });
  registerHooks({
    load(url, context, next) {
      if (!url.endsWith("/@deno/kv/esm/npm.js")) return next(url, context);
      const own = JSON.stringify(`${url}?own`);
      const source = `import { openKv as open } from ${own};
        export const openKv = async (...given) => changeKv(await open(...given));`;
      return { format: "module", source, shortCircuit: true };
    },
  });
}
