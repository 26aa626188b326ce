/** A document on a simulated device and its link to a server, which delays and drops but keeps order per direction. */
import * as Y from "yjs";
import {
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
  readMessage,
} from "../../sync/protocol.ts";
import { FakeSocket } from "./fake_socket.ts";
import type { SimulatedServer } from "./simulated_server.ts";
import type { SimulatedTime } from "./simulated_time.ts";

export interface LinkOwner {
  readonly who: unknown;
  readonly isOn: boolean;
  readonly time: SimulatedTime;
  readonly servers: readonly SimulatedServer[];
  hasOpen(open: SimulatedConnection): boolean;
  recordShown(open: SimulatedConnection): void;
  mayClose(open: SimulatedConnection, code: number): boolean;
}

export class SimulatedConnection {
  #isLinked = false;
  #drop = () => {};
  #say: (frame: Uint8Array<ArrayBuffer>) => void = () => {};
  connected = false;

  constructor(
    readonly device: LinkOwner,
    readonly name: string,
    readonly doc: Y.Doc,
  ) {
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== "server") this.#say(makeUpdateFrame(update));
    });
  }

  connect(): void {
    if (this.#isLinked) return;
    this.#isLinked = true;
    const { time, servers } = this.device;
    const server = time.random.pick(servers);
    let alive = true, reached = false;
    // Each direction keeps its order; two directions, or two connections, do not.
    let upAt = time.now, downAt = time.now;
    const up = (act: () => void) => {
      upAt = Math.max(upAt, time.now + time.random.below(200));
      time.schedule(upAt - time.now, () => alive && act());
    };
    const down = (act: () => void) => {
      downAt = Math.max(downAt, time.now + time.random.below(200));
      time.schedule(downAt - time.now, () => alive && act());
    };
    const end = () => {
      alive = this.#isLinked = this.connected = false;
      this.#say = () => {};
    };
    const again = () => {
      end();
      time.schedule(time.random.below(2000), () => {
        if (this.device.isOn && this.device.hasOpen(this)) this.connect();
      });
    };
    const socket = new FakeSocket(
      (frame) => down(() => this.#hear(frame, say)),
      (code) => {
        if (this.device.mayClose(this, code)) return down(again);
        down(end);
      },
    );
    const say = (frame: Uint8Array<ArrayBuffer>) => up(() => socket.say(frame));
    this.#drop = () => {
      if (!alive) return;
      end();
      // Either side notices a loss some time later.
      time.schedule(time.random.below(20_000), () => socket.drop());
    };
    up(() => {
      reached = true;
      server.sockets.add(socket);
      if (!servers.includes(server)) return down(again);
      server.connect(socket, this.device.who, this.name);
      down(() => {
        this.#say = say;
        say(makeStep1Frame(Y.encodeStateVector(this.doc)));
      });
    });
    const look = () => {
      if (!alive) return;
      if (reached && !servers.includes(server)) again();
      else time.schedule(500 + time.random.below(3000), look);
    };
    time.schedule(1000, look);
  }

  drop(): void {
    this.#drop();
  }

  #hear(
    frame: Uint8Array,
    say: (frame: Uint8Array<ArrayBuffer>) => void,
  ): void {
    const message = readMessage(frame);
    if (message.kind === "step1") {
      say(makeStep2Frame(Y.encodeStateAsUpdate(this.doc, message.stateVector)));
    } else if (message.kind === "step2" || message.kind === "update") {
      Y.applyUpdate(this.doc, message.update, "server");
      if (message.kind === "step2") this.connected = true;
      this.device.recordShown(this);
    }
  }
}
