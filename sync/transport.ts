/**
 * What carries one connection: a socket of its own (`socket_line.ts`) or a channel of a wire (`wires/wire.ts`). Until the
 * connection is there, a line keeps what its client says, within bounds.
 */
import type { Frame } from "./frame.ts";
import { limits } from "./limits.ts";
import type { Meter } from "./meter.ts";

/** Who hears what comes on a line. */
export interface Receiver {
  receive(message: Uint8Array): void;
  /** The line is over, with this close code. */
  ended(code: number): void;
}

/** How much may be kept for connections that are not there yet: those of one line, or of all of a wire (S12). */
export class EarlyRoom {
  #left = limits.ownDocument + limits.update;

  /** Takes so much; false: there is not so much left. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** Has as much again. */
  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

/** A line. */
export abstract class Transport {
  /** Nothing more is read from it or sent on it. */
  isOver = false;
  #receiver: Receiver | undefined;
  #early: Uint8Array[] | undefined;
  #earlyBytes = 0;

  constructor(readonly earlyRoom = new EarlyRoom()) {}

  /** Whether what is sent on it may arrive. */
  abstract readonly isOpen: boolean;
  /** How many bytes wait for its reader. */
  abstract readonly unsent: number;
  /** In which turn of a renewal something else than its connection says that it is alive (S14); null: nothing does. */
  abstract readonly turn: number | null;
  protected abstract readonly meter: Meter | undefined;

  /** Whether it opens; false: its client is gone. */
  abstract opens(): Promise<boolean>;
  /** Sends a frame, or ends it all when its reader has fallen too far behind (S11). */
  abstract send(frame: Frame): void;
  /** Whether it may have this document: a wire has each but once. */
  abstract claim(document: string): boolean;
  /** Lets so many bytes more wait for its reader: those of a first answer (S11). */
  abstract allow(bytes: number): void;
  /** Tells the client that it is open, and which number its document has. */
  protected abstract begin(number: number): void;
  /** Tells the client that it is over. */
  protected abstract shut(code: number, reason: string): void;

  /** Takes a message of the client. */
  protected hear(message: Uint8Array): void {
    if (this.isOver) return;
    if (this.#receiver) return this.#receiver.receive(message);
    // An empty one takes memory, too.
    const bytes = Math.max(message.length, limits.updateLeast);
    if (!this.earlyRoom.take(bytes)) return this.close(4413, "too-large");
    this.#earlyBytes += bytes;
    (this.#early ??= []).push(message);
  }

  /** Whoever is given here hears from now on what comes, {@link handOver} what came before. */
  open(receiver: Receiver, number: number): void {
    this.#receiver = receiver;
    this.begin(number);
  }

  /** Gives the connection what came before it. */
  handOver(): void {
    for (const message of this.#takeEarly()) this.#receiver?.receive(message);
  }

  /** Ends it, here and at once. */
  close(code: number, reason: string): void {
    if (this.isOver) return;
    this.isOver = true;
    this.shut(code, reason);
    this.#end(code, reason, "server");
  }

  /** It has ended without a word of its own: its client has gone, or what carries it was closed. */
  lost(code: number, reason: string, by: "server" | "client"): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#end(code, reason, by);
  }

  #end(code: number, reason: string, by: "server" | "client"): void {
    const isCounted = this.#receiver !== undefined || by === "server";
    if (isCounted) this.meter?.closed(code, reason, by);
    this.#takeEarly();
    this.#receiver?.ended(code);
  }

  #takeEarly(): Uint8Array[] {
    const early = this.#early ?? [];
    this.#early = undefined;
    this.earlyRoom.giveBack(this.#earlyBytes);
    this.#earlyBytes = 0;
    return early;
  }
}

/** What is sent on a socket, as long as its reader keeps up (S11). */
export class SendBuffer {
  /** How many bytes may wait for the reader. */
  most = limits.buffered;
  #unasked = 0;

  constructor(readonly socket: WebSocket) {}

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  /** How many bytes wait for the reader. */
  get unsent(): number {
    return this.socket.bufferedAmount;
  }

  /** Sends these bytes where the socket is open; false: the reader has fallen too far behind. */
  send(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (!this.isOpen) return true;
    // Asking what waits costs as much as sending, so it is asked once for so many bytes.
    this.#unasked += bytes.length;
    if (this.#unasked > limits.bufferedUnasked) {
      this.#unasked = 0;
      if (this.unsent > this.most) return false;
    }
    this.socket.send(bytes);
    return true;
  }

  close(code: number, reason: string): void {
    if (this.socket.readyState <= WebSocket.OPEN) {
      this.socket.close(code, reason);
    }
  }
}

/** With what a line is closed for what its client sent. */
export function closeCode(kind: string): number {
  switch (kind) {
    case "not-allowed":
      return 4403;
    case "too-large":
      return 4413;
    case "too-often":
      return 4429;
    default:
      return 4400;
  }
}
