/** The others in a call, as a LiveKit room has them: whoever is in the call, with what of theirs has come so far. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import {
  ConnectionQuality,
  type RemoteParticipant,
  type Room,
  RoomEvent,
  Track,
  VideoQuality,
} from "livekit-client";
import type { Remote } from "../media.ts";
import { loudness, type StatsLevels } from "./stats_levels.ts";

/** All on which it depends what is told of them. */
const changes = [
  RoomEvent.Connected,
  RoomEvent.Disconnected,
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.ConnectionQualityChanged,
] as const;

/** From so many pictures on each comes in medium size; and from so many, in the smallest. */
const medium = 3, small = 7;

/** Those of one room. */
export class Remotes {
  readonly #changed: Signal<number> = signal(0);
  /** Elements keep what they play only while it is the same stream. */
  readonly #streams = new WeakMap<MediaStreamTrack, MediaStream>();
  readonly #levels = new Map<string, ReadonlySignal<number>>();

  constructor(readonly room: Room, readonly meter: StatsLevels) {
    for (const change of changes) {
      room.on(change, () => this.#changed.value++);
    }
  }

  /** What is known of these; whoever reads it in a computed value hears of changes. */
  of(
    peers: readonly { readonly peer: string; readonly member: string }[],
  ): readonly Remote[] {
    void this.#changed.value;
    return peers.map(({ peer, member }) => {
      const there = this.room.remoteParticipants.get(peer);
      return {
        peer,
        member,
        connection: connectionOf(there),
        audio: this.#streamOf(there, Track.Source.Microphone),
        camera: this.#streamOf(there, Track.Source.Camera),
        screen: this.#streamOf(there, Track.Source.ScreenShare),
        level: this.#levelOf(peer),
      };
    });
  }

  /** Whether a picture does not come because the link is too bad for it. */
  get isPicturePaused(): boolean {
    return pictures(this.room).some(({ track }) =>
      track?.streamState === Track.StreamState.Paused
    );
  }

  #streamOf(
    there: RemoteParticipant | undefined,
    source: Track.Source,
  ): MediaStream | null {
    const publication = there?.getTrackPublication(source);
    const track = publication?.track?.mediaStreamTrack;
    if (!track || publication.isMuted) return null;
    const stream = this.#streams.get(track) ?? new MediaStream([track]);
    this.#streams.set(track, stream);
    return stream;
  }

  #levelOf(peer: string): ReadonlySignal<number> {
    const known = this.#levels.get(peer);
    if (known) return known;
    const receiver = () => {
      const publication = this.room.remoteParticipants.get(peer)
        ?.getTrackPublication(Track.Source.Microphone);
      return publication?.isMuted ? undefined : publication?.track?.receiver;
    };
    const level = this.meter.watch(loudness(receiver));
    this.#levels.set(peer, level);
    return level;
  }
}

/**
 * Asks for pictures no larger than so many are shown, and for none on a page that nobody looks at. Voices come in any
 * case.
 */
export function limitPictures(room: Room): void {
  const all = pictures(room);
  const quality = all.length >= small
    ? VideoQuality.LOW
    : all.length >= medium
    ? VideoQuality.MEDIUM
    : VideoQuality.HIGH;
  for (const publication of all) {
    publication.setEnabled(!document.hidden);
    // What is written on a screen is to be read.
    if (publication.source === Track.Source.Camera) {
      publication.setVideoQuality(quality);
    }
  }
}

function pictures(room: Room) {
  return [...room.remoteParticipants.values()].flatMap((there) =>
    [...there.videoTrackPublications.values()].filter(({ isSubscribed }) =>
      isSubscribed
    )
  );
}

function connectionOf(
  there: RemoteParticipant | undefined,
): Remote["connection"] {
  if (!there) return "connecting";
  return there.connectionQuality === ConnectionQuality.Lost
    ? "lost"
    : "connected";
}
