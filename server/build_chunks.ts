/**
 * Which scripts of the browser go into one file, and which files a class page may load later. By itself the bundler makes a file of each set of modules that some
 * pages share, dozens for the class page: together they compress to a sixth less, and a browser asks seven times.
 */
import { join } from "node:path";

/** What the bundler tells of a module. */
interface Modules {
  getModuleInfo(id: string): { importedIds?: readonly string[] } | null;
}

const islands = join(import.meta.dirname!, "../islands");

/** Groups for the bundler: what runs every page, the first page, pages without documents, and those of a class. */
export function chunkGroups() {
  let ids: Map<string, string> | undefined;
  return [
    { name: "preact", test: /node_modules[\\/].*(preact|@preact|@frsh)/ },
    ...["first", "pages", "class"].map((name) => ({
      name: (id: string, modules: Modules) =>
        (ids ??= chunks(modules)).get(id) === name ? name : null,
    })),
  ].map((group, i, all) => ({ ...group, priority: all.length - i }));
}

/** In which file what the class page needs at once is: that of the lightest pages that need it too. */
function chunks(modules: Modules): Map<string, string> {
  const needs = (island: string) => needed(join(islands, island), modules);
  const first = needs("JoinDialog.tsx"), desk = needs("SessionLive.tsx");
  const light = new Set<string>();
  for (const island of tsxIn(islands)) {
    const ids = needs(island);
    if (island === "Pieces.tsx" || [...ids].some(isYjs)) continue;
    for (const id of ids) light.add(id);
  }
  const all = new Map<string, string>();
  for (const id of needs("ClassPage.tsx")) {
    if (first.has(id)) all.set(id, "first");
    else if (light.has(id)) all.set(id, "pages");
    else if (desk.has(id)) all.set(id, "class");
  }
  return all;
}

const isYjs = (id: string) => /[\\/]yjs[\\/]/.test(id);

/** All that a module needs before it runs. */
function needed(entry: string, modules: Modules): Set<string> {
  const all = new Set<string>();
  const add = (id: string) => {
    if (all.has(id)) return;
    all.add(id);
    modules.getModuleInfo(id)?.importedIds?.forEach(add);
  };
  add(entry);
  return all;
}

/** The paths of the islands, in their folders too. */
function* tsxIn(folder: string, within = ""): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(within, name);
    if (isDirectory) yield* tsxIn(join(folder, name), path);
    else if (name.endsWith(".tsx")) yield path;
  }
}

/**
 * What a student's page keeps nothing of: the tools of those who teach, and the calls of a server of their own, without
 * which there is no call.
 */
const notKept = {
  ClassPage: /components\/(groups\/desk|calls\/staff|calls\/livekit)\//,
  SessionLive: /components\/calls\/livekit\//,
};

/** A file of the build, as far as it names others. */
interface Built {
  type: string;
  facadeModuleId?: string | null;
  imports?: string[];
  dynamicImports?: string[];
  viteMetadata?: { importedCss: Set<string> };
}

/**
 * What `/parts.json` says: all files that each of the two pages of a class may come to load, below `/assets/`, so that it
 * can keep them for the time without a network. Found in the build, so that a new part is in it by itself.
 */
export function pageParts(
  built: Readonly<Record<string, Built>>,
): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(notKept).map(([page, leftOut]) => {
      const files = new Set<string>();
      const add = (file: string) => {
        const it = built[file];
        // What has styles alone is no script any more.
        if (!it || files.has(file)) return;
        if (leftOut.test(it.facadeModuleId ?? "")) return;
        files.add(file);
        it.viteMetadata?.importedCss.forEach((css) => files.add(css));
        [...it.imports ?? [], ...it.dynamicImports ?? []].forEach(add);
      };
      const [entry] = Object.entries(built)
        .find(([, { facadeModuleId }]) =>
          facadeModuleId?.endsWith(`/islands/${page}.tsx`)
        ) ?? [];
      if (!entry) throw new Error(`there is no script of ${page}`);
      add(entry);
      return [page, [...files].map((it) => it.replace(/^assets\//, ""))];
    }),
  );
}
