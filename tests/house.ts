/**
 * What makes a tree of files a house: no circle of imports, and rooms by the features' names. All of it as functions of
 * paths, so that each can be shown to find what it is for.
 */

/** What a class is made of: the same name on every floor. */
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

/** Each floor with rooms, and the rooms that it has besides the features'. */
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

/** The folder that a file is in. */
export const folderOf = (path: string): string =>
  path.slice(0, Math.max(0, path.lastIndexOf("/")));

/**
 * Files that import each other in a circle: every largest set of which each file reaches each other, sorted. Imports of
 * files that are not in the map are none.
 */
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

/** Folders that have no feature's or shared room's name, and files at the root of `components/`. */
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

/** Files at the root of a floor that serve one room alone, or nothing: they belong into it. */
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

/** Which rooms of a floor import which: a file at its root is a room by itself. */
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
