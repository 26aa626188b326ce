/**
 * The connection to one peer, with three transceivers (lines) in a fixed order: voice, camera, screen. Turning one
 * on or off only replaces its track. Both ends use WebRTC's *perfect negotiation*. Messages may be lost, so an end
 * retries, and after some failures a new link replaces this one.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { CallMedia } from "../../../classroom/model/calls.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { CallTracks } from "../call_backend.ts";
import {
  addTransceivers,
  applySendingPlan,
  openTransceivers,
  receivedTracks,
  type SendingPlan,
  transceiverOrder,
} from "./transceivers.ts";
import {
  CongestionControl,
  countUnwantedFrames,
  isTooMuchUnwanted,
  noUnwantedFrames,
  type StatsEntry,
} from "./congestion.ts";
import {
  type IceCandidate,
  maxCandidatesPerDescription,
  maxCandidatesPerMessage,
  type MeshContent,
  type MeshMessage,
} from "./mesh_messages.ts";

// Limits the expensive work that a peer can cause.

/** Allows one action per `each`, and bursts up to `ahead` (ms). */
const paceMs = { each: 1_000, ahead: 2_000 };

class Paced {
  #until = 0;

  take(): boolean {
    const now = performance.now();
    const from = Math.max(now, this.#until);
    if (from > now + paceMs.ahead) return false;
    this.#until = from + paceMs.each;
    return true;
  }
}

export type LinkState = "connecting" | "connected" | "lost";

interface LinkOptions {
  readonly isPolite: boolean;
  /** Read before each search for a network route. */
  iceServers(): readonly RTCIceServer[];
  readonly tracks: CallTracks;
  readonly plan: SendingPlan;
  /** The state to begin with. `lost`: an earlier link to the peer was connected. */
  readonly first: LinkState;
  tell(message: MeshMessage): void;
  /**
   * Asks for a new link.
   *
   * @param first the peer's message that made it necessary; null: too many failures
   */
  renew(first: MeshMessage | null): void;
}

const interruptedMs = 2_000;
/** Failures before both ends start over with new links. */
const maxTries = 5;
/** Links younger than this (ms) are not replaced: a new link sends all messages again. */
const minLinkAgeMs = 5_000;

export function isPolite(ownPeer: string, otherPeer: string): boolean {
  return ownPeer < otherPeer;
}

/**
 * Decides by ids whether a message is for this link. `renew`: the other end has a new link, so this end needs one
 * too.
 */
export function checkAddressee(
  { me, you }: Pick<MeshMessage, "me" | "you">,
  message: Pick<MeshMessage, "me" | "you">,
): "drop" | "renew" | "take" {
  if (message.you !== null && message.you !== me) return "drop";
  return you !== null && message.me !== you ? "renew" : "take";
}

/** Pause (ms) before the next attempt: not too long for people, not too short for the server. */
function retryDelayMs(tries: number): number {
  return Math.min(3_000 * 1.5 ** tries, 15_000);
}

export class PeerLink {
  readonly #options: LinkOptions;
  readonly #pc: RTCPeerConnection;
  readonly #ownId = newId();
  #peerId: string | null = null;
  #offers = 0;
  #tries = 0;
  /** Limits how often the peer can make this end write a description, which is long. */
  readonly #described = new Paced();
  /** Candidates that the peer may still send before the next description. */
  #named = maxCandidatesPerDescription;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #found = new ConnectionFindings((candidates) =>
    this.#tell({ kind: "candidates", candidates })
  );
  #transceivers: readonly RTCRtpTransceiver[] = [];
  #tracks: CallTracks;
  readonly #congestion: CongestionControl;
  #unwanted = noUnwantedFrames;
  readonly #madeAt = performance.now();
  #work: Promise<void> = Promise.resolve();

  readonly #connection = signal<LinkState>("connecting");
  readonly #receivers = signal<CallTracks | null>(null);
  readonly #holdsBack = signal(false);
  // Changes at most every 5 s, since it is shown and announced.
  readonly #heldBack = new ThrottledSignal(false, 5_000);

