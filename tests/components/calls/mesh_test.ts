import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import { signal } from "@preact/signals";
import fc from "fast-check";
import * as Y from "yjs";
import { decideCallState } from "../../../classroom/calls/call_access.ts";
import {
  type CallMedia,
  type CallMediaKind,
  callMediaKinds,
  type CallPresence,
  type CallsState,
} from "../../../classroom/model/calls.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { Call } from "../../../components/calls/call.ts";
import {
  CongestionControl,
  type CongestionState,
  countUnwantedFrames,
  initialCongestion,
  isTooMuchUnwanted,
  type LinkSample,
  noUnwantedFrames,
  readSample,
  updateCongestion,
} from "../../../components/calls/mesh/congestion.ts";
import {
  maxCandidatesPerDescription,
  type MeshMessage,
  readMeshMessage,
} from "../../../components/calls/mesh/mesh_messages.ts";
import {
  checkAddressee,
  ThrottledSignal,
} from "../../../components/calls/mesh/peer_link.ts";
import {
  openTransceivers,
  planSending,
} from "../../../components/calls/mesh/transceivers.ts";
import type { Authority } from "../../../sync/authority.ts";
import type { Signaling } from "../../../sync/client/signaling.ts";
import type { EngineContext } from "../../../sync/engine_context.ts";
import type { ClientPresence, Presence } from "../../../sync/presence.ts";
import { readMessage, readSignalingMessage } from "../../../sync/protocol.ts";
import type { LoadedDocuments } from "../../../sync/space/loaded_documents.ts";
import {
  PeerRooms,
  type RoomConnection,
} from "../../../sync/space/peer_rooms.ts";
import { eventually } from "../../people.ts";
import { propertyOptions, Random } from "../../random.ts";
import { makeCallFixture } from "./made_up.ts";

const from = { v: 1, me: "a", you: "b" } as const;
const candidate = {
  candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host",
  sdpMid: "0",
  sdpMLineIndex: 0,
  usernameFragment: "x",
};
const offer = (n: number): MeshMessage => ({
  ...from,
  kind: "offer",
  n,
  sdp: "v=0",
});

Deno.test("messages between pages of a call are read as written (K-3)", () => {
  const all: MeshMessage[] = [
    offer(1),
    { ...from, you: null, kind: "answer", n: 1, sdp: "v=0" },
    { ...from, kind: "candidates", candidates: [candidate] },
    { ...from, kind: "ask" },
    { ...from, kind: "pictures", paused: true },
  ];
  for (const it of all) {
    assert.deepEqual(readMeshMessage(JSON.parse(JSON.stringify(it))), it);
  }
  const more = { ...offer(1), more: 1 };
  assert.deepEqual(
    readMeshMessage(more),
    offer(1),
    "what is not known stays out",
  );
});

Deno.test("invalid messages are dropped (K-3)", () => {
  const { me: _, ...fromNobody } = offer(1);
  const ofCandidate = (it: unknown) => ({
    ...from,
    kind: "candidates",
    candidates: [it],
  });
  const wrong: unknown[] = [
    null,
    undefined,
    "offer",
    [],
    {},
    fromNobody,
    { ...offer(1), v: 2 },
    { ...offer(1), me: "" },
    { ...offer(1), me: "x".repeat(33) },
    { ...offer(1), you: 1 },
    { ...offer(1), n: 1.5 },
    { ...offer(1), n: "1" },
    { ...offer(1), sdp: "x".repeat(24_001) },
    { ...offer(1), sdp: null },
    { ...offer(1), sdp: "v=0\r\n" + "m=audio 9 RTP/AVP 0\r\n".repeat(4) },
    { ...from, kind: "candidates" },
    { ...from, kind: "candidates", candidates: Array(21).fill(candidate) },
    ofCandidate(null),
    ofCandidate({ ...candidate, candidate: "x".repeat(513) }),
    ofCandidate({ ...candidate, sdpMid: 0 }),
    ofCandidate({ ...candidate, sdpMLineIndex: -1 }),
    ofCandidate({ ...candidate, sdpMid: null, sdpMLineIndex: null }),
    ofCandidate({ ...candidate, usernameFragment: undefined }),
    { ...from, kind: "pictures", paused: 1 },
    { ...from, kind: "rollback" },
  ];
  for (const it of wrong) {
    assert.equal(readMeshMessage(it), null, JSON.stringify(it));
  }
  fc.assert(
    fc.property(fc.anything(), (it) => {
      readMeshMessage(it);
      readMeshMessage({ ...from, kind: "candidates", candidates: it });
      readMeshMessage({ ...from, kind: "offer", n: it, sdp: it });
    }),
    propertyOptions("what peers send", 300),
  );
});

