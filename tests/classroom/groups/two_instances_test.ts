/** S5: two teachers of a class, each at an instance of their own, press the same at the same moment. */
import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import {
  breakouts,
  students,
} from "../../../classroom/model/breakouts_layout.ts";
import { members } from "../../../classroom/model/layout.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import type { Help } from "../../../classroom/model/groups.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { School } from "../school.ts";

const outcomes = async (...all: Promise<unknown>[]) =>
  (await Promise.allSettled(all)).map(({ status }) => status).sort();
const once = ["fulfilled", "rejected"];

Deno.test("S5, B-8, B-12: of groups, a countdown, an Undo and a lowered hand there is one, whoever of two instances is asked", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/kv`;
  try {
    await using one = await School.open(path, undefined, {}, {}, true);
    await using other = await School.open(path, undefined, {}, {}, true);
    const session = await one.session();
    const teacher = await one.owner(session.id);
    const apps = [one.app, other.app];
    for (let i = 0; i < 8; i++) {
      await one.browser().join(session.code, `Student ${i}`);
    }
    const root = names.session(session.id), staff = names.staff(session.id);
    const seen = async ({ app: { sync } }: School) => {
      await sync.current(session.id);
      return await sync.read(session.id, [root, staff], ({ doc }) => ({
        open: breakouts(doc(root), "open"),
        rooms: new Set(students(doc(root)).map(({ room }) => room)).size,
        help: doc(staff).getArray<Help>("help").toArray(),
        ids: [...members(doc(root)).keys()],
      }));
    };
    const both = <T>(act: (app: typeof apps[number]) => Promise<T>) =>
      outcomes(...apps.map(act));
    for (let round = 0; round < 5; round++) {
      assert.deepEqual(
        await both(({ breakouts }) =>
          asks({ breakouts }, teacher, "POST /breakouts/groups", {
            of: 4,
            onlineOnly: false,
          })
        ),
        once,
      );
      for (const school of [one, other]) {
        const { open, rooms } = await seen(school);
        assert.deepEqual([open, rooms], [true, 2]);
      }
      await both(({ breakouts }) =>
        asks({ breakouts }, teacher, "POST /breakouts/timer", { minutes: 5 })
      );
      assert.deepEqual(
        await both(({ breakouts }) =>
          asks({ breakouts }, teacher, "POST /breakouts/undo")
        ),
        once,
      );
      const { open, rooms } = await seen(other);
      assert.deepEqual([open, rooms], [false, 1]);
    }

    const amy = one.browser();
    await amy.join(session.code, "Amy");
    const who = (await amy.who(session.id))!;
    const raise = { id: newId(), kind: "help", on: true, note: "stuck" };
    assert.equal(await one.command(who, raise), null);
    const { help: before } = await seen(other);
    for (let round = 0; round < 5; round++) {
      const lower = both(({ breakouts }) =>
        asks({ breakouts }, teacher, "DELETE /help/:m", { m: who.member })
      );
      assert.deepEqual(await lower, ["fulfilled", "fulfilled"]);
      assert.deepEqual((await seen(one)).help, []);
      const undo = both(({ breakouts }) =>
        asks({ breakouts }, teacher, "POST /help/:m/undo", { m: who.member })
      );
      assert.deepEqual(await undo, ["fulfilled", "fulfilled"]);
      for (const school of [one, other]) {
        assert.deepEqual((await seen(school)).help, before);
      }
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
