/**
 * Members of Homeroom: teachers sign up, sessions are made and joined over HTTP; a member has session, main
 * room and the own document open and speaks through the last.
 */
import {
  createSession,
  expectNames,
  join,
  signUp,
  type Visitor,
} from "../tests/people.ts";
import { documents } from "../classroom/schema/documents.ts";
import {
  emptyState,
  emptyUpdate,
  idOf,
  newClient,
  pushUpdate,
  Reader,
  STEP1,
  STEP2,
  syncFrame,
  UPDATE,
  wordsOf,
} from "./frames.ts";
import { Countdown, type Driver, type Seat } from "./driver.ts";
import { Wire } from "./wire.ts";

/** So many ask the API at a time. */
const atOnce = 8;

/** Drives Homeroom; it must trust one proxy, so that every teacher and room has an address of its own. */
export class HomeroomDriver implements Driver {
  readonly #place: { url: string; wsUrl: string };
  #addresses = 0;

  constructor(url: string) {
    this.#place = { url, wsUrl: url.replace("http", "ws") };
  }

  moved(url: string): void {
    this.#place.url = url;
    this.#place.wsUrl = url.replace("http", "ws");
  }

  async prepare(rooms: number, members: number): Promise<Seat[][]> {
    const all: Seat[][] = [];
    for (let n = 0; n < rooms; n++) all.push(await this.#room(members));
    return all;
  }

  async #room(members: number): Promise<Seat[]> {
    const number = this.#addresses++;
    const address = `10.0.${number >> 8}.${number & 255}`;
    const teacher = await signUp(this.#place, "Ms Lin", address);
    const session = await createSession(teacher);
    const { id, code } = session;
    const names = Array.from({ length: members }, (_, n) => `Student no${n}`);
    await expectNames(teacher, session, names);
    const seats: Seat[] = [];
    const reader = new Reader();
    let next = 0;
    const joinAll = async () => {
      while (next < members) {
        const { visitor, member } = await join(
          this.#place,
          code,
          names[next++],
        );
        seats.push(new HomeroomSeat(visitor, id, member, reader));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, joinAll));
    return seats;
  }
}

/** Somebody in a session, as their page has it open. */
export class HomeroomSeat implements Seat {
  onSeen: Seat["onSeen"] = () => {};
  onClose = () => {};
  #onOwn: (frame: Uint8Array) => void = () => {};
  readonly sockets = 3;
  #wires: Wire[] = [];
  #own: Wire | undefined;
  #client = newClient();
  #clock = 0;

  constructor(
    readonly visitor: Visitor,
    readonly session: string,
    readonly member: string,
    readonly reader: Reader,
  ) {}

  get received(): number {
    return this.#wires.reduce((sum, { received }) => sum + received, 0);
  }

  async open(): Promise<void> {
    this.#client = newClient();
    this.#clock = 0;
    const ready = new Countdown(3);
    const { session, member } = this;
    const wires = await Promise.all([
      this.#open(documents.session(session), ready, () => {}),
      this.#open(
        documents.room(session, "main"),
        ready,
        (frame) => this.onSeen(this.reader.read(frame)),
      ),
      this.#openOwn(documents.member(session, member), ready),
    ]);
    this.#wires = wires;
    this.#own = wires[2];
    wires[1].onClose = () => this.onClose();
    await ready.done;
  }

  /** Has every frame of their own document told from now on, as their page has. */
  watchOwn(onFrame: (frame: Uint8Array) => void): void {
    this.#onOwn = onFrame;
    this.#own?.send(syncFrame(STEP1, emptyState));
  }

  /** Opens one document more, whose frames are only counted; resolves with its wire when it has come. */
  async watch(document: string, onFrame = () => {}): Promise<Wire> {
    const ready = new Countdown(1);
    const wire = await this.#open(document, ready, onFrame);
    this.#wires.push(wire);
    await ready.done;
    return wire;
  }

  async #open(
    document: string,
    ready: Countdown,
    onContent: (frame: Uint8Array) => void,
  ): Promise<Wire> {
    const wire = await this.#connect(document, (frame) => {
      if (frame[0] !== 0 || frame[1] === STEP1) return;
      onContent(frame);
      if (frame[1] === STEP2) ready.one();
    });
    wire.send(syncFrame(STEP1, emptyState));
    return wire;
  }

  #openOwn(document: string, ready: Countdown): Promise<Wire> {
    let asked = false;
    return this.#connect(document, (frame, wire) => {
      if (frame[0] !== 0) return;
      if (frame[1] !== STEP1) return this.#onOwn(frame);
      if (asked) return;
      asked = true;
      wire.send(syncFrame(STEP2, emptyUpdate));
      ready.one();
    });
  }

  #connect(
    document: string,
    onMessage: (frame: Uint8Array, wire: Wire) => void,
  ): Promise<Wire> {
    const { visitor } = this;
    const url = `${visitor.place.wsUrl}/sync/${document}?v=1`;
    return Wire.open(url, onMessage, visitor.headers());
  }

  say(message: number): void {
    const text = wordsOf(message);
    this.put({ id: idOf(message), kind: "say", room: "main", text });
  }

  /** Puts a command into the outbox. */
  put(command: { id: string; kind: string; [field: string]: unknown }): void {
    const id = { client: this.#client, clock: this.#clock++ };
    const origin = id.clock === 0 ? null : { ...id, clock: id.clock - 1 };
    const update = pushUpdate("outbox", id, origin, command);
    this.#own?.send(syncFrame(UPDATE, update));
  }

  close(): void {
    for (const wire of this.#wires) wire.close();
  }
}
