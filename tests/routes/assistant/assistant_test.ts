/** The assistant's part of the API, and what it tells with collection off (A-5, ACCESS-2). */
import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import { review } from "texts/review.ts";
import { actNames } from "../../../classroom/acts.ts";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { recordFormats, recordParts } from "../../../exports/record_formats.ts";
import { type ClassContext, testClass, testClassAlone } from "../../class.ts";
import {
  type ModelServer,
  startModelServer,
  streamWords,
} from "../../model_server.ts";
import { Visitor } from "../../people.ts";

/*
 * No route tells a word of a conversation to others than its readers (ACCESS-2, ACCESS-5). Routes are read from their
 * folder, so that none is missed.
 */

const question = "Zanzibarquestion", answer = "Quetzalcoatlanswer";

interface Route {
  file: string;
  methods: string[];
}

async function routesIn(folder: string): Promise<Route[]> {
  const found: Route[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (name.startsWith("_")) continue;
    if (isDirectory) found.push(...await routesIn(path));
    else if (/\.tsx?$/.test(name)) {
      const text = await Deno.readTextFile(path);
      const methods = text.match(/\b(GET|POST|PUT|PATCH|DELETE)\b(?=[(:,])/g);
      found.push({ file: path, methods: [...new Set(methods ?? ["GET"])] });
    }
  }
  return found.sort((a, b) => a.file < b.file ? -1 : 1);
}

function routeOf(act: string): Route {
  const [method, path] = act.split(" ");
  const file = `routes/api/sessions/[s]${path.replace(/:([a-z]+)/g, "[$1]")}`;
  return { file: file.replace(/\/$/, ""), methods: [method] };
}

function addressesOf({ file }: Route, ids: Record<string, string>): string[] {
  const path = file.replace(/^routes/, "").replace(/\.tsx?$/, "")
    .replaceAll(/\/\([^)]*\)/g, "").replace(/\/index$/, "")
    .replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, (_, name) => {
      assert.ok(ids[name], `${file}: what is [${name}]? Say it in \`ids\`.`);
      return ids[name];
    }) || "/";
  if (path.endsWith("/history") && path.startsWith("/api/sessions")) {
    return recordParts.flatMap((part) =>
      recordFormats.map((format) => `${path}?part=${part}&format=${format}`)
    );
  }
  return [path, `${path}?as=member`, `${path}?as=teacher`];
}

async function tellers(
  visitor: Visitor,
  routes: readonly Route[],
  ids: Record<string, string>,
  methods: readonly string[] = ["GET"],
): Promise<string[]> {
  const telling = new Set<string>();
  const look = async (route: Route, method: string, address: string) => {
    const isRead = method === "GET";
    const response = await fetch(visitor.place.url + address, {
      method,
      redirect: "manual",
      headers: {
        ...visitor.headers(),
        ...isRead ? {} : { "content-type": "application/json" },
      },
      body: isRead ? undefined : "{}",
    });
    const text = await response.text();
    const told = [question, answer].some((word) => text.includes(word)) ||
      response.ok && text.replaceAll(address, "").includes(ids.c);
    if (told) telling.add(route.file.replace("routes/", ""));
  };
  for (const route of routes) {
    for (const method of methods.filter((it) => route.methods.includes(it))) {
      await Promise.all(
        addressesOf(route, ids).map((address) => look(route, method, address)),
      );
    }
  }
  return [...telling].sort();
}

