/**
 * Which scripts of the browser go into one file, and which files a class page may load later. By itself the bundler
 * makes a file of each set of modules that some pages share: 77 for a teacher's page, where a browser asks 16 times now
 * and loads a tenth less.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** What the bundler tells of a module. */
interface Modules {
  getModuleInfo(id: string): {
    importedIds?: readonly string[];
    dynamicallyImportedIds?: readonly string[];
  } | null;
}

const islands = join(import.meta.dirname!, "../islands");

/**
 * Each stylesheet is a file of its own, and the same for what the server renders and for its scripts: a page that is
 * made by both loads it once.
 */
export const styleSheets = {
  name: (id: string) => /([^\\/]+)\.css$/.exec(id)?.[1] ?? null,
  test: /\.css$/,
  priority: 10,
};

/** Groups for the bundler, each with what it has of {@link chunkOf}. */
export function chunkGroups() {
  let find: ((id: string) => string | undefined) | undefined;
  const names = [
    ...["first", "pages", "class"],
    ...["join", "visit", "tools", "after", "about", "desk", "later"],
  ];
  return [
    { name: "preact", test: /node_modules[\\/].*(preact|@preact|@frsh)/ },
    ...names.map((name) => ({
      name: (id: string, modules: Modules) =>
        (find ??= chunkOf(modules))(id) === name ? name : null,
    })),
  ].map((group, i, all) => ({ ...group, priority: all.length - i }));
}

/** The islands of those who teach, or look on, alone. */
const teaching =
  /^(DeskTidy|LibraryFiles|MarkingPage|Present|Quiz|ResourcesAfter|SessionLive|StudentsAfter|Template|staff.(JoinOnline|ObserverLive))/;

/**
 * The file of a module that the page of a class needs and others too: that of the lightest pages which need it. What a
 * module imports is then in its own file or in one before it, so that no page loads a file for a module it has no use for.
 */
function chunkOf(modules: Modules): (id: string) => string | undefined {
  const pages = new Map(
    [...tsxIn(islands)].filter((it) => it !== "Pieces.tsx")
      .map((it) => [it, needed(join(islands, it), modules)]),
  );
  const first = pages.get("JoinDialog.tsx")!;
  const student = pages.get("ClassPage.tsx")!;
  const desk = pages.get("SessionLive.tsx")!;
  const observer = pages.get("staff/ObserverLive.tsx")!;
  const live = [student, desk, observer];
  const those = (test: (island: string, isOfClass: boolean) => boolean) =>
    new Set(
      [...pages].filter(([island, ids]) =>
        !live.includes(ids) && test(island, [...ids].some(isYjs))
      ).flatMap(([, ids]) => [...ids]),
    );
  const light = those((_, isOfClass) => !isOfClass);
  const { ofParts, shared, later } = partsOf(pages, modules);
  const files: [name: string, by: Set<string>, and: Set<string>][] = [
    ["first", student, first],
    ["pages", student, light],
    ["class", student, desk],
    // The little that a part has as well, or a page that has the file above anyway.
    ["class", student, ofParts],
    ["class", student, those((_, isOfClass) => isOfClass)],
    ["join", desk, first],
    ["visit", desk, those((it, isOfClass) => !isOfClass && !teaching.test(it))],
    ["tools", desk, light],
    ["after", desk, those((it, isOfClass) => isOfClass && !teaching.test(it))],
    ["about", desk, those((_, isOfClass) => isOfClass)],
    ["desk", desk, observer],
    ["later", shared, later],
  ];
  return (id) => files.find(([, by, and]) => by.has(id) && and.has(id))?.[0];
}

/**
 * The modules of the parts that come when they are wanted; those of two of them or more; and those of our own that no
 * page needs at once.
 */
function partsOf(
  pages: ReadonlyMap<string, Set<string>>,
  modules: Modules,
): Record<"ofParts" | "shared" | "later", Set<string>> {
  const atOnce = new Set([...pages.values()].flatMap((ids) => [...ids]));
  // A set goes on with what is added to it meanwhile.
  const all = new Set(atOnce), parts = new Set<string>();
  for (const id of all) {
    const { importedIds = [], dynamicallyImportedIds = [] } =
      modules.getModuleInfo(id) ?? {};
    for (const next of importedIds) all.add(next);
    for (const part of dynamicallyImportedIds) {
      all.add(part);
      parts.add(part);
    }
  }
  const ofParts = new Set<string>(), shared = new Set<string>();
  for (const part of parts) {
    for (const id of needed(part, modules)) {
      (ofParts.has(id) ? shared : ofParts).add(id);
    }
  }
  const isOwn = (id: string) => !atOnce.has(id) && !/node_modules/.test(id);
  return { ofParts, shared, later: new Set([...all].filter(isOwn)) };
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
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry, path = join(within, name);
    if (entry.isDirectory()) yield* tsxIn(join(folder, name), path);
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
  moduleIds?: string[];
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
        // What was put together may have no one module that it stands for.
        const modules = it.facadeModuleId ? [it.facadeModuleId] : it.moduleIds;
        if (modules?.length && modules.every((id) => leftOut.test(id))) return;
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
