import type { Frame } from "./frame.ts";
import { limits } from "./limits.ts";
import type { SyncMeter } from "./meter.ts";

export interface MessageReceiver {
  receive(message: Uint8Array): void;
  /** Called when the client no longer answers, and when it is heard again (V-6). */
  onSilence(isSilent: boolean): void;
  onEnd(code: number): void;
}

/** A socket that says when its client no longer answers, and when it is heard again (V-6). */
export type PulsingSocket = WebSocket & {
  onsilence?: (isSilent: boolean) => void;
};

/** Bytes that may be kept before a connection exists, for one transport or for all channels of a wire (SYNC-12). */
export class EarlyMessageBudget {
  #left = limits.ownDocument + limits.update;

  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

/**
 * Carries one connection: a socket (`socket_transport.ts`) or a channel of a wire (`wires/wire.ts`). Keeps the client's
 * messages, within bounds, until the connection exists.
 */
export abstract class Transport {
  /** True when nothing more is read or sent. */
  isEnded = false;
  #receiver: MessageReceiver | undefined;
  #early: Uint8Array[] | undefined;
  #earlyBytes = 0;

  constructor(readonly earlyBudget = new EarlyMessageBudget()) {}

  abstract readonly isOpen: boolean;
  /** Bytes that wait for the reader. */
  abstract readonly unsent: number;
  /** The renewal turn in which the wire sends a sign of life (SYNC-14); null if the connection has to do it. */
  abstract readonly renewalTurn: number | null;
  /** Whether the client keeps awareness states until the connection ends. */
  abstract readonly keepsStates: boolean;
  protected abstract readonly meter: SyncMeter | undefined;

  /** Resolves once the transport is open; to false if the client is gone. */
  abstract waitUntilOpen(): Promise<boolean>;
  /** Sends a frame, or ends if the reader has fallen too far behind (SYNC-11). */
  abstract send(frame: Frame): void;
  /** Claims a document for this transport; false if the wire already carries it. */
  abstract bindDocument(document: string): boolean;
  /** Lets this many more bytes wait for the reader: those of the first answer (SYNC-11). */
  abstract allowUnsent(bytes: number): void;
  /** Tells the client that the channel is open, and its document's number. */
  protected abstract sendOpened(number: number): void;
  protected abstract closeCarrier(code: number, reason: string): void;

  protected handleMessage(message: Uint8Array): void {
    if (this.isEnded) return;
    if (this.#receiver) return this.#receiver.receive(message);
    // Even an empty message takes memory.
    const bytes = Math.max(message.length, limits.updateLeast);
    if (!this.earlyBudget.take(bytes)) return this.close(4413, "too-large");
    this.#earlyBytes += bytes;
    (this.#early ??= []).push(message);
  }

  /** Attaches the receiver of later messages; {@link deliverEarly} delivers the earlier ones. */
  attach(receiver: MessageReceiver, number: number): void {
    this.#receiver = receiver;
    this.sendOpened(number);
  }

  deliverEarly(): void {
    for (const message of this.#takeEarly()) this.#receiver?.receive(message);
  }

  handleSilence(isSilent: boolean): void {
    if (!this.isEnded) this.#receiver?.onSilence(isSilent);
  }

  close(code: number, reason: string): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.closeCarrier(code, reason);
    this.#end(code, reason, "server");
  }

  /** Handles an end from outside: the client has gone, or the wire was closed. */
  handleLoss(code: number, reason: string, endedBy: "server" | "client"): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.#end(code, reason, endedBy);
  }

  #end(code: number, reason: string, endedBy: "server" | "client"): void {
    const isCounted = this.#receiver !== undefined || endedBy === "server";
    if (isCounted) this.meter?.recordClose(code, reason, endedBy);
    this.#takeEarly();
    this.#receiver?.onEnd(code);
  }

  #takeEarly(): Uint8Array[] {
    const messages = this.#early ?? [];
    this.#early = undefined;
    this.earlyBudget.giveBack(this.#earlyBytes);
    this.#earlyBytes = 0;
    return messages;
  }
}

/** Sends on a socket as long as its reader keeps up (SYNC-11). */
export class SendBuffer {
  maxUnsent = limits.buffered;
  #unasked = 0;

  constructor(readonly socket: PulsingSocket) {}

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  get unsent(): number {
    return this.socket.bufferedAmount;
  }

  /** Sends bytes if the socket is open; false if the reader has fallen too far behind. */
  send(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (!this.isOpen) return true;
    // `bufferedAmount` costs as much as sending, so it is read only once per `bufferedUnasked` bytes.
    this.#unasked += bytes.length;
    if (this.#unasked > limits.bufferedUnasked) {
      this.#unasked = 0;
      if (this.unsent > this.maxUnsent) return false;
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

/** The close code for a refusal of what a client sent. */
export function closeCodeOf(kind: string): number {
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
