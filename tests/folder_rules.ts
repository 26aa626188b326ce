/** Checks of folders and imports as functions, so that tests can give them violations. */

const features = [
  "accounts",
  "sessions",
  "people",
  "chat",
  "groups",
  "assistant",
  "library",
  "templates",
  "quizzes",
  "checks",
  "walls",
  "pages",
  "drawings",
  // Things shared with the class. Text keys and the rules use the earlier name `sharing`.
  "resources",
  "calls",
  "files",
  "monitoring",
  "notes",
  "alerts",
  "record",
  "my",
  "deletion",
  "operator",
];

/** Folders divided by feature, with their other subfolders. */
const foldersByFeature: Record<string, readonly string[]> = {
  "classroom": ["model", "storage", "limits"],
  "components": [
    "ui",
    "page",
    "markdown",
    "client",
    "desk",
    "class_page",
    "chat_panel",
    "pieces",
  ],
  "locales/en": [],
  "tests/classroom": ["model", "storage", "limits"],
  "tests/components": ["ui", "page", "client"],
  "tests/browser": [],
  "tests/e2e": [],
  "tests/routes": ["http"],
};

export const folderOf = (path: string): string =>
  path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Sorted import cycles. Ignores files missing from the map. */
export function importCycles(
  imports: ReadonlyMap<string, readonly string[]>,
): string[][] {
  // Tarjan's strongly connected components.
  const found: string[][] = [], path: string[] = [];
  const order = new Map<string, number>(), lowest = new Map<string, number>();
  const visit = (file: string): number => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    path.push(file);
    let low = order.get(file)!;
    for (const next of imports.get(file) ?? []) {
      if (!imports.has(next)) continue;
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (path.includes(next)) low = Math.min(low, order.get(next)!);
    }
    if (low === order.get(file)) {
      const cycle = path.splice(path.indexOf(file));
      const isCycle = cycle.length > 1 || imports.get(file)!.includes(file);
      if (isCycle) found.push(cycle.sort());
    }
    return low;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found;
}

/** Folders without a known name, and files directly in `components/`. */
export function misplacedPaths(paths: readonly string[]): string[] {
  const wrong = new Set<string>();
  for (const path of paths) {
    for (const [root, shared] of Object.entries(foldersByFeature)) {
      if (!path.startsWith(root + "/")) continue;
      const [folder, ...inside] = path.slice(root.length + 1).split("/");
      if (inside.length === 0) {
        if (root === "components") wrong.add(path);
      } else if (![...features, ...shared].includes(folder)) {
        wrong.add(`${root}/${folder}/`);
      }
    }
  }
  return [...wrong];
}

/** Files directly in a folder that no subfolder or only one imports. */
export function filesOfOneFolder(
  root: string,
  imports: ReadonlyMap<string, readonly string[]>,
): string[] {
  return [...imports.keys()].filter((file) => {
    if (folderOf(file) !== root) return false;
    const users = [...imports.keys()].filter((it) =>
      imports.get(it)!.includes(file)
    );
    const [folder, ...others] = new Set(users.map(folderOf));
    return others.length === 0 && folder !== root;
  });
}

/** Imports between subfolders. A file directly in the folder counts as one. */
export function importsBetweenFolders(
  root: string,
  imports: ReadonlyMap<string, readonly string[]>,
): Map<string, string[]> {
  const folderBelowRoot = (path: string) =>
    path.slice(0, `${path}/`.indexOf("/", root.length + 1));
  const folders = new Map<string, Set<string>>();
  for (const [path, files] of imports) {
    if (!path.startsWith(root + "/")) continue;
    const folder = folderBelowRoot(path);
    const known = folders.get(folder) ?? new Set();
    folders.set(folder, known);
    for (const file of files) {
      if (file.startsWith(root + "/") && folderBelowRoot(file) !== folder) {
        known.add(folderBelowRoot(file));
      }
    }
  }
  return new Map([...folders].map(([folder, known]) => [folder, [...known]]));
}

/**
 * The features of `classroom/` by floor, lowest first: a feature stands one floor above the highest that it imports,
 * directly or through files at the classroom's root.
 */
export function floorsOfFeatures(
  between: ReadonlyMap<string, readonly string[]>,
): string[][] {
  const heights = new Map<string, number>();
  const heightOf = (folder: string): number => {
    const known = heights.get(folder);
    if (known !== undefined) return known;
    const below = Math.max(0, ...(between.get(folder) ?? []).map(heightOf));
    const height = below + (isFeature(folder) ? 1 : 0);
    heights.set(folder, height);
    return height;
  };
  const floors: string[][] = [];
  for (const folder of [...between.keys()].filter(isFeature).sort()) {
    (floors[heightOf(folder) - 1] ??= []).push(folder.split("/")[1]);
  }
  return floors;
}

const isFeature = (folder: string): boolean =>
  features.includes(folder.split("/")[1]);
