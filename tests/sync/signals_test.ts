/** Signals over real sockets and several instances leave nothing in storage (K-4). */
import assert from "node:assert/strict";
import { WebsocketProvider } from "y-websocket";
import { signallingOf } from "../../sync/client/signalling.ts";
import type { ServerSignal } from "../../sync/client/signalling.ts";
import { KvPresenceExchange } from "../../sync/kv/kv_presence_exchange.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { KvWatch } from "../../sync/kv/kv_watch.ts";
import { eventually } from "../people.ts";
import { pageId, rules } from "./peer_room.ts";
import { serve, space, synced } from "./world.ts";

type World = Awaited<ReturnType<typeof serve>>;
const page = pageId("p");

/** A connection's address as it would be stored. */
const secret = "candidate:1 1 udp 2122260223 192.0.2.77 54321 typ host";

async function instances(count: number) {
  const kv = await Deno.openKv(":memory:");
  const reports: string[] = [];
  const report = (what: string, error: unknown) =>
    void reports.push(`${what}: ${error}`);
  const watches: KvWatch[] = [];
  const worlds: World[] = [];
  for (let n = 0; n < count; n++) {
    const watch = new KvWatch(kv, report);
    watches.push(watch);
    worlds.push(
      await serve({
        store: new KvStore(kv, watch),
        presenceExchange: new KvPresenceExchange(kv, watch),
        report,
        existing: n > 0,
        rules,
      }),
    );
  }
  return {
    worlds,
    kv,
    async stop() {
      for (const world of worlds) await world.stop();
      for (const watch of watches) watch.stop();
      kv.close();
      assert.deepEqual(reports, []);
    },
  };
}

/** A page of a member with the room open, entering as soon as it can. */
async function enter(world: World, member: string) {
  const { provider } = world.open(member, "room/main");
  const signalling = signallingOf(provider);
  const heard: ServerSignal[] = [];
  signalling.onSignal = (news) => heard.push(news);
  const stop = signalling.openCount.subscribe((times) => {
    if (times === 0) return;
    signalling.send({ kind: "enter", page, n: 1, state: { microphone: true } });
  });
  await synced(provider);
  const told = () =>
    heard.flatMap((news) => news.kind === "told" ? [news.body] : []);
  const names = () =>
    heard.findLast((news) => "peers" in news)
      ?.peers.map(({ member }) => member).sort().join();
  return { provider, signalling, heard, told, names, stop };
}

const shown = ({ awareness }: WebsocketProvider) =>
  Object.fromEntries(
    [...awareness.getStates().values()].map(({ member, call }) => [
      member,
      call,
    ]),
  );

const holds = <T>(look: () => T, is: (value: T) => boolean, what: string) =>
  eventually(() => Promise.resolve(look()), is, what);

Deno.test("pages at other instances see who is in a call and how, and get no signals (K-4)", async () => {
  const { worlds: [a, b], stop } = await instances(2);
  const here = a.open("amy", "session"), there = b.open("ben", "session");
  const amy = await enter(a, "amy"), ben = await enter(b, "ben");
  const call = { room: `${space}/room/main`, microphone: true };
  const all = JSON.stringify({ amy: call, ben: call });
  for (const { provider } of [here, there]) {
    const both = () => {
      const { amy, ben } = shown(provider);
      return JSON.stringify({ amy, ben });
    };
    await holds(both, (it) => it === all, "both are shown");
  }
  assert.equal(amy.names(), "amy");
  amy.signalling.send({ kind: "tell", to: `ben.${page}`, body: secret });
  ben.signalling.send({ kind: "leave" });
  await holds(() => shown(here.provider).ben, (it) => !it, "ben has left");
  assert.deepEqual(ben.told(), []);
  assert.equal(amy.names(), "amy");
  amy.stop();
  ben.stop();
  await stop();
});

Deno.test("a page whose socket breaks returns by itself, as the same peer (K-5)", async () => {
  const { worlds: [world], stop } = await instances(1);
  const amy = await enter(world, "amy"), ben = await enter(world, "ben");
  await holds(ben.names, (it) => it === "amy,ben", "both are in");
  amy.provider.ws?.close();
  const entered = () =>
    amy.heard.filter(({ kind }) => kind === "entered").length;
  await holds(entered, (it) => it === 2, "it is in again");
  ben.signalling.send({ kind: "tell", to: `amy.${page}`, body: "again" });
  await holds(amy.told, (it) => it.length === 1, "it is told");
  assert.equal(ben.names(), "amy,ben");
  amy.stop();
  ben.stop();
  await stop();
});
