/** The documents of a page, followed by what its sockets carry: when was which of them in step? */
import { inflateRawSync } from "node:zlib";
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import {
  CONTROL,
  readNews,
  readRequest,
  split,
} from "../../sync/wire_format.ts";
import type { Entry } from "./page_log.ts";

/** One that the page has open. */
export interface Mirrored {
  readonly name: string;
  readonly doc: Y.Doc;
  /** Its newest connection, `<socket>` or `<socket>/<channel>`; null: the page has let go of it. */
  connection: string | null;
  /** That has brought what the server had. */
  synced: boolean;
}

/** A frame of y-websocket's protocol, on its way to or from the page. */
interface Message {
  document: string;
  connection: string;
  body: Uint8Array;
}

/** Reads the log of a page, entry by entry; `v=1` and `v=2`. */
export class Mirror {
  readonly documents = new Map<string, Mirrored>();
  /** By socket: the document of one of `v=1`, or what its channels are. */
  readonly #sockets = new Map<number, string | Wire>();

  /** Takes in what has happened. */
  read(entry: Entry): void {
    if (entry.what === "made") return this.#made(entry);
    const socket = this.#sockets.get(entry.socket);
    if (socket === undefined) return;
    if (entry.what === "close") return this.#lost(`${entry.socket}`);
    if (!entry.frame) return;
    this.#frame(socket, Uint8Array.fromBase64(entry.frame), entry);
  }

  #frame(socket: string | Wire, bytes: Uint8Array, entry: Entry) {
    const connection = `${entry.socket}`;
    if (typeof socket === "string") {
      this.#take({ document: socket, connection, body: bytes }, entry);
    } else if (bytes[0] === CONTROL) this.#control(socket, bytes, entry);
    else {
      const { number, body } = split(bytes);
      const own = entry.what === "in" ? socket.numbers.get(number) : number;
      const document = own === undefined ? null : socket.channels.get(own);
      if (!document) return;
      this.#take({ document, connection: `${connection}/${own}`, body }, entry);
    }
  }

  #made({ socket, url }: Entry) {
    const { pathname } = new URL(url!);
    const name = decodeURI(pathname).replace("/sync/", "");
    if (!name.includes("/")) {
      this.#sockets.set(socket, new Wire());
      return;
    }
    this.#sockets.set(socket, name);
    this.#connect(name, `${socket}`);
  }

  #connect(name: string, connection: string) {
    const known = this.documents.get(name);
    if (known) Object.assign(known, { connection, synced: false });
    else {
      const doc = new Y.Doc();
      this.documents.set(name, { name, doc, connection, synced: false });
    }
  }

  /** A socket has closed. What the page has opened anew by then is none of its documents. */
  #lost(socket: string) {
    for (const one of this.documents.values()) {
      const isOf = one.connection === socket ||
        one.connection?.startsWith(`${socket}/`);
      if (isOf) one.synced = false;
    }
  }

  #control(wire: Wire, bytes: Uint8Array, entry: Entry) {
    const { body } = split(bytes);
    const said = entry.what === "in" ? readNews(body) : readRequest(body);
    switch (said.kind) {
      case "open":
        wire.channels.set(said.channel, said.document);
        return this.#connect(
          said.document,
          `${entry.socket}/${said.channel}`,
        );
      case "opened":
        return void wire.numbers.set(said.number, said.channel);
      case "close":
      case "closed":
        for (const one of this.documents.values()) {
          const isIt = one.connection === `${entry.socket}/${said.channel}`;
          if (isIt) one.connection = null;
        }
        return;
      case "pack":
        return said.frames.forEach((it) => this.#frame(wire, it, entry));
      case "deflated":
        return this.#frame(wire, inflateRawSync(said.frame), entry);
    }
  }

  #take({ document, connection, body }: Message, { what }: Entry) {
    const one = this.documents.get(document)!;
    const decoder = decoding.createDecoder(body);
    if (decoding.readVarUint(decoder) !== SYNC) return;
    const step = decoding.readVarUint(decoder);
    if (step === STEP1) return;
    Y.applyUpdate(one.doc, decoding.readVarUint8Array(decoder));
    if (what === "in" && step === STEP2 && one.connection === connection) {
      one.synced = true;
    }
  }
}

/** What the channels of a wire are. */
class Wire {
  /** The page's own numbers to documents. */
  readonly channels = new Map<number, string>();
  /** The server's numbers to the page's own. */
  readonly numbers = new Map<number, number>();
}

const SYNC = 0, STEP1 = 0, STEP2 = 1;

/** Whether a document has all that a state vector says. */
export function has(doc: Y.Doc, wanted: Map<number, number>): boolean {
  const here = Y.decodeStateVector(Y.encodeStateVector(doc));
  return [...wanted].every(([client, clock]) =>
    (here.get(client) ?? 0) >= clock
  );
}
