/** J-7, S-12 over the public interface with the stock client. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass } from "../../class.ts";
import { Seat } from "../../people.ts";

testClass(
  "a merged member's documents close with 4409 and its commands count once (Protocol)",
  async ({ session, teacher, enter, keep }) => {
    const path = `/api/sessions/${session.id}/members`;
    const amy = await enter("Amy");
    const typo = await enter("Ammy");
    const { visitor, member } = typo;
    const said = await typo.sayAndSee("as Ammy");
    const merge = await teacher.get(200, "POST", `${path}/${member}/this-is`, {
      member: amy.member,
    });
    assert.equal(merge.body.member.mergedInto, amy.member);
    assert.equal(merge.body.member.joinedAs, "Ammy");
    await typo.own.until(() => typo.own.permanent !== null, "it was closed");
    assert.deepEqual(typo.own.permanent, { code: 4409, reason: "conflict" });

    const { body } = await visitor.get(200, "GET", "/api/me");
    assert.deepEqual(body.members, [
      { session: session.id, member: amy.member, name: "Amy" },
    ]);
    const now = keep(
      await new Seat(visitor, {
        session: session.id,
        member: amy.member,
        as: "member",
      }).enter(),
    );
    // The client resends unacknowledged commands with the same id.
    const say = { kind: "say", room: "main", text: "as Ammy" };
    now.command(say, said);
    const fresh = now.say("as Amy");
    await amy.sees(fresh);
    await now.own.until(() => now.outbox().length === 0, "both were decided");
    assert.equal(now.receipt(said), undefined);
    assert.deepEqual(amy.heard(), ["Amy: as Ammy", "Amy: as Amy"]);

    await teacher.get(200, "POST", `${path}/${member}/this-is/undo`, {});
    await now.own.until(() => now.own.permanent !== null, "it was closed");
    assert.equal(now.own.permanent?.code, 4409);
    await amy.sessionDocument.until(
      () => amy.members().get(member)?.mergedInto === undefined,
      "they were two again",
    );
    assert.deepEqual(amy.heard(), ["Ammy: as Ammy", "Amy: as Amy"]);
  },
);

testClass(
  "eyesOnMe is in the session's document and view, and refuses students by name (Protocol)",
  async ({ session, teacher, teaching, enter }) => {
    const amy = await enter("Amy");
    await teaching.enter();
    const path = `/api/sessions/${session.id}`;
    const change = async (eyesOnMe: unknown) =>
      await teacher.ask("PATCH", path, { eyesOnMe });
    const on = await change({ text: " Look here " });
    assert.deepEqual(on.body.session.eyesOnMe, { text: "Look here" });
    await amy.sessionDocument.until(
      () => amy.info().eyesOnMe?.text === "Look here",
      "students had the line",
    );
    const say = await amy.refused(amy.say("psst"));
    assert.equal(say.refused, "chat-paused");
    assert.deepEqual(say.command?.text, "psst", "no word is lost");
    const ask = { kind: "ask", conversation: newId(), text: "Why?" };
    const asked = await amy.refused(amy.command(ask));
    assert.equal(asked.refused, "assistant-paused");
    await teaching.sayAndSee("Thank you.");
    for (const wrong of [{}, "Look", { text: 1 }, { text: "x", more: 1 }]) {
      assert.equal((await change(wrong)).body.type, "malformed");
    }
    const long = await change({ text: "x".repeat(201) });
    assert.equal(`${long.status} ${long.body.type}`, "400 too-long");
    assert.equal((await change(null)).body.session.eyesOnMe, null);
    await amy.sayAndSee("psst");
  },
);
