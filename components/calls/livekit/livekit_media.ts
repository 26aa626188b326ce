/**
 * A call that a LiveKit server carries (K-3). Its signalling goes through Homeroom, which knows who may be in (K-2): this
 * page has no token. Media goes to LiveKit straight.
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
import type { CallKind } from "../../../classroom/model/calls.ts";
import type { CallMedia, Remote } from "../media.ts";
import type { CallLine, Seen } from "../call_backend.ts";
import { StatsLevels } from "../stats_levels.ts";
import { limitPictures, Remotes, tracks } from "./remotes.ts";

// One's own microphone, camera or screen, as LiveKit is to have it. LiveKit gets a copy of each track, which it may mute and
// stop as it likes: the track itself stays whose it is.

/** How long until what could not be sent is tried again, in ms. */
const retryAfterMs = 3_000;

class PublishedTrack {
  #wanted: MediaStreamTrack | null = null;
  /** What LiveKit has, and of what it is the copy. */
  #copied: { copy: MediaStreamTrack; of: MediaStreamTrack } | null = null;
  /** One step after the other: what is wanted by then is done. */
  #steps: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly room: Room, readonly source: Track.Source) {}

  /** What sends it now; undefined: nothing does, or it is muted. */
  get sender(): RTCRtpSender | undefined {
    const publication = this.#publication;
    return publication?.isMuted ? undefined : publication?.track?.sender;
  }

  /** Sends this track from now on, or none. */
  set(track: MediaStreamTrack | null): Promise<void> {
    this.#wanted = track;
    // Nobody is heard for as long as it takes to tell LiveKit.
    if (track === null && this.#copied) this.#copied.copy.enabled = false;
    return this.send();
  }

  /** Sends what is wanted, where that could not be done before: one was not connected, or had no right to it. */
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
      // LiveKit has lost the connection, or the right is still on its way: it is sent anew then, and after a while anyway.
      if (!(error instanceof LivekitError)) reportError(error);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.send(), retryAfterMs);
    }
  }

  async #publish(wanted: MediaStreamTrack): Promise<void> {
    const track = this.#publication?.track;
    if (track && this.#copied?.of === wanted) {
      this.#copied.copy.enabled = true;
      await track.unmute();
      return;
    }
    const copy = wanted.clone();
    const before = this.#copied;
    this.#copied = { copy, of: wanted };
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
      this.#copied = before;
      throw error;
    }
    before?.copy.stop();
  }

  /** A microphone stays where it is, silent, so that it is there again at once. */
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

/** One's own page, and all who are in. */
type Place = Pick<CallLine, "peer" | "peers">;

/** How to come into the call, as the server says it: an address from its root; and what is on there. */
export interface Carried extends Pick<Seen, "shown"> {
  readonly url: string;
  /** The school's own, for a network that lets nothing through to LiveKit. */
  readonly iceServers: readonly RTCIceServer[];
}

/** How long it is waited until one that has given up connects anew, in ms: twice as long each time. */
const firstPause = 500, lastPause = 3_000;

/** Its own pauses grow to 10 s, but a page is to be heard again within 5 s of its network (K-5). */
const reconnectPolicy: ReconnectPolicy = {
  nextRetryDelayInMs: ({ retryCount }) =>
    retryCount < 30 ? Math.random() * (retryCount === 0 ? 500 : 1500) : null,
};

/** Goes into a room's call. */
export function carryByLiveKit(
  place: Place,
  { url, iceServers, shown }: Carried,
): CallMedia {
  const [, page] = place.peer.split(".");
  const address = new URL(url, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  address.pathname += `/${page}`;
  return new LiveKitMedia(place, shown, address.href, iceServers);
}

class LiveKitMedia implements CallMedia {
  readonly others: ReadonlySignal<readonly Remote[]>;
  readonly level: ReadonlySignal<number>;
  readonly trouble: CallMedia["trouble"];

  readonly #room: Room;
  readonly #remotes: Remotes;
  readonly #levels = new StatsLevels();
  readonly #tracks: Readonly<Record<CallKind, PublishedTrack>>;
  readonly #state: Signal<"connecting" | "connected" | "lost"> = signal(
    "connecting",
  );
  readonly #isPicturePaused = signal(false);
  /** Always the same one: LiveKit's client keeps it for when it connects anew by itself. */
  readonly #iceServers: RTCIceServer[];
  readonly #look = () => this.#lookAtPictures();
  readonly #stop: () => void;
  #pause = firstPause;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(
    place: Place,
    shown: Seen["shown"],
    readonly address: string,
    iceServers: readonly RTCIceServer[],
  ) {
    // It would say in the console where everybody is.
    setLogLevel(LogLevel.silent);
    this.#iceServers = [...iceServers];
    const room = this.#room = new Room({
      // It measures elements; ours have streams. The number of pictures says how large they come.
      adaptiveStream: false,
      dynacast: true,
      reconnectPolicy,
      // With one connection for both ways its description would stand in an address, and so in logs (K-4).
      singlePeerConnection: false,
      publishDefaults: {
        simulcast: true,
        audioPreset: AudioPresets.speech,
      },
    });
    const track = (kind: CallKind) =>
      new PublishedTrack(room, tracks[kind].source);
    this.#tracks = {
      microphone: track("microphone"),
      camera: track("camera"),
      screen: track("screen"),
    };
    const remotes = this.#remotes = new Remotes(room, shown, this.#levels);
    const others = computed(() => remotes.among(place));
    this.#stop = effect(() => remotes.take(others.value));
    this.level = this.#levels.watch(
      "media-source",
      () => this.#tracks.microphone.sender?.getStats(),
    );
    this.others = computed(() => remotes.of(others.value));
    this.trouble = computed(() => {
      if (this.#state.value !== "connected") return this.#state.value;
      return this.#isPicturePaused.value ? "no-picture" : null;
    });
    const here = () => this.#arrived();
    room.on(RoomEvent.Connected, here)
      .on(RoomEvent.Reconnected, here)
      .on(RoomEvent.Reconnecting, () => this.#state.value = "lost")
      .on(RoomEvent.Disconnected, () => this.#lost())
      .on(RoomEvent.ParticipantPermissionsChanged, () => this.#send())
      .on(RoomEvent.TrackSubscribed, this.#look)
      .on(RoomEvent.TrackUnsubscribed, this.#look)
      .on(RoomEvent.TrackStreamStateChanged, this.#look);
    document.addEventListener("visibilitychange", this.#look);
    void this.#connect();
  }

  setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    return this.#tracks.microphone.set(track);
  }

  setCamera(track: MediaStreamTrack | null): Promise<void> {
    return this.#tracks.camera.set(track);
  }

  setScreen(track: MediaStreamTrack | null): Promise<void> {
    return this.#tracks.screen.set(track);
  }

  findBy(iceServers: readonly RTCIceServer[]): void {
    this.#iceServers.splice(0, this.#iceServers.length, ...iceServers);
  }

  close(): void {
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
      // Homeroom asks for its own cookie instead of a token; none but the school's own servers are asked
      // where one is, whatever LiveKit names.
      await this.#room.connect(this.address, "none", {
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

  /** LiveKit's client has given up, or was put out: whoever is in the call still goes in again. */
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