Deno.test("a candidate is an address or a browser's made-up name reached by UDP (K-3)", () => {
  const uuid = "0b2ae22d-6cd1-4c4e-8c5a-6f9d2a0c7f10";
  const line = (host: string, by = "udp") =>
    `candidate:1 1 ${by} 2122260223 ${host} 54321 typ host generation 0`;
  const good = ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"]
    .concat(`${uuid}.local`).map((host) => line(host))
    .concat(line("192.0.2.1", "UDP"));
  const bad = ["printer.local", "www.example.org", "localhost", "1", ""]
    .concat(
      "192.0.2.1.example.org",
      `${uuid}.local.example.org`,
      "x:y",
      "cafe.de",
    )
    .map((host) => line(host))
    .concat(line("192.0.2.1", "tcp"), line("192.0.2.1", "ssltcp"), "nonsense")
    .concat(` ${line("192.0.2.1")}`, `a=${line("192.0.2.1")}`);
  const all = [...good, ...bad];
  const trickled = readMeshMessage({
    ...from,
    kind: "candidates",
    candidates: [...all, ""].map((it) => ({ ...candidate, candidate: it })),
  });
  assert(trickled?.kind === "candidates");
  assert.deepEqual(
    trickled.candidates.map(({ candidate }) => candidate),
    [...good, ""],
  );
  const described = (lines: readonly string[], end = "\r\n") =>
    ["v=0", "c=IN IP4 0.0.0.0", ...lines.map((it) => `a=${it}`), ""].join(end);
  const read = (sdp: string) => {
    const message = readMeshMessage({ ...offer(1), sdp });
    return message?.kind === "offer" ? message.sdp : null;
  };
  const kept = described(good);
  assert.equal(read(kept), kept);
  const others = [...all, "remote-candidates:1 www.example.org 9"]
    .filter((it) => it !== "nonsense" && !it.startsWith(" "))
    .filter((it) => !it.startsWith("a="));
  for (const end of ["\r\n", "\n", "\r"]) {
    assert.equal(read(described(others, end)), kept, JSON.stringify(end));
  }
  assert.equal(
    read(described([...good, "ssrc:1 cname:x", "ssrc-group:FID 1 2"])),
    kept,
    "the streams are what comes",
  );
  // Backtracking would take long here.
  for (const it of [":", "0", "0:", "-", " "]) {
    const long = `candidate:1 1 udp 1 ${it.repeat(23_000 / it.length)}`;
    assert.equal(read(described([long, ...good])), kept);
  }
  const many = read(described(Array(100).fill(good[0])));
  assert.equal(many?.match(/candidate/g)?.length, maxCandidatesPerDescription);
  for (const host of ["www.example.org", "192.0.2.1/127", "a b"]) {
    assert.equal(read(`v=0\r\nc=IN IP4 ${host}\r\n`), null, host);
  }
});

Deno.test("messages to an earlier end are dropped, and a restart of one end restarts the other (K-3)", () => {
  const rows: [string | null, string | null, string][] = [
    [null, null, "take"],
    [null, "me", "take"],
    ["them", "me", "take"],
    ["them", null, "take"],
    ["them", "an older me", "drop"],
    ["older them", "me", "renew"],
    ["older them", null, "renew"],
    ["older them", "an older me", "drop"],
  ];
  for (const [known, you, what] of rows) {
    const end = { me: "me", you: known };
    assert.equal(
      checkAddressee(end, { me: "them", you }),
      what,
      `${known} ${you}`,
    );
  }
});

