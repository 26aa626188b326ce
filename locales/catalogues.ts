/** The catalogues on disk: a folder a language, a file a feature. */
import { readdir, readFile } from "node:fs/promises";
import type { Messages } from "./messages.ts";

/** A language, and all that it says. */
export interface Catalogue {
  /** BCP 47. */
  readonly tag: string;
  /** What its speakers call it. */
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  /** In which numbers, dates and lists are written, where that says more than the tag. */
  readonly formats: string;
  /** What the addresses of its pages begin with; English has none. */
  readonly path: string;
  readonly features: Readonly<
    Record<string, Readonly<Record<string, Messages>>>
  >;
}

const folder = new URL(".", import.meta.url).pathname;

/** Every language there is, English first. */
export async function catalogues(): Promise<[Catalogue, ...Catalogue[]]> {
  const found: Catalogue[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const tag = entry.name;
    const features: Record<string, Record<string, Messages>> = {};
    for (const name of await readdir(folder + tag)) {
      const feature = name.match(/^(?!language\.)(\w+)\.json$/)?.[1];
      if (feature) features[feature] = await read(`${tag}/${name}`);
    }
    found.push({ tag, ...await read(`${tag}/language.json`), features });
  }
  found.sort((a, b) =>
    Number(b.tag === "en") - Number(a.tag === "en") ||
    a.tag.localeCompare(b.tag)
  );
  return found as [Catalogue, ...Catalogue[]];
}

async function read(path: string) {
  return JSON.parse(await readFile(folder + path, "utf8"));
}
