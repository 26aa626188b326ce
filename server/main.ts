// @ts-ignore: a module that Nitro makes at the build; without it no route is found
import "#nitro/virtual/polyfills";
import { useNitroApp } from "nitro/app";
const web = useNitroApp();
const abort = new AbortController();
const server = Deno.serve(
  { port: 8000, signal: abort.signal },
  async (req, info) => {
    Object.defineProperty(req, "runtime", {
      value: { name: "deno", deno: { info } },
    });
    return await web.fetch(req);
  },
);
Deno.addSignalListener("SIGTERM", () => abort.abort());
await server.finished;
Deno.exit(0);
