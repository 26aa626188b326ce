import process from "node:process";
import { fresh } from "@frsh/fresh/vite";
import { readBuiltCatalogues } from "./locales/pseudolocales.ts";
import { languagesPlugin } from "./locales/vite_plugin.ts";
import { buildTargets } from "./components/page/browsers.ts";
import {
  listPageParts,
  makeChunkGroups,
  styleSheetGroup,
} from "./server/build_chunks.ts";
import { patchSyncPlugin } from "./server/build_binding.ts";
import { splitYjs } from "./server/build_yjs.ts";
import { defineConfig, type Plugin } from "vite";

/**
 * Fresh 3 alpha inserts its inline script by `String.replace`, which interprets `$'` and `$&` in an island's props.
 * This makes the text literal, so that user text cannot get into the script that the CSP allows (docs/upstream.md).
 */
const literalInjection: Plugin = {
  name: "literal-injection",
  transform: {
    filter: { id: /@frsh[\\/]fresh[\\/]dist[\\/]server[\\/]render\.js$/ },
    handler(code) {
      const from = `html.replace("</head>", injection + "</head>")`;
      if (!code.includes(from)) {
        throw new Error(
          "Fresh's render.js changed: look again at how it injects its script",
        );
      }
      return code.replace(
        from,
        () => from.replace("injection", "() => injection"),
      );
    },
  },
};

/**
 * Fresh 3 alpha handles every history step by fetching the page again, even without partials. We have none (the CSP
 * forbids them), and Back closes the chat on a phone, so this is disabled (docs/upstream.md).
 */
const noPartials: Plugin = {
  name: "no-partials",
  transform: {
    filter: { id: /@frsh[\\/]fresh[\\/]dist[\\/]client[\\/]partials\.js$/ },
    handler(code) {
      const call = "\ninstallPartials();";
      if (!code.includes(call)) {
        throw new Error(
          "Fresh's partials.js changed: look again at how it listens to history",
        );
      }
      return code.replace(call, "");
    },
  },
};

/**
 * Temml builds a regular expression from strings with lone surrogates, which the bundler writes as U+FFFD when it joins
 * strings; no TeX command would then be recognised. This writes them as escapes.
 */
const namedSurrogates: Plugin = {
  name: "named-surrogates",
  transform: {
    filter: { id: /temml[\\/]dist[\\/]temml\.mjs$/ },
    handler(code) {
      let count = 0;
      const named = code.replace(
        /(?<=\[\^?)\\u(d[8c]00)-\\u(d[bf]ff)(?=\])/gi,
        (_, from, to) => (count++, `\\\\u${from}-\\\\u${to}`),
      );
      if (count !== 3) {
        throw new Error("Temml changed: look again at how it reads TeX");
      }
      return named;
    },
  },
};

/** Vite loads a part's files once and never again after a failure offline; ours retries. */
const patientParts: Plugin = {
  name: "patient-parts",
  enforce: "post",
  transform: {
    filter: { id: /vite\/preload-helper\.js$/ },
    handler(code) {
      if (!code.includes("export const __vitePreload =")) {
        throw new Error("Vite changed: look again at how it loads parts");
      }
      const ours = `${import.meta.dirname}/components/ui/load_part.ts`;
      return `export { loadFiles as __vitePreload } from "${ours}";`;
    },
  },
};

/** The gallery `/pieces` exists only in development and tests. */
const piecesInDevelopment: Plugin = {
  name: "pieces-in-development",
  load: {
    filter: { id: /[\\/](routes[\\/]pieces|islands[\\/]Pieces)\.tsx$/ },
    handler(id) {
      if (process.env.PIECES !== undefined) return null;
      if (id.endsWith("Pieces.tsx")) return "export default () => null;";
      return `import { HttpError } from "fresh/errors";
        export const handlers = () => { throw new HttpError(404); };`;
    },
  },
  // `needsBuild` recognises such a build by it.
  generateBundle() {
    if (process.env.PIECES === undefined) return;
    const fileName = "assets/pieces.txt";
    this.emitFile({ type: "asset", fileName, source: "/pieces" });
  },
};

