/**
 * The connection with one peer: it is made, held and mended here. It has three lines in a fixed order, voice, camera and
 * screen, that stay for as long as it does: what is turned on or off is put on its line or taken from it, and nothing has
 * to be agreed upon for that.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { CallKind, CallState } from "../../../classroom/model/calls.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Tracks } from "../call_backend.ts";
import type { Plan } from "./bitrates.ts";
import { addLines, lines, linesOf, receivedOver, tuneLines } from "./lines.ts";
import { ConnectionFindings } from "./found.ts";
import { GivingWay } from "./giving_way.ts";
import type { StatsEntry } from "./link_samples.ts";
import { type MeshContent, type MeshMessage, mostNamed } from "./messages.ts";
import { isTooMuch, noUnwanted, unwantedAfter } from "./unwanted.ts";
import { Seldom } from "./seldom.ts";
import { addressed, nextTry, stepFor, tryAfter } from "./negotiation.ts";

// What is dear, and done for somebody else, so often and no more.

/** So often (ms), and so much sooner a few times. */
const rests = { each: 1_000, ahead: 2_000 };

/** When it may be done. */
class Paced {
  #until = 0;

  /** Whether it may be done now, and then it is. */
  take(): boolean {
    const now = performance.now();
    const from = Math.max(now, this.#until);
    if (from > now + rests.ahead) return false;
    this.#until = from + rests.each;
    return true;
  }
}

export type LinkState = "connecting" | "connected" | "lost";

/** What a link is made with. */
interface LinkOptions {
  readonly isPolite: boolean;
  /** By which servers to find the peer; asked each time that it is looked for. */
  iceServers(): readonly RTCIceServer[];
  /** So long this end is there at least until it starts anew (ms). */
  readonly stay: number;
  readonly tracks: Tracks;
  readonly plan: Plan;
  /** `lost`: there was a connection with the peer before this one. */
  readonly first: LinkState;
  /** Says something to the peer. */
  tell(message: MeshMessage): void;
  /** This end, or the other, has to start anew; with the message that said so, if one did. */
  renew(first: MeshMessage | null): void;
}

/** So long may a link be interrupted before another way is looked for (ms). */
const interruptedMs = 2_000;
/** After so many tries in vain, both ends start anew. */
const mostTries = 5;

/** A connection with a peer. */
export class Link {
  readonly #options: LinkOptions;
  readonly #pc: RTCPeerConnection;
  readonly #me = newId();
  #you: string | null = null;
  #offers = 0;
  #pending: number | null = null;
  #answered: number | null = null;
  #tries = 0;
  /** Descriptions, which are long, that the peer has made or said again. */
  readonly #described = new Paced();
  /** How many ways the peer may name still, before the next description. */
  #named = mostNamed;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #found = new ConnectionFindings((candidates) =>
    this.#tell({ kind: "candidates", candidates })
  );
  #transceivers: readonly RTCRtpTransceiver[] = [];
  #tracks: Tracks;
  readonly #giving: GivingWay;
  #unwanted = noUnwanted;
  readonly #madeAt = performance.now();
  /** One thing after the other: what is half done is never seen. */
  #work: Promise<void> = Promise.resolve();

  readonly #connection = signal<LinkState>("connecting");
  readonly #receivers = signal<Tracks | null>(null);
  readonly #holdsBack = signal(false);
  // It is said on the page, and aloud.
  readonly #heldBack = new Seldom(false, 5_000);

