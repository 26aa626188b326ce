/** A class with one of everything, and a visitor for each column of `access_rows.ts`. */
import assert from "node:assert/strict";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { ClassContext } from "../../class.ts";
import { Seat, signUp, Visitor } from "../../people.ts";
import { randomBytesOf, uploadFile } from "../../uploading.ts";
import { type AccessColumn, accessColumns } from "./access_rows.ts";
import { DocumentSocket } from "../../document_socket.ts";

/** An answer as the tables write it: `yes` or the refusal. */
export function outcomeOf(
  { status, body }: { status: number; body: { type?: string } | undefined },
): string {
  // 400: admitted, but the body is invalid.
  if (status < 300 || status === 400) return "yes";
  return `${status} ${body?.type ?? ""}`.trim();
}

/** Access to a document: `read`, `own`, or the close code and reason. */
export async function openedAccess(
  visitor: Visitor,
  document: string,
  as = "",
): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const options = { headers: visitor.headers() };
  const url = `${visitor.place.wsUrl}/sync/${document}?v=1${as && `&as=${as}`}`;
  // Deno's WebSocket takes headers; the types are the browser's.
  const socket = new DocumentSocket(url, options as unknown as string[]);
  socket.binaryType = "arraybuffer";
  let asked = false, answered = false, isOpen = false;
  socket.onopen = () => {
    isOpen = true;
    // The server asks for the client's state only in its own document.
    socket.send(new Uint8Array([0, 0, 1, 0]));
  };
  socket.onmessage = ({ data }) => {
    const [kind, step] = new Uint8Array(data);
    if (kind === 1 && answered) return resolve(asked ? "own" : "read");
    if (kind !== 0) return;
    if (step === 0) asked = true;
    if (step !== 1) return;
    answered = true;
    // The server answers presence queries after all earlier messages.
    socket.send(new Uint8Array([3]));
  };
  socket.onerror = (event) => event.preventDefault();
  socket.onclose = ({ code, reason }) =>
    resolve(isOpen ? `${code} ${reason}` : "401");
  const found = await promise;
  socket.close();
  return found;
}

async function colleague({ server, keep }: ClassContext, name: string) {
  const visitor = await signUp(server, name);
  const { body } = await visitor.askExpecting(200, "GET", "/api/me");
  const { id, email } = body.teacher as { id: string; email: string };
  const seatIn = (session: string, member: string) =>
    keep(new Seat(visitor, { session, member, as: "teacher" }));
  return { visitor, id, email, seatIn };
}

