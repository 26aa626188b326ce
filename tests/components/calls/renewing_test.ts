import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import type { CallPresence } from "../../../classroom/model/calls.ts";
import { Call } from "../../../components/calls/call.ts";
import type { CallersFreshness } from "../../../components/calls/call_backend.ts";
import { allDevicesOff } from "../../../components/calls/caller.ts";
import { MeshMedia } from "../../../components/calls/mesh/mesh_media.ts";
import type { Peer } from "../../../sync/signaling_messages.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";
import { FakePeerConnection } from "./made_connection.ts";
import { makeCallFixture } from "./made_up.ts";

// K-3, K-5: when a page tries again or starts over, and with which servers, with a made-up browser and time.

const old = [{ urls: ["turn:old.example"] }];

/** Ben's page in a call with Amy's. His page makes the offers. */
class Page {
  readonly told: { to: string; kind: string; me: string; n: number }[] = [];
  readonly peers = signal<readonly Peer[]>([]);
  readonly isIn = signal(true);
  readonly known = signal<CallersFreshness>("now");
  readonly elsewhere = signal<readonly string[]>([]);
  /** Members in the call by presence. */
  readonly shown = signal(new Set(["amy", "aki", "cat"]));
  onMessage: ((from: string, body: unknown) => void) | null = null;
  readonly mesh: MeshMedia;

  constructor(readonly time: SimulatedTime) {
    this.mesh = new MeshMedia({
      ownPeer: "ben.1",
      iceServers: old,
      signaling: this,
      mediaOf: (member) =>
        this.shown.value.has(member) ? allDevicesOff : undefined,
      callersFreshness: this.known,
      membersElsewhere: this.elsewhere,
    });
    this.announce(1, "amy");
  }

  send(to: string, body: unknown) {
    this.told.push({ ...body as Page["told"][number], to });
  }

  /** The server's list of pages. */
  announce(turn: number, ...others: string[]) {
    this.peers.value = [{ peer: "ben.1", member: "ben", turn }]
      .concat(others.map((it) => ({ peer: `${it}.1`, member: it, turn: 1 })));
  }

  /** A message from another page's link `me`. */
  hears(me: string, said: object, from = "amy.1") {
    this.onMessage!(from, { v: 1, me, you: null, ...said });
  }

  said(to: string, since = 0): string[] {
    return this.told.slice(since).filter((it) => it.to === to)
      .map(({ kind, n }) => `${kind} ${n}`);
  }

  get link(): FakePeerConnection {
    return FakePeerConnection.all.at(-1)!;
  }

  get made(): number {
    return FakePeerConnection.all.length;
  }

  async connects() {
    await this.time.pass(10);
    const { n } = this.told.findLast(({ kind }) => kind === "offer")!;
    this.hears("amy's", { kind: "answer", n, sdp: "v=0" });
    await this.time.pass(10);
    this.link.setState("connected");
  }
}

function test(
  name: string,
  prove: (page: Page, time: SimulatedTime) => Promise<void>,
) {
  Deno.test(name, async () => {
    FakePeerConnection.all.length = 0;
    const time = new SimulatedTime(new Random(1));
    const { now } = performance;
    const before = {
      RTCPeerConnection: Reflect.get(globalThis, "RTCPeerConnection"),
      document: Reflect.get(globalThis, "document"),
    };
    Object.assign(globalThis, {
      RTCPeerConnection: FakePeerConnection,
      document: { hidden: true },
    });
    performance.now = () => time.now;
    const giveBack = time.takeTimers();
    const page = new Page(time);
    try {
      await prove(page, time);
    } finally {
      page.mesh.leave();
      giveBack();
      performance.now = now;
      Object.assign(globalThis, before);
    }
  });
}

test(
  "a page retries at once when the network is back or the server readmits a page (K-5)",
  async (page, time) => {
    await page.connects();
    page.link.setState("failed");
    // It has tried and waits a few seconds.
    await time.pass(8_500);
    const tries = async (why: () => void) => {
      const before = page.told.length;
      await time.pass(1_500);
      assert.equal(page.told.length, before, "it was waiting");
      why();
      await time.pass(1);
      assert.deepEqual(
        page.told.slice(before).map(({ kind }) => kind),
        ["offer"],
      );
    };
    await tries(() => dispatchEvent(new Event("online")));
    await tries(() => page.announce(2, "amy"));
    const [me, amy] = page.peers.value;
    await tries(() => page.peers.value = [me, { ...amy, turn: 2 }]);
    assert.equal(page.made, 1, "over the connection that there was");
  },
);

