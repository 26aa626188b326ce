import { FrameReader, makeMessage } from "./frames.ts";
import type { BenchMember, Driver } from "./driver.ts";
import { Wire } from "./wire.ts";

const bytes = new TextEncoder();

/** Drives the bare server: a message is its JSON, and nothing is loaded. */
export class BareDriver implements Driver {
  #url: string;
  #rooms = 0;

  constructor(url: string) {
    this.#url = url.replace("http", "ws");
  }

  setUrl(url: string): void {
    this.#url = url.replace("http", "ws");
  }

  prepare(rooms: number, members: number): Promise<BenchMember[][]> {
    const membersByRoom = Array.from({ length: rooms }, () => {
      const room = `${this.#rooms++}`;
      const reader = new FrameReader();
      const url = () => `${this.#url}/${room}`;
      return Array.from(
        { length: members },
        (_, n) => new BareMember(url, reader, `student-${n}`),
      );
    });
    return Promise.resolve(membersByRoom);
  }
}

class BareMember implements BenchMember {
  onSeen: BenchMember["onSeen"] = () => {};
  onClose = () => {};
  #wire: Wire | undefined;

  constructor(
    readonly url: () => string,
    readonly reader: FrameReader,
    readonly name: string,
  ) {}

  get received(): number {
    return this.#wire?.received ?? 0;
  }

  async open(): Promise<void> {
    const hear = (frame: Uint8Array) => this.onSeen(this.reader.read(frame));
    this.#wire = await Wire.open(this.url(), hear);
    this.#wire.onClose = () => this.onClose();
  }

  say(message: number): void {
    const json = JSON.stringify(makeMessage(message, this.name));
    this.#wire?.send(bytes.encode(json));
  }

  close(): void {
    this.#wire?.close();
  }
}