export async function makePeopledClass(given: ClassContext) {
  const { session, teacher, teaching, server, enter } = given;
  const { code, id: s } = session;
  const path = `/api/sessions/${s}`;
  const [wu, ko, ho, ng, yu, ax] = await Promise.all(
    ["Ms Wu", "Mr Ko", "Ms Ho", "Mr Ng", "Ms Yu", "Mr Ax"]
      .map((name) => colleague(given, name)),
  );
  for (const { email } of [wu, ng]) {
    await teacher.askExpecting(204, "PUT", `${path}/moderators`, { email });
  }
  for (const { email } of [ko, ho, yu]) {
    await teacher.askExpecting(204, "PUT", `${path}/invitations`, { email });
  }
  const memberOf = ({ body }: { body: { session: { member: string } } }) =>
    body.session.member;
  const come = async ({ visitor, seatIn }: typeof wu) =>
    seatIn(s, memberOf(await visitor.askExpecting(200, "GET", path)));
  const look = async ({ visitor, seatIn }: typeof wu) =>
    seatIn(
      s,
      memberOf(
        await visitor.askExpecting(201, "POST", "/api/observe", { code }),
      ),
    );
  const moderator = await come(wu), observer = await look(ko);
  await come(ng);
  await look(ho);
  await teacher.askExpecting(204, "DELETE", `${path}/moderators`, {
    email: ng.email,
  });
  await teacher.askExpecting(204, "DELETE", `${path}/observers/${ho.id}`);

  const amy = await enter("Amy"), ben = await enter("Ben");
  const zed = await enter("Zed");
  const { body: { rooms: [red, blue] } } = await teacher.askExpecting(
    201,
    "POST",
    `${path}/breakouts/rooms`,
    { names: ["Red", "Blue"] },
  );
  await teacher.askExpecting(200, "POST", `${path}/breakouts/moves`, {
    moves: [{ member: amy.member, room: red.id }],
  });
  await teacher.askExpecting(200, "PATCH", `${path}/breakouts`, {
    entry: "free",
  });
  await teacher.askExpecting(200, "POST", `${path}/breakouts/start`, {});
  await moderator.openPage();
  const [student, classmate, moderators] = await Promise.all([
    asked(amy, "What Amy asks"),
    asked(ben, "What Ben asks"),
    asked(moderator, "What Ms Wu asks"),
    asked(zed, "What Zed asks"),
  ]);
  const message = await ben.sayAndSee("What Ben said");
  ben.queueCommand({ kind: "help", on: true });
  const share = async () =>
    (await teacher.askExpecting(201, "POST", `${path}/resources`, { wall: {} }))
      .body.resource.id as string;
  const walls = { moderator: await share(), owner: await share() };
  const wishes: Record<string, string> = {};
  for (const [whose, resource] of Object.entries(walls)) {
    await amy.sessionDocument.waitUntil(
      () =>
        JSON.stringify(amy.sessionDocument.doc.getArray("resources"))
          .includes(resource),
      "the wall was there",
    );
    wishes[whose] = amy.queueCommand({ kind: "wish", resource, text: "Why?" });
  }
  await amy.own.waitUntil(
    () => amy.readOutbox().length === 0,
    "both were posted",
  );
  const { body: { resource: { id: paper } } } = await teacher.askExpecting(
    201,
    "POST",
    `${path}/resources`,
    { page: { name: "Plants", per: "group" } },
  );
  const pageOf = async (of: string) =>
    (await teacher.askExpecting(200, "POST", `${path}/pages`, {
      resource: paper,
      of,
    }))
      .body.page as string;
  const shareBoards = async () =>
    (await teacher.askExpecting(201, "POST", `${path}/resources`, {
      drawing: { name: "A leaf" },
    })).body.resource.id as string;
  const drawing = await shareBoards(), notShown = await shareBoards();
  await ben.sessionDocument.waitUntil(
    () =>
      JSON.stringify(ben.sessionDocument.doc.getArray("resources"))
        .includes(drawing),
    "the boards were there",
  );
  const mark = { colour: "red", text: "A leaf", x: 1, y: 1 };
  ben.queueCommand({ kind: "draw", resource: drawing, mark });
  await ben.own.waitUntil(() => ben.readOutbox().length === 0, "it was drawn");
  const { body: { resource: { shown: [copy] } } } = await teacher.askExpecting(
    200,
    "POST",
    `${path}/resources/${drawing}/show`,
    {},
  );
  const { body: { rooms: [green] } } = await teacher.askExpecting(
    201,
    "POST",
    `${path}/breakouts/rooms`,
    { names: ["Green"] },
  );
  const sheets = [
    await pageOf(red.id),
    await pageOf(blue.id),
    await pageOf(green.id),
  ];
  await teacher.askExpecting(200, "POST", `${path}/pages/bring-back`, {
    resource: paper,
    of: green.id,
    name: "Plants, Green",
    to: "class",
  });
  const files = {
    posted: await uploadFile(ben, { bytes: randomBytesOf(9) }),
    inGroup: await uploadFile(amy, { bytes: randomBytesOf(9) }),
    unposted: await uploadFile(ben, { bytes: randomBytesOf(9) }),
  };
  await ben.waitForMessage(
    ben.queueCommand({ kind: "say", room: "main", file: files.posted }),
  );
  amy.queueCommand({ kind: "say", room: red.id, file: files.inGroup });
  await amy.own.waitUntil(() => amy.readOutbox().length === 0, "it was posted");
  zed.close();
  await teacher.askExpecting(204, "DELETE", `${path}/members/${zed.member}`);

  const visitors: Record<AccessColumn, Visitor> = {
    nobody: new Visitor(server),
    stranger: ax.visitor,
    invited: yu.visitor,
    "sent away": ho.visitor,
    "taken back": ng.visitor,
    removed: zed.visitor,
    student: amy.visitor,
    observer: ko.visitor,
    moderator: wu.visitor,
    owner: teacher,
  };
  assert.deepEqual(Object.keys(visitors), [...accessColumns]);
  const named: Record<string, string> = {
    "[theirs]": red.id,
    "[other]": blue.id,
    "[student]": amy.member,
    "[classmate]": ben.member,
    "[observer]": observer.member,
    "[moderator]": moderator.member,
    "[owner]": teaching.member,
    "[student's]": student,
    "[classmate's]": classmate,
    "[moderator's]": moderators,
    "[group's]": sheets[0],
    "[other's]": sheets[1],
    "[student's board]": `${drawing}-${amy.member}`,
    "[classmate's board]": `${drawing}-${ben.member}`,
    "[copy of the classmate's]": copy.id,
    "[before the class]": sheets[2],
  };
  return {
    files,
    path,
    s,
    visitors,
    document: (row: string) =>
      `${s}/${row.replace(/\[.*\]$/, (name) => named[name])}`,
    /** Makes a room for the next request to delete. */
    async room(): Promise<string> {
      const name = newId();
      const rooms = `${path}/breakouts/rooms`;
      const { body } = await teacher.askExpecting(201, "POST", rooms, {
        names: [name],
      });
      return body.rooms.find((it: { name: string }) => it.name === name).id;
    },
    /** Ids for a row's address, by visitor. */
    ids(row: string, column: AccessColumn): Record<string, string> {
      const whose = column === "moderator" ? "moderator" : "owner";
      return {
        s,
        session: s,
        m: zed.member,
        r: red.id,
        room: "main",
        teacher: ho.id,
        key: `hand-${ben.member}`,
        wish: wishes[whose],
        resource: walls[whose],
        id: row === "resources/[id]/show"
          ? notShown
          : row.startsWith("resources")
          ? walls[whose]
          : message,
      };
    },
  };
}

/** Asks the assistant in a new conversation, and waits for the answer. */
export async function asked(seat: Seat, text: string): Promise<string> {
  const conversation = newId();
  seat.queueCommand({ kind: "ask", conversation, text });
  const { own } = seat;
  const list = own.doc.getMap("conversations");
  await own.waitUntil(
    () => list.has(conversation),
    "the conversation was listed",
  );
  const open = seat.open(names.conversation(seat.session, conversation));
  const turns = open.doc.getArray("turns");
  const isDone = () =>
    (turns.toJSON().at(-1) as { state?: string; role?: string } | undefined)
        ?.state === "done" && turns.length === 2;
  await open.waitUntil(isDone, "it was answered");
  return conversation;
}