test(
  "of two concurrent offers the impolite page's stands, and an answer is for its offer (K-3)",
  async (page, time) => {
    const offer = { kind: "offer", sdp: "v=0" };
    const answer = { kind: "answer", sdp: "v=0" };
    // Ben's page is impolite to Amy's and polite to Cat's.
    page.announce(1, "amy", "cat");
    await time.pass(10);
    const [amys, cats] = FakePeerConnection.all;
    page.hears("amy's", { ...offer, n: 1 });
    page.hears("amy's", { ...answer, n: 9 });
    await time.pass(10);
    assert.deepEqual(page.said("amy.1"), ["offer 1"]);
    assert.equal(amys.signalingState, "have-local-offer");
    page.hears("amy's", { ...answer, n: 1 });
    await time.pass(10);
    assert.equal(amys.signalingState, "stable");

    page.hears("cat's", { ...offer, n: 1 }, "cat.1");
    await time.pass(10);
    cats.setState("connected");
    dispatchEvent(new Event("online"));
    await time.pass(10);
    assert.equal(cats.signalingState, "have-local-offer");
    page.hears("cat's", { ...offer, n: 2 }, "cat.1");
    page.hears("cat's", { ...answer, n: 1 }, "cat.1");
    await time.pass(10);
    assert.deepEqual(page.said("cat.1"), ["answer 1", "offer 1", "answer 2"]);
    assert.equal(cats.remoteDescription?.type, "offer", "theirs");
  },
);

test(
  "lost offers, answers and requests for an offer are sent again (K-5)",
  async (page, time) => {
    page.announce(1, "amy", "cat");
    await time.pass(8_000);
    assert.deepEqual(page.said("amy.1"), ["offer 1", "offer 1", "offer 1"]);
    const asks = Array(2).fill("ask undefined");
    assert.deepEqual(page.said("cat.1"), asks);
    let since = page.told.length;
    page.hears("amy's", { kind: "ask" });
    await time.pass(10);
    assert.deepEqual(page.said("amy.1", since), ["offer 1"]);
    since = page.told.length;
    for (let times = 0; times < 2; times++) {
      page.hears("cat's", { kind: "offer", n: 1, sdp: "v=0" }, "cat.1");
      await time.pass(1_000);
    }
    assert.deepEqual(page.said("cat.1", since), ["answer 1", "answer 1"]);
  },
);

test(
  "a classmate who keeps restarting is reconnected at most every five seconds (K-5)",
  async (page, time) => {
    for (let n = 0; n < 20; n++) {
      page.hears(`end ${time.now}`, { kind: "ask" });
      await time.pass(1_050);
    }
    assert.equal(page.made, 4);
  },
);

test(
  "a connection whose other end cannot be read is renewed, at once if it is not new (K-5)",
  async (page, time) => {
    await page.connects();
    const fails = async (after: number) => {
      const before = page.made;
      page.link.setState("failed", "connected");
      await time.pass(after - 50);
      assert.equal(page.made, before);
      await time.pass(100);
      assert.equal(page.made, before + 1);
    };
    await fails(5_000 - 20);
    await fails(5_000 - 50);
    await time.pass(6_000);
    page.link.setState("connected");
    page.link.setState("failed", "connected");
    const before = page.made;
    await time.pass(1);
    assert.equal(page.made, before + 1);
  },
);

test(
  "new servers apply to newcomers and lost peers (K-3)",
  async (page, time) => {
    await page.connects();
    const servers = [{ urls: ["turn:new.example"] }];
    const used = () =>
      FakePeerConnection.all.map(({ configuration }) =>
        configuration.iceServers
      );
    page.mesh.setIceServers(servers);
    page.announce(1, "amy", "aki");
    await time.pass(10);
    assert.deepEqual(used(), [old, servers]);
    assert.equal(
      FakePeerConnection.all[0].restarts,
      0,
      "what stands is left alone",
    );
    dispatchEvent(new Event("online"));
    await time.pass(10);
    assert.deepEqual(used(), [servers, servers]);
    assert.equal(FakePeerConnection.all[0].restarts, 1);
  },
);

