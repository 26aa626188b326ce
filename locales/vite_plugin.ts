/**
 * Each language has scripts of its own: `/assets/x.js` speaks English, `/assets/zh-TW/x.js` is the same in Chinese.
 * Scripts name each other relatively, so that a page whose first script is of a language loads that language only, and
 * no request more than it would with one.
 */
import { minifySync } from "rolldown/utils";
import type { Plugin } from "vite";
import type { Catalogue } from "./catalogues.ts";
import { codeOf } from "./messages.ts";

/** Where a group of texts is to stand in a script, as it is after bundling: which one, and what it calls. */
const place =
  /\b__TEXTS__\(\s*[`"'](\w+)\.(\w+)[`"']\s*,\s*[`"']\w+[`"']\s*,\s*([\w$.]+)\s*\)/g;

/** How a script names a style sheet. There is one for all languages, a folder further up from the scripts of most. */
const sheet = /(["'`])(\.{1,2}\/[\w.-]+\.css\1)/g;

/** Scripts in the languages of these catalogues, English first. */
export function languages(
  all: readonly [Catalogue, ...Catalogue[]],
): Plugin {
  const [english, ...others] = all;
  const inLanguage = (code: string, of: Catalogue) =>
    code.replace(
      place,
      (_, feature, group, runtime) =>
        `${said(of, english, feature, group)}(${runtime})`,
    );
  return {
    name: "languages",
    applyToEnvironment: ({ name }) => name === "client",
    transform: {
      filter: { id: /[\\/](\.locales[\\/]\w+|locales[\\/]current)\.ts$/ },
      async handler(_, id) {
        if (/current\.ts$/.test(id)) {
          return `export * from "./current_browser.ts";`;
        }
        const feature = id.match(/(\w+)\.ts$/)![1];
        if (feature in english.features) return await places(all, feature);
      },
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const part of Object.values(bundle)) {
          if (part.type !== "chunk") continue;
          for (const other of others) {
            this.emitFile({
              type: "asset",
              fileName: part.fileName
                .replace(/^assets\//, `assets/${other.tag}/`),
              source: inLanguage(part.code, other).replace(sheet, "$1../$2"),
            });
          }
          part.code = inLanguage(part.code, english);
        }
      },
    },
  };
}

/** A module that has a place for each group of a feature's texts, rather than the texts of a language. */
async function places(
  [english, ...others]: readonly [Catalogue, ...Catalogue[]],
  feature: string,
): Promise<string> {
  const groups = Object.keys(english.features[feature]);
  const lines = await Promise.all(groups.map(async (group) => {
    // The name of a script changes with what any language says in it: browsers keep a script for good.
    const all = [english, ...others]
      .map((one) => said(one, english, feature, group));
    return `export const ${group} = /*@__PURE__*/ __TEXTS__("${feature}.${group}", "${await digest(
      all.join(),
    )}", runtime);`;
  }));
  return [`import { runtime } from "../locales/runtime.ts";`, ...lines]
    .join("\n");
}

/** A function of the runtime that comes to a group of texts in a language, small. */
function said(
  { tag, features }: Catalogue,
  english: Catalogue,
  feature: string,
  group: string,
): string {
  const key = `${feature}.${group}`;
  const texts = english.features[feature][group];
  const { code, errors } = minifySync(
    `${feature}.js`,
    `it=({number,plural,rules,select})=>(${
      codeOf(tag, features[feature]?.[group], texts, key)
    })`,
  );
  if (errors.length > 0) throw new Error(`${key}: ${errors[0].message}`);
  return `(${code.trim().replace(/^it=|;$/g, "")})`;
}

async function digest(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toHex().slice(0, 16);
}
