/** C-10, C-11, C3 over the public interface, with stock clients: what students do to messages, and what their teacher does. */
import assert from "node:assert/strict";
import { documents } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import {
  type Message,
  reactionKey,
} from "../../../classroom/model/messages.ts";
import { testClass } from "../../class.ts";
import { signUp, type Visitor } from "../../people.ts";
import { upload } from "../../uploading.ts";

testClass(
  "C-10, C3: all see reactions, edits and deletions; the words and the file of before are nobody's but the teacher's",
  async ({ teacher, session, enter }) => {
    const [amy, ben] = [await enter("Amy"), await enter("Ben")];
    const path = `/api/sessions/${session.id}`;
    const seen = (id: string) => ben.messages().find((it) => it.id === id);
    const until = (good: () => boolean, what: string) =>
      ben.room.until(good, what);
    const room = "main";

    const message = await amy.sayAndSee("the frist words");
    ben.command({ kind: "react", room, message, emoji: "👍", on: true });
    const reactions = ben.room.doc.getMap("reactions");
    await until(() => reactions.size === 1, "the reaction was there");
    assert.deepEqual(reactions.toJSON(), {
      [message]: { [reactionKey("👍", ben.member)]: true },
    });
    amy.command({ kind: "edit", room, message, text: "the first words" });
    await until(() => seen(message)?.editedAt !== undefined, "it was edited");
    const answer = ben.command({
      kind: "say",
      room,
      text: "yes",
      replyTo: message,
    });
    await ben.sees(answer);

    const pin = `${path}/rooms/main/pins/${message}`;
    const pinned = await teacher.get(200, "PUT", pin, {});
    assert.equal(pinned.body.pin.message, message);
    await until(
      () => ben.room.doc.getMap("pins").has(message),
      "it was pinned",
    );

    const bytes = new TextEncoder().encode("what the file had in it");
    const file = await upload(amy, { name: "Notes.txt", bytes });
    const posted = amy.command({ kind: "say", room, text: "", file });
    await ben.sees(posted);
    await ben.visitor.get(200, "GET", `/api/files/${file}`);

    for (const id of [message, posted]) {
      const where = `${path}/rooms/main/messages/${id}`;
      await amy.visitor.get(403, "DELETE", where);
      await teacher.get(204, "DELETE", where);
      await teacher.get(204, "DELETE", where);
      await until(() => seen(id)?.kind === "deleted", "it was deleted");
    }
    assert.equal(reactions.size + ben.room.doc.getMap("pins").size, 0);
    assert.deepEqual(
      ben.messages().map((it: Message) => [it.id, it.kind]),
      [[message, "deleted"], [answer, "text"], [posted, "deleted"]],
    );
    for (const { visitor } of [amy, ben]) {
      await visitor.get(404, "GET", `/api/files/${file}`);
    }
    await teacher.get(200, "GET", `/api/files/${file}`);
    await teacher.get(404, "PUT", pin, {});
    await teacher.get(204, "DELETE", pin);

    const other = await signUp(teacher.place);
    await other.get(404, "PUT", pin, {});
    const nowhere = `${path}/rooms/${newId()}/messages/${message}`;
    await teacher.get(404, "DELETE", nowhere);
    await teacher.get(404, "DELETE", `${path}/rooms/staff/messages/x`);
  },
);

testClass(
  "C-11: what is held is decided over the interface: allowed it appears, rejected its receipt says so",
  async ({ teacher, teaching, session, enter }) => {
    const amy = await enter("Amy");
    const path = `/api/sessions/${session.id}`;
    const blockedWords = ["darn"];
    const { body } = await teacher.get(200, "PATCH", path, { blockedWords });
    assert.deepEqual(body.session.blockedWords, blockedWords);
    const [good, bad] = ["darn good", "darn bad"].map((text) => amy.say(text));
    for (const id of [good, bad]) {
      assert.equal((await amy.refused(id)).refused, "held");
    }
    const staff = teaching.open(documents.staff(session.id));
    const held = staff.doc.getMap("held");
    await staff.until(() => held.size === 2, "both waited");
    const decide = (who: Visitor, status: number, id: string, body: unknown) =>
      who.get(status, "POST", `${path}/held/${id}`, body);
    await decide(amy.visitor, 403, good, { allow: true });
    await decide(teacher, 400, good, {});
    await decide(teacher, 204, good, { allow: true });
    await decide(teacher, 204, bad, { allow: false });
    await decide(teacher, 409, bad, { allow: true });
    await amy.sees(good);
    await amy.own.until(
      () =>
        amy.receipt(good) === undefined &&
        amy.receipt(bad)?.refused === "not-allowed",
      "Amy was told",
    );
    assert.equal(amy.messages().length, 1);
  },
);
