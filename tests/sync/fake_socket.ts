/** A socket without a network: what the engine sends is kept, what a client says is given to it at once. */
import * as Y from "yjs";
import { readMessage } from "../../sync/protocol.ts";

/** The server's end of a socket that is open. */
export class FakeSocket extends EventTarget {
  readyState: number = WebSocket.OPEN;
  bufferedAmount = 0;
  binaryType = "";
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: unknown) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  /** How the engine closed it. */
  closed: { code: number; reason: string } | null = null;

  /**
   * @param heard is given every frame that the engine sends
   * @param left is told when the engine closes it
   */
  constructor(
    readonly heard: (frame: Uint8Array) => void = () => {},
    readonly left: (code: number, reason: string) => void = () => {},
  ) {
    super();
  }

  /** Called by the engine. */
  send(frame: Uint8Array): void {
    this.heard(frame);
  }

  /** Called by the engine. */
  close(code: number, reason: string): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.closed = { code, reason };
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code, reason });
    this.left(code, reason);
  }

  /** The client says something. */
  say(frame: Uint8Array<ArrayBuffer> | string): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.onmessage?.({
      data: typeof frame === "string" ? frame : frame.slice().buffer,
    });
  }

  /** The network goes. */
  drop(): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code: 1006, reason: "" });
  }

  /** As what the engine takes. */
  get asWebSocket(): WebSocket {
    return this as unknown as WebSocket;
  }
}

/** Takes a frame of the server into a client's document, as the stock client does. */
export function takeFrame(doc: Y.Doc, frame: Uint8Array): void {
  const message = readMessage(frame);
  if (message.kind === "step2" || message.kind === "update") {
    Y.applyUpdate(doc, message.update, "server");
  }
}