test(
  "a peer that leaves is closed at once, and nobody before the server lists them (K-3)",
  async (page, time) => {
    page.announce(1, "amy", "aki");
    await time.pass(10);
    const others = () =>
      page.mesh.remoteCallers.value.map((it) =>
        `${it.member} ${it.connection}`
      );
    const both = ["amy connecting", "aki connecting"];
    assert.deepEqual(others(), both);
    // Between two connections there is no list.
    page.peers.value = [];
    assert.deepEqual(others(), both);
    page.announce(1, "amy");
    page.elsewhere.value = ["far"];
    assert.deepEqual(others(), ["amy connecting", "far elsewhere"]);
    const ended = FakePeerConnection.all.map((it) =>
      it.signalingState === "closed"
    );
    assert.deepEqual(ended, [false, true]);
  },
);

test(
  "presence says who left until a restarted server knows everybody (K-2, K-5)",
  async (page, time) => {
    page.announce(1, "amy", "aki", "cat");
    await time.pass(10);
    const members = () =>
      page.mesh.remoteCallers.value.map(({ member }) => member);
    page.isIn.value = false;
    page.known.value = "before";
    assert.deepEqual(members(), ["amy", "aki", "cat"]);
    page.shown.value = new Set(["amy", "aki"]);
    assert.deepEqual(members(), ["amy", "aki"], "who is out, is");
    page.announce(2);
    page.isIn.value = true;
    assert.deepEqual(members(), ["amy", "aki"]);
    page.announce(2, "aki");
    assert.deepEqual(members(), ["amy", "aki"]);
    page.known.value = "now";
    assert.deepEqual(members(), ["aki"], "nobody is waited for any more");
    page.isIn.value = false;
    page.known.value = "nobody";
    page.shown.value = new Set();
    assert.deepEqual(members(), []);
    assert.equal(page.mesh.trouble.value, "lost");
    const open = FakePeerConnection.all.filter(({ signalingState }) =>
      signalingState !== "closed"
    );
    assert.equal(open.length, 0, "nobody is sent anything");
  },
);

const speaks = { microphone: true };
const all = { lin: speaks, amy: {}, ben: speaks };

/** Amy's call in simulated time; Ms Lin and Ben speak. */
function testBlip(
  name: string,
  prove: (
    it: {
      call: Call;
      made: ReturnType<typeof makeCallFixture>;
      time: SimulatedTime;
    },
  ) => Promise<void>,
) {
  Deno.test(name, async () => {
    sessionStorage.clear();
    const time = new SimulatedTime(new Random(1));
    const giveBack = time.takeTimers();
    const made = makeCallFixture();
    made.set("call", { main: 1, mutedAt: 5 });
    made.present(all);
    const call = new Call(made.session);
    try {
      await prove({ call, made, time });
    } finally {
      call.close();
      made.facts.document.close();
      giveBack();
    }
  });
}

const people = ({ callers: people }: Call) =>
  people.value.map(({ member, microphone }) => `${member} ${microphone}`);

const here = ["lin true", "amy false", "ben true"];

const lose = ({ facts }: ReturnType<typeof makeCallFixture>) =>
  facts.connected.value = new Map();

const present = (
  { present }: ReturnType<typeof makeCallFixture>,
  all: Record<string, Partial<CallPresence>>,
) => present(all);

testBlip(
  "a brief disconnect removes nobody from the call, and mutes nobody (K-5)",
  async ({ call, made, time }) => {
    const seen: string[][] = [];
    const stop = call.callers.subscribe(() => seen.push(people(call)));
    lose(made);
    await time.pass(19_000);
    // The restarted server knows Ben first, before his call.
    const ben = { member: "ben", since: 0 };
    made.facts.connected.value = new Map([["ben", ben]]);
    present(made, { amy: {} });
    made.facts.connected.value = new Map([...made.facts.connected.value, [
      "ben",
      ben,
    ]]);
    await time.pass(19_000);
    present(made, { ...all, ben: { microphone: false } });
    stop();
    const muted = ["lin true", "amy false", "ben false"];
    assert.deepEqual(
      new Set(seen.map(String)),
      new Set([here, muted].map(String)),
    );
    present(made, { lin: speaks, amy: {} });
    assert.deepEqual(people(call), ["lin true", "amy false"]);
  },
);

