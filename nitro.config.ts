import { readdir } from "node:fs/promises";
import { defineConfig } from "nitro";
import { rolldown } from "rolldown";

const forever = {
  headers: { "cache-control": "public, max-age=31536000, immutable" },
};

/** Builds the program that reads what people bring as one file: it may load no other when it runs. */
async function buildReader(file: string): Promise<void> {
  const bundle = await rolldown({
    input: `${import.meta.dirname}/server/imports/reader.ts`,
    platform: "node",
    resolve: { conditionNames: ["import"] },
  });
  await bundle.write({
    file,
    format: "esm",
    minify: true,
    codeSplitting: false,
  });
  await bundle.close();
}

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
      const config = { unstable: ["kv", "cron", "worker-options"] };
      const path = `${options.output.dir}/deno.json`;
      await Deno.writeTextFile(path, JSON.stringify(config));
      await buildReader(`${options.output.serverDir}/reader.mjs`);
    },
  },
  publicAssets: [{ dir: "static", maxAge: 0 }],
  compressPublicAssets: { gzip: true, brotli: true },
  routeRules: {
    "/sw.js": { headers: { "cache-control": "no-cache" } },
    "/assets/**": forever,
  },
});