Deno.test("the more people and pictures there are, the less bandwidth each gets (K-3)", () => {
  const rows = [
    // people, pictures, voice, camera, screen (kbit/s)
    [1, 0, 32, 600, 1000],
    [2, 2, 32, 600, 600],
    [3, 2, 32, 600, 600],
    [4, 4, 32, 250, 350],
    [5, 4, 24, 250, 350],
    [8, 1, 24, 150, 200],
    [8, 4, 24, 150, 200],
    [20, 4, 24, 150, 200],
  ];
  for (const [people, pictures, voice, camera, screen] of rows) {
    const plan = planSending(people, pictures);
    assert.deepEqual(
      [plan.voice, plan.camera?.bitrate, plan.screen?.bitrate],
      [voice * 1000, camera * 1000, screen * 1000],
      `${people} people, ${pictures} pictures`,
    );
    assert.equal(plan.screen?.smaller, 1, "words on a screen are read");
  }
});

/** Whether these counts of frames, one per sample, are too much. */
function isTooMuchOf(...frames: number[]): boolean {
  const entry = (framesDecoded: number, trackIdentifier: string) => ({
    id: trackIdentifier,
    type: "inbound-rtp",
    timestamp: 0,
    trackIdentifier,
    framesDecoded,
  });
  const last = frames.reduce(
    (before, now) =>
      countUnwantedFrames(before, [
        entry(now, "camera"),
        entry(9 * now, "screen"),
      ], [
        "voice",
        "camera",
      ]),
    noUnwantedFrames,
  );
  return isTooMuchUnwanted(last);
}

Deno.test("pictures shown to nobody are kept for a moment, and no longer (K-5)", () => {
  const table: [frames: number[], is: boolean][] = [
    [[], false],
    // Just turned off: counts from then on.
    [[5_000, 5_020, 5_020, 5_020], false],
    // Some browsers send one a second.
    [[2, 4, 6, 8, 10, 12], false],
    [[40, 80], false],
    [[40, 80, 120], true],
    // Another line was turned on.
    [[40, 80, 20, 60], false],
  ];
  for (const [frames, is] of table) {
    assert.equal(isTooMuchOf(...frames), is, `${frames}`);
  }
});

Deno.test("repeated states of a peer count once per interval, and the last one in the end (K-5)", async () => {
  const is = new ThrottledSignal(0, 100);
  const seen: number[] = [];
  const stop = is.value.subscribe((now) => void seen.push(now));
  for (let said = 1; said <= 99; said++) is.set(said);
  assert.deepEqual(seen, [0, 1]);
  await eventually(
    () => Promise.resolve(seen),
    (all) => all.at(-1) === 99,
    "the last counted",
  );
  assert.deepEqual(seen, [0, 1, 99]);
  is.close();
  stop();
});

Deno.test("a connection with unexpected media lines has none (K-1)", () => {
  const hasLines = (...kinds: string[]) => {
    const all = kinds.map((kind) => ({ receiver: { track: { kind } } }));
    const connection = { getTransceivers: () => all };
    return openTransceivers(connection as unknown as RTCPeerConnection) !==
      null;
  };
  assert(hasLines("audio", "video", "video"));
  const others = [
    [],
    ["audio"],
    ["audio", "audio", "video"],
    ["audio", "video", "audio"],
    ["audio", "audio", "audio"],
    ["video", "audio", "video"],
    ["audio", "video", "video", "audio"],
  ];
  for (const kinds of others) assert(!hasLines(...kinds), `${kinds}`);
});

// K-1: a page's voice and line against the server's peer rooms and rules, with late and lost messages.

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
  readonly #way: Signaling = {
    openCount: this.#opened,
    onMessage: null,
    send: (said) => {
      if (this.#connection) this.#toServer.push(JSON.stringify(said));
    },
  };
  readonly #made = makeCallFixture({ way: this.#way });
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
      "presence" | "access" | "decidePeerState" | "socketLimit"
    > = {
      presence: ({ member }) => ({ key: member, state: {} }),
      socketLimit: ({ member }) => ({ key: member, max: 32 }),
      access: () => "read",
      decidePeerState: (_, who, __, request) => {
        const most = { callers: 8, pictures: 1 };
        return decideCallState(this.#class, who, {
          ...request,
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
        setSilent() {},
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
    const request = readSignalingMessage(said);
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
    if (news !== undefined) this.#way.onMessage?.(JSON.parse(news));
  }

  #tellOfClass() {
    const { doc } = this.#made.facts.document;
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.#class));
  }
}

