/** Pages together on a document in simulated time, and a rule on who may be. */
import assert from "node:assert/strict";
import { encode, writeVarString, writeVarUint } from "lib0/encoding";
import { applyAwarenessUpdate, Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { limits } from "../../sync/limits.ts";
import { makeStep1Frame, readMessage } from "../../sync/protocol.ts";
import type {
  ClientSignal,
  PeerState,
  ServerSignal,
} from "../../sync/signals.ts";
import { FakeSocket } from "./fake_socket.ts";
import { room, root, type SimulatedEngine } from "./simulated_engine.ts";
import { authority, space, type Who } from "./world.ts";

export const other = `${space}/room/other`;

export const most = 3;

/**
 * Readers of a room may be in its peer room, with a microphone and no camera, except `out` members, and not while it is
 * `quiet`.
 */
export const rules: Authority<Who> = {
  ...authority,
  access: (documents, who, document) =>
    authority.access(documents, who, document === other ? room : document),
  decidePeerState(
    documents,
    { member },
    document,
    { wanted, allowed, others },
  ) {
    const facts = documents.doc(root).getMap("peerRoom");
    if (![room, other].includes(document)) return { refused: "not-yours" };
    if (facts.get("out") === member) return { refused: "out" };
    if (!allowed && others.length >= most) return { refused: "full" };
    if (wanted.camera === true) return { refused: "pictures" };
    const isOn = wanted.microphone === true && facts.get("quiet") !== true;
    const state = { microphone: isOn };
    return { state, shown: { call: { room: document, ...state } } };
  },
};

export const pageId = (name: string) => name.padEnd(16, "x");

export const signal = (said: ClientSignal | string) =>
  encode((encoder) => {
    writeVarUint(encoder, 4);
    writeVarString(
      encoder,
      typeof said === "string" ? said : JSON.stringify(said),
    );
  });

/** The peer room's news in a frame, or null. */
export function newsIn(frame: Uint8Array): ServerSignal | null {
  const message = readMessage(frame);
  return message.kind === "signal" ? JSON.parse(message.json) : null;
}

export class Page {
  readonly heard: ServerSignal[] = [];
  #n = 0;
  readonly socket = new FakeSocket((frame) => {
    const news = newsIn(frame);
    if (news) this.heard.push(news);
  });
  readonly peer: string;

  /** @param page the same for the same page on another connection */
  constructor(
    readonly it: SimulatedEngine,
    member: string,
    readonly page = pageId("p"),
    document = room,
  ) {
    this.peer = `${member}.${page}`;
    it.connect(member, document, this.socket);
  }

  say(said: ClientSignal | string): void {
    this.socket.say(signal(said));
  }

  async enter(state: PeerState = { microphone: false }): Promise<void> {
    this.say({ kind: "enter", page: this.page, n: ++this.#n, state });
    await this.it.settle();
  }

  be(state: PeerState): void {
    this.say({ kind: "state", n: ++this.#n, state });
  }

  all<Kind extends ServerSignal["kind"]>(kind: Kind) {
    return this.heard.filter((news) => news.kind === kind) as Extract<
      ServerSignal,
      { kind: Kind }
    >[];
  }

  get reasons(): string[] {
    return this.heard.flatMap((news) => "reason" in news ? news.reason : []);
  }

  get peers() {
    const last = this.heard.findLast((news) => "peers" in news);
    assert.ok(last);
    return last.peers;
  }

  get told(): [from: string, body: unknown][] {
    return this.all("told").map(({ from, body }) => [from, body]);
  }
}

/** Waits until messages are taken and their changes announced. */
export async function announced(it: SimulatedEngine): Promise<void> {
  await it.settle();
  await it.settle(limits.presenceTick + 1);
}

export async function together(
  it: SimulatedEngine,
  ...members: string[]
): Promise<Page[]> {
  const pages = members.map((member) => new Page(it, member));
  await it.settle();
  for (const page of pages) await page.enter();
  await announced(it);
  return pages;
}

/** A client that watches who is online. */
export class Watcher {
  readonly awareness = new Awareness(new Y.Doc());

  constructor(it: SimulatedEngine, member: string) {
    const socket = new FakeSocket((frame) => {
      const message = readMessage(frame);
      if (message.kind !== "awareness") return;
      applyAwarenessUpdate(this.awareness, message.update, "server");
    });
    it.connect(member, root, socket);
    // Announcements go only to clients that asked for the document.
    socket.say(makeStep1Frame(new Uint8Array([0])));
  }

  of(member: string): Record<string, unknown> | undefined {
    return [...this.awareness.getStates().values()]
      .find((state) => state.member === member);
  }
}

export async function change(
  it: SimulatedEngine,
  act: (doc: Y.Doc) => void,
): Promise<void> {
  await it.engine.decide(space, [room], (tx) => act(tx.doc(root)));
  await announced(it);
}
