import type { Frame } from "./frame.ts";
import { type PulsingSocket, SendBuffer, Transport } from "./transport.ts";
import { limits } from "./limits.ts";
import type { SyncMeter } from "./meter.ts";

export class SocketTransport extends Transport {
  readonly #out: SendBuffer;

  constructor(
    socket: PulsingSocket,
    protected readonly meter: SyncMeter | undefined,
  ) {
    super();
    this.#out = new SendBuffer(socket);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) this.handleMessage(new Uint8Array(data));
      else this.close(4400, "malformed");
    };
    socket.onerror = () => this.handleLoss(1006, "", "client");
    socket.onclose = ({ code }) => this.handleLoss(code, "", "client");
    socket.onsilence = (isSilent) => this.handleSilence(isSilent);
  }

  get isOpen(): boolean {
    return this.#out.isOpen;
  }

  get unsent(): number {
    return this.#out.unsent;
  }

  get renewalTurn(): null {
    return null;
  }

  get keepsStates(): boolean {
    return false;
  }

  waitUntilOpen(): Promise<boolean> {
    return waitUntilOpen(this.#out.socket);
  }

  send({ bare }: Frame): void {
    if (this.isEnded) return;
    if (!this.#out.send(bare)) this.close(1013, "fell-behind");
  }

  bindDocument(): boolean {
    return true;
  }

  allowUnsent(bytes: number): void {
    this.#out.maxUnsent += bytes;
  }

  protected sendOpened(): void {}

  protected closeCarrier(code: number, reason: string): void {
    this.#out.close(code, reason);
  }
}

/**
 * Whether a socket opens. If its client broke the upgrade off, the socket neither opens nor fails; it is closed after
 * `limits.opening`.
 */
export async function waitUntilOpen(socket: WebSocket): Promise<boolean> {
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
