/** Members at the bare server: a message is its JSON, and there is nothing to load. */
import { messageOf, Reader } from "./frames.ts";
import type { Driver, Seat } from "./driver.ts";
import { Wire } from "./wire.ts";

const bytes = new TextEncoder();

/** Drives the bare server. */
export class BareDriver implements Driver {
  #url: string;
  #rooms = 0;

  /** @param sockets how many each member opens; they speak and hear at the first */
  constructor(url: string, readonly sockets = 1) {
    this.#url = url.replace("http", "ws");
  }

  moved(url: string): void {
    this.#url = url.replace("http", "ws");
  }

  prepare(rooms: number, members: number): Promise<Seat[][]> {
    const all = Array.from({ length: rooms }, () => {
      const room = `${this.#rooms++}`;
      const reader = new Reader();
      const url = () => `${this.#url}/${room}`;
      return Array.from(
        { length: members },
        (_, n) => new BareSeat(url, reader, `student-${n}`, this.sockets),
      );
    });
    return Promise.resolve(all);
  }
}

class BareSeat implements Seat {
  onSeen: Seat["onSeen"] = () => {};
  onClose = () => {};
  #wires: Wire[] = [];

  constructor(
    readonly url: () => string,
    readonly reader: Reader,
    readonly name: string,
    readonly sockets: number,
  ) {}

  get received(): number {
    return this.#wires.reduce((sum, { received }) => sum + received, 0);
  }

  async open(): Promise<void> {
    const url = this.url();
    const hear = (frame: Uint8Array) => this.onSeen(this.reader.read(frame));
    this.#wires = [await Wire.open(url, hear)];
    for (let n = 1; n < this.sockets; n++) {
      this.#wires.push(await Wire.open(`${url}/${n}`, () => {}));
    }
    this.#wires[0].onClose = () => this.onClose();
  }

  say(message: number): void {
    const json = JSON.stringify(messageOf(message, this.name));
    this.#wires[0]?.send(bytes.encode(json));
  }

  close(): void {
    for (const wire of this.#wires) wire.close();
  }
}
