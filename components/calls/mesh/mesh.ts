/** A call from browser to browser: a connection with each other page that is in it (K-3). */
import {
  computed,
  effect,
  type ReadonlySignal,
  signal,
  untracked,
} from "@preact/signals";
import type { CallState } from "../../../classroom/model/calls.ts";
import type { Peer } from "../../../sync/client/signalling.ts";
import { allOff, grace } from "../caller.ts";
import { levelMeter, StatsLevels } from "../levels.ts";
import { type Carrier, type Remote, streamOf, type Tracks } from "../media.ts";
import type { CallLine, Seen } from "../call_backend.ts";
import { planFor } from "./bitrates.ts";
import { isPolite, Link, type LinkState } from "./link.ts";
import { type MeshMessage, readMeshMessage } from "./messages.ts";

export interface MeshOptions extends Seen {
  readonly me: string;
  /** For the first connections, until {@link Mesh.findBy} gives others. */
  readonly iceServers: readonly RTCIceServer[];
  /** What carries what pages say to each other, before they are connected. */
  readonly signalling: Pick<CallLine, "tell" | "onTold" | "peers" | "isAway">;
}

const measuredEveryMs = 2_000;

const noLevel: ReadonlySignal<number> = signal(0);
const nothing: Tracks = { microphone: null, camera: null, screen: null };