async function given({ teaching, enter, session, teacher }: ClassContext) {
  await teaching.openPage();
  const amy = await enter("Amy"), ben = await enter("Ben");
  const path = `/api/sessions/${session.id}`;
  const rooms = await teacher.askExpecting(
    201,
    "POST",
    `${path}/breakouts/rooms`,
    {
      names: ["Red"],
    },
  );
  const c = newId();
  amy.queueCommand({ kind: "ask", conversation: c, text: question });
  const open = amy.open(documentNames.conversation(session.id, c));
  await amy.own.waitUntil(
    () => amy.own.doc.getMap("conversations").has(c),
    "it was asked",
  );
  open.provider.connect();
  await open.waitUntil(
    () => JSON.stringify(open.doc.getArray("turns")).includes('"done"'),
    "it was answered",
  );
  const absent = ["id", "wish", "resource", "q", "quiz", "t", "token"]
    .concat(["teacher", "path"]);
  const ids: Record<string, string> = {
    ...Object.fromEntries(absent.map((name) => [name, newId()])),
    file: "en.webmanifest",
    s: session.id,
    session: session.id,
    m: amy.member,
    c,
    d: `${newId()}-${amy.member}`,
    r: rooms.body.rooms[0].id,
    room: "main",
    n: "1",
    key: `hand-${amy.member}`,
  };
  const routes = [
    ...(await routesIn("routes")).filter(({ file }) =>
      !file.endsWith("[...act].ts")
    ),
    ...actNames.map(routeOf),
  ];
  const end = () =>
    teacher.askExpecting(200, "POST", `${path}/end`, { now: true });
  return { amy, ben, ids, routes, end };
}

const mine = [
  "api/my/conversations/[c].ts",
  "api/my/index.ts",
  "my/[c].tsx",
  "my/download.ts",
  "my/index.tsx",
];

let model: ModelServer | undefined;
const env = {
  get OPENAI_BASE_URL() {
    model ??= startModelServer(() => streamWords([answer]));
    return model.url;
  },
};

async function look(all: ClassContext, ofTeacher: readonly string[]) {
  const lesson = await given(all);
  const { amy, ben, ids, routes, end } = lesson;
  const stranger = new Visitor(all.server);
  for (const stage of ["during", "after"]) {
    if (stage === "after") await end();
    const told = (who: Visitor) => tellers(who, routes, ids);
    assert.deepEqual(await told(all.teacher), ofTeacher, `teacher, ${stage}`);
    assert.deepEqual(await told(ben.visitor), [], `a classmate, ${stage}`);
    assert.deepEqual(await told(stranger), [], `a stranger, ${stage}`);
    assert.deepEqual(await told(amy.visitor), mine, `she herself, ${stage}`);
  }
  return { ...lesson, stranger };
}

testClassAlone(
  "with collection off no route returns a word of a conversation (ACCESS-2, M-2)",
  async (all) => {
    const { id } = all.session;
    const page = `/teacher/sessions/${id}`;
    const { body } = await all.teacher.askExpecting(200, "GET", page);
    assert.ok(body.includes(review.board.notCollected));
    const zoe = (await all.enter("Zoe")).visitor;
    const hers = await zoe.askExpecting(200, "GET", `/class/${id}`);
    assert.ok(hers.body.includes(assistant.unseen));
    const { ben, ids, routes, stranger } = await look(all, []);
    const zip = await all.teacher.askExpecting(
      200,
      "GET",
      `/api/sessions/${id}/export`,
    );
    assert.ok(!zip.body.includes("conversations.html"), "no empty file of it");
    const changing = ["POST", "PUT", "PATCH", "DELETE"];
    for (const who of [stranger, ben.visitor, all.teacher]) {
      assert.deepEqual(await tellers(who, routes, ids, changing), []);
    }
    const log = all.server.output();
    assert.ok(!log.includes(question) && !log.includes(answer), "the log");
  },
  { env, ask: { collect: false } },
);

testClass(
  "with collection on, dashboard, record and export have it, for the teacher only (ACCESS-2)",
  async (all) => {
    const record = ["export.ts", "history.ts"]
      .map((file) => `api/sessions/[s]/${file}`);
    const board = "teacher/(desk)/sessions/[session]/index.tsx";
    await look(all, [...record, board]);
  },
  { env },
);

Deno.test.afterAll(() => model?.stop());
