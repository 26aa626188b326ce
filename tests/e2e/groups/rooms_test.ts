/** Groups over the public interface, with stock clients and a cut network (ACCESS-1, B-9, C-3). */
import assert from "node:assert/strict";
import { documentNames } from "../../../classroom/model/documents.ts";
import type { HelpRequest } from "../../../classroom/model/groups.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import { testClass as test } from "../../class.ts";
import type { OpenDocument, Seat } from "../../people.ts";

const roomOf = (seat: Seat) =>
  seat.readMembers().get(seat.member)?.room ?? null;
const heard = (open: OpenDocument) =>
  open.doc.getArray<Message>("messages").toArray()
    .map((it) => "text" in it ? it.text : it.kind);

test("a move closes the old group, opens the new one with its history, and loses no word (B-9, ACCESS-1)", async ({ teacher, teaching, session, enter }) => {
  const path = `/api/sessions/${session.id}`;
  const [amy, ben, cem] = [
    await enter("Amy"),
    await enter("Ben"),
    await enter("Cem"),
  ];
  const board = await teaching.openPage();
  const staff = board.open(documentNames.staff(session.id));
  const { body: made } = await teacher.askExpecting(
    201,
    "POST",
    `${path}/breakouts/rooms`,
    { names: ["Red", "Blue"] },
  );
  const [red, blue] = made.rooms.map((it: { id: string }) => it.id);
  const move = (seat: Seat, room: string | null) =>
    teacher.askExpecting(200, "POST", `${path}/breakouts/moves`, {
      moves: [{ member: seat.member, room }],
    });
  await move(amy, red);
  await move(ben, red);
  await move(cem, blue);
  await teacher.askExpecting(200, "POST", `${path}/breakouts/start`, {});
  const inRoom = (seat: Seat, room: string) =>
    seat.open(documentNames.room(session.id, room));

  const hers = inRoom(amy, red), his = inRoom(ben, red);
  const theirs = inRoom(cem, blue);
  amy.queueMessage("hello red", red);
  cem.queueMessage("hello blue", blue);
  for (const one of [hers, his]) {
    await one.waitUntil(
      () => heard(one).includes("hello red"),
      "both had heard",
    );
  }
  await theirs.waitUntil(
    () => heard(theirs).includes("hello blue"),
    "Cem had said",
  );

  amy.own.provider.disconnect();
  amy.sessionDocument.provider.disconnect();
  const late = amy.queueMessage("late words", red);
  await move(amy, blue);
  await hers.waitUntil(
    () => hers.permanent !== null,
    "her old group was closed",
  );
  assert.deepEqual(
    [hers.permanent?.code, hers.permanent?.reason],
    [4403, "not-in-room"],
  );
  ben.queueMessage("she is gone", red);
  await his.waitUntil(() => heard(his).includes("she is gone"), "Ben had said");
  assert.deepEqual(heard(hers), ["hello red"], "ACCESS-1: not a byte more");
  assert.equal(his.closes.length, 0, "who did not move notices nothing");

  amy.own.provider.connect();
  amy.sessionDocument.provider.connect();
  const receipt = await amy.waitForRefusal(late);
  assert.equal(receipt.refused, "not-in-room");
  assert.equal(receipt.command?.text, "late words");
  await amy.sessionDocument.waitUntil(
    () => roomOf(amy) === blue,
    "she knew of her group",
  );
  const now = inRoom(amy, blue);
  await now.waitUntil(
    () => heard(now).includes("hello blue"),
    "she had the new group's history",
  );

  amy.queueCommand({ kind: "help", on: true, note: "stuck" });
  const flags = () => staff.doc.getArray<HelpRequest>("help").toArray();
  await staff.waitUntil(() => flags().length === 1, "the flag was up");
  const { member, room, note } = flags()[0];
  assert.deepEqual([member, room, note], [amy.member, blue, "stuck"]);
  const own = amy.own.doc.getMap("help");
  await amy.own.waitUntil(() => own.size > 0, "her devices knew that it is up");
  await teacher.askExpecting(204, "DELETE", `${path}/help/${amy.member}`);
  await amy.own.waitUntil(() => own.size === 0, "it was down");

  const figures = staff.doc.getMap<{ perMinute: number }>("rooms");
  await staff.waitUntil(
    () => (figures.get(red)?.perMinute ?? 0) === 2,
    "the board had its figures",
  );
  await teacher.askExpecting(200, "POST", `${path}/breakouts/stop`, {});
  const closed = amy.queueMessage("too late", blue);
  assert.equal((await amy.waitForRefusal(closed)).refused, "rooms-closed");
  assert.equal(now.closes.length, 0, "the group stays readable");
});
