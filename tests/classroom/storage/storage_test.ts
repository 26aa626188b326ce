import assert from "node:assert/strict";
import { makeApp } from "../../../classroom/app.ts";
import { readSettings } from "../../../classroom/settings.ts";
import { KvCircuitBreaker } from "../../../classroom/storage/kv_circuit_breaker.ts";
import {
  isKvAnswering,
  makeGuardedKv,
} from "../../../classroom/storage/storage.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { makeFailingKv } from "./failing_kv.ts";

async function withKv(test: (kv: Deno.Kv) => Promise<void>): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  try {
    await test(kv);
  } finally {
    kv.close();
  }
}

Deno.test("a failing KV gives the refusal storage-unavailable for any request, and is reported", () =>
  withKv(async (kv) => {
    const reported: unknown[] = [];
    let down = true;
    const guarded = makeGuardedKv(
      makeFailingKv(kv, () => down),
      (_what, error) => reported.push(error),
    );
    const asks: (() => Promise<unknown>)[] = [
      () => guarded.get(["a"]),
      () => guarded.getMany([["a"]]),
      () => guarded.set(["a"], 1),
      () => guarded.delete(["a"]),
      () => guarded.atomic().check().set(["a"], 1).delete(["b"]).commit(),
      () => Array.fromAsync(guarded.list({ prefix: [] })),
    ];
    for (const ask of asks) {
      await assert.rejects(
        ask,
        (thrown) => isRefusal(thrown) && thrown.kind === "storage-unavailable",
      );
    }
    assert.equal(reported.length, asks.length);
    down = false;
    for (const ask of asks) await ask();
    assert.equal((await guarded.get(["a"])).value, 1);
    assert.equal(reported.length, asks.length);
  }));

Deno.test("a value that the storage cannot hold is a bug", () =>
  withKv(async (kv) => {
    const guarded = makeGuardedKv(kv, () => assert.fail("this is no failure"));
    await assert.rejects(
      guarded.set(["a"], "x".repeat(70_000)),
      (thrown) => thrown instanceof TypeError,
    );
  }));

Deno.test("accounts, sessions and roster refuse without the KV, and continue when it is back", () =>
  withKv(async (kv) => {
    let down = false;
    const lines: string[] = [];
    const app = await makeApp(
      readSettings({ PASSWORD_COST: "10" }),
      makeFailingKv(kv, () => down),
      undefined,
      undefined,
      { report: (what) => lines.push(what) },
    );
    try {
      const ask = {
        email: "lin@school.example",
        name: "Ms Lin",
        password: "correct horse",
      };
      const from = {
        address: "192.0.2.1",
        member: () => undefined,
        waiting: () => undefined,
        browser: undefined,
      };
      const unavailable = (thrown: unknown) =>
        isRefusal(thrown) && thrown.kind === "storage-unavailable";
      down = true;
      await assert.rejects(
        app.accounts.signUp(ask, { address: "192.0.2.1" }),
        unavailable,
      );
      await assert.rejects(
        app.roster.join({ code: "123456", name: "Amy" }, from),
        unavailable,
      );
      await assert.rejects(
        app.tokens.find("teacher", "x".repeat(43)),
        unavailable,
      );
      assert.ok(lines.includes("the storage failed"));
      down = false;
      const { teacher } = await app.accounts.signUp(ask, {
        address: "192.0.2.1",
      });
      assert.equal(teacher.name, "Ms Lin");
      down = true;
      await assert.rejects(app.sessions.list(teacher), unavailable);
    } finally {
      down = false;
      await app.close().catch(() => {});
    }
  }));

Deno.test("a silent KV is refused after a timeout, and rarely asked until it answers again", () =>
  withKv(async (kv) => {
    let now = 0, gets = 0;
    let back = Promise.withResolvers<void>();
    const knocking = new Proxy(kv, {
      get(target, name) {
        const method = Reflect.get(target, name).bind(target);
        return name === "get" || name === "set"
          ? (...given: unknown[]) => {
            gets++;
            return back.promise.then(() => method(...given));
          }
          : method;
      },
    });
    const reported: unknown[] = [];
    const report = (_what: string, error: unknown) => reported.push(error);
    // The patience ends at once while the KV is silent, and never afterwards.
    let isSilent = true;
    const breaker = new KvCircuitBreaker(5000, () => now, (_ms, act) => {
      if (isSilent) queueMicrotask(act);
      return () => {};
    });
    const guarded = makeGuardedKv(knocking, report, breaker);
    const unavailable = (thrown: unknown) =>
      isRefusal(thrown) && thrown.kind === "storage-unavailable";
    const writing = guarded.set(["a"], 1);
    await assert.rejects(guarded.get(["a"]), unavailable);
    assert.deepEqual([gets, reported.length], [2, 1]);
    for (let minute = 0; minute < 60; minute++) {
      for (let second = 0; second < 60; second++) {
        now += 1000;
        await assert.rejects(guarded.get(["a"]), unavailable);
      }
    }
    assert.ok(gets > 40 && gets < 120, `it was asked ${gets} times`);
    assert.equal(reported.length, 1, "of a silence it is said once");
    isSilent = false;
    back.resolve();
    // A late answer closes the circuit again.
    await writing;
    assert.equal((await guarded.get(["a"])).value, 1);
    const asked = gets;
    back = Promise.withResolvers();
    isSilent = true;
    await assert.rejects(guarded.get(["a"]), unavailable);
    assert.deepEqual([gets, reported.length], [asked + 1, 2]);
    back.resolve();
  }));

Deno.test("ready asks the KV, and counts silence and failure as no", () =>
  withKv(async (kv) => {
    assert.equal(await isKvAnswering(kv, 1000), true);
    const silent = { get: () => new Promise(() => {}) } as unknown as Deno.Kv;
    assert.equal(await isKvAnswering(silent, 5), false);
    assert.equal(
      await isKvAnswering(makeFailingKv(kv, () => true), 1000),
      false,
    );
  }));
