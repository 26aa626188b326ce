/** A call without a media server: this page has one connection to each other page (K-3). */
import {
  computed,
  effect,
  type ReadonlySignal,
  signal,
  untracked,
} from "@preact/signals";
import type { CallMedia } from "../../../classroom/model/calls.ts";
import type { Peer } from "../../../sync/client/signaling.ts";
import { allDevicesOff } from "../caller.ts";
import { makeLevelMeter, StatsLevelMeter } from "../voice_levels.ts";
import {
  type CallMediaConnection,
  type CallRoomPresence,
  type CallSignaling,
  type CallTracks,
  type RemoteCaller,
  streamForTrack,
} from "../call_backend.ts";
import { planSending } from "./transceivers.ts";
import { isPolite, type LinkState, PeerLink } from "./peer_link.ts";
import { type MeshMessage, readMeshMessage } from "./mesh_messages.ts";

interface MeshOptions extends CallRoomPresence {
  readonly ownPeer: string;
  /** Used until {@link MeshMedia.setIceServers} replaces them. */
  readonly iceServers: readonly RTCIceServer[];
  readonly signaling: Pick<
    CallSignaling,
    "send" | "onMessage" | "peers" | "isIn"
  >;
}

const measuredEveryMs = 2_000;

const noLevel: ReadonlySignal<number> = signal(0);
const nothing: CallTracks = { microphone: null, camera: null, screen: null };

export class MeshMedia implements CallMediaConnection {
  readonly #options: MeshOptions;
  readonly #partners = signal<readonly Partner[]>([]);
  readonly #tracks = signal(nothing);
  /** The server's list of pages; null while the connection is lost, or until the list contains this page. */
  readonly #listed = computed(() => {
    const { ownPeer, signaling: { isIn, peers } } = this.#options;
    const isListed = isIn.value &&
      peers.value.some(({ peer }) => peer === ownPeer);
    return isListed ? peers.value : null;
  });
  readonly #meter = makeLevelMeter();
  readonly #levels = new StatsLevelMeter();
  readonly #company = keepIfEqual(() => this.#count());
  readonly #watchers: (() => void)[] = [];
  #iceServers: readonly RTCIceServer[];
  #turn = -1;

  readonly remoteCallers: ReadonlySignal<readonly RemoteCaller[]>;
  readonly level: ReadonlySignal<number>;
  readonly trouble: ReadonlySignal<"connecting" | "lost" | "no-picture" | null>;

  constructor(options: MeshOptions) {
    this.#options = options;
    const { signaling } = options;
    this.#iceServers = options.iceServers;
    this.level = this.#meter.level;
    this.trouble = computed(() => this.#judge());
    this.remoteCallers = keepIfEqual(() => [
      ...this.#partners.value.map(({ remote }) => remote.value),
      ...options.membersElsewhere.value.map(elsewhere),
    ]);
    signaling.onMessage = (from, body) => this.#told(from, body);
    this.#watchers.push(
      effect(() => {
        const peers = this.#listed.value;
        untracked(() => peers && this.#updatePartners(peers));
      }),
      effect(() => {
        const gone = this.#partners.value.filter((it) => this.#isGone(it));
        untracked(() => gone.length > 0 && this.#release(gone));
      }),
      effect(() => {
        const plan = planSending(...this.#company.value);
        untracked(() => this.#each(({ link }) => link.value.setPlan(plan)));
      }),
      effect(() => {
        this.#partners.value.forEach((partner) => partner.letThrough());
      }),
    );
    const measuring = setInterval(
      () => this.#each((it) => it.link.value.measure(it.shownMedia.peek())),
      measuredEveryMs,
    );
    this.#watchers.push(() => clearInterval(measuring));
    const restart = () => this.#each(({ link }) => link.value.searchNewRoute());
    addEventListener("online", restart);
    this.#watchers.push(() => removeEventListener("online", restart));
  }

  async setTracks(tracks: CallTracks) {
    const { microphone, camera, screen } = tracks;
    const isOther = microphone !== this.#tracks.value.microphone;
    if (isOther) this.#meter.listen(microphone);
    if (camera) camera.contentHint = "motion";
    if (screen) screen.contentHint = "detail";
    this.#tracks.value = tracks;
    await Promise.all(
      this.#partners.value.map(({ link }) => link.value.setTracks(tracks)),
    );
  }

  setIceServers(iceServers: readonly RTCIceServer[]) {
    this.#iceServers = iceServers;
  }

  leave() {
    this.#options.signaling.onMessage = null;
    for (const stop of this.#watchers.splice(0)) stop();
    this.#each(({ link }) => link.value.close());
    this.#partners.value = [];
    this.#meter.close();
    this.#levels.close();
  }

  async stats(peer: string): Promise<RTCStatsReport | null> {
    const partner = this.#partners.value.find((it) => it.peer.peer === peer);
    return await partner?.link.value.stats() ?? null;
  }

  #each(work: (partner: Partner) => unknown) {
    this.#partners.peek().forEach(work);
  }

  #updatePartners(peers: readonly Peer[]) {
    const { ownPeer } = this.#options;
    const { turn } = peers.find(({ peer }) => peer === ownPeer)!;
    const isBack = this.#turn >= 0 && turn > this.#turn;
    this.#turn = turn;
    const partnersByPeer = new Map(
      this.#partners.value.map((it) => [it.peer.peer, it]),
    );
    const newPartners: Partner[] = [];
    for (const peer of peers) {
      const partner = partnersByPeer.get(peer.peer);
      if (partner) {
        const comesBack = peer.turn > partner.peer.turn;
        partner.peer = peer;
        if (isBack || comesBack) partner.link.value.reconnectIfLost();
      } else if (peer.peer !== ownPeer) newPartners.push(this.#partner(peer));
    }
    this.#partners.value = [...partnersByPeer.values(), ...newPartners];
  }

  /** While the server's list is unknown, presence decides whether a peer is gone. */
  #isGone({ peer: { peer, member }, isPresent }: Partner): boolean {
    const listed = this.#listed.value;
    if (!listed) return !isPresent.value;
    if (listed.some((it) => it.peer === peer)) return false;
    // After a restart, the server's list grows as pages return.
    const isAwaited = this.#options.callersFreshness.value === "before" &&
      isPresent.value && !listed.some((it) => it.member === member);
    return !isAwaited;
  }

  #release(gone: readonly Partner[]) {
    for (const { link } of gone) link.value.close();
    this.#partners.value = this.#partners.value.filter((partner) =>
      !gone.includes(partner)
    );
  }

  #partner(peer: Peer): Partner {
    const { mediaOf } = this.#options;
    const partner: Partner = new Partner(
      peer,
      this.#link(peer.peer, () => partner),
      () => mediaOf(peer.member),
      this.#levels,
    );
    return partner;
  }

  #link(
    peer: string,
    partner: () => Partner,
    first: LinkState = "connecting",
  ): PeerLink {
    const { ownPeer, signaling } = this.#options;
    const link: PeerLink = new PeerLink({
      isPolite: isPolite(ownPeer, peer),
      iceServers: () => this.#iceServers,
      tracks: this.#tracks.peek(),
      plan: planSending(...this.#company.peek()),
      first,
      tell: (message) => signaling.send(peer, message),
      renew: (message: MeshMessage | null) => {
        if (link.isClosed) return;
        link.close();
        const was = link.connection.peek();
        const next = was === "connecting" ? was : "lost";
        const renewed = this.#link(peer, partner, next);
        partner().link.value = renewed;
        if (message) renewed.receiveMessage(message);
      },
    });
    return link;
  }

  #told(from: string, body: unknown) {
    const partner = this.#partners.value.find((it) => it.peer.peer === from);
    const message = readMeshMessage(body);
    if (partner && message) partner.link.peek().receiveMessage(message);
  }

  /** Counts people and pictures in the call, including this page and its own. */
  #count(): readonly [people: number, pictures: number] {
    const { camera, screen } = this.#tracks.value;
    const ownPictures = Number(camera !== null) + Number(screen !== null);
    const partners = this.#partners.value;
    const pictures = partners.reduce((sum, { shownMedia }) => {
      const { camera, screen } = shownMedia.value;
      return sum + Number(camera) + Number(screen);
    }, ownPictures);
    return [partners.length + 1, pictures];
  }

  #judge() {
    if (this.#options.callersFreshness.value === "nobody") return "lost";
    const partners = this.#partners.value;
    const states = partners.map(({ link }) => link.value.connection.value);
    if (states.length > 0 && !states.includes("connected")) {
      return states.includes("lost") ? "lost" : "connecting";
    }
    const { camera, screen } = this.#tracks.value;
    const isShowing = camera !== null || screen !== null;
    const isMissing = partners.some(({ link, shownMedia }) => {
      const { isHoldingBack, isHeldBack } = link.value;
      const { camera, screen } = shownMedia.value;
      return isShowing && isHoldingBack.value ||
        (camera || screen) && isHeldBack.value;
    });
    return isMissing ? "no-picture" : null;
  }
}

