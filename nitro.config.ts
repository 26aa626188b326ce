import { readdir, readFile, writeFile } from "node:fs/promises";
import { defineConfig } from "nitro";
import { rolldown } from "rolldown";

const forever = {
  headers: { "cache-control": "public, max-age=31536000, immutable" },
};

/** Builds a program that runs apart from the server as one file: it may load no other when it runs. */
async function buildProgram(source: string, file: string): Promise<void> {
  const bundle = await rolldown({
    input: `${import.meta.dirname}/server/${source}`,
    platform: "node",
    resolve: { conditionNames: ["import"] },
    // It may read no variable; lib0 looks for some when it loads.
    transform: { define: { "process.env": "{}" } },
  });
  await bundle.write({
    file,
    format: "esm",
    minify: true,
    codeSplitting: false,
  });
  await bundle.close();
}

/** Builds the launcher and the operator's commands as Node runs them, and names the package that it needs. */
async function buildForNode(output: string): Promise<void> {
  const root = import.meta.dirname;
  const config = await readFile(`${root}/deno.json`, "utf8");
  const { imports } = JSON.parse(config);
  const programs = config.match(/server\/(start|operator\/\w+)\.ts/g) ?? [];
  const bundle = await rolldown({
    input: [...new Set(programs), "server/data/vacuum_process.ts"],
    cwd: root,
    platform: "node",
    resolve: { alias: { texts: `${root}/.locales` } },
  });
  await bundle.write({
    dir: `${output}/node`,
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name]-[hash].mjs",
  });
  await bundle.close();
  const name = "@deno/kv", version = imports[name].slice(`npm:${name}@`.length);
  const needed = { private: true, dependencies: { [name]: version } };
  await writeFile(`${output}/package.json`, JSON.stringify(needed));
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
      await writeFile(path, JSON.stringify(config));
      const { serverDir } = options.output;
      await buildProgram("imports/reader.ts", `${serverDir}/reader.mjs`);
      await buildProgram("pages/program.ts", `${serverDir}/page_program.mjs`);
      await buildForNode(options.output.dir);
    },
  },
  publicAssets: [{ dir: "static", maxAge: 0 }],
  compressPublicAssets: { gzip: true, brotli: true },
  routeRules: {
    "/sw.js": { headers: { "cache-control": "no-cache" } },
    "/assets/**": forever,
  },
});
