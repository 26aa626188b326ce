/** A socket without a network: it keeps what the engine sends, and delivers at once. */
import * as Y from "yjs";
import { readMessage } from "../../sync/protocol.ts";

export class FakeSocket extends EventTarget {
  readyState: number = WebSocket.OPEN;
  bufferedAmount = 0;
  binaryType = "";
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: unknown) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onsilence: (isSilent: boolean) => void = () => {};
  closed: { code: number; reason: string } | null = null;

  /**
   * @param heard receives every frame of the engine
   * @param left receives the code and reason with which the engine closes
   */
  constructor(
    readonly heard: (frame: Uint8Array) => void = () => {},
    readonly left: (code: number, reason: string) => void = () => {},
  ) {
    super();
  }

  send(frame: Uint8Array): void {
    this.heard(frame);
  }

  close(code: number, reason: string): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.closed = { code, reason };
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code, reason });
    this.left(code, reason);
  }

  say(frame: Uint8Array<ArrayBuffer> | string): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.onmessage?.({
      data: typeof frame === "string" ? frame : frame.slice().buffer,
    });
  }

  drop(): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code: 1006, reason: "" });
  }

  get asWebSocket(): WebSocket {
    return this as unknown as WebSocket;
  }
}

/** Applies a frame of the server as the stock client does. */
export function takeFrame(doc: Y.Doc, frame: Uint8Array): void {
  const message = readMessage(frame);
  if (message.kind === "step2" || message.kind === "update") {
    Y.applyUpdate(doc, message.update, "server");
  }
}
