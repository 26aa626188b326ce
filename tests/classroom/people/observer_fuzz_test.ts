/**
 * S-8, SYNC-13: whatever an observer sends to any document, the class stays unchanged and the server survives. A round
 * is one class; see `random.ts`.
 */
import { seedIds } from "../../seeded_ids.ts";
import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import {
  makeAwarenessFrame,
  makeStep2Frame,
  makeUpdateFrame,
} from "../../../sync/protocol.ts";
import { fuzzRounds } from "../../random.ts";
import { ClassWithForger } from "../forger.ts";
import { forgeServerWrite, randomCommand } from "../forgery.ts";

const framesARound = 60;

const fuzz = fuzzRounds("frames of observers", 4);

Deno.test("whatever an observer sends changes nothing (S-8, SYNC-13)", async () => {
  let frames = 0;
  await fuzz.each(async (random, seed) => {
    seedIds(seed);
    const rig = await ClassWithForger.open();
    const { session: s, school: { app, time } } = rig;
    const id = newId(), email = "ola@example.org";
    const ola = { id, name: "Ola", email, plan: true };
    try {
      await app.kv.set(["account", id], { ...ola, createdAt: 0 });
      await app.kv.set(["account-by-email", email], id);
      await app.colleagues.invite(rig.who.lin, email, "observer");
      await app.colleagues.takeInvitedSeat(s, ola, "observer");
      const who = await app.identities.findStaff(s, ola);
      assert(who?.role === "observer");
      rig.who.mallory = who;
      const own = names.member(s, who.member);
      const everything = async () => {
        const all: Record<string, unknown> = {};
        for (const name of await rig.documentsOfKind()) {
          all[name] = { ...await rig.readJson(name), roots: [] };
        }
        return all;
      };
      const before = await everything();
      for (let n = 0; n < framesARound; n++, frames++) {
        const isOwn = random.chance(0.5);
        const name = isOwn ? own : random.pick(await rig.documentsOfKind());
        const { doc, socket } = await rig.connectionTo(name);
        if (random.chance(0.2)) {
          const state = { typing: "main", member: rig.who.amy.member };
          const entry = { client: doc.clientID, clock: n + 1 };
          const json = JSON.stringify(state);
          socket.say(makeAwarenessFrame([{ ...entry, json }]));
        } else if (isOwn) {
          const known = Y.encodeStateVector(doc);
          doc.getArray("outbox").push([randomCommand(random, rig)]);
          const update = Y.encodeStateAsUpdate(doc, known);
          socket.say(makeUpdateFrame(update as Uint8Array<ArrayBuffer>));
        } else {
          const update = forgeServerWrite(doc, random);
          const frame = random.pick([makeUpdateFrame, makeStep2Frame]);
          socket.say(frame(update) as Uint8Array<ArrayBuffer>);
        }
        const { closed } = socket;
        if (closed) assert.match(`${closed.code}`, /^(4400|4403|4404|4413)$/);
        // Lets the budgets refill.
        time.now += 4000;
        await rig.settle();
      }
      assert.deepEqual(await everything(), before);
      assert.deepEqual(rig.reports, [], "the server never fails");
    } finally {
      for (const { socket } of rig.lines.values()) socket.drop();
      await rig.school[Symbol.asyncDispose]();
    }
  });
  console.log(`${frames} frames`);
});
