/** Fills a class with data of every kind. Every name and text starts with a unique word for its owner. */
import type { Turn } from "../classroom/model/conversations.ts";
import { documentNames } from "../classroom/model/documents.ts";
import { newId } from "../classroom/model/ids.ts";
import {
  createSession,
  joinClass,
  makeTeacherSeat,
  type Seat,
  type ServerAddress,
  signUp,
  Visitor,
} from "./people.ts";
import { beginUpload, uploadFile } from "./uploading.ts";

export interface FullClass {
  readonly teacher: Visitor;
  readonly session: Awaited<ReturnType<typeof createSession>>;
  readonly teaching: Seat;
  readonly amy: Seat;
  readonly ben: Seat;
  /** Words for Amy, Ben, and the class with its teacher. */
  readonly words: { amy: string; ben: string; class: string };
  readonly conversation: string;
  readonly files: { amy: string; ben: string };
  readonly rooms: readonly string[];
  close(): void;
}

const text = (words: string) => new TextEncoder().encode(words);

/** `mark` keeps words distinct between classes on one server. */
export async function makeFullClass(
  server: ServerAddress,
  mark: string,
  teacher?: Visitor,
): Promise<FullClass> {
  const words = {
    amy: `zq${mark}amy`,
    ben: `zq${mark}ben`,
    class: `zq${mark}lin`,
  };
  const lin = teacher ?? await signUp(server, `${words.class} Teacher`);
  const session = await createSession(lin, {
    name: `${words.class} Biology`,
    endActive: true,
  });
  const path = `/api/sessions/${session.id}`;
  const ask = (status: number, method: string, rest: string, body?: unknown) =>
    lin.askExpecting(status, method, path + rest, body);
  await ask(200, "PUT", "/class-list", {
    names: [`${words.amy} Chen`, `${words.ben} Wu`, `${words.class} Absent`]
      .map((name) => ({ name })),
  });
  const amy = await (await joinClass(server, session.code, `${words.amy} Chen`))
    .openPage();
  const ben = await (await joinClass(server, session.code, `${words.ben} Wu`))
    .openPage();
  const teaching = await makeTeacherSeat(lin, session).openPage();
  const staff = teaching.open(documentNames.staff(session.id));

  await amy.sayAndSee(`${words.amy} says hello`);
  await amy.sayAndSee(`${words.amy} 你好`);
  await ben.sayAndSee(`${words.ben} answers`);
  await teaching.sayAndSee(`${words.class} welcomes you`);
  await amy.waitForRefusal(
    amy.queueMessage(`${words.amy} is not there`, newId()),
  );

  const first = await amy.sayAndSee(`${words.amy} has a typo`);
  const his = await ben.sayAndSee(`${words.ben} has one, too`);
  const about = (message: string) => ({ room: "main", message });
  amy.queueCommand({
    kind: "edit",
    ...about(first),
    text: `${words.amy} has none`,
  });
  ben.queueCommand({ kind: "react", ...about(first), emoji: "🎉", on: true });
  amy.queueCommand({ kind: "react", ...about(his), emoji: "👍", on: true });
  const back = await amy.sayAndSee(`${words.amy} takes it back`);
  await amy.waitForRefusal(
    amy.queueCommand({
      kind: "edit",
      ...about(his),
      text: `${words.amy} may not`,
    }),
  );
  amy.queueCommand({ kind: "retract", ...about(back) });
  const away = await amy.sayAndSee(`${words.amy} should not say this`);
  await ask(204, "DELETE", `/rooms/main/messages/${away}`);
  await ask(200, "PUT", `/rooms/main/pins/${first}`, {});
  await ask(200, "PUT", `/rooms/main/pins/${his}`, {});
  await ask(200, "PATCH", "", { blockedWords: ["pizza"] });
  await amy.waitForRefusal(amy.queueMessage(`${words.amy} wants pizza`));
  await ben.waitForRefusal(ben.queueMessage(`${words.ben} wants pizza`));

  const { body: made } = await ask(201, "POST", "/breakouts/rooms", {
    names: [`${words.class} Red`, `${words.class} Blue`],
  });
  const rooms: string[] = made.rooms.map((it: { id: string }) => it.id);
  const place = (seat: Seat, room: string) => ({ member: seat.member, room });
  await ask(200, "POST", "/breakouts/moves", {
    moves: [place(amy, rooms[0]), place(ben, rooms[0])],
  });
  await ask(200, "POST", "/breakouts/start", {});
  const group = ben.open(documentNames.room(session.id, rooms[0]));
  const said = amy.queueMessage(`${words.amy} in the group`, rooms[0]);
  ben.queueMessage(`${words.ben} in the group`, rooms[0]);
  await group.waitUntil(
    () => group.doc.getArray("messages").length === 2,
    "both had said something in the group",
  );
  await ask(201, "POST", "/breakouts/broadcast", {
    text: `${words.class} to all groups`,
  });
  amy.queueCommand({ kind: "help", on: true, note: `${words.amy} needs help` });
  amy.queueCommand({
    kind: "bring-back",
    room: rooms[0],
    message: said,
    on: true,
  });
  await staff.waitUntil(
    () => staff.doc.getArray("help").length === 1,
    "the flag was up",
  );
  await ask(200, "POST", "/breakouts/bring-back", {});

  const files = { amy: "", ben: "" };
  for (const who of ["amy", "ben"] as const) {
    const seat = { amy, ben }[who];
    files[who] = await uploadFile(seat, {
      name: `${words[who]} notes.txt`,
      type: "text/plain",
      bytes: text(`${words[who]} in a file`),
    });
    const id = seat.queueCommand({
      kind: "say",
      room: "main",
      text: `${words[who]} sends a file`,
      file: files[who],
    });
    await seat.waitForMessage(id);
  }
  await uploadFile(amy, {
    name: `${words.amy} draft.txt`,
    bytes: text(`${words.amy} in a draft`),
  });
  const half = await beginUpload(amy.visitor, session.id, 1000, {
    name: `${words.amy} half.txt`,
  });
  await half.body?.cancel();

  const conversation = newId();
  amy.queueCommand({
    kind: "ask",
    conversation,
    text: `${words.amy} asks why the sky is blue`,
  });
  await staff.waitUntil(
    () => staff.doc.getMap("conversations").has(conversation),
    "the teacher's list had the conversation",
  );
  const talk = teaching.open(
    documentNames.conversation(session.id, conversation),
  );
  const turns = () => talk.doc.getArray("turns").toJSON() as Turn[];
  await talk.waitUntil(() => turns()[1]?.state === "done", "it was answered");
  const message = turns()[1].id;
  const answer = { conversation, message };
  await amy.waitForMessage(
    amy.queueCommand({ kind: "share", room: "main", ...answer }),
  );
  await amy.waitForMessage(
    teaching.queueCommand({
      kind: "share",
      room: "main",
      named: true,
      ...answer,
    }),
  );
  const submission = amy.queueCommand({
    kind: "submit",
    note: `${words.amy} hands it in`,
    ...answer,
  });
  await staff.waitUntil(
    () => staff.doc.getMap("submissions").has(submission),
    "it was handed in",
  );
  await ask(200, "PATCH", `/submissions/${submission}`, {
    grade: "5",
    comment: `Well done, ${words.amy}`,
  });

  const other = new Visitor(server);
  await other.askExpecting(202, "POST", "/api/join", {
    code: session.code,
    name: `${words.amy} Chen`,
  });
  return {
    teacher: lin,
    session,
    teaching,
    amy,
    ben,
    words,
    conversation,
    files,
    rooms,
    close: () => [amy, ben, teaching].forEach((seat) => seat.close()),
  };
}