testBlip(
  "a person who does not return leaves the call in the end (K-5)",
  async ({ call, made, time }) => {
    assert.equal(call.callersFreshness.value, "now");
    lose(made);
    await time.pass(19_999);
    assert.deepEqual(people(call), here);
    assert.equal(call.callersFreshness.value, "before");
    await time.pass(1);
    assert.deepEqual(people(call), []);
    assert.equal(call.callersFreshness.value, "nobody");
    present(made, { amy: {} });
    assert.deepEqual(people(call), ["amy false"]);
    assert.equal(call.callersFreshness.value, "now");
    present(made, all);
    lose(made);
    present(made, { amy: {} });
    for (let n = 0; n < 4; n++) {
      await time.pass(6_000);
      lose(made);
      present(made, { amy: {} });
    }
    assert.deepEqual(people(call), ["amy false"]);
    present(made, all);
    lose(made);
    await call.join();
    call.leave("left");
    assert.deepEqual(people(call), [], "it is nobody's call any more");
  },
);

testBlip(
  "a second disconnect within the first's grace period removes nobody who was back (K-5)",
  async ({ call, made, time }) => {
    lose(made);
    await time.pass(5_000);
    present(made, { amy: {}, ben: speaks });
    await time.pass(15_000);
    lose(made);
    await time.pass(10_000);
    assert.deepEqual(people(call), ["amy false", "ben true"]);
    assert.equal(call.callersFreshness.value, "before");
    present(made, { amy: {} });
    assert.deepEqual(people(call), ["amy false", "ben true"]);
    await time.pass(40_000);
    assert.deepEqual(people(call), ["amy false"]);
    assert.equal(call.callersFreshness.value, "now");
  },
);

testBlip(
  "an absent person has only the rights the class gives, and is out if it says so (K-1, ACCESS-1)",
  async ({ call, made }) => {
    lose(made);
    present(made, { amy: {} });
    assert.deepEqual(people(call), here);
    made.set("info", { eyesOnMe: 7 });
    assert.deepEqual(people(call), ["lin true", "amy false", "ben false"]);
    made.set("info", { eyesOnMe: null });
    assert.deepEqual(people(call), here);
    made.set("callMuted", { ben: { at: 7, by: "lin" } });
    assert.deepEqual(people(call), ["lin true", "amy false", "ben false"]);
    made.set("callMuted", { ben: undefined });
    assert.deepEqual(people(call), here);
    made.set("call", { mutedAt: 8 });
    assert.deepEqual(people(call), ["lin true", "amy false", "ben false"]);
    made.set("callOut", { ben: 9 });
    assert.deepEqual(people(call), ["lin true", "amy false"]);
    made.set("call", { main: undefined });
    assert.deepEqual(people(call), []);
    await Promise.resolve();
  },
);

testBlip(
  "an absent person is not said to be on another server (K-4)",
  async ({ call, made, time }) => {
    await call.join();
    await time.pass(10);
    const { membersElsewhere: elsewhere } = made.seen[0];
    assert.deepEqual(elsewhere.value, ["lin", "amy", "ben"]);
    lose(made);
    assert.deepEqual(elsewhere.value, []);
  },
);

testBlip(
  "a page that slept returns muted and says so, a briefly disconnected one as it was (K-1)",
  async ({ call, made, time }) => {
    const now = Date.now;
    try {
      // Timers sleep with the machine, its clock does not.
      let slept = 0;
      Date.now = () => time.now + slept;
      await call.join();
      await time.pass(10);
      const { ownDevices: own } = call.voice.value!;
      await own.switchDevice("microphone", true);
      await time.pass(600_000);
      made.lose("main");
      await time.pass(50_000);
      made.reopen("main");
      await time.pass(10);
      assert.equal(own.switchedOn.value.microphone, true);
      slept = 61_000;
      await time.pass(20_000);
      made.lose("main");
      await time.pass(2_000);
      made.reopen("main");
      await time.pass(10);
      assert.equal(own.switchedOn.value.microphone, false);
      assert.deepEqual(own.trouble.value, { kind: "away" });
      const enter = made.said.findLast(({ request }) =>
        request.kind === "enter"
      );
      assert.equal(
        enter?.request.kind === "enter" && enter.request.state.microphone,
        false,
      );
      assert.equal(made.medias[0].sent.microphone, null);
      await own.switchDevice("microphone", true);
      assert.equal(own.trouble.value, null);
      made.lose("main");
      made.reopen("main");
      await time.pass(10);
      assert.equal(own.switchedOn.value.microphone, true);
      // Also when it wakes in another room.
      slept += 61_000;
      made.set("breakouts", { open: true });
      made.set("call", { groups: 3 });
      made.move("amy", "a");
      await time.pass(10);
      assert.equal(call.room.value, "a");
      assert.equal(own.switchedOn.value.microphone, false);
    } finally {
      Date.now = now;
    }
  },
);
