/**
 * ACCESS-1, ACCESS-5, S-8, S-9: every visitor tries every request of `access_rows.ts`. Routes and pages are read from
 * the tree, so new ones need rows.
 */
import assert from "node:assert/strict";
import { testClass } from "../../class.ts";
import { actNames } from "../../../classroom/acts.ts";
import { beginUpload, readFileBytes, sendTusRequest } from "../../uploading.ts";
import { makePeopledClass, openedAccess, outcomeOf } from "./access_class.ts";
import {
  type AccessColumn,
  accessColumns,
  documentAccess,
  expectedAccess,
  expectedAnswer,
  pageLevels,
  parseRequests,
  routeLevels,
} from "./access_rows.ts";

type Peopled = Awaited<ReturnType<typeof makePeopledClass>>;

testClass(
  "each document, request, page and file follows the access table (ACCESS-1, ACCESS-3, ACCESS-5)",
  async (given) => {
    await sameAsTree("routes/api/sessions/[s]", routeLevels, actNames);
    await sameAsTree("routes/teacher/(desk)/sessions/[session]", pageLevels);
    const peopled = await makePeopledClass(given);
    const wrong: string[] = [];
    for (const column of accessColumns) {
      wrong.push(...await Array.fromAsync(documentsOf(peopled, column)));
      wrong.push(...await filesOf(peopled, column));
    }
    for (const column of accessColumns) {
      wrong.push(...await Array.fromAsync(requestsFor(peopled, column)));
    }
    assert.deepEqual(wrong, []);

    const { ids, path, s, visitors } = peopled;
    await visitors.owner.askExpecting(200, "POST", `${path}/end`, {
      now: true,
    });
    for (const [row, cells] of Object.entries(routeLevels)) {
      if (!parseRequests(cells).some(({ method }) => method === "GET")) {
        continue;
      }
      const at = filled(`${path}/${row}`, ids(row, "observer"));
      const answer = await visitors.observer.ask("GET", at.replace(/\/$/, ""));
      assert.equal(outcomeOf(answer), "409 ended", `${row} after the end`);
    }
    for (const name of ["session", "staff", "room/main"]) {
      const open = (column: AccessColumn) =>
        openedAccess(visitors[column], `${s}/${name}`);
      assert.equal(await open("observer"), "4403 ended");
      assert.equal(await open("moderator"), "read");
    }
    await visitors.owner.askExpecting(204, "DELETE", path);
    assert.equal(
      await openedAccess(visitors.observer, `${s}/session`),
      "4404 not-found",
    );
  },
);

/** Compares a table with the files of a folder and the acts of a route. */
async function sameAsTree(
  root: string,
  table: Record<string, string>,
  names: readonly string[] = [],
): Promise<void> {
  const found = names.map((name) =>
    name.replace(/ \//, " ").replace(/:([a-z]+)/g, "[$1]")
  );
  const scan = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory) await scan(path);
      else if (!name.startsWith("_")) {
        const text = await Deno.readTextFile(path);
        const methods = text.matchAll(/^ {2}(?:async )?([A-Z]+)[(:]/gm);
        const address = path.slice(root.length + 1)
          .replace(/(^|\/)index\.tsx?$|\.tsx?$/, "");
        for (const [, method] of methods) found.push(`${method} ${address}`);
      }
    }
  };
  await scan(root);
  const rows = Object.entries(table).flatMap(([path, cells]) =>
    parseRequests(cells).map(({ method }) => `${method} ${path}`)
  );
  assert.deepEqual(rows.sort(), found.sort(), "a row for each, and no other");
}

function filled(path: string, ids: Record<string, string>): string {
  return path.replace(/\[(\w+)\]/g, (_, name) => ids[name]);
}

/** Yields differences between document access and the table. */
async function* documentsOf(
  { document, visitors }: Peopled,
  column: AccessColumn,
): AsyncGenerator<string> {
  for (const [row, cells] of Object.entries(documentAccess)) {
    const found = await openedAccess(visitors[column], document(row));
    const expected = expectedAccess(row, cells, column);
    if (found !== expected) {
      yield `${column}, ${row}: ${found} and not ${expected}`;
    }
  }
}