export class Mesh implements Carrier {
  readonly #options: MeshOptions;
  readonly #partners = signal<readonly Partner[]>([]);
  readonly #tracks = signal(nothing);
  /** Nothing while it is not known who is at the other ends. */
  readonly #sent = computed(() =>
    this.#options.signalling.isAway.value ? nothing : this.#tracks.value
  );
  readonly #meter = levelMeter();
  readonly #levels = new StatsLevels();
  readonly #company = unlessSame(() => this.#count());
  readonly #watchers: (() => void)[] = [];
  #iceServers: readonly RTCIceServer[];
  #isPaused = false;
  #turn = -1;
  /** Who is missing since this page came back: a restarted server knows nobody yet. */
  readonly #awaited = signal<readonly Partner[]>([]);
  #waiting: ReturnType<typeof setTimeout> | undefined;

  readonly people: ReadonlySignal<readonly Remote[]>;
  readonly level: ReadonlySignal<number>;
  readonly trouble: ReadonlySignal<"connecting" | "lost" | "no-picture" | null>;

  constructor(options: MeshOptions) {
    this.#options = options;
    const { signalling } = options;
    this.#iceServers = options.iceServers;
    this.level = this.#meter.level;
    this.trouble = computed(() => this.#judge());
    this.people = unlessSame(() => [
      ...this.#partners.value.map(({ remote }) => remote.value),
      ...options.elsewhere.value.map(elsewhere),
    ]);
    signalling.onTold = (from, body) => this.#told(from, body);
    this.#watchers.push(
      effect(() => {
        const peers = signalling.peers.value;
        const isAway = signalling.isAway.value;
        untracked(() => {
          // First lets go of those who left meanwhile.
          this.#meet(peers);
          if (isAway === this.#isPaused) return;
          this.#isPaused = isAway;
          void this.#send();
        });
      }),
      effect(() => {
        const out = this.#awaited.value.filter((it) => !it.isPresent.value);
        untracked(() => this.#letGo(out));
      }),
      () => clearTimeout(this.#waiting),
      effect(() => {
        const plan = planFor(...this.#company.value);
        untracked(() => this.#each(({ link }) => link.value.follow(plan)));
      }),
      effect(() => {
        this.#partners.value.forEach((partner) => partner.letThrough());
      }),
    );
    const measuring = setInterval(() => {
      if (signalling.isAway.peek()) return;
      this.#each((it) => it.link.value.measure(it.shown.peek()));
    }, measuredEveryMs);
    this.#watchers.push(() => clearInterval(measuring));
    const restart = () => this.#each(({ link }) => link.value.restart());
    addEventListener("online", restart);
    this.#watchers.push(() => removeEventListener("online", restart));
  }

  async set(tracks: Tracks) {
    const { microphone, camera, screen } = tracks;
    const isOther = microphone !== this.#tracks.value.microphone;
    if (isOther) this.#meter.listen(microphone);
    if (camera) camera.contentHint = "motion";
    // Text on it has to be readable.
    if (screen) screen.contentHint = "detail";
    this.#tracks.value = tracks;
    await this.#send();
  }

  findBy(iceServers: readonly RTCIceServer[]) {
    this.#iceServers = iceServers;
  }

  leave() {
    this.#options.signalling.onTold = null;
    for (const stop of this.#watchers.splice(0)) stop();
    this.#each(({ link }) => link.value.close());
    this.#partners.value = [];
    this.#meter.close();
    this.#levels.close();
  }

  /** What the browser has counted of the connection with a peer; null: there is none. */
  async stats(peer: string): Promise<RTCStatsReport | null> {
    const partner = this.#partners.value.find((it) => it.peer.peer === peer);
    return await partner?.link.value.stats() ?? null;
  }

  async #send() {
    const sent = this.#sent.value;
    await Promise.all(
      this.#partners.value.map(({ link }) => link.value.set(sent)),
    );
  }

  #each(work: (partner: Partner) => unknown) {
    this.#partners.peek().forEach(work);
  }

  /** Connects with whoever is in the call, and with nobody else. */
  #meet(peers: readonly Peer[]) {
    const { me } = this.#options;
    const own = peers.find(({ peer }) => peer === me);
    // Between two connections the list is empty: nobody is sent away.
    if (!own) return;
    const isBack = this.#turn >= 0 && own.turn > this.#turn;
    this.#turn = own.turn;
    const before = new Map(
      this.#partners.value.map((it) => [it.peer.peer, it]),
    );
    const now = peers.filter(({ peer }) => peer !== me).map((peer) => {
      const partner = before.get(peer.peer);
      before.delete(peer.peer);
      if (!partner) return this.#partner(peer);
      const comesBack = peer.turn > partner.peer.turn;
      partner.peer = peer;
      if (isBack || comesBack) partner.link.value.revive();
      return partner;
    });
    const missing = [...before.values()];
    const isAgain = ({ member }: Peer) =>
      peers.some((it) => it.member === member);
    // Presence says who may still be there; of those in the list since, the list alone does.
    const awaited = missing.filter((it) =>
      (isBack || this.#awaited.value.includes(it)) && it.isPresent.value &&
      !isAgain(it.peer)
    );
    this.#partners.value = [...now, ...missing];
    this.#awaited.value = awaited;
    this.#letGo(missing.filter((it) => !awaited.includes(it)));
    if (!isBack) return;
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(
      () => this.#letGo(this.#awaited.value),
      grace,
    );
  }

  #letGo(gone: readonly Partner[]) {
    if (gone.length === 0) return;
    for (const { link } of gone) link.value.close();
    const rest = (all: readonly Partner[]) =>
      all.filter((it) => !gone.includes(it));
    this.#awaited.value = rest(this.#awaited.value);
    this.#partners.value = rest(this.#partners.value);
  }

  #partner(peer: Peer): Partner {
    const { shown } = this.#options;
    const partner: Partner = new Partner(
      peer,
      this.#link(peer.peer, () => partner),
      () => shown(peer.member),
      this.#levels,
    );
    return partner;
  }

  #link(
    peer: string,
    partner: () => Partner,
    first: LinkState = "connecting",
  ): Link {
    const { me, signalling } = this.#options;
    const link: Link = new Link({
      isPolite: isPolite(me, peer),
      iceServers: () => this.#iceServers,
      tracks: this.#sent.peek(),
      plan: planFor(...this.#company.peek()),
      first,
      tell: (message) => signalling.tell(peer, message),
      renew: (message: MeshMessage | null) => {
        if (link.isClosed) return;
        link.close();
        const was = link.connection.peek();
        const next = was === "connecting" ? was : "lost";
        const renewed = this.#link(peer, partner, next);
        partner().link.value = renewed;
        if (message) renewed.read(message);
      },
    });
    return link;
  }

  #told(from: string, body: unknown) {
    const partner = this.#partners.value.find((it) => it.peer.peer === from);
    const message = readMeshMessage(body);
    if (partner && message) partner.link.peek().read(message);
  }

  /** Counts oneself and the own pictures, too. */
  #count(): readonly [people: number, pictures: number] {
    const { camera, screen } = this.#tracks.value;
    const own = Number(camera !== null) + Number(screen !== null);
    const partners = this.#partners.value;
    const pictures = partners.reduce((sum, { shown }) => {
      const { camera, screen } = shown.value;
      return sum + Number(camera) + Number(screen);
    }, own);
    return [partners.length + 1, pictures];
  }

  #judge() {
    if (this.#options.signalling.isAway.value) return "lost";
    const partners = this.#partners.value;
    const states = partners.map(({ link }) => link.value.connection.value);
    if (states.length > 0 && !states.includes("connected")) {
      return states.includes("lost") ? "lost" : "connecting";
    }
    const { camera, screen } = this.#tracks.value;
    const isShowing = camera !== null || screen !== null;
    const isMissing = partners.some(({ link, shown }) => {
      const { holdsBack, isHeldBack } = link.value;
      const { camera, screen } = shown.value;
      return isShowing && holdsBack.value ||
        (camera || screen) && isHeldBack.value;
    });
    return isMissing ? "no-picture" : null;
  }
}

