/** Deleted and edited words leave students' devices (C3). */
import assert from "node:assert/strict";
import { chat as t } from "texts/chat.ts";
import { eventually } from "../../people.ts";
import { becomes, type Person, testStage as test } from "../stage.ts";

async function kept(person: Person, words: string): Promise<number> {
  return await person.page.evaluate(async (words) => {
    let count = 0;
    for (const { name } of await indexedDB.databases()) {
      if (!name) continue;
      const db = await new Promise<IDBDatabase>((done) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => done(request.result);
      });
      for (const store of db.objectStoreNames) {
        const values = await new Promise<unknown[]>((done) => {
          const all = db.transaction(store).objectStore(store).getAll();
          all.onsuccess = () => done(all.result);
        });
        for (const value of values) {
          if (!(value instanceof Uint8Array)) continue;
          const text = new TextDecoder().decode(value);
          count += text.split(words).length - 1;
        }
      }
      db.close();
    }
    return count;
  }, words);
}

test("deleted words leave the devices of those who have read them, also of one that was away (C3)", async ({ server, person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const visitor = await teacher.visitor(server);
  await teacher.openChat();
  const [amy, ben] = [await person(), await person({ phone: true })];
  for (const [one, name] of [[amy, "Amy"], [ben, "Ben"]] as const) {
    await one.join(session.code, name);
    await one.openChat();
  }
  await teacher.say("UnwiseWords");
  const all = [amy, ben];
  for (const one of all) {
    await one.hears("UnwiseWords");
    await eventually(
      () => kept(one, "UnwiseWords"),
      (count) => count === 1,
      "the device kept it",
    );
  }
  await ben.goOffline();
  const path = `/api/sessions/${session.id}`;
  const { body } = await visitor.get(200, "GET", `${path}/history`);
  const { id } = body.messages.at(-1);
  await visitor.get(204, "DELETE", `${path}/rooms/main/messages/${id}`);
  await eventually(
    () => kept(amy, "UnwiseWords"),
    (count) => count === 0,
    "it had left the device",
  );
  assert.equal(await kept(ben, "UnwiseWords"), 1, "who is away has it still");
  await ben.goOnline();
  await eventually(
    () => kept(ben, "UnwiseWords"),
    (count) => count === 0,
    "it had left the device that was away",
  );
  await amy.page.reload();
  await amy.openChat();
  await amy.sees(amy.page.getByRole("log", { name: t.messages }));
  await becomes(() => amy.text("UnwiseWords").count(), 0);
});
