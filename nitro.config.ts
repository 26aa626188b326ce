import { readdir } from "node:fs/promises";
import { defineConfig } from "nitro";

const forever = {
  headers: { "cache-control": "public, max-age=31536000, immutable" },
};

export default defineConfig({
  preset: "deno-server",
  entry: "./server/main.ts",
  virtual: {
    "#homeroom/routes": async () => {
      const routes = `${import.meta.dirname}/routes`;
      const files = await readdir(routes, { recursive: true });
      return `export default ${JSON.stringify(files.sort())};`;
    },
  },
  hooks: {
    // Beside the server, where Deno finds it first: without it there would be no KV, as on Deno Deploy, which takes no flags.
    async compiled({ options }) {
      const config = { unstable: ["kv", "cron"] };
      const path = `${options.output.dir}/deno.json`;
      await Deno.writeTextFile(path, JSON.stringify(config));
    },
  },
  publicAssets: [{ dir: "static", maxAge: 0 }],
  compressPublicAssets: { gzip: true, brotli: true },
  routeRules: {
    "/sw.js": { headers: { "cache-control": "no-cache" } },
    "/assets/**": forever,
  },
});
