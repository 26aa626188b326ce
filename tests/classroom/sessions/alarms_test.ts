/** What is due rings when it is due, and what goes wrong then is told. */
import assert from "node:assert/strict";
import { Alarms } from "../../../classroom/alarms.ts";
import { Refusal } from "../../../sync/refusal.ts";

const day = 24 * 60 * 60_000;

async function withAlarms(
  ring: (session: string) => void,
  test: (alarms: Alarms, told: unknown[]) => Promise<void>,
) {
  using kv = await Deno.openKv(":memory:");
  const told: unknown[] = [];
  const report = (_what: string, error: unknown) => told.push(error);
  const alarms = new Alarms(
    { kv, clock: () => 0, report },
    ["due"],
    (session) => Promise.try(ring, session),
  );
  try {
    await test(alarms, told);
  } finally {
    alarms.stop();
  }
}

Deno.test("An alarm in a month does not ring at once, though no timer waits that long", async () => {
  const rung: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const ring = (session: string) => {
    rung.push(session);
    if (session === "soon") resolve();
  };
  await withAlarms(ring, async (alarms) => {
    alarms.set("in a month", 30 * day);
    alarms.set("soon", 50);
    await promise;
    assert.deepEqual(rung, ["soon"]);
  });
});

Deno.test("A bug in what an alarm does is told, a refusal is not", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const bug = new Error("a bug");
  const ring = (session: string) => {
    if (session === "last") return resolve();
    throw session === "bug" ? bug : new Refusal("storage-unavailable");
  };
  await withAlarms(ring, async (alarms, told) => {
    alarms.set("bug", 0);
    alarms.set("refused", 0);
    alarms.set("last", 50);
    await promise;
    assert.deepEqual(told, [bug]);
  });
});
