/**
 * A call carried by a LiveKit server (K-3). Signaling goes through Homeroom, which checks access (K-2), so the page
 * has no token. Media go to LiveKit directly.
 */
import {
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import {
  AudioPresets,
  LivekitError,
  LogLevel,
  type ReconnectPolicy,
  Room,
  RoomEvent,
  setLogLevel,
  Track,
} from "livekit-client";
import {
  type CallMediaKind,
  callMediaKinds,
} from "../../../classroom/model/calls.ts";
import type {
  CallMediaConnection,
  CallRoomPresence,
  CallSignaling,
  CallTracks,
  RemoteCaller,
} from "../call_backend.ts";
import { StatsLevelMeter } from "../voice_levels.ts";
import {
  limitPictures,
  LiveKitCallers,
  liveKitTracks,
} from "./livekit_callers.ts";

// LiveKit gets a copy of each own track, since it mutes and stops the tracks that it gets.

const retryAfterMs = 3_000;

class PublishedTrack {
  #wanted: MediaStreamTrack | null = null;
  #copied: { copy: MediaStreamTrack; of: MediaStreamTrack } | null = null;
  /** Steps run one after another. Each reads `#wanted` when it starts. */
  #steps: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly room: Room, readonly source: Track.Source) {}

  /** The sender of the track; undefined: nothing is sent, or the track is muted. */
  get sender(): RTCRtpSender | undefined {
    const publication = this.#publication;
    return publication?.isMuted ? undefined : publication?.track?.sender;
  }

  set(track: MediaStreamTrack | null): Promise<void> {
    this.#wanted = track;
    if (track === null && this.#copied) this.#copied.copy.enabled = false;
    return this.send();
  }

  /** Publishes, replaces or withholds the track, as wanted. Also called on connecting and when rights change. */
  send(): Promise<void> {
    return this.#steps = this.#steps.then(() => this.#step());
  }

  get #publication() {
    return this.room.localParticipant.getTrackPublication(this.source);
  }

  async #step(): Promise<void> {
    if (this.room.state !== "connected") return;
    try {
      if (this.#wanted) await this.#publish(this.#wanted);
      else await this.#withhold();
    } catch (error) {
      // The connection is lost, or the page does not have the right to publish yet: tries again.
      if (!(error instanceof LivekitError)) reportError(error);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.send(), retryAfterMs);
    }
  }

  async #publish(sourceTrack: MediaStreamTrack): Promise<void> {
    const track = this.#publication?.track;
    if (track && this.#copied?.of === sourceTrack) {
      this.#copied.copy.enabled = true;
      await track.unmute();
      return;
    }
    const copy = sourceTrack.clone();
    const previousCopy = this.#copied;
    this.#copied = { copy, of: sourceTrack };
    try {
      if (track) {
        await track.replaceTrack(copy, true);
        await track.unmute();
      } else {
        const { source } = this;
        await this.room.localParticipant.publishTrack(copy, { source });
      }
    } catch (error) {
      copy.stop();
      this.#copied = previousCopy;
      throw error;
    }
    previousCopy?.copy.stop();
  }

  /** Stops sending. A microphone stays published but muted, to unmute at once. */
  async #withhold(): Promise<void> {
    const track = this.#publication?.track;
    if (!track) return;
    if (this.source === Track.Source.Microphone) {
      await track.mute();
      return;
    }
    await this.room.localParticipant.unpublishTrack(track, true);
    this.#copied = null;
  }
}

interface Carried extends Pick<CallRoomPresence, "mediaOf"> {
  readonly url: string;
  /** The school's STUN and TURN servers, for networks that block LiveKit. */
  readonly iceServers: readonly RTCIceServer[];
}

/** Pauses (ms) before a page connects again: the first, then twice the previous one, up to the last. */
const firstPause = 500, lastPause = 3_000;

/** LiveKit's own pauses grow to 10 s; members must hear each other 5 s after their network is back (K-5). */
const reconnectPolicy: ReconnectPolicy = {
  nextRetryDelayInMs: ({ retryCount }) =>
    retryCount < 30 ? Math.random() * (retryCount === 0 ? 500 : 1500) : null,
};

export class LiveKitMedia implements CallMediaConnection {
  readonly remoteCallers: ReadonlySignal<readonly RemoteCaller[]>;
  readonly level: ReadonlySignal<number>;
  readonly trouble: CallMediaConnection["trouble"];

