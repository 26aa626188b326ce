/**
 * Members of Homeroom: classes are made and joined over HTTP. A member opens session, main room and their own document,
 * and speaks through the last.
 */
import * as decoding from "lib0/decoding";
import {
  addExpectedNames,
  createSession,
  joinClass,
  signUp,
  type Visitor,
} from "../tests/people.ts";
import { documentNames } from "../classroom/model/documents.ts";
import {
  emptyStateVector,
  emptyUpdate,
  FrameReader,
  makeSyncFrame,
  messageId,
  messageText,
  pushUpdate,
  randomClientId,
  setUpdate,
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
import {
  type BenchChannel,
  defaultVersion,
  makeConnection,
  type MemberConnection,
  type ProtocolVersion,
} from "./member_connection.ts";
import { makeAwarenessFrame } from "../sync/protocol.ts";
import type { ClientPresence } from "../sync/presence.ts";
import { groupSize } from "./typist.ts";

const atOnce = 8;
const readyTimeoutMs = 60_000;

/** Drives Homeroom, which must trust one proxy, so that every teacher and room gets its own address. */
export class HomeroomDriver implements Driver {
  readonly #place: { url: string; wsUrl: string };
  #addresses = 0;

  constructor(url: string, readonly version: ProtocolVersion = defaultVersion) {
    this.#place = { url, wsUrl: url.replace("http", "ws") };
  }

  setUrl(url: string): void {
    this.#place.url = url;
    this.#place.wsUrl = url.replace("http", "ws");
  }

  async prepare(
    rooms: number,
    members: number,
    besides: readonly ExtraDocument[] = [],
  ): Promise<BenchMember[][]> {
    const membersByRoom: BenchMember[][] = [];
    for (let n = 0; n < rooms; n++) {
      membersByRoom.push(await this.#room(members, besides.includes("page")));
    }
    return membersByRoom;
  }

  async #room(members: number, hasPages: boolean): Promise<BenchMember[]> {
    const number = this.#addresses++;
    const address = `10.0.${number >> 8}.${number & 255}`;
    const teacher = await signUp(this.#place, "Ms Lin", address);
    const session = await createSession(teacher);
    const { id, code } = session;
    const names = Array.from({ length: members }, (_, n) => `Student no${n}`);
    await addExpectedNames(teacher, session, names);
    const seats: HomeroomMember[] = [];
    const reader = new FrameReader();
    let next = 0;
    const joinAll = async () => {
      while (next < members) {
        const { visitor, member } = await joinClass(
          this.#place,
          code,
          names[next++],
        );
        seats.push(
          new HomeroomMember(visitor, id, member, reader, this.version),
        );
      }
    };
    await Promise.all(Array.from({ length: atOnce }, joinAll));
    if (hasPages) await sharePages(teacher, id, seats);
    return seats;
  }
}

/** Puts a class into groups in order, and shares a page with each. */
async function sharePages(
  teacher: Visitor,
  session: string,
  seats: readonly HomeroomMember[],
): Promise<void> {
  const path = `/api/sessions/${session}`;
  const names = Array.from(
    { length: Math.ceil(seats.length / groupSize) },
    (_, n) => `Group ${n + 1}`,
  );
  const { body: { rooms } } = await teacher.askExpecting(
    201,
    "POST",
    `${path}/breakouts/rooms`,
    { names },
  );
  const moves = seats.map(({ member }, n) => ({
    member,
    room: rooms[Math.floor(n / groupSize)].id,
  }));
  await teacher.askExpecting(200, "POST", `${path}/breakouts/moves`, { moves });
  await teacher.askExpecting(200, "POST", `${path}/breakouts/start`, {});
  const { body: { resource } } = await teacher.askExpecting(
    201,
    "POST",
    `${path}/resources`,
    { page: { name: "Plants", per: "group" } },
  );
  for (const seat of seats) {
    const { body } = await seat.visitor.askExpecting(
      200,
      "POST",
      `${path}/pages`,
      {
        resource: resource.id,
      },
    );
    seat.writes = documentNames.page(session, body.page);
  }
}

/** State vectors of what a page already has. */
export interface KnownState {
  session: Uint8Array;
  main: Uint8Array;
}

const emptyStates: KnownState = {
  session: emptyStateVector,
  main: emptyStateVector,
};

export class HomeroomMember implements BenchMember {
  onSeen: BenchMember["onSeen"] = () => {};
  onClose = () => {};
  /** Called with each frame of the session's document. */
  onSession: (frame: Uint8Array) => void = () => {};
  readonly page: SharedPage = {
    onUpdate: () => {},
    write: (update) => this.#shared?.send(makeSyncFrame(UPDATE, update)),
  };
  /** The document of the group's page; null if there is none. */
  writes: string | null = null;
  #onOwn: (frame: Uint8Array) => void = () => {};
  #line: MemberConnection | undefined;
  /** Awaited items that have not arrived yet. */
  readonly #waiting = new Set<Countdown>();
  #session: BenchChannel | undefined;
  #own: BenchChannel | undefined;
  #shared: BenchChannel | undefined;
  #client = randomClientId();
  #clock = 0;
  #lastPut: Id | null = null;
  #lastRead: Id | null = null;

  constructor(
    readonly visitor: Visitor,
    readonly session: string,
    readonly member: string,
    readonly reader: FrameReader,
    readonly version: ProtocolVersion = defaultVersion,
  ) {}

  get received(): number {
    return this.#line?.received ?? 0;
  }

  async open(knownState: KnownState = emptyStates): Promise<void> {
    this.#client = randomClientId();
    this.#clock = 0;
    this.#lastPut = this.#lastRead = null;
    const { session, member, visitor } = this;
    const line = makeConnection(visitor, session, this.version);
    let isOver = false;
    line.onClose = (reason) => {
      for (const ready of this.#waiting) ready.fail(reason);
      if (!isOver) this.onClose();
      isOver = true;
    };
    this.#line = line;
    [this.#session, , this.#own] = await Promise.all([
      this.#open(
        documentNames.session(session),
        (frame) => this.onSession(frame),
        knownState.session,
      ),
      this.#open(
        documentNames.room(session, "main"),
        (frame) => this.onSeen(this.reader.read(frame)),
        knownState.main,
      ),
      this.#openWritten(
        documentNames.member(session, member),
        (frame) => this.#onOwn(frame),
      ),
    ]);
    if (this.writes === null) return;
    this.#shared = await this.#openWritten(this.writes, (frame) => {
      const decoder = decoding.createDecoder(frame);
      decoder.pos = 2;
      this.page.onUpdate(decoding.readVarUint8Array(decoder));
    });
  }

  watchOwn(onFrame: (frame: Uint8Array) => void): void {
    this.#onOwn = onFrame;
  }

  /** Opens a further document; resolves when it has arrived. */
  watch(document: string, onFrame = () => {}): Promise<BenchChannel> {
    return this.#open(document, onFrame, emptyStateVector);
  }

  #open(
    document: string,
    onContent: (frame: Uint8Array) => void,
    stateVector: Uint8Array,
  ): Promise<BenchChannel> {
    const line = this.#line!;
    return this.until(
      document,
      1,
      (ready) =>
        line.open(document, stateVector, (frame) => {
          if (frame[0] !== 0 || frame[1] === step1) return;
          onContent(frame);
          if (frame[1] === step2) ready.countDown();
        }),
    );
  }

  /** The server takes updates only after its request was answered. */
  #openWritten(
    document: string,
    onContent: (frame: Uint8Array) => void,
  ): Promise<BenchChannel> {
    const line = this.#line!;
    const heard = new Set<number>();
    return this.until(
      document,
      2,
      (ready) =>
        line.open(document, emptyStateVector, (frame, channel) => {
          if (frame[0] !== 0) return;
          if (frame[1] === step1) {
            channel.send(makeSyncFrame(step2, emptyUpdate));
          } else onContent(frame);
          if (frame[1] === UPDATE || heard.has(frame[1])) return;
          heard.add(frame[1]);
          ready.countDown();
        }),
    );
  }

  /**
   * Runs `act`, and resolves with its result after `count` events. Rejects on a timeout, or if the connection or page
   * closes.
   */
  protected async until<T>(
    event: string,
    count: number,
    act: (ready: Countdown) => T | Promise<T>,
  ): Promise<T> {
    const ready = new Countdown(count);
    const timer = setTimeout(
      () => ready.fail(`${event} did not come`),
      readyTimeoutMs,
    );
    this.#waiting.add(ready);
    try {
      const [result] = await Promise.all([act(ready), ready.done]);
      return result;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(ready);
    }
  }

  say(message: number): void {
    const text = messageText(message);
    this.sendCommand({
      id: messageId(message),
      kind: "say",
      room: "main",
      text,
    });
  }

  sendCommand(
    command: { id: string; kind: string; [field: string]: unknown },
  ): void {
    const id = this.#nextId();
    this.#write(pushUpdate("outbox", id, this.#lastPut, command));
    this.#lastPut = id;
  }

  markRead(message: string): void {
    const id = this.#nextId();
    this.#write(setUpdate("read", "main", id, this.#lastRead, message));
    this.#lastRead = id;
  }

  sendPresence(state: ClientPresence): void {
    const json = JSON.stringify(state);
    const [client, clock] = [this.#client, Date.now()];
    this.#session?.send(makeAwarenessFrame([{ client, clock, json }]));
  }

  close(): void {
    for (const ready of this.#waiting) ready.fail("the page was closed");
    this.#line?.close();
  }

  #nextId(): Id {
    return { client: this.#client, clock: this.#clock++ };
  }

  #write(update: Uint8Array): void {
    this.#own?.send(makeSyncFrame(UPDATE, update));
  }
}

type Id = { client: number; clock: number };
