import { readdir, readFile, writeFile } from "node:fs/promises";
import { defineConfig } from "nitro";
import { rolldown } from "rolldown";

const forever = {
  headers: { "cache-control": "public, max-age=31536000, immutable" },
};

/** Builds a program for a worker as one file, because the worker may load no other. */
async function buildProgram(source: string, file: string): Promise<void> {
  const bundle = await rolldown({
    input: `${import.meta.dirname}/server/${source}`,
    platform: "node",
    resolve: { conditionNames: ["import"] },
    // lib0 reads environment variables as it loads, which a worker may not do.
    transform: { define: { "process.env": "{}" } },
  });
  const { output: [{ imports }] } = await bundle.write({
    file,
    format: "esm",
    minify: true,
    codeSplitting: false,
  });
  await bundle.close();
  const missing = imports.filter((name) => !name.startsWith("node:"));
  if (missing.length > 0) {
    throw new Error(`${source} in a worker can't load ${missing.join(", ")}`);
  }
}

/** Builds the command line for Node, and names the package that it needs. */
async function buildForNode(output: string): Promise<void> {
  const root = import.meta.dirname;
  const config = await readFile(`${root}/deno.json`, "utf8");
  const { imports } = JSON.parse(config);
  const bundle = await rolldown({
    input: ["server/homeroom.ts", "server/data/vacuum_process.ts"],
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
  // Each command as a file of its own, as services of older versions call it: `node .output/node/start.mjs`.
  for (const [, command] of config.matchAll(/homeroom\.ts ([\w-]+)"/g)) {
    await writeFile(
      `${output}/node/${command.replace("-", "_")}.mjs`,
      `process.argv.splice(2, 0, "${command}");\nawait import("./homeroom.mjs");\n`,
    );
  }
  const name = "@deno/kv", version = imports[name].slice(`npm:${name}@`.length);
  const needed = {
    name: "homeroom",
    private: true,
    bin: { homeroom: "node/homeroom.mjs" },
    dependencies: { [name]: version },
  };
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
    // Deno looks for its configuration next to the server. Deno Deploy takes no flags, so this enables the KV there.
    async compiled({ options }) {
      const config = { unstable: ["kv", "cron", "worker-options"] };
      const path = `${options.output.dir}/deno.json`;
      await writeFile(path, JSON.stringify(config));
      const { serverDir } = options.output;
      await buildProgram("imports/reader.ts", `${serverDir}/reader.mjs`);
      await buildProgram("pages/program.ts", `${serverDir}/page_program.mjs`);
      await buildProgram(
        "record/search_program.ts",
        `${serverDir}/search_program.mjs`,
      );
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