Deno.test("page and server agree on muting after any order of events (K-1)", async () => {
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
    propertyOptions("a page and the server", 300),
  );
});

const short = 0.06, queued = 0.13;
const well: LinkSample = { loss: 0, rtt: short };

/** The step after each sample, and the last course; 600 kbit/s are wanted. */
function course(
  samples: readonly Partial<LinkSample>[],
  { from = initialCongestion, wanted = 600_000 } = {},
): { steps: number[]; last: CongestionState } {
  let last = from;
  const steps = samples.map((it) => {
    last = updateCongestion(last, { ...well, ...it }, wanted);
    return last.step;
  });
  return { steps, last };
}

const times = (count: number, it: Partial<LinkSample>) =>
  Array<Partial<LinkSample>>(count).fill(it);

/** Its pictures have their full size for long. */
const { last: long } = course(times(20, {}));

Deno.test("a picture begins small and reaches its planned size in six seconds on a good link (K-5)", () => {
  assert.deepEqual(course(times(6, {})).steps, [4, 5, 6, 6, 6, 6]);
  const all = course(times(9, {}), { wanted: 1_200_000 });
  assert.equal(all.last.step, 8);
});

Deno.test("each kind of bad link reduces quality, sample by sample (K-5)", () => {
  const rows: [string, Partial<LinkSample>, number[]][] = [
    ["well", {}, [6, 6, 6, 6]],
    ["nothing known", { loss: null, rtt: null }, [6, 6, 6, 6]],
    ["3 % lost", { loss: 0.03 }, [6, 6, 6, 6]],
    ["5 % lost: the picture goes, the voice stays", { loss: 0.05 }, [
      ...[6, 5, 4, 3, 2, 1, 1, 1],
    ]],
    ["a fifth lost", { loss: 0.2 }, [4, 2, 1, 0, 0]],
    ["a second there and back", { rtt: 1 }, [6, 5, 4, 3]],
    ["two seconds", { rtt: 2 }, [4, 2, 1, 0, 0]],
    ["a queue: never less than shows whether there is more", {
      rtt: queued,
    }, [6, 5, 5, 4, 4, 3, 3, 2, 2, 2]],
    ["neither well nor bad", { rtt: 0.1 }, [6, 6, 6, 6]],
  ];
  for (const [what, sample, wanted] of rows) {
    const { steps } = course(times(wanted.length, sample), { from: long });
    assert.deepEqual(steps, wanted, what);
  }
});

Deno.test("one bad or late moment does not reduce quality (K-5)", () => {
  for (const once of [{ loss: 0.08 }, { rtt: 0.3 }]) {
    const { steps } = course([once, {}, {}, once, {}], { from: long });
    assert.deepEqual(steps, [6, 6, 6, 6, 6], JSON.stringify(once));
  }
});

Deno.test("without pictures a long delay or queue changes nothing, but loss does (K-5)", () => {
  const wanted = 0;
  const { steps } = course(times(9, { rtt: queued }), { wanted });
  assert.deepEqual(new Set(steps), new Set([3]));
  assert.equal(course(times(9, {}), { wanted }).last.step, 3);
  const { last } = course(times(5, { loss: 0.2 }), { wanted });
  assert.equal(last.step, 0);
  assert.equal(course(times(60, {}), { from: last, wanted }).last.step, 2);
});

