/** One engine in simulated time, over a store in memory that can be made to fail. */
import assert from "node:assert/strict";
import type * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { SyncEngine } from "../../sync/sync_engine.ts";
import { Random } from "../random.ts";
import { connectSocket } from "./connect.ts";
import { FakeSocket } from "./fake_socket.ts";
import { FaultyStore } from "./faulty_store.ts";
import { MemoryStore } from "./memory_store.ts";
import { SimulatedTime } from "./simulated_time.ts";
import * as world from "./world.ts";

export const rootDocument = `${world.testSpace}/session`,
  roomDocument = `${world.testSpace}/room/main`;

export interface EngineOptions {
  members: readonly string[];
  authority?: Authority<world.TestMember>;
  fill?: (room: Y.Doc) => void;
}

export class SimulatedEngine {
  readonly time = new SimulatedTime(new Random(1));
  readonly store = new FaultyStore(new MemoryStore());
  readonly engine: SyncEngine<world.TestMember>;
  readonly reports: string[] = [];

  constructor(authority: Authority<world.TestMember>) {
    this.engine = new SyncEngine({
      store: this.store,
      authority,
      clock: () => this.time.now,
      report: (what, error) => this.reports.push(`${what}: ${error}`),
    });
  }

  connect(member: string, document: string, socket = new FakeSocket()) {
    connectSocket(this.engine, socket, { member }, document);
    return socket;
  }

  /** Lets everything due within these ms happen. */
  async settle(ms = 0): Promise<void> {
    await this.time.pass(ms);
    // The registration of a socket takes several turns.
    for (let turns = 0; turns < 3; turns++) {
      await this.read(rootDocument, () => {});
    }
  }

  read<T>(name: string, read: (doc: Y.Doc) => T): Promise<T> {
    return this.engine.read(
      world.testSpace,
      [name],
      ({ doc }) => read(doc(name)),
    );
  }

  said(): Promise<world.TestMessage[]> {
    return this.read(roomDocument, (doc) => world.messagesOf(doc).toArray());
  }
}

/** Registers a test of an engine, which fails on reports of the engine. */
export function testEngine(
  name: string,
  { members, authority = world.sayAuthority, fill = () => {} }: EngineOptions,
  prove: (it: SimulatedEngine) => unknown,
): void {
  Deno.test(name, async () => {
    const it = new SimulatedEngine(authority);
    const giveBack = it.time.takeTimers();
    try {
      await it.engine.create(world.testSpace, {
        [rootDocument]: (doc) => {
          for (const one of members) doc.getMap("members").set(one, "in");
        },
        [roomDocument]: fill,
      });
      await prove(it);
      assert.deepEqual(it.reports, []);
    } finally {
      await it.engine.stop();
      giveBack();
    }
  });
}