  readonly connection: ReadonlySignal<LinkState> = this.#connection;
  /** What comes over each line, whether anything is sent on it or not; null: there are no lines yet. */
  readonly receivers: ReadonlySignal<Tracks | null> = this.#receivers;
  /** Whether one's own pictures are not sent, since the link is too bad. */
  readonly holdsBack: ReadonlySignal<boolean> = this.#holdsBack;
  /** Whether the peer's are not. */
  readonly isHeldBack = this.#heldBack.value;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#tracks = options.tracks;
    this.#giving = new GivingWay(options.plan);
    this.#connection.value = options.first;
    const pc = this.#pc = new RTCPeerConnection(configuration(options));
    pc.onicecandidate = ({ candidate }) =>
      candidate && this.#found.add(candidate);
    pc.onnegotiationneeded = () => this.#do(() => this.#offer());
    pc.oniceconnectionstatechange = () => this.#watch();
    pc.onconnectionstatechange = () => this.#watch();
    if (!options.isPolite) {
      addLines(pc);
      this.#do(() => this.#takeLines());
    }
    this.#tryIn(tryAfter(0));
  }

  get isClosed(): boolean {
    return this.#pc.signalingState === "closed";
  }

  /** How long it has been there (ms). */
  get age(): number {
    return performance.now() - this.#madeAt;
  }

  /** Takes what the peer has said. */
  read(message: MeshMessage) {
    switch (addressed({ me: this.#me, you: this.#you }, message)) {
      case "drop":
        return;
      case "renew":
        // What is dropped here comes again: the other end tries until it is connected.
        if (this.age >= this.#options.stay) this.#options.renew(message);
        return;
      case "take":
        this.#you = message.me;
        this.#do(() => this.#take(message));
    }
  }

  /** Puts something on a line, or takes it from it. */
  setTrack(line: CallKind, track: MediaStreamTrack | null): Promise<void> {
    this.#tracks = { ...this.#tracks, [line]: track };
    return this.#do(async () => {
      await this.#put(line);
      await this.#tune();
    });
  }

  /** Sends as much as this says from now on, as far as the link carries it. */
  follow(plan: Plan) {
    this.#giving.plan = plan;
    this.#do(() => this.#tune());
  }

  /** The network or the way to the peer's page is another one: what was said may have been lost. */
  revive() {
    if (this.#connection.value !== "connected") this.#tryIn(0, true);
  }

  /** Looks for a way anew though there seems to be one: the network has changed. */
  restart() {
    if (this.#connection.value !== "connected") return this.revive();
    this.#do(() => this.#lookAnew());
  }

  /** Measures how well the link is, and gives way or takes back. `shown`: what the peer has on, by presence. */
  async measure(shown: CallState) {
    if (this.#connection.value !== "connected") return;
    const report = await this.#pc.getStats();
    if (this.isClosed) return;
    const entries = report as unknown as ReadonlyMap<string, StatsEntry>;
    const off = this.#transceivers.filter((_, at) => !shown[lines[at]])
      .map(({ receiver }) => receiver.track.id);
    this.#unwanted = unwantedAfter(this.#unwanted, entries.values(), off);
    if (isTooMuch(this.#unwanted)) {
      this.close();
      return this.#lose();
    }
    const isOther = this.#giving.measure(entries.values(), this.#tracks);
    const isHeld = this.#giving.holdsBack;
    if (isHeld !== this.#holdsBack.value) {
      this.#holdsBack.value = isHeld;
      this.#tellPictures();
    }
    if (isOther) await this.#do(() => this.#tune());
  }

  /** What the browser has counted. */
  stats(): Promise<RTCStatsReport> {
    return this.#pc.getStats();
  }

  close() {
    clearTimeout(this.#timer);
    this.#found.close();
    this.#heldBack.close();
    this.#pc.close();
  }

  /** Does this once all before it is done. What a peer sends may be nonsense to the browser: it is left out then. */
  #do(work: () => Promise<void> | void): Promise<void> {
    const done = this.#work.then(async () => {
      if (this.isClosed) return;
      try {
        await work();
      } catch (error) {
        // A description that cannot be taken, or a connection that was closed meanwhile: the next try makes up for it.
        if (!isOfPeer(error)) throw error;
      }
    });
    // What else is wrong is for whoever waits for it, not for what comes next.
    this.#work = done.catch(() => {});
    return done;
  }

  async #take(message: MeshMessage) {
    const pc = this.#pc;
    const step = stepFor({
      isPolite: this.#options.isPolite,
      me: this.#me,
      you: this.#you,
      pending: this.#pending,
      answered: this.#answered,
    }, message);
    if (step === "drop") return;
    const isLong = step === "repeat" || message.kind === "offer";
    // What is dropped here comes again.
    if (isLong && !this.#described.take()) return;
    if (step === "repeat") return this.#repeat();
    switch (message.kind) {
      case "offer": {
        // Takes an own offer back, if there is one.
        await pc.setRemoteDescription({ type: "offer", sdp: message.sdp });
        this.#named = mostNamed;
        this.#pending = null;
        await this.#takeLines();
        await pc.setLocalDescription();
        this.#answered = message.n;
        this.#describe("answer", message.n);
        return await this.#tune();
      }
      case "answer":
        await pc.setRemoteDescription({ type: "answer", sdp: message.sdp });
        this.#named = mostNamed;
        this.#pending = null;
        return await this.#tune();
      case "candidates":
        for (const candidate of message.candidates) {
          if (this.#named-- <= 0) return;
          // Those of a description that was not taken are refused, each by itself.
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
    // The browser asks once more when it is.
    if (pc.signalingState !== "stable") return;
    await pc.setLocalDescription();
    this.#pending = ++this.#offers;
    this.#describe("offer", this.#pending);
  }

  /** Looks for another way. A password for a server is good for some hours. */
  #lookAnew() {
    this.#pc.setConfiguration(configuration(this.#options));
    this.#pc.restartIce();
  }

  /** What was said last, with all candidates that were found since. */
  #repeat() {
    const type = this.#pc.localDescription?.type;
    if (this.#pending !== null) this.#describe("offer", this.#pending);
    else if (type === "answer" && this.#answered !== null) {
      this.#describe("answer", this.#answered);
    } else if (this.#connection.value !== "connected") this.#lookAnew();
  }

  #describe(kind: "offer" | "answer", n: number) {
    this.#tell({ kind, n, sdp: this.#pc.localDescription!.sdp });
  }

  #tell(content: MeshContent) {
    this.#options.tell({ v: 1, me: this.#me, you: this.#you, ...content });
  }

  #tellPictures() {
    this.#tell({ kind: "pictures", paused: this.#holdsBack.value });
  }

  /** Puts what there is on the three lines, once they are there: the polite end has them from the first offer. */
  async #takeLines() {
    if (this.#transceivers.length > 0) return;
    const transceivers = linesOf(this.#pc);
    if (!transceivers) return;
    this.#transceivers = transceivers;
    this.#receivers.value = receivedOver(transceivers);
    for (const line of lines) await this.#put(line);
  }

  async #put(line: CallKind) {
    const sender = this.#transceivers[lines.indexOf(line)]?.sender;
    const track = this.#tracks[line];
    if (sender && sender.track !== track) await sender.replaceTrack(track);
  }

  /** Tells each line how much it may send. */
  #tune(): Promise<void> {
    return tuneLines(this.#transceivers, this.#giving.planFor(this.#tracks));
  }

  /** Looks at how the connection is now. */
  #watch() {
    const { iceConnectionState: way, connectionState: state } = this.#pc;
    if (state === "connected") {
      this.#connection.value = "connected";
      this.#tries = 0;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      if (this.#holdsBack.value) this.#tellPictures();
      return;
    }
    const isWell = way === "connected" || way === "completed";
    // The way is there, and what goes over it cannot be read: no other way mends that.
    if (state === "failed" && isWell) {
      this.#lose();
      this.#tryIn(0, true);
      this.#tries = mostTries;
      return;
    }
    if (state === "failed" || way === "failed") {
      this.#lose();
      return this.#tryIn(0, this.#tries === 0);
    }
    if (state === "disconnected" || way === "disconnected") {
      this.#lose();
      this.#tryIn(interruptedMs);
    }
  }

  #lose() {
    if (this.#connection.value === "connected") {
      this.#connection.value = "lost";
    }
  }

  /** Tries it once more after a while, unless it is to be tried already. */
  #tryIn(after: number, isSooner = false) {
    if (this.isClosed) return;
    if (isSooner) {
      clearTimeout(this.#timer);
      this.#tries = 0;
    } else if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#try();
    }, after);
  }

  #try() {
    if (this.isClosed || this.#connection.value === "connected") return;
    if (this.#tries >= mostTries) {
      const early = this.#options.stay - this.age;
      return early > 0 ? this.#tryIn(early) : this.#options.renew(null);
    }
    this.#do(() => {
      const how = nextTry({
        isPolite: this.#options.isPolite,
        pending: this.#pending,
        hasRemote: this.#pc.remoteDescription !== null,
      });
      if (how === "restart") this.#lookAnew();
      else if (how === "ask") this.#tell({ kind: "ask" });
      else this.#repeat();
    });
    this.#tryIn(tryAfter(this.#tries++));
  }
}

const configuration = ({ iceServers }: LinkOptions): RTCConfiguration => ({
  iceServers: [...iceServers()],
  // One way for all three lines.
  bundlePolicy: "max-bundle",
});

/** What a browser says of something that a peer sent and that it cannot take. */
const isOfPeer = (error: unknown): boolean =>
  error instanceof DOMException || error instanceof TypeError;
