/**
 * Two instances over one KV handle behave as one (SYNC-5, ACCESS-1). A seed decides delays and lost replies; see
 * `random.ts` for `SEED` and `ROUNDS`.
 */
import assert from "node:assert/strict";
import type { Authority } from "../../sync/authority.ts";
import { KvPresenceExchange } from "../../sync/kv/kv_presence_exchange.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { KvWatch } from "../../sync/kv/kv_watch.ts";
import { Random, run } from "../random.ts";
import {
  addPages,
  append,
  page,
  rules,
  textIn,
  writersOf,
  xmlOf,
} from "./shared_world.ts";
import { slowKv } from "./kv/slow_kv.ts";
import { serve, space, synced, until, type Who } from "./world.ts";

const root = `${space}/session`;

const { seeds } = run("instances", 1);

function test(name: string, prove: (random: Random) => Promise<void>): void {
  for (const seed of seeds) {
    Deno.test(`${name} (SEED=${seed})`, () => prove(new Random(seed)));
  }
}

async function instances(
  random: Random,
  isValid?: (who: Who) => boolean,
  rules?: Partial<Authority<Who>>,
) {
  const kv = await Deno.openKv(":memory:");
  const unexpected: string[] = [];
  const watches: KvWatch[] = [];
  const make = async (first: boolean) => {
    const report = (what: string, error: unknown) =>
      unexpected.push(`${what}: ${error}`);
    const watch = new KvWatch(kv, report);
    watches.push(watch);
    const options = {
      store: new KvStore(
        slowKv(kv, random.fork(), { lost: 0.1, again: 0.1 }),
        watch,
      ),
      presenceExchange: new KvPresenceExchange(kv, watch),
      report,
    };
    return await serve({ ...options, existing: !first, isValid, rules });
  };
  const [a, b] = [await make(true), await make(false)];
  const stop = async () => {
    await a.stop();
    await b.stop();
    for (const watch of watches) watch.stop();
    kv.close();
    assert.deepEqual(unexpected, []);
  };
  return { a, b, stop };
}

test("a session revoked elsewhere is checked at each renewal, and its connections close (SYNC-5, ACCESS-1)", async (random) => {
  const valid = new Set(["amy", "ben"]);
  const { b, stop } = await instances(
    random,
    ({ member }) => valid.has(member),
  );
  const amy = b.open("amy", "room/main"), ben = b.open("ben", "room/main");
  await Promise.all([synced(amy.provider), synced(ben.provider)]);
  const closed = new Promise<{ code: number }>((resolve) =>
    amy.provider.on("closed", resolve)
  );
  valid.delete("amy");
  b.engine.renew();
  assert.equal((await closed).code, 4401);
  assert.equal(ben.provider.wsconnected, true);
  await stop();
});

test("two instances agree on a document, its client owners and its lock (SYNC-5, SYNC-13)", async (random) => {
  const { a, b, stop } = await instances(random, undefined, rules);
  await a.engine.decide(space, [], (tx) => addPages(tx.doc(root), page));
  const amy = a.open("amy", "page/one"), ben = b.open("ben", "page/one");
  for (let n = 0; n < 20; n++) {
    append(amy.doc, `amy ${n}`);
    append(ben.doc, `ben ${n}`);
    textIn(ben.doc, n).insert(0, "x");
  }
  const length = ({ doc }: typeof amy) => doc.getXmlFragment("page").length;
  for (const each of [amy, ben]) {
    await until(each.doc, () => length(each) === 40, "all is there");
    await until(each.doc, () => xmlOf(each.doc).split("x").length === 21);
    await until(each.doc, () => Object.keys(writersOf(each.doc)).length === 2);
  }
  assert.equal(xmlOf(amy.doc), xmlOf(ben.doc));
  assert.deepEqual(writersOf(ben.doc), {
    [amy.doc.clientID]: "amy",
    [ben.doc.clientID]: "ben",
  });
  await b.engine.decide(
    space,
    [],
    (tx) => tx.doc(root).getMap("locked").set("amy", true),
  );
  await a.engine.refresh(space);
  append(amy.doc, "not taken");
  append(ben.doc, "taken");
  await until(amy.doc, () => xmlOf(amy.doc).includes("<p>taken</p>"));
  const stored = await b.engine.read(
    space,
    [page],
    ({ doc }) => xmlOf(doc(page)),
  );
  assert.equal(stored.includes("not taken"), false);
  await stop();
});
