import type { Frame } from "./frame.ts";
import { SendBuffer, Transport } from "./transport.ts";
import { limits } from "./limits.ts";
import type { Meter } from "./meter.ts";

export class SocketTransport extends Transport {
  readonly #out: SendBuffer;

  constructor(socket: WebSocket, protected readonly meter: Meter | undefined) {
    super();
    this.#out = new SendBuffer(socket);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) this.hear(new Uint8Array(data));
      else this.close(4400, "malformed");
    };
    socket.onerror = () => this.lost(1006, "", "client");
    socket.onclose = ({ code }) => this.lost(code, "", "client");
  }

  get isOpen(): boolean {
    return this.#out.isOpen;
  }

  get unsent(): number {
    return this.#out.unsent;
  }

  get turn(): null {
    return null;
  }

  opens(): Promise<boolean> {
    return opens(this.#out.socket);
  }

  send({ bare }: Frame): void {
    if (this.isOver) return;
    if (!this.#out.send(bare)) this.close(1013, "fell-behind");
  }

  claim(): boolean {
    return true;
  }

  allow(bytes: number): void {
    this.#out.most += bytes;
  }

  protected begin(): void {}

  protected shut(code: number, reason: string): void {
    this.#out.close(code, reason);
  }
}

/**
 * Whether a socket opens. If its client broke the upgrade off, it neither opens nor fails, so it is closed after a
 * while.
 */
export async function opens(socket: WebSocket): Promise<boolean> {
  if (socket.readyState !== WebSocket.CONNECTING) return true;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => {
    // The runtime may keep such a socket forever, with everything that it references.
    socket.onmessage = null;
    socket.close();
    resolve(false);
  }, limits.opening);
  socket.onopen = () => resolve(true);
  return await promise.finally(() => {
    clearTimeout(timer);
    socket.onopen = null;
  });
}