  readonly #address: URL;
  readonly #room: Room;
  readonly #remotes: LiveKitCallers;
  readonly #levels = new StatsLevelMeter();
  readonly #tracks: Readonly<Record<CallMediaKind, PublishedTrack>>;
  readonly #state: Signal<"connecting" | "connected" | "lost"> = signal(
    "connecting",
  );
  readonly #isPicturePaused = signal(false);
  /** One array that never changes its identity: LiveKit's client keeps a reference to it for reconnects. */
  readonly #iceServers: RTCIceServer[];
  readonly #look = () => this.#lookAtPictures();
  readonly #stop: () => void;
  #pause = firstPause;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(
    place: Pick<CallSignaling, "peer" | "peers">,
    { url, iceServers, mediaOf }: Carried,
  ) {
    const [, page] = place.peer.split(".");
    const address = this.#address = new URL(url, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.pathname += `/${page}`;
    // LiveKit's logs would contain network addresses.
    setLogLevel(LogLevel.silent);
    this.#iceServers = [...iceServers];
    const room = this.#room = new Room({
      // LiveKit cannot measure our video elements, which play streams. `limitPictures` chooses the quality instead.
      adaptiveStream: false,
      dynacast: true,
      reconnectPolicy,
      // A single peer connection would send its session description in a URL, which servers log (K-4).
      singlePeerConnection: false,
      publishDefaults: {
        simulcast: true,
        audioPreset: AudioPresets.speech,
      },
    });
    const track = (kind: CallMediaKind) =>
      new PublishedTrack(room, liveKitTracks[kind].source);
    this.#tracks = {
      microphone: track("microphone"),
      camera: track("camera"),
      screen: track("screen"),
    };
    const remotes = this.#remotes = new LiveKitCallers(
      room,
      mediaOf,
      this.#levels,
    );
    const otherPages = computed(() => remotes.listOtherPages(place));
    this.#stop = effect(() => remotes.setOtherPages(otherPages.value));
    this.level = this.#levels.watch(
      "media-source",
      () => this.#tracks.microphone.sender?.getStats(),
    );
    this.remoteCallers = computed(() =>
      remotes.toRemoteCallers(otherPages.value)
    );
    this.trouble = computed(() => {
      if (this.#state.value !== "connected") return this.#state.value;
      return this.#isPicturePaused.value ? "no-picture" : null;
    });
    const onArrival = () => this.#arrived();
    room.on(RoomEvent.Connected, onArrival)
      .on(RoomEvent.Reconnected, onArrival)
      .on(RoomEvent.Reconnecting, () => this.#state.value = "lost")
      .on(RoomEvent.Disconnected, () => this.#lost())
      .on(RoomEvent.ParticipantPermissionsChanged, () => this.#send())
      .on(RoomEvent.TrackSubscribed, this.#look)
      .on(RoomEvent.TrackUnsubscribed, this.#look)
      .on(RoomEvent.TrackStreamStateChanged, this.#look);
    document.addEventListener("visibilitychange", this.#look);
    void this.#connect();
  }

  async setTracks(tracks: CallTracks): Promise<void> {
    await Promise.all(
      callMediaKinds.map((kind) => this.#tracks[kind].set(tracks[kind])),
    );
  }

  setIceServers(iceServers: readonly RTCIceServer[]): void {
    this.#iceServers.splice(0, this.#iceServers.length, ...iceServers);
  }

  leave(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stop();
    document.removeEventListener("visibilitychange", this.#look);
    this.#levels.close();
    void this.#room.disconnect();
  }

  async #connect(): Promise<void> {
    try {
      // Homeroom's server checks the cookie, so there is no token. Only the school's STUN and TURN servers are
      // used.
      await this.#room.connect(this.#address.href, "none", {
        rtcConfig: { iceServers: this.#iceServers },
        autoSubscribe: false,
      });
    } catch (error) {
      this.#lost();
      if (!(error instanceof LivekitError)) reportError(error);
    }
  }

  #arrived(): void {
    this.#state.value = "connected";
    this.#pause = firstPause;
    this.#send();
  }

  /** LiveKit's client could not connect, gave up, or was removed from the room. */
  #lost(): void {
    if (this.#closed) return;
    if (this.#state.peek() === "connected") this.#state.value = "lost";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), this.#pause);
    this.#pause = Math.min(2 * this.#pause, lastPause);
  }

  #send(): void {
    for (const track of Object.values(this.#tracks)) void track.send();
  }

  #lookAtPictures(): void {
    limitPictures(this.#room);
    this.#isPicturePaused.value = this.#remotes.isPicturePaused;
  }
}
