/** A client's end of a wire without a network; checks the order of each channel. */
import assert from "node:assert/strict";
import { inflateRawSync } from "node:zlib";
import * as Y from "yjs";
import { type ClientMessage, readMessage } from "../../sync/protocol.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import * as format from "../../sync/wire_format.ts";
import type { WireParameters } from "../../sync/wires/wire.ts";
import { makeCookieHolder } from "./connect.ts";
import { FakeSocket, takeFrame } from "./fake_socket.ts";
import { type TestMember, testSpace } from "./world.ts";

export interface ChannelRecord {
  readonly document: string;
  number?: number;
  closed?: { code: number; reason: string };
  readonly messages: ClientMessage["kind"][];
  readonly doc: Y.Doc;
}

/** The client's announcement, and a space of its own if given. */
export type FakeClient = Partial<WireParameters> & { of?: string };

export class FakeWire {
  readonly socket: FakeSocket;
  readonly channels = new Map<number, ChannelRecord>();
  readonly frames: Uint8Array[] = [];
  signs = 0;

  constructor(
    readonly engine: SyncEngine<TestMember>,
    readonly who: TestMember,
    isValid?: () => Promise<boolean>,
    {
      of = testSpace,
      canUnpack: packs = false,
      keepsStates = false,
      page = null,
    }: FakeClient = {},
  ) {
    this.socket = new FakeSocket((frame) => {
      this.frames.push(frame);
      this.#hear(frame);
    });
    const holder = makeCookieHolder(who, isValid);
    engine.connectWire(this.socket.asWebSocket, of, who, holder, {
      canUnpack: packs,
      keepsStates,
      page,
    });
  }

  open(
    document: string,
    { epoch = "", doc = new Y.Doc() } = {},
  ): ChannelRecord {
    const heard: ChannelRecord = { document, messages: [], doc };
    const channel = Math.max(0, ...this.channels.keys()) + 1;
    this.channels.set(channel, heard);
    const stateVector = Y.encodeStateVector(doc);
    this.socket.say(
      format.makeOpenFrame({ channel, document, role: "", epoch, stateVector }),
    );
    return heard;
  }

  say(heard: ChannelRecord, message: Uint8Array): void {
    this.socket.say(format.prefixNumber(this.#numberOf(heard), message));
  }

  close(heard: ChannelRecord): void {
    this.socket.say(format.makeCloseFrame(this.#numberOf(heard)));
  }

  #numberOf(heard: ChannelRecord): number {
    const entry = [...this.channels].find(([, it]) => it === heard);
    assert.ok(entry);
    return entry[0];
  }

  #hear(frame: Uint8Array): void {
    const { number, body } = format.splitFrame(frame);
    if (number !== format.controlNumber) {
      const heard = this.channels.values().find((it) =>
        it.number === number && !it.closed
      );
      assert.ok(heard, "a frame only for what is open");
      heard.messages.push(readMessage(body).kind);
      return takeFrame(heard.doc, body);
    }
    const news = format.readServerControl(body);
    assert.notEqual(news.kind, "other");
    if (news.kind === "alive") this.signs++;
    if (news.kind === "pack") news.frames.forEach((it) => this.#hear(it));
    if (news.kind === "deflated") this.#hear(inflateRawSync(news.frame));
    if (news.kind !== "opened" && news.kind !== "closed") return;
    const heard = this.channels.getOrInsertComputed(
      news.channel,
      () => ({ document: "", messages: [], doc: new Y.Doc() }),
    );
    assert.equal(heard.closed, undefined, "it is closed once, and for good");
    if (news.kind === "closed") {
      heard.closed = { code: news.code, reason: news.reason };
    } else {
      assert.equal(heard.number, undefined, "it is opened once");
      heard.number = news.number;
    }
  }
}
