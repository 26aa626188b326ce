/** A repeated press of Join over the public interface (SYNC-3, J-1). */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { newId } from "../../classroom/model/ids.ts";
import { newSecret } from "../../classroom/model/ids.ts";
import { testClassAlone as test } from "../class.ts";
import { seatOf, Visitor } from "../people.ts";
import { tracesOnDisk } from "../traces.ts";

test("the same click on Join gives the same student, and its secret is stored nowhere (J-1, J-2)", async ({ server, session, teaching, keep }) => {
  const press = newSecret(), ask = { code: session.code, name: "Ben", press };
  const lost = new Visitor(server), ben = new Visitor(server);
  const first = await lost.get(201, "POST", "/api/join", ask);
  const again = await ben.get(201, "POST", "/api/join", ask);
  assert.deepEqual(again.body, first.body);
  const seat = await keep(seatOf(ben, again)).enter();
  await seat.sayAndSee("here I am");
  await teaching.enter();
  const staff = teaching.open(`${session.id}/staff`);
  await staff.synced();
  assert.equal(staff.doc.getMap("waiting").size, 0);
  assert.equal(staff.doc.getMap("cameByName").size, 0);
  for (const { doc } of [staff, teaching.sessionDocument]) {
    const bytes = new TextDecoder().decode(Y.encodeStateAsUpdate(doc));
    assert(!bytes.includes(press));
  }
  assert.deepEqual(await tracesOnDisk(server.dataDir, [press]), []);
  assert(!server.output().includes(press));
  const thief = new Visitor(server);
  // Ben is online, so a thief without his secret must wait.
  await thief.get(202, "POST", "/api/join", { ...ask, press: newSecret() });
  await lost.get(200, "GET", "/api/me").then(({ body }) =>
    assert.deepEqual(body.members, [])
  );
  for (const short of ["", "x", newId(), crypto.randomUUID(), 7]) {
    const wrong = await thief.ask("POST", "/api/join", {
      ...ask,
      press: short,
    });
    assert.equal(wrong.status, 400);
  }
  const form = await fetch(`${server.url}/join`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ sessionCode: session.code, name: "Cem" }),
  });
  await form.body?.cancel();
  assert.equal(form.status, 303);
  assert.match(form.headers.get("location") ?? "", /\/class\//);
});
