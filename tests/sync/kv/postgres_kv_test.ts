import assert from "node:assert/strict";
import fc from "fast-check";
import postgres from "postgres";
import type { Kv, KvKey } from "../../../sync/kv/kv.ts";
import { openPostgresKv } from "../../../sync/kv/postgres/open_postgres.ts";
import { decodeKey, encodeKey } from "../../../sync/kv/postgres/tuple_keys.ts";
import { decodeValue, encodeValue } from "../../../sync/kv/postgres/values.ts";
import {
  postgresProgramFolder,
  type PostgresServer,
  startPostgres,
  testPostgres,
} from "../../postgres.ts";
import { propertyOptions } from "../../random.ts";

let server: PostgresServer;
Deno.test.beforeAll(async () => {
  if (postgresProgramFolder) server = await startPostgres();
});
Deno.test.afterAll(() => server?.stop());

const failures: unknown[] = [];
const options = {
  report: (_: string, error: unknown) => failures.push(error),
};

/** A read ends with an error after some seconds, and a database may take longer to start. */
async function readUntilAnswered(kv: Kv, key: KvKey): Promise<unknown> {
  for (;;) {
    try {
      return (await kv.get(key)).value;
    } catch (error) {
      assert((error as { code?: string }).code, String(error));
    }
  }
}

function testKv(
  name: string,
  test: (open: () => Promise<Kv>) => Promise<void>,
) {
  testPostgres(name, async () => {
    const url = await server.makeSchema();
    const opened: Kv[] = [];
    try {
      await test(async () => {
        const kv = await openPostgresKv(url, options);
        opened.push(kv);
        return kv;
      });
    } finally {
      for (const kv of opened) kv.close();
    }
  });
}

const part = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.uint8Array({ maxLength: 8 }),
  fc.constantFrom("\0", "a\0b", "\0\xff"),
);

Deno.test("keys come back from their bytes", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (key) => {
      assert.deepEqual(decodeKey(encodeKey(key as KvKey)), key);
    }),
    propertyOptions("keys and their bytes", 100),
  );
});

Deno.test("keys sort by their bytes as Deno KV sorts them", async () => {
  using kv = await Deno.openKv(":memory:");
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.array(part, { minLength: 1, maxLength: 3 }), {
        maxLength: 20,
        selector: (key) => String(encodeKey(key as KvKey)),
      }),
      async (keys) => {
        const root = crypto.randomUUID();
        let atomic = kv.atomic();
        for (const key of keys) {
          atomic = atomic.set([root, ...key as Deno.KvKey], 1);
        }
        await atomic.commit();
        const expected = (await Array.fromAsync(kv.list({ prefix: [root] })))
          .map(({ key }) => key.slice(1));
        const bytes = (key: KvKey) =>
          [...encodeKey(key)].map((it) => String.fromCharCode(it)).join("");
        const sorted = (keys as KvKey[])
          .toSorted((a, b) => bytes(a) < bytes(b) ? -1 : 1);
        assert.deepEqual(sorted, expected);
      },
    ),
    propertyOptions("the order of keys", 50),
  );
});

Deno.test("plain values come back; others are refused rather than changed", () => {
  const plain = [
    ...[null, undefined, true, 0, -1, 2 ** 40, 0.1, "", "字", 2n ** 60n],
    { a: [1, { b: new Uint8Array([0, 255]) }], none: undefined },
  ];
  for (const value of plain) {
    assert.deepEqual(decodeValue(encodeValue(value)), value);
  }
  const lost = [new Date(), new Map(), new Set(), () => {}, {
    a: [new Date()],
  }];
  for (const value of lost) {
    assert.throws(() => encodeValue(value), TypeError);
  }
});

testKv(
  "an atomic write checks and changes all or nothing",
  async (open) => {
    const kv = await open();
    const first = await kv.set(["a", 1], "one");
    const isStale = { key: ["a", 1], versionstamp: "0".repeat(20) };
    const lost = await kv.atomic().check(isStale).set(["a", 2], "two")
      .delete(["a", 1]).commit();
    assert.deepEqual(lost, { ok: false });
    assert.equal((await kv.get(["a", 2])).value, null);
    const isFresh = { key: ["a", 1], versionstamp: first.versionstamp };
    const isAbsent = { key: ["a", 2], versionstamp: null };
    const made = await kv.atomic().check(isFresh, isAbsent).set(["a", 2], "two")
      .delete(["a", 1]).commit();
    assert.ok(made.ok && made.versionstamp > first.versionstamp);
    const [gone, here] = await kv.getMany([["a", 1], ["a", 2]]);
    assert.equal(gone.versionstamp, null);
    assert.deepEqual(here, {
      key: ["a", 2],
      value: "two",
      versionstamp: made.versionstamp,
    });
  },
);

testKv(
  "of simultaneous writes that check the same mark one wins, over two servers (SYNC-5)",
  async (open) => {
    const servers = [await open(), await open()];
    for (let round = 0; round < 10; round++) {
      const { versionstamp } = await servers[0].get(["counter", "k"]);
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          servers[n % 2].atomic()
            .check({ key: ["counter", "k"], versionstamp })
            .set(["counter", "k"], round).commit()),
      );
      assert.equal(results.filter(({ ok }) => ok).length, 1);
    }
  },
);

