/** Pages together on a document in simulated time, and a rule on who may be. */
import assert from "node:assert/strict";
import { encode, writeVarString, writeVarUint } from "lib0/encoding";
import { applyAwarenessUpdate, Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { Authority } from "../../sync/authority.ts";
import { limits } from "../../sync/limits.ts";
import { makeStep1Frame, readMessage } from "../../sync/protocol.ts";
import type {
  ClientSignalingMessage,
  PeerState,
  ServerSignalingMessage,
} from "../../sync/signaling_messages.ts";
import { FakeSocket } from "./fake_socket.ts";
import {
  roomDocument,
  rootDocument,
  type SimulatedEngine,
} from "./simulated_engine.ts";
import { sayAuthority, type TestMember, testSpace } from "./world.ts";

export const otherRoom = `${testSpace}/room/other`;

export const peerRoomMax = 3;

/**
 * Readers of a room may be in its peer room, with a microphone and no camera, except `out` members, and not while it is
 * `quiet`.
 */
export const peerRoomRules: Authority<TestMember> = {
  ...sayAuthority,
  access: (documents, who, document) =>
    sayAuthority.access(
      documents,
      who,
      document === otherRoom ? roomDocument : document,
    ),
  decidePeerState(
    documents,
    { member },
    document,
    { requestedState, allowedState, otherStates },
  ) {
    const facts = documents.doc(rootDocument).getMap("peerRoom");
    if (![roomDocument, otherRoom].includes(document)) {
      return { refused: "not-yours" };
    }
    if (facts.get("out") === member) return { refused: "out" };
    if (!allowedState && otherStates.length >= peerRoomMax) {
      return { refused: "full" };
    }
    if (requestedState.camera === true) return { refused: "pictures" };
    const isOn = requestedState.microphone === true &&
      facts.get("quiet") !== true;
    const state = { microphone: isOn };
    return { state, shown: { call: { room: document, ...state } } };
  },
};

export const pageId = (name: string) => name.padEnd(16, "x");

export const signalFrame = (said: ClientSignalingMessage | string) =>
  encode((encoder) => {
    writeVarUint(encoder, 4);
    writeVarString(
      encoder,
      typeof said === "string" ? said : JSON.stringify(said),
    );
  });

/** The peer room's news in a frame, or null. */
export function readPeerNews(frame: Uint8Array): ServerSignalingMessage | null {
  const message = readMessage(frame);
  return message.kind === "signal" ? JSON.parse(message.json) : null;
}

export class PeerPage {
  readonly heard: ServerSignalingMessage[] = [];
  #n = 0;
  readonly socket = new FakeSocket((frame) => {
    const news = readPeerNews(frame);
    if (news) this.heard.push(news);
  });
  readonly peer: string;

  /** @param page the same for the same page on another connection */
  constructor(
    readonly it: SimulatedEngine,
    member: string,
    readonly page = pageId("p"),
    document = roomDocument,
  ) {
    this.peer = `${member}.${page}`;
    it.connect(member, document, this.socket);
  }

  sendSignal(said: ClientSignalingMessage | string): void {
    this.socket.say(signalFrame(said));
  }

  async enter(state: PeerState = { microphone: false }): Promise<void> {
    this.sendSignal({ kind: "enter", page: this.page, n: ++this.#n, state });
    await this.it.settle();
  }

  changeState(state: PeerState): void {
    this.sendSignal({ kind: "state", n: ++this.#n, state });
  }

  newsOfKind<Kind extends ServerSignalingMessage["kind"]>(kind: Kind) {
    return this.heard.filter((news) => news.kind === kind) as Extract<
      ServerSignalingMessage,
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
    return this.newsOfKind("told").map(({ from, body }) => [from, body]);
  }
}

/** Waits until messages are taken and their changes announced. */
export async function settleAnnouncements(it: SimulatedEngine): Promise<void> {
  await it.settle();
  await it.settle(limits.presenceTick + 1);
}

export async function enterTogether(
  it: SimulatedEngine,
  ...members: string[]
): Promise<PeerPage[]> {
  const pages = members.map((member) => new PeerPage(it, member));
  await it.settle();
  for (const page of pages) await page.enter();
  await settleAnnouncements(it);
  return pages;
}

/** A client that watches who is online. */
export class PresenceWatcher {
  readonly awareness = new Awareness(new Y.Doc());

  constructor(it: SimulatedEngine, member: string) {
    const socket = new FakeSocket((frame) => {
      const message = readMessage(frame);
      if (message.kind !== "awareness") return;
      applyAwarenessUpdate(this.awareness, message.update, "server");
    });
    it.connect(member, rootDocument, socket);
    // Announcements go only to clients that asked for the document.
    socket.say(makeStep1Frame(new Uint8Array([0])));
  }

  stateOf(member: string): Record<string, unknown> | undefined {
    return [...this.awareness.getStates().values()]
      .find((state) => state.member === member);
  }
}

export async function changeRoot(
  it: SimulatedEngine,
  act: (doc: Y.Doc) => void,
): Promise<void> {
  await it.engine.decide(
    testSpace,
    [roomDocument],
    (tx) => act(tx.doc(rootDocument)),
  );
  await settleAnnouncements(it);
}