Deno.test("pictures return step by step after a good while, later after each failed try (K-5)", () => {
  const { last: lost } = course(times(10, { loss: 0.05 }), { from: long });
  const back = course(times(20, {}), { from: lost });
  assert.deepEqual(back.steps, [
    ...[1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5],
  ]);
  // Fails as soon as the picture is back.
  const early = course([...times(5, {}), ...times(2, { loss: 0.06 })], {
    from: lost,
  });
  assert.deepEqual(early.steps, [1, 1, 1, 1, 2, 2, 1]);
  const after = course(times(10, {}), { from: early.last });
  assert.deepEqual(after.steps, [1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
  const often = course(
    Array(5).fill([...times(45, {}), ...times(2, { loss: 0.06 })]).flat(),
    { from: early.last },
  );
  assert(often.last.wait <= 45);
  assert.equal(course(times(120, {}), { from: lost }).last.wait, 1);
  // Samples that are neither good nor bad change nothing.
  const fair = course(times(20, { loss: 0.03 }), { from: lost });
  assert.equal(fair.last.step, 1);
});

Deno.test("a long delay is not a queue, and a longer one is recognised after a while (K-5)", () => {
  assert.equal(course(times(4, { rtt: 0.4 })).last.step, 6);
  const { steps } = course(times(250, { rtt: 0.2 }), { from: long });
  assert.equal(Math.min(...steps), 2);
  assert(steps.at(-1)! > 2, "they grow again");
});

Deno.test("the jitter of Wi-Fi turns off no picture (K-5)", () => {
  const random = new Random(1);
  // A round trip of 20 ms with 15 ms of jitter, at times 60.
  const samples = Array.from({ length: 300 }, () => ({
    rtt: 0.02 - 0.015 * Math.log(1 - random.next()),
  }));
  const { steps } = course(samples);
  assert.equal(steps[12], 6, "it is as planned within 25 s");
  const small = steps.slice(12).filter((it) => it < 5).length;
  assert(small < 15, `${small} of 288 samples`);
});

Deno.test("a link drops its pictures before its voice loses data, and text on a screen stays large (K-5)", () => {
  const camera = {} as MediaStreamTrack, screen = {} as MediaStreamTrack;
  const all = { microphone: null, camera, screen };
  const report = (roundTripTime: number, fractionLost: number) => [{
    id: "told",
    type: "remote-inbound-rtp",
    timestamp: 1,
    roundTripTime,
    fractionLost,
  }];
  const plan = planSending(2, 2);
  const giving = new CongestionControl(plan);
  const kbits = () => {
    const { voice, camera, screen } = giving.planFor(all);
    const pictures = [camera?.bitrate ?? 0, screen?.bitrate ?? 0];
    if (screen) assert.equal(screen.smaller, 1);
    return [voice, ...pictures].map((it) => it / 1000).join(" ");
  };
  const seen = [kbits()];
  const measure = (loss: number) => {
    const isOther = giving.measure(report(0.05, loss), all);
    assert.equal(isOther, kbits() !== seen.at(-1));
    if (isOther) seen.push(kbits());
  };
  for (let n = 0; n < 9; n++) measure(0);
  assert.deepEqual(seen, [
    "32 75 75",
    "32 125 125",
    "32 200 200",
    "32 300 300",
    "32 500 500",
    "32 600 600",
  ]);
  seen.splice(0, 5);
  while (!giving.isHoldingBack) measure(0.2);
  measure(0.2);
  assert.deepEqual(seen, [
    "32 600 600",
    "32 300 300",
    "32 125 125",
    "32 50 50",
    "32 0 0",
    "16 0 0",
  ]);
});

Deno.test("a sample has recent peer reports, else the browser's own measurements (K-5)", () => {
  const now = 10_000;
  const pair = {
    id: "pair",
    type: "candidate-pair",
    timestamp: now,
    state: "succeeded",
    nominated: true,
    currentRoundTripTime: 0.1,
  };
  const waiting = { ...pair, state: "waiting", currentRoundTripTime: 9 };
  const told = (timestamp: number, roundTripTime?: number, loss?: number) => ({
    id: `told ${timestamp}`,
    type: "remote-inbound-rtp",
    timestamp,
    roundTripTime,
    fractionLost: loss,
  });
  const rows: [ReturnType<typeof told>[], number, number | null][] = [
    [[], 0.1, null],
    [[told(9_500, 0.3, 0), told(9_000, 0.2, 0.1)], 0.2, 0.05],
    [[told(9_500, 0.3, 0.1), told(8_000, 0.06)], 0.3, 0.1],
    [[told(8_000, 0.06, 0.2)], 0.1, 0.2],
    [[told(4_000, 0.06, 0.2)], 0.1, null],
    [[told(9_500)], 0.1, null],
  ];
  for (const [all, rtt, loss] of rows) {
    const sample = readSample([pair, waiting, ...all]);
    assert.deepEqual(sample, { rtt, loss }, JSON.stringify(all));
  }
});
