/** A page's wires in simulated time: the sockets that it dials, and the server's end of each. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import {
  type OpenDocument,
  openDocument,
  type OpenOptions,
} from "../../../sync/client/open_document.ts";
import {
  ClientWire,
  type FinalDenial,
  type LoadReturningSocket,
} from "../../../sync/client/wire.ts";
import {
  type ClientControl,
  makeAliveFrame,
  makeClosedFrame,
  makeOpenedFrame,
  prefixNumber,
  readClientControl,
  splitFrame,
} from "../../../sync/wire_format.ts";
import {
  type ClientMessage,
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
  readMessage,
} from "../../../sync/protocol.ts";
import {
  ReturningSocket,
  WebSocketAttempts,
} from "../../../sync/client/returning_socket.ts";
import type { ClientRequestSocket } from "../../../sync/client/request_socket.ts";
import type { RequestMode } from "../../../sync/client/request_protocol.ts";
import "../../exit_listeners.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../simulated_time.ts";

export type ClientMessageRecord =
  | ClientControl
  | ClientMessage & { readonly channel: number };

/** A dialled socket, and the server's end of it. */
export class FakeServerSocket {
  readyState: number = WebSocket.CONNECTING;
  binaryType = "";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: FinalDenial) => void) | null = null;
  readonly said: ClientMessageRecord[] = [];

  /** @param way what the page dials: a WebSocket, or requests of one of two kinds */
  constructor(readonly url: string, readonly way = "socket") {}

  send(frame: Uint8Array): void {
    const { number, body } = splitFrame(frame);
    this.said.push(
      number === 0
        ? readClientControl(body)
        : { channel: number, ...readMessage(body) },
    );
  }

  close(): void {
    this.readyState = WebSocket.CLOSED;
  }

  /** Called by the page: acts once all its messages have arrived. */
  onceDelivered(act: () => void): void {
    if (this.isBusy) this.#onQuiet = act;
    else act();
  }

  isBusy = false;
  #onQuiet = () => {};

  deliverAll(): void {
    this.isBusy = false;
    this.#onQuiet();
  }

  get isGone(): boolean {
    return this.readyState === WebSocket.CLOSED;
  }

  get opened(): string[] {
    return this.said.flatMap((it) => it.kind === "open" ? it.document : []);
  }

  accept(): void {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }

  /** The network fails, or the server closes it. */
  drop(code = 1006, reason = ""): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code, reason });
  }

  say(frame: Uint8Array): void {
    this.onmessage?.({ data: frame.slice().buffer });
  }

  sayAlive(): void {
    this.say(makeAliveFrame());
  }

  channelOf(document: string): number {
    const found = this.said.findLast((it) =>
      it.kind === "open" && it.document === document
    );
    if (found?.kind !== "open") throw new Error(`${document} is not open`);
    return found.channel;
  }

  closeChannel(document: string, code: number, reason = ""): void {
    this.say(makeClosedFrame(this.channelOf(document), code, reason));
  }

  /** Opens a document with this state. The server's number depends on its name. */
  openChannel(document: string, state: Y.Doc = new Y.Doc()): void {
    const number = numberOf(document);
    this.say(makeOpenedFrame(this.channelOf(document), number));
    this.sendTo(document, makeStep2Frame(Y.encodeStateAsUpdate(state)));
  }

  openAllChannels(): void {
    for (const document of this.opened) this.openChannel(document);
  }

  acceptAndOpenAll(): void {
    this.accept();
    this.openAllChannels();
  }

  sendTo(document: string, message: Uint8Array): void {
    this.say(prefixNumber(numberOf(document), message));
  }

  /** Asks for what it lacks. */
  requestMissing(document: string, state: Y.Doc = new Y.Doc()): void {
    this.sendTo(document, makeStep1Frame(Y.encodeStateVector(state)));
  }
}

const numbers: string[] = [];
function numberOf(document: string): number {
  if (!numbers.includes(document)) numbers.push(document);
  // A number that a client would not use.
  return 1000 + numbers.indexOf(document);
}

type Requests = Awaited<ReturnType<LoadReturningSocket>>;

export class FakePage {
  readonly time = new SimulatedTime(new Random(1));
  readonly dialled: FakeServerSocket[] = [];
  readonly wire: ClientWire;
  readonly #giveBack = this.time.takeTimers();
  readonly #opened: OpenDocument[] = [];
  /** Time that its clock gained while it slept. */
  #slept = 0;

  /** @param load loads sockets of requests, and returns its argument */
  constructor(
    load: (requests: Requests) => Promise<Requests> = (it) =>
      Promise.resolve(it),
  ) {
    const { dialled } = this;
    const Socket = class extends FakeServerSocket {
      constructor(url: string, way?: string) {
        super(url, way);
        dialled.push(this);
      }
    };
    const parts = {
      Socket: Socket as unknown as typeof WebSocket,
      Requests: Socket as unknown as typeof ClientRequestSocket,
      tries: new WebSocketAttempts(() => this.time.now),
    };
    const requests: Requests = {
      ReturningSocket: class extends ReturningSocket {
        constructor(url: string, way: RequestMode) {
          super(url, way, parts);
        }
      },
    };
    this.wire = new ClientWire(
      "ws://nowhere/sync/s?v=2",
      Socket as unknown as typeof WebSocket,
      () => this.time.now + this.#slept,
      () => load(requests),
    );
  }

  get socket(): FakeServerSocket {
    return this.dialled[this.dialled.length - 1];
  }

  open(document: string, more: Partial<OpenOptions> = {}): OpenDocument {
    const opened = openDocument({
      document,
      role: "member",
      holder: `amy ${this.#opened.length}`,
      epoch: "e",
      wire: this.wire,
      ...more,
    });
    this.#opened.push(opened);
    return opened;
  }

  /** The device sleeps: only its clock goes on. */
  sleep(ms: number): void {
    this.#slept += ms;
  }

  dispatchEvent(event: string): void {
    globalThis.dispatchEvent(new Event(event));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of this.#opened) opened.close();
    // The wire closes a moment after its last channel, or at the end of a pause.
    await this.time.pass(60_000);
    this.#giveBack();
  }
}

export const pageDocuments = ["s/session", "s/member/amy", "s/room/main"];

export async function openAndSync(page: FakePage): Promise<OpenDocument[]> {
  const opened = pageDocuments.map((document) => page.open(document));
  page.socket.acceptAndOpenAll();
  await page.time.pass(0);
  assert.deepEqual(statusesOf(...opened), ["online", "online", "online"]);
  return opened;
}

export function statusesOf(...documents: OpenDocument[]): string[] {
  return documents.map(({ status }) => status.value.state);
}

export function pushUpdate(list: string, value: unknown): Uint8Array {
  const doc = new Y.Doc();
  doc.getArray(list).push([value]);
  return makeUpdateFrame(Y.encodeStateAsUpdate(doc));
}
