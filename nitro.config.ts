import { defineConfig } from "nitro";

const forever = {
  headers: { "cache-control": "public, max-age=31536000, immutable" },
};

export default defineConfig({
  preset: "deno-server",
  entry: "./server/main.ts",
  publicAssets: [{ dir: "static", maxAge: 0 }],
  compressPublicAssets: { gzip: true, brotli: true },
  routeRules: {
    "/sw.js": { headers: { "cache-control": "no-cache" } },
    "/assets/**": forever,
  },
});
