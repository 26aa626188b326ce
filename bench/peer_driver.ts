/**
 * Members at a server where everyone writes into the room's document. Each room has one Y.Doc, shared by its members,
 * to know the last element of the array.
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import {
  emptyStateVector,
  emptyUpdate,
  FrameReader,
  makeMessage,
  makeSyncFrame,
  pushUpdate,
  randomClientId,
  step1,
  step2,
  UPDATE,
} from "./frames.ts";
import {
  type BenchMember,
  Countdown,
  type Driver,
  type ExtraDocument,
  type SharedPage,
} from "./driver.ts";
import { groupSize } from "./typist.ts";
import { Wire } from "./wire.ts";

/** A server's differences from plain y-protocols. */
interface Dialect {
  /** Prefix of every message. */
  prefix(room: string): Uint8Array;
  path(room: string): string;
  /** First message for each document, if all share one socket. */
  greeting?(room: string): Uint8Array;
}

/** `y-websocket`'s own server: no differences. */
export const yWebsocketDialect: Dialect = {
  prefix: () => new Uint8Array(),
  path: (room) => `/${room}`,
};

/** Hocuspocus: many documents over one socket, so each message has a name; a token comes first. */
export const hocuspocusDialect: Dialect = {
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

export class PeerDriver implements Driver {
  #url: { value: string };
  #rooms: PeerRoom[] = [];

  constructor(url: string, readonly dialect: Dialect) {
    this.#url = { value: url.replace("http", "ws") };
  }

  setUrl(url: string): void {
    this.#url.value = url.replace("http", "ws");
    for (const room of this.#rooms) room.forget();
  }

  prepare(
    rooms: number,
    members: number,
    besides: readonly ExtraDocument[] = [],
  ): Promise<BenchMember[][]> {
    return Promise.resolve(
      Array.from({ length: rooms }, () => {
        const room = new PeerRoom(`room-${this.#rooms.length}`, this.dialect);
        this.#rooms.push(room);
        return Array.from({ length: members }, (_, n) => {
          const suffixes = {
            shared: "shared",
            own: `of-${n}`,
            page: `page-${Math.floor(n / groupSize)}`,
          };
          const extraDocuments = besides
            .map((kind) => `${room.name}-${suffixes[kind]}`);
          return new PeerMember(
            this.#url,
            room,
            `student-${n}`,
            extraDocuments,
          );
        });
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

  get reader(): FrameReader {
    return this.#reader;
  }

  /** Forgets the content, because a restarted server may have lost it. */
  forget(): void {
    this.#doc = new Y.Doc();
    this.#last = null;
    this.#reader = this.#newReader();
  }

  #newReader(): FrameReader {
    return new FrameReader((frame) => {
      const decoder = decoding.createDecoder(frame);
      decoder.pos = this.prefix.length + 2;
      Y.applyUpdate(this.#doc, decoding.readVarUint8Array(decoder));
    });
  }

  /** The element after which an up-to-date member pushes. */
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

class PeerMember implements BenchMember {
  onSeen: BenchMember["onSeen"] = () => {};
  onClose = () => {};
  /** The last of the other documents. */
  readonly page: SharedPage;
  #wires: Wire[] = [];
  #client = randomClientId();
  #clock = 0;

  /** @param extraDocuments documents opened in addition to the room's */
  constructor(
    readonly url: { value: string },
    readonly room: PeerRoom,
    readonly name: string,
    readonly extraDocuments: readonly string[],
  ) {
    const prefix = room.dialect.prefix(extraDocuments.at(-1) ?? "");
    this.page = {
      onUpdate: () => {},
      write: (update) =>
        this.#wires.at(-1)?.send(makeSyncFrame(UPDATE, update, prefix)),
    };
  }

  get received(): number {
    return this.#wires.reduce((sum, { received }) => sum + received, 0);
  }

  async open(): Promise<void> {
    this.#client = randomClientId();
    this.#clock = 0;
    const { dialect } = this.room;
    const synced = new Countdown(1 + this.extraDocuments.length);
    const room = this.#document(
      this.room.name,
      synced,
      (frame) => this.onSeen(this.room.reader.read(frame)),
    );
    const openDocuments = [
      room,
      ...this.extraDocuments.map((name) =>
        this.#document(name, synced, (frame) => {
          const decoder = decoding.createDecoder(frame);
          decoder.pos = dialect.prefix(name).length + 2;
          this.page.onUpdate(decoding.readVarUint8Array(decoder));
        })
      ),
    ];
    const connect = async (documents: typeof openDocuments) => {
      const url = this.url.value + dialect.path(documents[0].name);
      const wire = await Wire.open(url, (frame, wire) => {
        documents.find(({ isFor }) => isFor(frame))?.take(frame, wire);
      });
      for (const { ask } of documents) ask(wire);
      return wire;
    };
    this.#wires = dialect.greeting
      ? [await connect(openDocuments)]
      : await Promise.all(openDocuments.map((it) => connect([it])));
    this.#wires[0].onClose = () => this.onClose();
    await synced.done;
  }

  #document(
    name: string,
    synced: Countdown,
    onContent: (frame: Uint8Array) => void,
  ) {
    const { dialect } = this.room;
    const prefix = dialect.prefix(name);
    const { length } = prefix;
    return {
      name,
      isFor: (frame: Uint8Array) =>
        prefix.every((byte, at) => frame[at] === byte),
      take(frame: Uint8Array, wire: Wire) {
        if (frame[length] !== 0) return;
        const step = frame[length + 1];
        if (step === step1) {
          return wire.send(makeSyncFrame(step2, emptyUpdate, prefix));
        }
        onContent(frame);
        if (step === step2) synced.countDown();
      },
      ask(wire: Wire) {
        const greeting = dialect.greeting?.(name);
        if (greeting) wire.send(greeting);
        wire.send(makeSyncFrame(step1, emptyStateVector, prefix));
      },
    };
  }

  say(message: number): void {
    const id = { client: this.#client, clock: this.#clock++ };
    const previousId = { ...id, clock: id.clock - 1 };
    // A client's own unanswered push is the last one that it knows.
    const isOwnLast = id.clock > 0 && !this.room.has(previousId);
    const origin = isOwnLast ? previousId : this.room.last;
    const value = makeMessage(message, this.name);
    const update = pushUpdate("messages", id, origin, value);
    this.#wires[0]?.send(makeSyncFrame(UPDATE, update, this.room.prefix));
  }

  close(): void {
    for (const wire of this.#wires) wire.close();
  }
}
