/**
 * Members at a server where everyone writes into the room's document: they push into its Y.Array. To know
 * what comes last there, each room has one Y.Doc, which its members share; nobody else needs one.
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import {
  emptyState,
  emptyUpdate,
  messageOf,
  newClient,
  pushUpdate,
  Reader,
  STEP1,
  STEP2,
  syncFrame,
  UPDATE,
} from "./frames.ts";
import { Countdown, type Driver, type Seat } from "./driver.ts";
import { Wire } from "./wire.ts";

/** How a server's own protocol differs from plain y-protocols. */
export interface Dialect {
  /** What stands before every message. */
  prefix(room: string): Uint8Array;
  path(room: string): string;
  /** What is sent first. */
  greeting?(room: string): Uint8Array;
}

/** `y-websocket`'s own server: nothing besides. */
export const yWebsocket: Dialect = {
  prefix: () => new Uint8Array(),
  path: (room) => `/${room}`,
};

/** Hocuspocus: many documents over one socket, so that each message names its own; a token comes first. */
export const hocuspocus: Dialect = {
  prefix(room) {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, room);
    return encoding.toUint8Array(encoder);
  },
  path: () => "/",
  greeting(room) {
    const encoder = encoding.createEncoder();
    const auth = 2, token = 0;
    encoding.writeVarString(encoder, room);
    encoding.writeVarUint(encoder, auth);
    encoding.writeVarUint(encoder, token);
    encoding.writeVarString(encoder, "token");
    return encoding.toUint8Array(encoder);
  },
};

/** Drives a peer. */
export class PeerDriver implements Driver {
  #url: { value: string };
  #rooms: PeerRoom[] = [];

  constructor(url: string, readonly dialect: Dialect) {
    this.#url = { value: url.replace("http", "ws") };
  }

  moved(url: string): void {
    this.#url.value = url.replace("http", "ws");
    for (const room of this.#rooms) room.forget();
  }

  prepare(rooms: number, members: number): Promise<Seat[][]> {
    return Promise.resolve(
      Array.from({ length: rooms }, () => {
        const room = new PeerRoom(`room-${this.#rooms.length}`, this.dialect);
        this.#rooms.push(room);
        return Array.from(
          { length: members },
          (_, n) => new PeerSeat(this.#url, room, `student-${n}`),
        );
      }),
    );
  }
}

class PeerRoom {
  readonly prefix: Uint8Array;
  #doc = new Y.Doc();
  #last: Y.ID | null = null;
  #reader = this.#newReader();

  constructor(readonly name: string, readonly dialect: Dialect) {
    this.prefix = dialect.prefix(name);
  }

  get reader(): Reader {
    return this.#reader;
  }

  /** What it held may be lost with the server. */
  forget(): void {
    this.#doc = new Y.Doc();
    this.#last = null;
    this.#reader = this.#newReader();
  }

  #newReader(): Reader {
    return new Reader((frame) => {
      const decoder = decoding.createDecoder(frame);
      decoder.pos = this.prefix.length + 2;
      Y.applyUpdate(this.#doc, decoding.readVarUint8Array(decoder));
    });
  }

  /** What a member who sees everything pushes after. */
  get last(): Y.ID | null {
    const { store } = this.#doc;
    let item: Y.Item | null;
    if (this.#last === null) item = this.#doc.getArray("messages")._start;
    else item = Y.getItem(store, this.#last) as Y.Item;
    for (; item !== null; item = item.right) this.#last = item.lastId;
    return this.#last;
  }

  has({ client, clock }: { client: number; clock: number }): boolean {
    return Y.getState(this.#doc.store, client) > clock;
  }
}

class PeerSeat implements Seat {
  onSeen: Seat["onSeen"] = () => {};
  onClose = () => {};
  readonly sockets = 1;
  #wire: Wire | undefined;
  #client = newClient();
  #clock = 0;

  constructor(
    readonly url: { value: string },
    readonly room: PeerRoom,
    readonly name: string,
  ) {}

  get received(): number {
    return this.#wire?.received ?? 0;
  }

  async open(): Promise<void> {
    this.#client = newClient();
    this.#clock = 0;
    const { dialect, name, prefix } = this.room;
    const { length } = prefix;
    const synced = new Countdown(1);
    const wire = await Wire.open(
      this.url.value + dialect.path(name),
      (frame, wire) => {
        if (frame[length] !== 0) return;
        const step = frame[length + 1];
        if (step === STEP1) {
          return wire.send(syncFrame(STEP2, emptyUpdate, prefix));
        }
        this.onSeen(this.room.reader.read(frame));
        if (step === STEP2) synced.one();
      },
    );
    this.#wire = wire;
    wire.onClose = () => this.onClose();
    const greeting = dialect.greeting?.(name);
    if (greeting) wire.send(greeting);
    wire.send(syncFrame(STEP1, emptyState, prefix));
    await synced.done;
  }

  say(message: number): void {
    const id = { client: this.#client, clock: this.#clock++ };
    const before = { ...id, clock: id.clock - 1 };
    // A client's own unanswered push is the last that it knows of.
    const own = id.clock > 0 && !this.room.has(before);
    const origin = own ? before : this.room.last;
    const value = messageOf(message, this.name);
    const update = pushUpdate("messages", id, origin, value);
    this.#wire?.send(syncFrame(UPDATE, update, this.room.prefix));
  }

  close(): void {
    this.#wire?.close();
  }
}