/** The server renders only what a page begins with; parts that scripts load later are left out of its build. */
const noLaterParts: Plugin = {
  name: "no-later-parts",
  applyToEnvironment: ({ name }) => name === "ssr",
  resolveDynamicImport(_, importer) {
    return /[\\/](components|islands)[\\/]/.test(importer ?? "")
      ? "\0later-part"
      : null;
  },
  load: {
    filter: { id: /^\0later-part$/ },
    handler: () => "export {};",
  },
};

/** Yjs logs a handful of warnings; lib0's colours for them would bring its schemas along, 3 KB of script. */
const plainLogging: Plugin = {
  name: "plain-logging",
  applyToEnvironment: ({ name }) => name === "client",
  load: {
    filter: { id: /[\\/]lib0[\\/]logging\.js$/ },
    handler: () => `
      export const print = (...words) => console.log(...words);
      export const warn = (...words) => console.warn(...words);
      export const ORANGE = "", BOLD = "", UNBOLD = "", RED = "";
    `,
  },
};

/** Writes `parts.json`: for each class page, the files that it keeps offline. */
const listedParts: Plugin = {
  name: "listed-parts",
  applyToEnvironment: ({ name }) => name === "client",
  generateBundle: {
    order: "post",
    handler(_, bundle) {
      const source = JSON.stringify(listPageParts(bundle));
      this.emitFile({ type: "asset", fileName: "parts.json", source });
    },
  },
};

/** Gives the editor its own part of Yjs. */
function yjsOfTheEditor(): Plugin {
  const isYjs = /[\\/]yjs[\\/]dist[\\/]yjs\.mjs$/;
  let editorYjs: string | null = null;
  return {
    name: "yjs-of-the-editor",
    applyToEnvironment: ({ name }) => name === "client",
    resolveId: {
      filter: { id: /^yjs-of-the-editor$/ },
      handler: () => "\0yjs-of-the-editor",
    },
    load: {
      filter: { id: /^\0yjs-of-the-editor$/ },
      async handler() {
        const yjs = await this.resolve("yjs");
        if (yjs) await this.load(yjs);
        return editorYjs;
      },
    },
    transform: {
      filter: { id: [isYjs, /[\\/]y-prosemirror[\\/]src[\\/]/] },
      handler(code, id) {
        if (!isYjs.test(id)) {
          return code.replace(/from (['"])yjs\1/g, `from "yjs-of-the-editor"`);
        }
        const parts = splitYjs(
          code,
          this.parse(code).body as unknown as Parameters<typeof splitYjs>[1],
        );
        editorYjs = parts.own;
        return parts.shared;
      },
    },
  };
}

/** Keeps apart the lines of people who write a page together. */
const linesApart: Plugin = {
  name: "lines-apart",
  transform: {
    filter: {
      id: /[\\/]y-prosemirror[\\/]src[\\/]plugins[\\/]sync-plugin\.js$/,
    },
    handler: patchSyncPlugin,
  },
};

export default defineConfig({
  plugins: [
    piecesInDevelopment,
    literalInjection,
    noPartials,
    namedSurrogates,
    patientParts,
    plainLogging,
    listedParts,
    noLaterParts,
    linesApart,
    yjsOfTheEditor(),
    languagesPlugin(await readBuiltCatalogues()),
    fresh(),
  ],
  publicDir: false,
  environments: {
    client: {
      build: {
        target: buildTargets(),
        rolldownOptions: {
          output: {
            codeSplitting: { groups: [styleSheetGroup, ...makeChunkGroups()] },
          },
        },
      },
    },
    ssr: {
      build: {
        rolldownOptions: {
          output: { codeSplitting: { groups: [styleSheetGroup] } },
        },
      },
    },
  },
  experimental: {
    // Relative URLs, because the scripts of each language load files of that language.
    renderBuiltUrl: (_, { hostType, ssr }) =>
      hostType === "js" && !ssr ? { relative: true } : undefined,
  },
  resolve: {
    alias: [
      { find: /^texts\//, replacement: `${import.meta.dirname}/.locales/` },
      // The package reads the whole environment while loading, which would need permission.
      {
        find: "debug",
        replacement: `${import.meta.dirname}/server/debug_stub.ts`,
      },
      { find: "deno-dom", replacement: "linkedom" },
      { find: /^fresh(\/|$)/, replacement: "@frsh/fresh$1" },
    ],
  },
});
