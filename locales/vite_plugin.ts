/**
 * Each language has scripts of its own: `/assets/x.js` speaks English, `/assets/zh-TW/x.js` is the same in Chinese.
 * Scripts name each other relatively, so that a page whose first script is of a language loads that language only, and
 * no request more than it would with one.
 */
import { minifySync } from "rolldown/utils";
import type { Plugin } from "vite";
import { builtCatalogues } from "./catalogues.ts";
import { codeOf } from "./messages.ts";

const place =
  /\b__TEXTS__\(\s*[`"'](\w+)\.(\w+)[`"']\s*,\s*[`"']\w+[`"']\s*,\s*([\w$.]+)\s*\)/g;

/** How a script names a style sheet beside it. There is one for all languages, a folder above the scripts of most. */
const sheet = /(["'`])\.\/([\w.-]+\.css\1)/g;

/** The languages of the scripts. */
export async function languages(): Promise<Plugin> {
  const all = await builtCatalogues();
  const [english, ...others] = all;
  const say = (tag: string, feature: string, group: string) => {
    const { features } = all.find((one) => one.tag === tag)!;
    const texts = english.features[feature][group];
    const said = `it=({number,plural,rules,select})=>(${
      codeOf(tag, features[feature]?.[group], texts)
    })`;
    const { code, errors } = minifySync(`${feature}.js`, said);
    if (errors.length > 0) throw new Error(errors[0].message);
    return `(${code.trim().replace(/^it=|;$/g, "")})`;
  };
  const inLanguage = (code: string, tag: string) =>
    code.replace(
      place,
      (_, feature, group, runtime) => `${say(tag, feature, group)}(${runtime})`,
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
        const groups = english.features[feature];
        if (!groups) return;
        const lines = await Promise.all(
          Object.keys(groups).map(async (group) => {
            // The name of a script changes with what any language says in it.
            const said = all.map(({ tag }) => say(tag, feature, group)).join();
            return `export const ${group} = /*@__PURE__*/ __TEXTS__("${feature}.${group}", "${await digest(
              said,
            )}", runtime);`;
          }),
        );
        return [
          `import { runtime } from "../locales/runtime.ts";`,
          ...lines,
        ].join("\n");
      },
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const part of Object.values(bundle)) {
          if (part.type !== "chunk") continue;
          for (const { tag } of others) {
            this.emitFile({
              type: "asset",
              fileName: part.fileName.replace(/^assets\//, `assets/${tag}/`),
              source: inLanguage(part.code, tag).replace(sheet, "$1../$2"),
            });
          }
          part.code = inLanguage(part.code, "en");
        }
      },
    },
  };
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(text),
  );
  return new Uint8Array(hash).toHex().slice(0, 16);
}
