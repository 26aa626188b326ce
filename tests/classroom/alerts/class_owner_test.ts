/** An operator finds whose class an alert's link is about (T-2, O-5). */
import assert from "node:assert/strict";
import { Lesson } from "../lesson.ts";

Deno.test("the link of a class finds its teacher's account, and nothing else does (T-2, O-5)", async () => {
  const lesson = await Lesson.begin();
  await using _ = lesson;
  const { school: { app, teacher }, session } = lesson;
  const wu = await lesson.addColleague("Ms Wu");
  const { id, name, email } = teacher;
  await app.kv.set(["account", id], { id, name, email, createdAt: 0 });
  const find = async (part: string) =>
    (await app.operatorDesk.findAccounts(part)).lines.map((it) => it.id);
  const link = `https://class.example.org/zh/teacher/sessions/${session.id}`;
  assert.deepEqual(await find(link), [id]);
  assert.deepEqual(await find(session.id), [id]);
  assert.deepEqual(await find(`${link}x`), []);
  assert.deepEqual(await find("wu"), [wu.id]);
});
