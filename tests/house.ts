/** Checks of folders and imports as functions, so that tests can give them violations. */

/** Feature names, the same in every folder. */
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
  "sharing",
  "calls",
  "files",
  "monitoring",
  "record",
  "deletion",
];

/** Folders divided by feature, with their other subfolders. */
const floors: Record<string, readonly string[]> = {
  "classroom": ["model", "storage", "limits"],
  "components": [
    "ui",
    "page",
    "markdown",
    "client",
    "desk",
    "class_page",
    "pieces",
  ],
  "locales/en": [],
  "tests/classroom": ["model", "storage", "limits"],
  "tests/components": ["ui", "page", "markdown", "client"],
  "tests/browser": [],
  "tests/e2e": [],
  "tests/routes": ["http"],
};

export const folderOf = (path: string): string =>
  path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Sorted import cycles. Ignores files missing from the map. */
export function circles(
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
      const circle = path.splice(path.indexOf(file));
      const isCircle = circle.length > 1 || imports.get(file)!.includes(file);
      if (isCircle) found.push(circle.sort());
    }
    return low;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found;
}

/** Folders without a known name, and files directly in `components/`. */
export function strangers(paths: readonly string[]): string[] {
  const wrong = new Set<string>();
  for (const path of paths) {
    for (const [floor, shared] of Object.entries(floors)) {
      if (!path.startsWith(floor + "/")) continue;
      const [room, ...inside] = path.slice(floor.length + 1).split("/");
      if (inside.length === 0) {
        if (floor === "components") wrong.add(path);
      } else if (![...features, ...shared].includes(room)) {
        wrong.add(`${floor}/${room}/`);
      }
    }
  }
  return [...wrong];
}

/** Files directly in a folder that no subfolder or only one imports. */
export function lodgers(
  floor: string,
  imports: ReadonlyMap<string, readonly string[]>,
): string[] {
  return [...imports.keys()].filter((file) => {
    if (folderOf(file) !== floor) return false;
    const users = [...imports.keys()].filter((it) =>
      imports.get(it)!.includes(file)
    );
    const [room, ...others] = new Set(users.map(folderOf));
    return others.length === 0 && room !== floor;
  });
}

/** Imports between subfolders. A file directly in the folder counts as one. */
export function roomsOf(
  floor: string,
  imports: ReadonlyMap<string, readonly string[]>,
): Map<string, string[]> {
  const roomOf = (path: string) =>
    path.slice(0, `${path}/`.indexOf("/", floor.length + 1));
  const rooms = new Map<string, Set<string>>();
  for (const [path, files] of imports) {
    if (!path.startsWith(floor + "/")) continue;
    const room = roomOf(path);
    const known = rooms.get(room) ?? new Set();
    rooms.set(room, known);
    for (const file of files) {
      if (file.startsWith(floor + "/") && roomOf(file) !== room) {
        known.add(roomOf(file));
      }
    }
  }
  return new Map([...rooms].map(([room, known]) => [room, [...known]]));
}
