/** K-3, K-5: when a page in a call tries again, or starts anew, and by which servers; its browser and the time are made up. */
import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { allOff } from "../../../components/calls/caller.ts";
import { Mesh } from "../../../components/calls/mesh/mesh.ts";
import type { Peer } from "../../../sync/signals.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";
import { MadeConnection } from "./made_connection.ts";

const old = [{ urls: ["turn:old.example"] }];

/** Ben's page, in a call with Amy's: his is the one that makes offers. */
class Page {
  /** What it has said. */
  readonly told: { kind: string; me: string; n: number }[] = [];
  readonly peers = signal<readonly Peer[]>([]);
  readonly isAway = signal(false);
  readonly elsewhere = signal<readonly string[]>([]);
  onTold: ((from: string, body: unknown) => void) | null = null;
  readonly mesh: Mesh;

  constructor(readonly time: SimulatedTime) {
    this.mesh = new Mesh({
      me: "ben.1",
      iceServers: old,
      signalling: this,
      shown: () => allOff,
      elsewhere: this.elsewhere,
    });
    this.announce(1, "amy");
  }

  tell(_to: string, body: unknown) {
    this.told.push(body as Page["told"][number]);
  }

  /** The server says who is in, he himself in his so manieth turn. */
  announce(turn: number, ...others: string[]) {
    this.peers.value = [{ peer: "ben.1", member: "ben", turn }]
      .concat(others.map((it) => ({ peer: `${it}.1`, member: it, turn: 1 })));
  }

  /** Amy's page says something, as the end of this id. */
  hears(me: string, said: object) {
    this.onTold!("amy.1", { v: 1, me, you: null, ...said });
  }

  /** Its connection with Amy's now, and how many it has made. */
  get link(): MadeConnection {
    return MadeConnection.all.at(-1)!;
  }

  get made(): number {
    return MadeConnection.all.length;
  }

  /** It has come to stand. */
  async connects() {
    await this.time.pass(10);
    const { n } = this.told.findLast(({ kind }) => kind === "offer")!;
    this.hears("amy's", { kind: "answer", n, sdp: "v=0" });
    await this.time.pass(10);
    this.link.become("connected");
  }
}

/** A test with such a page. */
function test(
  name: string,
  prove: (page: Page, time: SimulatedTime) => Promise<void>,
) {
  Deno.test(name, async () => {
    MadeConnection.all.length = 0;
    const time = new SimulatedTime(new Random(1));
    const { now } = performance;
    const before = {
      RTCPeerConnection: Reflect.get(globalThis, "RTCPeerConnection"),
      document: Reflect.get(globalThis, "document"),
    };
    Object.assign(globalThis, {
      RTCPeerConnection: MadeConnection,
      document: { hidden: true },
    });
    performance.now = () => time.now;
    const giveBack = time.takeTimers();
    const page = new Page(time);
    try {
      await prove(page, time);
    } finally {
      page.mesh.close();
      giveBack();
      performance.now = now;
      Object.assign(globalThis, before);
    }
  });
}

test(
  "K-5: with the network, and once the server has let one in again, a page tries at once, however long it would have waited",
  async (page, time) => {
    await page.connects();
    page.link.become("failed");
    // It has tried by then, and would again in a few seconds.
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
    assert.equal(page.made, 1, "over the connection that there was");
  },
);

test(
  "K-5: whose classmate starts anew again and again does so less and less, and at once where they had not for long",
  async (page, time) => {
    const startsAnew = async (times: number) => {
      for (let n = 0; n < times; n++) {
        page.hears(`end ${time.now}`, { kind: "ask" });
        await time.pass(1_050);
      }
    };
    await startsAnew(57);
    // After 1, 2, 4, 8 and 16 s, a little more each.
    assert.equal(page.made, 6);
    await time.pass(31_000);
    await startsAnew(2);
    assert.equal(page.made, 8);
  },
);

test(
  "K-5: a connection whose other end cannot be read is made anew, and less and less often, too",
  async (page, time) => {
    await page.connects();
    const fails = async (after: number) => {
      const before = page.made;
      page.link.become("failed", "connected");
      await time.pass(after - 50);
      assert.equal(page.made, before);
      await time.pass(100);
      assert.equal(page.made, before + 1);
    };
    await fails(1_000 - 20);
    await fails(2_000 - 50);
    await fails(4_000 - 50);
    await time.pass(31_000);
    page.link.become("connected");
    page.link.become("failed", "connected");
    const before = page.made;
    await time.pass(1);
    assert.equal(page.made, before + 1);
  },
);

test(
  "K-3: who is given other servers finds by them whoever comes, and whoever was lost",
  async (page, time) => {
    await page.connects();
    const servers = [{ urls: ["turn:new.example"] }];
    const used = () =>
      MadeConnection.all.map(({ configuration }) => configuration.iceServers);
    page.mesh.findBy(servers);
    page.announce(1, "amy", "aki");
    await time.pass(10);
    assert.deepEqual(used(), [old, servers]);
    assert.equal(
      MadeConnection.all[0].restarts,
      0,
      "what stands is left alone",
    );
    dispatchEvent(new Event("online"));
    await time.pass(10);
    assert.deepEqual(used(), [servers, servers]);
    assert.equal(MadeConnection.all[0].restarts, 1);
  },
);

test(
  "K-3: whoever goes is let go at once, nobody before the server says who is in, and who is at another server is shown as that",
  async (page, time) => {
    page.announce(1, "amy", "aki");
    await time.pass(10);
    const others = () =>
      page.mesh.others.value.map((it) => `${it.member} ${it.connection}`);
    const both = ["amy connecting", "aki connecting"];
    assert.deepEqual(others(), both);
    // As between two connections.
    page.peers.value = [];
    assert.deepEqual(others(), both);
    page.announce(1, "amy");
    page.elsewhere.value = ["far"];
    assert.deepEqual(others(), ["amy connecting", "far elsewhere"]);
    const ended = MadeConnection.all.map((it) =>
      it.signalingState === "closed"
    );
    assert.deepEqual(ended, [false, true]);
  },
);
