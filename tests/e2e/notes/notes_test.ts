import assert from "node:assert/strict";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type {
  NoteThread,
  StaffNote,
} from "../../../classroom/model/staff_notes.ts";
import { recordFormats } from "../../../exports/record_formats.ts";
import { type ClassContext, testClass as test } from "../../class.ts";
import { joinClass, makeTeacherSeat, type Seat } from "../../people.ts";
import { openedAccess } from "../people/access_class.ts";

const secret = "I am scared of going home";

const threadOf = ({ session }: Seat, member: string) =>
  documentNames.note(session, member);

function read(seat: Seat, member: string): StaffNote[] {
  return seat.open(threadOf(seat, member)).doc.getArray<StaffNote>("notes")
    .toArray();
}

function waitForNotes(seat: Seat, member: string, count: number) {
  return seat.open(threadOf(seat, member)).waitUntil(
    () => read(seat, member).length >= count,
    `${count} notes were there`,
  );
}

async function enterTeacher({ teacher, session, keep }: ClassContext) {
  const seat = keep(makeTeacherSeat(teacher, session));
  const staff = seat.open(documentNames.staff(session.id));
  await staff.waitUntilSynced();
  const threads = () =>
    staff.doc.getMap<NoteThread>("notes").toJSON() as Record<
      string,
      NoteThread
    >;
  const waitForThread = (member: string) =>
    staff.waitUntil(() => member in threads(), "the thread was listed");
  return { seat, staff, threads, waitForThread };
}

test("a note written without a network arrives once, when the network is back (T-1, SYNC-3)", async (given) => {
  const amy = await given.enter("Amy");
  const { seat, waitForThread } = await enterTeacher(given);
  amy.own.provider.disconnect();
  const writtenAt = Date.now();
  const note = { kind: "note", text: secret, writtenAt, offline: true };
  const id = amy.queueCommand(note);
  assert.deepEqual(amy.readOutbox().map((it) => it.id), [id]);
  amy.queueCommand(note, id);
  amy.own.provider.connect();
  await amy.own.waitUntil(() => amy.readOutbox().length === 0, "it was sent");
  await waitForThread(amy.member);
  await waitForNotes(seat, amy.member, 1);
  assert.deepEqual(
    read(seat, amy.member).map(({ id, text }) => [id, text]),
    [[id, secret]],
  );
  assert.equal(amy.findReceipt(id), undefined);

  const path = `/api/sessions/${given.session.id}/notes/${amy.member}`;
  const answer = { id: newId(), text: "Stay, we talk after class" };
  await given.teacher.askExpecting(204, "POST", path, answer);
  await given.teacher.askExpecting(204, "POST", path, answer);
  await waitForNotes(amy, amy.member, 2);
  assert.equal(read(amy, amy.member).length, 2);
  await amy.own.waitUntil(
    () =>
      (amy.own.doc.getMap("notes").get(amy.member) as { answer?: string })
        ?.answer === answer.id,
    "her page knows of the answer",
  );
});