  readonly connection: ReadonlySignal<LinkState> = this.#connection;
  /** Incoming tracks; null: the connection has no transceivers yet. */
  readonly receivedTracks: ReadonlySignal<CallTracks | null> = this.#receivers;
  readonly isHoldingBack: ReadonlySignal<boolean> = this.#holdsBack;
  readonly isHeldBack = this.#heldBack.value;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#tracks = options.tracks;
    this.#congestion = new CongestionControl(options.plan);
    this.#connection.value = options.first;
    const pc = this.#pc = new RTCPeerConnection(configuration(options));
    pc.onicecandidate = ({ candidate }) =>
      candidate && this.#found.add(candidate);
    pc.onnegotiationneeded = () => this.#queueWork(() => this.#offer());
    pc.oniceconnectionstatechange = () => this.#watch();
    pc.onconnectionstatechange = () => this.#watch();
    if (!options.isPolite) {
      addTransceivers(pc);
      this.#queueWork(() => this.#takeLines());
    }
    this.#tryIn(retryDelayMs(0));
  }

  get isClosed(): boolean {
    return this.#pc.signalingState === "closed";
  }

  get #isOffering(): boolean {
    return this.#pc.signalingState === "have-local-offer";
  }

  get #early(): number {
    return this.#madeAt + minLinkAgeMs - performance.now();
  }

  receiveMessage(message: MeshMessage) {
    switch (checkAddressee({ me: this.#ownId, you: this.#peerId }, message)) {
      case "drop":
        return;
      case "renew":
        // A link that is too young is kept: the other end repeats the message until it is connected.
        if (this.#early <= 0) this.#options.renew(message);
        return;
      case "take":
        this.#peerId = message.me;
        this.#queueWork(() => this.#takeMessage(message));
    }
  }

  setTracks(tracks: CallTracks): Promise<void> {
    this.#tracks = tracks;
    return this.#queueWork(async () => {
      await this.#put();
      await this.#tune();
    });
  }

  setPlan(plan: SendingPlan) {
    this.#congestion.plan = plan;
    this.#queueWork(() => this.#tune());
  }

  /** Tries again at once, unless connected. For when the network or the peer's page may have changed. */
  reconnectIfLost() {
    if (this.#connection.value !== "connected") this.#tryIn(0, true);
  }

  /** For when the network has changed: searches for another route even if connected. */
  searchNewRoute() {
    if (this.#connection.value !== "connected") return this.reconnectIfLost();
    this.#queueWork(() => this.#findNewRoute());
  }

  async measure(shownMedia: CallMedia) {
    if (this.#connection.value !== "connected") return;
    const report = await this.#pc.getStats();
    if (this.isClosed) return;
    const entries = report as unknown as ReadonlyMap<string, StatsEntry>;
    const off = this.#transceivers.filter((_, index) =>
      !shownMedia[transceiverOrder[index]]
    )
      .map(({ receiver }) => receiver.track.id);
    this.#unwanted = countUnwantedFrames(this.#unwanted, entries.values(), off);
    if (isTooMuchUnwanted(this.#unwanted)) {
      this.close();
      return this.#lose();
    }
    const isOther = this.#congestion.measure(entries.values(), this.#tracks);
    const isHeld = this.#congestion.isHoldingBack;
    if (isHeld !== this.#holdsBack.value) {
      this.#holdsBack.value = isHeld;
      this.#tellPictures();
    }
    if (isOther) await this.#queueWork(() => this.#tune());
  }

  stats(): Promise<RTCStatsReport> {
    return this.#pc.getStats();
  }

  close() {
    clearTimeout(this.#timer);
    this.#found.close();
    this.#heldBack.close();
    this.#pc.close();
  }

  /** Runs work after all earlier work. Ignores errors that a peer's message causes in the browser. */
  #queueWork(work: () => Promise<void> | void): Promise<void> {
    const result = this.#work.then(async () => {
      if (this.isClosed) return;
      try {
        await work();
      } catch (error) {
        if (!isOfPeer(error)) throw error;
      }
    });
    // Later work runs after an error. The caller gets it by `result`.
    this.#work = result.catch(() => {});
    return result;
  }

  async #takeMessage(message: MeshMessage) {
    const pc = this.#pc;
    switch (message.kind) {
      case "offer":
        // If both ends make offers at once, only that of the impolite end counts.
        if (this.#isOffering && !this.#options.isPolite) return;
        if (!this.#described.take()) return;
        // The browser drops this end's own offer.
        await pc.setRemoteDescription({ type: "offer", sdp: message.sdp });
        this.#named = maxCandidatesPerDescription;
        await this.#takeLines();
        await pc.setLocalDescription();
        this.#describe("answer", message.n);
        return await this.#tune();
      case "answer":
        if (!this.#isOffering || message.n !== this.#offers) return;
        await pc.setRemoteDescription({ type: "answer", sdp: message.sdp });
        this.#named = maxCandidatesPerDescription;
        return await this.#tune();
      case "ask":
        if (this.#described.take()) this.#retry();
        return;
      case "candidates":
        for (const candidate of message.candidates) {
          if (this.#named-- <= 0) return;
          // The browser refuses candidates of a description that was ignored.
          await pc.addIceCandidate(candidate).catch((error) => {
            if (!isOfPeer(error)) throw error;
          });
        }
        return;
      case "pictures":
        this.#heldBack.set(message.paused);
    }
  }

  async #offer() {
    const pc = this.#pc;
    if (pc.signalingState !== "stable") return;
    await pc.setLocalDescription();
    this.#describe("offer", ++this.#offers);
  }

  /** Reads the ICE servers again, for fresh TURN passwords. */
  #findNewRoute() {
    this.#pc.setConfiguration(configuration(this.#options));
    this.#pc.restartIce();
  }

  /** Sends an unanswered offer again, with the candidates found since; otherwise searches for another route. */
  #retry() {
    if (this.#isOffering) this.#describe("offer", this.#offers);
    else if (this.#connection.value !== "connected") this.#findNewRoute();
  }

  #describe(kind: "offer" | "answer", n: number) {
    this.#tell({ kind, n, sdp: this.#pc.localDescription!.sdp });
  }

  #tell(content: MeshContent) {
    this.#options.tell({
      v: 1,
      me: this.#ownId,
      you: this.#peerId,
      ...content,
    });
  }

  #tellPictures() {
    this.#tell({ kind: "pictures", paused: this.#holdsBack.value });
  }

  /** Takes the transceivers, once they exist, and sets the tracks. The polite end gets them with the first offer. */
  async #takeLines() {
    if (this.#transceivers.length > 0) return;
    const transceivers = openTransceivers(this.#pc);
    if (!transceivers) return;
    this.#transceivers = transceivers;
    this.#receivers.value = receivedTracks(transceivers);
    await this.#put();
  }

  async #put() {
    for (const [index, { sender }] of this.#transceivers.entries()) {
      const track = this.#tracks[transceiverOrder[index]];
      if (sender.track !== track) await sender.replaceTrack(track);
    }
  }

  #tune(): Promise<void> {
    return applySendingPlan(
      this.#transceivers,
      this.#congestion.planFor(this.#tracks),
    );
  }

  #watch() {
    const { iceConnectionState, connectionState } = this.#pc;
    if (connectionState === "connected") {
      this.#connection.value = "connected";
      this.#tries = 0;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      if (this.#holdsBack.value) this.#tellPictures();
      return;
    }
    const isWell = iceConnectionState === "connected" ||
      iceConnectionState === "completed";
    // The data cannot be decrypted. Another route does not help, so a new link is made.
    if (connectionState === "failed" && isWell) {
      this.#lose();
      this.#tryIn(0, true);
      this.#tries = maxTries;
      return;
    }
    if (connectionState === "failed" || iceConnectionState === "failed") {
      this.#lose();
      return this.#tryIn(0, this.#tries === 0);
    }
    if (
      connectionState === "disconnected" ||
      iceConnectionState === "disconnected"
    ) {
      this.#lose();
      this.#tryIn(interruptedMs);
    }
  }

  #lose() {
    if (this.#connection.value === "connected") {
      this.#connection.value = "lost";
    }
  }

  /** Plans an attempt. Does nothing if one is already planned, unless `isSooner`. */
  #tryIn(delayMs: number, isSooner = false) {
    if (this.isClosed) return;
    if (isSooner) {
      clearTimeout(this.#timer);
      this.#tries = 0;
    } else if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#try();
    }, delayMs);
  }

  #try() {
    if (this.isClosed || this.#connection.value === "connected") return;
    if (this.#tries >= maxTries) {
      const remainingMs = this.#early;
      return remainingMs > 0
        ? this.#tryIn(remainingMs)
        : this.#options.renew(null);
    }
    this.#queueWork(() => {
      // Only the impolite end creates the transceivers; otherwise there would be two of each.
      const hasLines = !this.#options.isPolite ||
        this.#pc.remoteDescription !== null;
      if (hasLines) this.#retry();
      else this.#tell({ kind: "ask" });
    });
    this.#tryIn(retryDelayMs(this.#tries++));
  }
}

