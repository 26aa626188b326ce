import { KvWatch } from "../../sync/kv/kv_watch.ts";
import type { Random } from "../random.ts";
import type { FakeSocket } from "./fake_socket.ts";
import type { MemoryKv } from "./kv/memory_kv.ts";
import { type CommitTrouble, slowKv } from "./kv/slow_kv.ts";
import type { SimulatedTime } from "./simulated_time.ts";

export interface Surroundings {
  readonly time: SimulatedTime;
  readonly kv: MemoryKv;
  readonly trouble: CommitTrouble;
  told(what: string, error: unknown): void;
}

export abstract class SimulatedServer {
  readonly sockets = new Set<FakeSocket>();
  protected readonly random: Random;
  protected readonly kv: Deno.Kv;
  protected readonly watch: KvWatch;
  protected readonly report: (what: string, error: unknown) => void;
  protected isAlive = true;

  constructor(around: Surroundings) {
    const { time, kv, trouble } = around;
    this.random = time.random.fork();
    const wait = async () => {
      if (this.isAlive) await time.pause(15);
      // Messages of a dead process may arrive; nothing of it goes on.
      if (!this.isAlive) throw new Error("killed");
    };
    this.kv = slowKv(kv.asKv, this.random, trouble, wait);
    this.report = (what, error) => this.isAlive && around.told(what, error);
    this.watch = new KvWatch(this.kv, this.report);
  }

  abstract connect(socket: FakeSocket, who: unknown, document: string): void;

  abstract stop(): Promise<void>;

  kill(): void {
    this.isAlive = false;
    for (const socket of this.sockets) socket.drop();
    this.watch.stop();
    this.stop().catch(() => {});
  }
}
