/** The server: one `Deno.serve` for pages, API, static files and sockets. */
// @ts-ignore: a module that Nitro makes at the build; without it no route is found
import "#nitro/virtual/polyfills";
import { useNitroApp } from "nitro/app";
import { makeApp, setApp } from "../classroom/app.ts";
import { readSettings } from "../classroom/settings.ts";

const web = useNitroApp();
const settings = readSettings(Deno.env.toObject());
await Deno.mkdir(settings.DATA_DIR, { recursive: true });
setApp(await makeApp(settings));
const abort = new AbortController();
const server = Deno.serve(
  { port: settings.PORT, hostname: settings.HOST, signal: abort.signal },
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