const configuration = ({ iceServers }: LinkOptions): RTCConfiguration => ({
  iceServers: [...iceServers()],
  bundlePolicy: "max-bundle",
});

const isOfPeer = (error: unknown): boolean =>
  error instanceof DOMException || error instanceof TypeError;

const gatherMs = 50;

class ConnectionFindings {
  #candidates: IceCandidate[] = [];
  #sending: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly tell: (candidates: readonly IceCandidate[]) => void) {}

  add({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate) {
    this.#candidates.push({
      candidate,
      sdpMid,
      sdpMLineIndex,
      usernameFragment,
    });
    this.#sending ??= setTimeout(() => {
      this.#sending = undefined;
      const candidates = this.#candidates.splice(0);
      while (candidates.length > 0) {
        this.tell(candidates.splice(0, maxCandidatesPerMessage));
      }
    }, gatherMs);
  }

  close() {
    clearTimeout(this.#sending);
  }
}

export class ThrottledSignal<T> {
  readonly value: ReadonlySignal<T>;
  readonly #counts;
  #last: T;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(first: T, readonly every: number) {
    this.#last = first;
    this.value = this.#counts = signal(first);
  }

  set(value: T): void {
    this.#last = value;
    if (this.#timer === undefined) this.#count();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #count() {
    this.#timer = undefined;
    if (this.#counts.peek() === this.#last) return;
    this.#counts.value = this.#last;
    this.#timer = setTimeout(() => this.#count(), this.every);
  }
}
