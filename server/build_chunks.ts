/**
 * Groups the browser's scripts into files. By default the bundler makes one per set of pages that share modules: 77 for
 * a teacher's page, instead of 16.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";

interface Modules {
  getModuleInfo(id: string): {
    importedIds?: readonly string[];
    dynamicallyImportedIds?: readonly string[];
  } | null;
}

const islands = join(import.meta.dirname!, "../islands");

/** Each stylesheet is one file for both server and scripts, so that a page loads it once. */
export const styleSheetGroup = {
  name: (id: string) => /([^\\/]+)\.css$/.exec(id)?.[1] ?? null,
  test: /\.css$/,
  priority: 10,
};

export function makeChunkGroups() {
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
  ].map((group, i, groups) => ({ ...group, priority: groups.length - i }));
}

/** Islands that only teachers and observers load. */
const teaching =
  /^(DeskTidy|LibraryFiles|GradingPage|Present|Quiz|ResourcesAfter|SessionLive|StudentsAfter|Template|staff.(JoinOnline|ObserverLive))/;

/**
 * Finds the file for a module that a class page and other pages need: the file of the lightest of these pages. Else
 * `later` (several later parts need it) or undefined.
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
  const modulesOf = (test: (island: string, isOfClass: boolean) => boolean) =>
    new Set(
      [...pages].filter(([island, ids]) =>
        !live.includes(ids) && test(island, [...ids].some(isYjs))
      ).flatMap(([, ids]) => [...ids]),
    );
  const light = modulesOf((_, isOfClass) => !isOfClass);
  const { ofParts, shared, later } = partsOf(pages, modules);
  const files: [name: string, ids: Set<string>, otherIds: Set<string>][] = [
    ["first", student, first],
    ["pages", student, light],
    ["class", student, desk],
    // Modules that later parts or other class pages also need; there are few.
    ["class", student, ofParts],
    ["class", student, modulesOf((_, isOfClass) => isOfClass)],
    ["join", desk, first],
    [
      "visit",
      desk,
      modulesOf((it, isOfClass) => !isOfClass && !teaching.test(it)),
    ],
    ["tools", desk, light],
    [
      "after",
      desk,
      modulesOf((it, isOfClass) => isOfClass && !teaching.test(it)),
    ],
    ["about", desk, modulesOf((_, isOfClass) => isOfClass)],
    ["desk", desk, observer],
    ["later", shared, later],
  ];
  return (id) =>
    files.find(([, ids, otherIds]) => ids.has(id) && otherIds.has(id))?.[0];
}

/**
 * `ofParts`: modules of parts that load later; `shared`: modules of several parts; `later`: our own modules that no
 * page needs immediately.
 */
function partsOf(
  pages: ReadonlyMap<string, Set<string>>,
  modules: Modules,
): Record<"ofParts" | "shared" | "later", Set<string>> {
  const atOnce = new Set([...pages.values()].flatMap((ids) => [...ids]));
  // Iterating over a set includes elements that are added meanwhile.
  const moduleIds = new Set(atOnce), parts = new Set<string>();
  for (const id of moduleIds) {
    const { importedIds = [], dynamicallyImportedIds = [] } =
      modules.getModuleInfo(id) ?? {};
    for (const next of importedIds) moduleIds.add(next);
    for (const part of dynamicallyImportedIds) {
      moduleIds.add(part);
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
  return { ofParts, shared, later: new Set([...moduleIds].filter(isOwn)) };
}

const isYjs = (id: string) => /[\\/]yjs[\\/]/.test(id);

function needed(entry: string, modules: Modules): Set<string> {
  const moduleIds = new Set<string>();
  const add = (id: string) => {
    if (moduleIds.has(id)) return;
    moduleIds.add(id);
    modules.getModuleInfo(id)?.importedIds?.forEach(add);
  };
  add(entry);
  return moduleIds;
}

function* tsxIn(folder: string, within = ""): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry, path = join(within, name);
    if (entry.isDirectory()) yield* tsxIn(join(folder, name), path);
    else if (name.endsWith(".tsx")) yield path;
  }
}

/**
 * Left out of a page's offline files: teachers' tools on a student's page, and LiveKit, because calls need a network.
 */
const notKept = {
  ClassPage:
    /components\/(desk\/groups|groups\/desk|calls\/staff|calls\/livekit)\//,
  SessionLive: /components\/calls\/livekit\//,
};

interface Built {
  type: string;
  facadeModuleId?: string | null;
  moduleIds?: string[];
  imports?: string[];
  dynamicImports?: string[];
  viteMetadata?: { importedCss: Set<string> };
}

/**
 * The content of `/parts.json`: files that each class page may load later, to be kept for offline use. Taken from the
 * build, so new parts are included.
 */
export function listPageParts(
  built: Readonly<Record<string, Built>>,
): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(notKept).map(([page, leftOut]) => {
      const files = new Set<string>();
      const add = (file: string) => {
        const chunk = built[file];
        // A part with only styles has no script.
        if (!chunk || files.has(file)) return;
        // A merged file may have no entry module.
        const modules = chunk.facadeModuleId
          ? [chunk.facadeModuleId]
          : chunk.moduleIds;
        if (modules?.length && modules.every((id) => leftOut.test(id))) return;
        files.add(file);
        chunk.viteMetadata?.importedCss.forEach((css) => files.add(css));
        [...chunk.imports ?? [], ...chunk.dynamicImports ?? []].forEach(add);
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
