/** K-1: a page's voice and line against the server's peer rooms and rules, with late and lost messages. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import { signal } from "@preact/signals";
import fc from "fast-check";
import * as Y from "yjs";
import { decideCallState } from "../../../classroom/calls/call_access.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import {
  type CallMedia,
  type CallMediaKind,
  callMediaKinds,
  type CallPresence,
  type CallsState,
} from "../../../classroom/model/calls.ts";
import { Call } from "../../../components/calls/call.ts";
import type { Authority } from "../../../sync/authority.ts";
import type { Signalling } from "../../../sync/client/signalling.ts";
import type { ClientPresence, Presence } from "../../../sync/presence.ts";
import { readMessage, readSignal } from "../../../sync/protocol.ts";
import {
  PeerRooms,
  type RoomConnection,
} from "../../../sync/space/peer_rooms.ts";
import type { LoadedDocuments } from "../../../sync/space/loaded_documents.ts";
import type { EngineContext } from "../../../sync/engine_context.ts";
import { property } from "../../random.ts";
import { madeUp } from "./made_up.ts";

const steps = [
  "microphone on",
  "microphone off",
  "camera on",
  "camera off",
  "screen on",
  "screen off",
  "mute all",
  "eyes on the teacher",
  "eyes off the teacher",
  "cameras allowed",
  "cameras forbidden",
  "the teacher shows a picture",
  "the teacher shows none",
  "the server hears",
  "the page hears",
  "the page is told of the class",
  "the connection is lost",
  "the server waits no longer",
  "the connection is back",
] as const;

type Step = typeof steps[number];

const settled = () => new Promise((resolve) => setImmediate(resolve));
const isOn = ({ microphone, camera, screen }: CallMedia) => (
  { microphone, camera, screen }
);

class Pair {
  readonly #toServer: string[] = [];
  readonly #toPage: string[] = [];
  readonly #opened = signal(0);
  readonly #way: Signalling = {
    openCount: this.#opened,
    onSignal: null,
    send: (said) => {
      if (this.#connection) this.#toServer.push(JSON.stringify(said));
    },
  };
  readonly #made = madeUp({ way: this.#way });
  readonly #class = new Y.Doc();
  readonly #shown = new Map<string, CallPresence>();
  readonly #peerRooms: PeerRooms<Identity>;
  readonly #lin = this.#attendant("lin", () => {});
  readonly call: Call;
  #connection: RoomConnection<Identity> | null = null;
  #now = 1;
  #n = 0;
  /** The last mute that Amy knew as she unmuted, and whether she should still be heard. */
  #spoke = { knowing: 0, isHeard: false };

  constructor() {
    const authority: Pick<
      Authority<Identity>,
      "presence" | "access" | "decidePeerState"
    > = {
      presence: ({ member }) => ({ key: member, state: {} }),
      access: () => "read",
      decidePeerState: (_, who, __, wish) => {
        const most = { voices: 8, pictures: 1 };
        return decideCallState(this.#class, who, {
          ...wish,
          room: "main",
          maxima: most,
        });
      },
    };
    this.#peerRooms = new PeerRooms<Identity>(
      { authority, clock: () => this.#now } as unknown as EngineContext<
        Identity
      >,
      {
        replica: () => ({
          frame: (bare: Uint8Array<ArrayBuffer>) => ({ wire: bare, bare }),
        }),
      } as unknown as LoadedDocuments,
      {
        enter() {},
        leave: ({ key }: { key: string }) => this.#shown.delete(key),
        setClientPresence: (
          { key }: { key: string },
          _: object,
          own: ClientPresence,
        ) => this.#shown.set(key, own.gathered?.call as CallPresence),
      } as unknown as Presence,
    );
    this.#made.set("call", { main: 1, cameras: true, screens: true });
    Y.applyUpdate(
      this.#class,
      Y.encodeStateAsUpdate(this.#made.facts.document.doc),
    );
    this.call = new Call(this.#made.session);
    this.#others(0);
  }

  async join() {
    this.#connect();
    await this.call.join();
    await this.deliver();
    assert(this.call.voice.value?.isJoined.value);
  }

  async step(step: Step) {
    const [kind, how] = step.split(" ") as [CallMediaKind, string];
    switch (step) {
      case "microphone on":
      case "microphone off":
      case "camera on":
      case "camera off":
      case "screen on":
      case "screen off":
        await this.call.voice.value!.ownDevices.switchDevice(
          kind,
          how === "on",
        );
        return kind === "microphone" && this.#speaks();
      case "mute all":
        return this.#change("call", "mutedAt", ++this.#now);
      case "eyes on the teacher":
        return this.#change("info", "eyesOnMe", { text: "" });
      case "eyes off the teacher":
        return this.#change("info", "eyesOnMe", null);
      case "cameras allowed":
      case "cameras forbidden":
        return this.#change("call", "cameras", how === "allowed");
      case "the teacher shows a picture":
        return this.#others(1);
      case "the teacher shows none":
        return this.#others(0);
      case "the server hears":
        return this.#serverHears();
      case "the page hears":
        return this.#pageHears();
      case "the page is told of the class":
        return this.#tellOfClass();
      case "the connection is lost":
        return this.#lose();
      case "the server waits no longer":
        return this.#peerRooms.removeLost(() => true);
      case "the connection is back":
        return this.#connect();
    }
  }

  async deliver() {
    this.#connect();
    for (let quiet = 0, all = 0; quiet < 5; quiet++) {
      assert(++all < 1_000, "they come to an end");
      if (this.#toServer.length + this.#toPage.length > 0) quiet = 0;
      this.#tellOfClass();
      this.#serverHears();
      this.#pageHears();
      await settled();
    }
  }

  /** Holds at any time. */
  look() {
    if (!this.#shown.get("amy")?.microphone) return;
    const { mutedAt = 0 } = this.#facts();
    assert(this.#spoke.knowing >= mutedAt, "nobody else unmutes them");
  }

  check() {
    const voice = this.call.voice.value;
    assert(voice?.isJoined.value, "nobody was put out");
    const server = isOn(this.#shown.get("amy")!);
    assert.deepEqual(
      isOn(voice.ownDevices.switchedOn.value),
      server,
      "both say the same",
    );
    const { sent } = this.#made.medias.at(-1)!;
    for (const kind of callMediaKinds) {
      assert.equal(sent[kind] !== null, server[kind], `${kind} is sent`);
    }
    if (this.#spoke.isHeard) {
      assert(server.microphone, "nobody else mutes them");
    }
  }

  end() {
    this.call.close();
    this.#peerRooms.end();
    this.#made.facts.document.close();
    sessionStorage.clear();
  }

  #facts() {
    return this.#class.getMap("call").toJSON() as CallsState;
  }

  #speaks() {
    const { microphone } = this.call.voice.value!.ownDevices.switchedOn.value;
    const knowing = this.#made.facts.call.value.mutedAt ?? 0;
    const isLate = (this.#facts().mutedAt ?? 0) > knowing ||
      this.#class.getMap("info").get("eyesOnMe") !== null;
    if (microphone) this.#spoke = { knowing, isHeard: !isLate };
    else this.#spoke.isHeard = false;
  }

  #change(map: string, key: string, value: unknown) {
    this.#class.getMap(map).set(key, value);
    if (key === "mutedAt" || key === "eyesOnMe") this.#spoke.isHeard = false;
    this.#peerRooms.recheckAll();
  }

  #others(pictures: number) {
    const state = { microphone: false, camera: pictures > 0, screen: false };
    const n = ++this.#n;
    const enter = { kind: "enter", page: "b".repeat(16), n, state } as const;
    this.#peerRooms.enter(this.#lin, enter);
  }

  #attendant(
    member: string,
    hear: (json: string) => void,
  ): RoomConnection<Identity> {
    return {
      who: {
        member,
        role: member === "lin" ? "teacher" : "student",
        session: "class",
      } as Identity,
      document: "class/room/main",
      unsent: 0,
      send: ({ bare }) => {
        const message = readMessage(bare);
        assert(message.kind === "signal");
        hear(message.json);
      },
    };
  }

  #connect() {
    if (this.#connection) return;
    this.#connection = this.#attendant("amy", (it) => this.#toPage.push(it));
    this.#opened.value++;
  }

  #lose() {
    if (!this.#connection) return;
    this.#peerRooms.keepForGrace(this.#connection);
    this.#connection = null;
    this.#toServer.length = this.#toPage.length = 0;
  }

  #serverHears() {
    const said = this.#toServer.shift();
    if (said === undefined || !this.#connection) return;
    const request = readSignal(said);
    switch (request.kind) {
      case "enter":
        return this.#peerRooms.enter(this.#connection, request);
      case "state":
        return this.#peerRooms.changeState(this.#connection, request);
      default:
        throw new Error(`the page has said ${request.kind}`);
    }
  }

  #pageHears() {
    const news = this.#toPage.shift();
    if (news !== undefined) this.#way.onSignal?.(JSON.parse(news));
  }

  #tellOfClass() {
    const { doc } = this.#made.facts.document;
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.#class));
  }
}

Deno.test("K-1: in whatever order one presses, is muted, is answered and comes back, page and server agree once all has arrived, and nobody is unmuted but by themselves", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...steps), { maxLength: 60, size: "max" }),
      async (all) => {
        const pair = new Pair();
        try {
          await pair.join();
          for (const step of all) {
            await pair.step(step);
            await settled();
            pair.look();
          }
          await pair.deliver();
          pair.look();
          pair.check();
        } finally {
          pair.end();
        }
      },
    ),
    property("a page and the server", 300),
  );
});
