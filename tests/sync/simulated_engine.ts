/** One engine in simulated time, over a store in memory that can be made to fail. */
import assert from "node:assert/strict";
import type * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { SyncEngine } from "../../sync/sync_engine.ts";
import { Random } from "../random.ts";
import { connect } from "./connect.ts";
import { FakeSocket } from "./fake_socket.ts";
import { FaultyStore } from "./faulty_store.ts";
import { MemoryStore } from "./memory_store.ts";
import { SimulatedTime } from "./simulated_time.ts";
import * as world from "./world.ts";

export const root = `${world.space}/session`, room = `${world.space}/room/main`;

export interface Given {
  members: readonly string[];
  authority?: Authority<world.Who>;
  fill?: (room: Y.Doc) => void;
}

export class SimulatedEngine {
  readonly time = new SimulatedTime(new Random(1));
  readonly store = new FaultyStore(new MemoryStore());
  readonly engine: SyncEngine<world.Who>;
  readonly reports: string[] = [];

  constructor(authority: Authority<world.Who>) {
    this.engine = new SyncEngine({
      store: this.store,
      authority,
      clock: () => this.time.now,
      report: (what, error) => this.reports.push(`${what}: ${error}`),
    });
  }

  connect(member: string, document: string, socket = new FakeSocket()) {
    connect(this.engine, socket, { member }, document);
    return socket;
  }

  /** Lets everything due within these ms happen. */
  async settle(ms = 0): Promise<void> {
    await this.time.pass(ms);
    // The registration of a socket takes several turns.
    for (let turns = 0; turns < 3; turns++) await this.read(root, () => {});
  }

  read<T>(name: string, read: (doc: Y.Doc) => T): Promise<T> {
    return this.engine.read(world.space, [name], ({ doc }) => read(doc(name)));
  }

  said(): Promise<world.Said[]> {
    return this.read(room, (doc) => world.said(doc).toArray());
  }
}

/** Registers a test of an engine, which fails on reports of the engine. */
export function testEngine(
  name: string,
  { members, authority = world.authority, fill = () => {} }: Given,
  prove: (it: SimulatedEngine) => unknown,
): void {
  Deno.test(name, async () => {
    const it = new SimulatedEngine(authority);
    const giveBack = it.time.takeTimers();
    try {
      await it.engine.create(world.space, {
        [root]: (doc) => {
          for (const one of members) doc.getMap("members").set(one, "in");
        },
        [room]: fill,
      });
      await prove(it);
      assert.deepEqual(it.reports, []);
    } finally {
      await it.engine.stop();
      giveBack();
    }
  });
}
