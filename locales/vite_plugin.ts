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
  catalogues: readonly [Catalogue, ...Catalogue[]],
): Plugin {
  const [english, ...otherCatalogues] = catalogues;
  const inLanguage = (code: string, catalogue: Catalogue) =>
    code.replace(
      place,
      (_, feature, group, runtime) =>
        `${groupCode(catalogue, english, feature, group)}(${runtime})`,
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
        if (feature in english.features) {
          return await places(catalogues, feature);
        }
      },
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const part of Object.values(bundle)) {
          if (part.type !== "chunk") continue;
          for (const catalogue of otherCatalogues) {
            this.emitFile({
              type: "asset",
              fileName: part.fileName
                .replace(/^assets\//, `assets/${catalogue.tag}/`),
              source: inLanguage(part.code, catalogue).replace(
                sheet,
                "$1../$2",
              ),
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
  [english, ...otherCatalogues]: readonly [Catalogue, ...Catalogue[]],
  feature: string,
): Promise<string> {
  const groups = Object.keys(english.features[feature]);
  const lines = await Promise.all(groups.map(async (group) => {
    // Browsers keep scripts forever, so the file name must change with the text of any language.
    const texts = [english, ...otherCatalogues]
      .map((catalogue) => groupCode(catalogue, english, feature, group));
    return `export const ${group} = /*@__PURE__*/ __TEXTS__("${feature}.${group}", "${await digest(
      texts.join(),
    )}", runtime);`;
  }));
  return [`import { runtime } from "../locales/runtime.ts";`, ...lines]
    .join("\n");
}

/** A minified function of the runtime that returns a group of texts. */
function groupCode(
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
