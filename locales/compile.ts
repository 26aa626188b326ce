/**
 * Compiles the catalogues, `locales/<tag>/<feature>.json` in ICU MessageFormat, to modules in `.locales/`: missing keys
 * and arguments become type errors, and nothing parses messages at run time. Texts that a language lacks are in
 * English.
 */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { readBuiltCatalogues } from "./pseudolocales.ts";
import { messageCode, messageType } from "./messages.ts";

const root = new URL("../.locales/", import.meta.url).pathname;
const catalogues = await readBuiltCatalogues();
const [english] = catalogues;

await mkdir(root, { recursive: true });
for (const name of await readdir(root)) {
  await rm(root + name, { recursive: true });
}
const languages = catalogues.map(({ features: _, ...about }) => about);
await write(
  "languages.ts",
  [`export const languages = ${JSON.stringify(languages)} as const;`],
);
for (const [feature, groups] of Object.entries(english.features)) {
  await write(`${feature}.ts`, [
    `import { spoken } from "../locales/current.ts";`,
    `import { runtime } from "../locales/runtime.ts";`,
    `const { number, plural, rules, select } = runtime;`,
    ...Object.entries(groups).map(([name, texts]) => {
      const codes = catalogues.map(({ tag, features }) =>
        `${JSON.stringify(tag)}: ${
          messageCode(
            tag,
            features[feature]?.[name],
            texts,
            `${feature}.${name}`,
          )
        }`
      );
      return `export const ${name} = spoken<${messageType(texts)}>({${
        codes.join(",\n")
      }});`;
    }),
  ]);
}

async function write(name: string, lines: readonly string[]) {
  await writeFile(root + name, lines.join("\n") + "\n");
}
