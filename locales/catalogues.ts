/** The catalogues on disk: a folder per language, a file per feature. */
import { readdir, readFile } from "node:fs/promises";
import type { Messages } from "./messages.ts";

export interface Catalogue {
  /** BCP 47. */
  readonly tag: string;
  /** In its own language. */
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  /** The locale for numbers, dates and lists, if it says more than the tag. */
  readonly formats: string;
  /** The prefix of its pages' paths; empty for English. */
  readonly path: string;
  readonly features: Readonly<
    Record<string, Readonly<Record<string, Messages>>>
  >;
}

const folder = new URL(".", import.meta.url).pathname;

/** All languages, English first. */
export async function readCatalogues(): Promise<[Catalogue, ...Catalogue[]]> {
  const catalogues: Catalogue[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const tag = entry.name;
    const features: Record<string, Record<string, Messages>> = {};
    for (const name of await readdir(folder + tag)) {
      const feature = name.match(/^(?!language\.)(\w+)\.json$/)?.[1];
      if (feature) features[feature] = await read(`${tag}/${name}`);
    }
    catalogues.push({ tag, ...await read(`${tag}/language.json`), features });
  }
  catalogues.sort((a, b) =>
    Number(b.tag === "en") - Number(a.tag === "en") ||
    a.tag.localeCompare(b.tag)
  );
  return catalogues as [Catalogue, ...Catalogue[]];
}

async function read(path: string) {
  return JSON.parse(await readFile(folder + path, "utf8"));
}