/** The same for requests and pages. Bodies are invalid, so nothing changes. */
async function* requestsFor(
  { ids, room, visitors }: Peopled,
  column: AccessColumn,
): AsyncGenerator<string> {
  const visitor = visitors[column];
  const hold = (what: string, found: string, expected: string) =>
    found === expected
      ? []
      : [`${column}, ${what}: ${found} and not ${expected}`];
  const form = { "content-type": "application/x-www-form-urlencoded" };
  for (const [row, cells] of Object.entries(routeLevels)) {
    for (const { method, level } of parseRequests(cells)) {
      if (method === "DELETE" && row === "" && column === "owner") continue;
      const named = ids(row, column);
      // Earlier visitors have deleted all rooms.
      if (method === "DELETE" && row === "breakouts/rooms/[r]") {
        named.r = await room();
      }
      const path = filled(`/api/sessions/[s]/${row}`, named);
      const hasNone = method === "GET" || method === "DELETE" &&
          !/^(invitations|moderators)$/.test(row) ||
        row === "taken/[key]";
      const body = hasNone ? undefined : { nonsense: true };
      const answer = await visitor.ask(method, path.replace(/\/$/, ""), body);
      yield* hold(
        `${method} ${row}`,
        outcomeOf(answer),
        expectedAnswer(level, column),
      );
    }
  }
  for (const [row, cells] of Object.entries(pageLevels)) {
    for (const { method, level } of parseRequests(cells)) {
      if (method === "POST" && column === "owner") continue;
      const path = filled(`/teacher/sessions/[s]/${row}`, ids(row, column));
      const { status } = await visitor.ask(
        method,
        path.replace(/\/$/, ""),
        undefined,
        method === "POST" ? form : { accept: "text/html" },
      );
      const isTeacher = !["nobody", "removed", "student"].includes(column);
      const isHeard = isTeacher && [200, 400, 303].includes(status);
      const found = isHeard ? "yes" : `${status}`;
      const may = expectedAnswer(level, column).replace(/ .*/, "");
      yield* hold(`${method} page ${row}`, found, isTeacher ? may : "303");
    }
  }
  const { status } = await visitor.ask(
    "GET",
    filled("/class/[s]", ids("", column)),
  );
  const out: AccessColumn[] = ["taken back", "removed"];
  const here: AccessColumn[] = ["student", "moderator", "owner"];
  // Present and former observers get the teacher's pages, others the code page.
  const page = here.includes(column)
    ? "200"
    : out.includes(column)
    ? "403"
    : "303";
  yield* hold("the class page", `${status}`, page);
}

/** The same for files: reading, starting an upload, and another's upload. */
async function filesOf(
  { files, s, visitors }: Peopled,
  column: AccessColumn,
): Promise<string[]> {
  const visitor = visitors[column];
  const none = expectedAnswer("staff", column);
  const isIn = /^(student|observer|moderator|owner)$/.test(column);
  const isThere = (may: boolean) => may ? "yes" : isIn ? "404 not-found" : none;
  const told = async (answer: Response) =>
    outcomeOf({
      status: answer.status,
      body: answer.headers.get("content-type")?.includes("json")
        ? await answer.json()
        : void await answer.body?.cancel(),
    });
  const posted = await told(await readFileBytes(visitor, files.posted));
  const inGroup = await told(await readFileBytes(visitor, files.inGroup));
  const unposted = await told(await readFileBytes(visitor, files.unposted));
  const taken = await told(
    await sendTusRequest(visitor, "DELETE", files.unposted),
  );
  const begun = await told(await beginUpload(visitor, s, 9));
  const found = { posted, inGroup, unposted, taken, begun };
  const others = column === "nobody" ? none : "404 not-found";
  const expected = {
    posted: isThere(isIn),
    inGroup: isThere(isIn),
    unposted: isThere(false),
    taken: others,
    begun: column === "observer" ? "403 not-allowed" : isThere(isIn),
  };
  try {
    assert.deepEqual(found, expected);
    return [];
  } catch {
    return [
      `${column}, files: ${JSON.stringify(found)} ${JSON.stringify(expected)}`,
    ];
  }
}