class Partner {
  readonly link;
  readonly remote: ReadonlySignal<RemoteCaller>;
  readonly shownMedia: ReadonlySignal<CallMedia>;
  readonly isPresent: ReadonlySignal<boolean>;
  readonly level: ReadonlySignal<number>;

  constructor(
    public peer: Peer,
    link: PeerLink,
    readMedia: () => CallMedia | undefined,
    levels: StatsLevelMeter,
  ) {
    this.link = signal(link);
    this.shownMedia = computed(() => readMedia() ?? allDevicesOff);
    this.isPresent = computed(() => readMedia() !== undefined);
    // All voice streams together, since a page may send more of them than it announced.
    this.level = levels.watch(
      "inbound-rtp",
      () =>
        this.shownMedia.peek().microphone
          ? this.link.peek().stats()
          : undefined,
    );
    const fields = keepIfEqual(() => {
      const link = this.link.value;
      const { microphone, camera, screen } = this.shownMedia.value;
      const tracks = link.receivedTracks.value;
      const pictureTracks = link.isHeldBack.value ? null : tracks;
      return [
        link.connection.value,
        microphone ? streamForTrack(tracks?.microphone) : null,
        camera ? streamForTrack(pictureTracks?.camera) : null,
        screen ? streamForTrack(pictureTracks?.screen) : null,
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
    const media = this.shownMedia.value;
    const tracks = this.link.value.receivedTracks.value;
    if (!tracks) return;
    tracks.microphone!.enabled = media.microphone;
    tracks.camera!.enabled = media.camera;
    tracks.screen!.enabled = media.screen;
  }
}

const elsewhere = (member: string): RemoteCaller => ({
  peer: member,
  member,
  connection: "elsewhere",
  audio: null,
  camera: null,
  screen: null,
  level: noLevel,
});

/** A computed list that keeps its identity while its elements are the same. */
function keepIfEqual<T extends readonly unknown[]>(
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
