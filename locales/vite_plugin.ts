/**
 * Makes scripts for each language: `/assets/x.js` is English, `/assets/zh-TW/x.js` Chinese. Scripts refer to each other
 * relatively, so a page loads only its language, without extra requests.
 */
import { minifySync } from "rolldown/utils";
import type { Plugin } from "vite";
import type { Catalogue } from "./catalogues.ts";
import { messageCode } from "./messages.ts";

/** The placeholder of a group of texts in a bundled script. */
const place =
  /\b__TEXTS__\(\s*[`"'](\w+)\.(\w+)[`"']\s*,\s*[`"']\w+[`"']\s*,\s*([\w$.]+)\s*\)/g;

/** A stylesheet's path in a script. All languages share the stylesheets, in a folder above most languages' scripts. */
const sheet = /(["'`])(\.{1,2}\/[\w.-]+\.css\1)/g;

export function languagesPlugin(
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

/** A module with a placeholder for each group of a feature's texts. */
async function places(
  [english, ...others]: readonly [Catalogue, ...Catalogue[]],
  feature: string,
): Promise<string> {
  const groups = Object.keys(english.features[feature]);
  const lines = await Promise.all(groups.map(async (group) => {
    // Browsers keep scripts forever, so the file name must change with the text of any language.
    const all = [english, ...others]
      .map((one) => said(one, english, feature, group));
    return `export const ${group} = /*@__PURE__*/ __TEXTS__("${feature}.${group}", "${await digest(
      all.join(),
    )}", runtime);`;
  }));
  return [`import { runtime } from "../locales/runtime.ts";`, ...lines]
    .join("\n");
}

/** A minified function of the runtime that returns a group of texts. */
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
      messageCode(tag, features[feature]?.[group], texts, key)
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