test("no document and no route shows a classmate that a note exists (T-1, ACCESS-1, ACCESS-5)", async (given) => {
  const { enter, session, server, keep, teacher } = given;
  const amy = await enter("Amy"), ben = await enter("Ben");
  const { waitForThread } = await enterTeacher(given);
  const before = JSON.stringify(ben.sessionDocument.doc.toJSON());
  const id = amy.queueCommand({ kind: "note", text: secret });
  await waitForThread(amy.member);
  const path = `/api/sessions/${session.id}/notes/${amy.member}`;
  const answer = { id: newId(), text: "I have read it" };
  await teacher.askExpecting(204, "POST", path, answer);

  const { visitor } = ben;
  const theirs = threadOf(ben, amy.member);
  assert.equal(await openedAccess(visitor, theirs), "4404 not-found");
  for (
    const name of [
      `${theirs}/notes`,
      documentNames.staff(session.id),
      documentNames.member(session.id, amy.member),
      documentNames.conversation(session.id, amy.member),
      documentNames.conversation(session.id, id),
      documentNames.note(session.id, id),
      documentNames.note(session.id, newId()),
    ]
  ) assert.equal(await openedAccess(visitor, name), "4404 not-found", name);
  assert.equal(await openedAccess(visitor, threadOf(ben, ben.member)), "read");

  await visitor.askExpecting(403, "POST", path, { id: newId(), text: "Hi" });
  await visitor.askExpecting(403, "POST", `${path}/settle`, {});
  await visitor.askExpecting(
    403,
    "PUT",
    `/api/sessions/${session.id}/taken/note-${amy.member}`,
    {},
  );
  for (const format of recordFormats) {
    const address =
      `/api/sessions/${session.id}/history?part=notes&format=${format}`;
    await visitor.askExpecting(403, "GET", address);
  }
  await visitor.askExpecting(403, "GET", `/api/sessions/${session.id}/export`);

  // A command has no field that names another's thread; what is forged is refused or the sender's own.
  const forged = ben.queueCommand({
    kind: "note",
    text: "I am Amy",
    to: amy.member,
    member: amy.member,
  });
  await ben.waitForRefusal(forged);
  const taken = ben.queueCommand({ kind: "note", text: "Mine" }, id);
  await ben.own.waitUntil(() => ben.readOutbox().length === 0, "it was sent");
  assert.equal(ben.findReceipt(taken), undefined);
  await waitForNotes(amy, amy.member, 2);
  assert.deepEqual(read(amy, amy.member).map(({ text }) => text), [
    secret,
    answer.text,
  ]);
  // Ben's writes into Amy's document reach nobody, and his page shows nothing of hers.
  await ben.sayAndSee("the last thing");
  const shown = [ben.sessionDocument, ben.room, ben.own]
    .map(({ doc }) => JSON.stringify(doc.toJSON())).join();
  for (const hidden of [secret, answer.text, answer.id]) {
    assert.ok(!shown.includes(hidden), hidden);
  }
  assert.equal(JSON.stringify(ben.sessionDocument.doc.toJSON()), before);
  const late = await keep(await joinClass(server, session.code, "Cem"))
    .openPage();
  assert.ok(!JSON.stringify(late.room.doc.toJSON()).includes(secret));
});

test("a removed student loses the thread at once (ACCESS-1)", async (given) => {
  const { enter, session, teacher } = given;
  const amy = await enter("Amy");
  const { waitForThread } = await enterTeacher(given);
  amy.queueCommand({ kind: "note", text: secret });
  await waitForThread(amy.member);
  const thread = amy.open(threadOf(amy, amy.member));
  await thread.waitUntilSynced();
  const members = `/api/sessions/${session.id}/members`;
  await teacher.askExpecting(204, "DELETE", `${members}/${amy.member}`);
  await thread.waitUntil(() => thread.permanent !== null, "it was closed");
  assert.equal(thread.permanent?.reason, "removed");
});

test("a flood of one student's notes hides no other's, and is slowed (T-1, SYNC-12)", async (given) => {
  const { enter } = given;
  const mallory = await enter("Mallory"), amy = await enter("Amy");
  const { seat, threads, waitForThread } = await enterTeacher(given);
  const flood = 40;
  for (let n = 0; n < flood; n++) {
    mallory.queueCommand({ kind: "note", text: `${n} `.repeat(500) });
  }
  await waitForThread(mallory.member);
  amy.queueCommand({ kind: "note", text: secret });
  await waitForThread(amy.member);
  await waitForNotes(seat, amy.member, 1);
  assert.deepEqual(
    Object.keys(threads()).sort(),
    [mallory.member, amy.member].sort(),
    "one line for each student",
  );
  await waitForNotes(seat, mallory.member, 5);
  assert.ok(mallory.readOutbox().length > flood / 2, "the rest waits");
  await mallory.sayAndSee("the chat does not wait for it");
});