class Partner {
  readonly link;
  readonly remote: ReadonlySignal<Remote>;
  readonly shown: ReadonlySignal<CallState>;
  readonly isPresent: ReadonlySignal<boolean>;
  readonly level: ReadonlySignal<number>;

  constructor(
    public peer: Peer,
    link: Link,
    shown: () => CallState | undefined,
    levels: StatsLevels,
  ) {
    this.link = signal(link);
    this.shown = computed(() => shown() ?? allOff);
    this.isPresent = computed(() => shown() !== undefined);
    // All voice streams: a page may send more than the one in its description.
    this.level = levels.watch(
      "inbound-rtp",
      () => this.shown.peek().microphone ? this.link.peek().stats() : undefined,
    );
    const fields = unlessSame(() => {
      const link = this.link.value;
      const { microphone, camera, screen } = this.shown.value;
      const on = link.receivers.value;
      const seen = link.isHeldBack.value ? null : on;
      return [
        link.connection.value,
        microphone ? streamOf(on?.microphone) : null,
        camera ? streamOf(seen?.camera) : null,
        screen ? streamOf(seen?.screen) : null,
      ] as const;
    });
    this.remote = computed(() => {
      const [connection, audio, camera, screen] = fields.value;
      const { peer, member } = this.peer;
      const { level } = this;
      return { peer, member, connection, audio, camera, screen, level };
    });
  }

  letThrough() {
    const shown = this.shown.value;
    const on = this.link.value.receivers.value;
    if (!on) return;
    on.microphone!.enabled = shown.microphone;
    on.camera!.enabled = shown.camera;
    on.screen!.enabled = shown.screen;
  }
}

const elsewhere = (member: string): Remote => ({
  peer: member,
  member,
  connection: "elsewhere",
  audio: null,
  camera: null,
  screen: null,
  level: noLevel,
});

/** A computed list that stays identical while its elements do. */
function unlessSame<T extends readonly unknown[]>(
  compute: () => T,
): ReadonlySignal<T> {
  let last: T | undefined;
  return computed(() => {
    const next = compute();
    const isSame = last?.length === next.length &&
      next.every((it, at) => it === last![at]);
    return last = isSame ? last! : next;
  });
}