testKv("writes that wait together fail one by one", async (open) => {
  const kv = await open();
  await kv.set(["taken", 0], "before");
  const results = await Promise.all(
    Array.from({ length: 300 }, (_, n) =>
      // Every third one expects a key to be absent that is there.
      kv.atomic().check({
        key: [n % 3 === 0 ? "taken" : "free", n % 3 === 0 ? 0 : n],
        versionstamp: null,
      }).set(["free", n], n).commit()),
  );
  results.forEach(({ ok }, n) => assert.equal(ok, n % 3 !== 0));
  const found = await Array.fromAsync(kv.list<number>({ prefix: ["free"] }));
  assert.deepEqual(
    found.map(({ value }) => value),
    Array.from({ length: 300 }, (_, n) => n).filter((n) => n % 3 !== 0),
  );
});

testKv(
  "a list is in order, by batches, within its bounds",
  async (open) => {
    const kv = await open();
    for (let n = 0; n < 30; n++) await kv.set(["l", n, "x"], n);
    await kv.set(["l"], "the prefix itself is not in it");
    await kv.set(["m"], "after");
    const list = async (...given: Parameters<Kv["list"]>) =>
      (await Array.fromAsync(kv.list(...given))).map(({ value }) => value);
    const all = Array.from({ length: 30 }, (_, n) => n);
    assert.deepEqual(await list({ prefix: ["l"] }, { batchSize: 7 }), all);
    assert.deepEqual(await list({ prefix: ["l"] }, { limit: 3 }), [0, 1, 2]);
    assert.deepEqual(
      await list({ start: ["l", 5], end: ["l", 8] }),
      [5, 6, 7],
    );
    assert.deepEqual(
      await list({ prefix: ["l"], start: ["l", 28] }),
      [28, 29],
    );
  },
);

testKv(
  "an expired entry is absent, can be created again, and is swept",
  async (open) => {
    const kv = await open();
    await kv.set(["e", 1], "short", { expireIn: 1 });
    await kv.set(["e", 2], "long", { expireIn: 3_600_000 });
    while ((await kv.get(["e", 1])).value !== null);
    assert.deepEqual(
      (await Array.fromAsync(kv.list({ prefix: ["e"] }))).map(({ value }) =>
        value
      ),
      ["long"],
    );
    const made = await kv.atomic().check({ key: ["e", 1], versionstamp: null })
      .set(["e", 1], "anew", { expireIn: 1 }).commit();
    assert.ok(made.ok);
    while ((await kv.get(["e", 1])).value !== null);
    await (kv as unknown as { sweep(): Promise<void> }).sweep();
    assert.equal((await kv.get(["e", 2])).value, "long");
  },
);

testKv(
  "a watch yields now and after each server's changes, and its own keys alone",
  async (open) => {
    const [one, two] = [await open(), await open()];
    const reader = one.watch<[number, string]>([["w", 1], ["w", 2]])
      .getReader();
    const next = async () =>
      (await reader.read()).value!.map(({ value }) => value);
    assert.deepEqual(await next(), [null, null]);
    await two.set(["w", 1], 1);
    assert.deepEqual(await next(), [1, null]);
    // This key is of the same group, but is not watched.
    await one.set(["w", 1, "below"], 5);
    await one.set(["w", 2], "b");
    assert.deepEqual(await next(), [1, "b"]);
    await two.delete(["w", 1]);
    assert.deepEqual(await next(), [null, "b"]);
    await reader.cancel();
  },
);

testPostgres(
  "a write is announced with its groups, a refused one is not",
  async () => {
    const url = await server.makeSchema();
    const sql = postgres(url, { max: 1 });
    const kv = await openPostgresKv(url, options);
    try {
      const notices: string[][] = [];
      const third = Promise.withResolvers<void>();
      await sql.listen("homeroom", (notice) => {
        notices.push(notice.split(",").slice(1));
        if (notices.length === 3) third.resolve();
      });
      await kv.set(["a", 1], 1);
      const check = { key: ["a", 1], versionstamp: null };
      const lost = await kv.atomic().check(check).set(["b", 1], 1).commit();
      assert.deepEqual(lost, { ok: false });
      await kv.delete(["absent", 1]);
      const many = kv.atomic();
      for (let group = 0; group < 301; group++) many.set(["many", group], 1);
      await many.commit();
      await third.promise;
      assert.deepEqual(notices.map(({ length }) => length), [1, 300, 1]);
      assert.equal(new Set(notices.flat()).size, 302);
    } finally {
      kv.close();
      await sql.end();
    }
  },
);

testPostgres(
  "a database of an earlier server gets the procedure at the start",
  async () => {
    const url = await server.makeSchema();
    const sql = postgres(url, { max: 1 });
    try {
      (await openPostgresKv(url, options)).close();
      await sql`drop procedure kv_commit`;
      const kv = await openPostgresKv(url, options);
      try {
        await kv.set(["k"], 1);
        assert.equal((await kv.get(["k"])).value, 1);
      } finally {
        kv.close();
      }
    } finally {
      await sql.end();
    }
  },
);

testKv(
  "reads go on and watches miss nothing when the database is killed and comes back",
  async (open) => {
    const kv = await open();
    const reader = kv.watch<[number]>([["k", 1]]).getReader();
    assert.equal((await reader.read()).value![0].value, null);
    await kv.set(["k", 1], 1);
    assert.equal((await reader.read()).value![0].value, 1);
    await server.kill();
    const read = readUntilAnswered(kv, ["k", 1]);
    await server.restart();
    assert.equal(await read, 1, "what was acknowledged is there");
    const other = await open();
    await other.set(["k", 1], 2);
    assert.equal((await reader.read()).value![0].value, 2);
    await reader.cancel();
  },
);
