/**
 * The other people of a LiveKit room. Subscribes to one voice, camera and screen per page, and only once presence shows
 * them as on.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import {
  ConnectionQuality,
  type RemoteParticipant,
  type RemoteTrackPublication,
  type Room,
  RoomEvent,
  Track,
  VideoQuality,
} from "livekit-client";
import {
  type CallMediaKind,
  callMediaKinds,
} from "../../../classroom/model/calls.ts";
import {
  type CallRoomPresence,
  type CallSignaling,
  type RemoteCaller,
  streamForTrack,
} from "../call_backend.ts";
import type { StatsLevelMeter } from "../voice_levels.ts";

const changes = [
  RoomEvent.Connected,
  RoomEvent.Disconnected,
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.ConnectionQualityChanged,
] as const;

const medium = 3, small = 7;

interface Other {
  readonly peer: string;
  readonly member: string;
}

export const liveKitTracks = {
  microphone: { source: Track.Source.Microphone, kind: Track.Kind.Audio },
  camera: { source: Track.Source.Camera, kind: Track.Kind.Video },
  screen: { source: Track.Source.ScreenShare, kind: Track.Kind.Video },
} as const;

export class LiveKitCallers {
  readonly #changed: Signal<number> = signal(0);
  readonly #levels = new Map<string, ReadonlySignal<number>>();

  constructor(
    readonly room: Room,
    readonly shown: CallRoomPresence["mediaOf"],
    readonly meter: StatsLevelMeter,
  ) {
    for (const change of changes) {
      room.on(change, () => this.#changed.value++);
    }
  }

  /**
   * The other pages in the call: those in this server instance's peer room, and LiveKit's of other instances. Reactive.
   */
  listOtherPages(
    { peer: own, peers }: Pick<CallSignaling, "peer" | "peers">,
  ): readonly Other[] {
    void this.#changed.value;
    const here = new Set(peers.value.map(({ member }) => member));
    const elsewhere = [...this.room.remoteParticipants.keys()]
      .map((peer) => ({ peer, member: peer.split(".")[0] }))
      .filter(({ member }) => !here.has(member) && this.shown(member));
    return [...peers.value.filter(({ peer }) => peer !== own), ...elsewhere];
  }

  setOtherPages(others: readonly Other[]): void {
    void this.#changed.value;
    const members = new Map(others.map(({ peer, member }) => [peer, member]));
    for (const [peer, there] of this.room.remoteParticipants) {
      const member = members.get(peer);
      const on = member === undefined ? undefined : this.shown(member);
      const wanted = new Set<RemoteTrackPublication>();
      for (const kind of callMediaKinds) {
        const publication = publicationOf(there, kind);
        if (!publication || !on) continue;
        const isVoice = kind === "microphone";
        // A muted voice stays subscribed, so that it is heard at once after unmuting.
        const isKept = isVoice && publication.isDesired;
        if (!on[kind] && !isKept) continue;
        wanted.add(publication);
        if (!publication.isDesired) publication.setSubscribed(true);
        if (isVoice) publication.setEnabled(on[kind]);
      }
      for (const publication of there.trackPublications.values()) {
        if (publication.isDesired && !wanted.has(publication)) {
          publication.setSubscribed(false);
        }
      }
    }
  }

  toRemoteCallers(others: readonly Other[]): readonly RemoteCaller[] {
    void this.#changed.value;
    // Removes meters of pages that are gone. A page that returns has a new id.
    const peers = new Set(others.map(({ peer }) => peer));
    for (const peer of [...this.#levels.keys()]) {
      if (!peers.has(peer)) this.#levels.delete(peer);
    }
    return others.map(({ peer, member }) => {
      const there = this.room.remoteParticipants.get(peer);
      return {
        peer,
        member,
        connection: connectionOf(there),
        audio: streamFrom(there, "microphone"),
        camera: streamFrom(there, "camera"),
        screen: streamFrom(there, "screen"),
        level: this.#levelOf(peer),
      };
    });
  }

  get isPicturePaused(): boolean {
    return pictures(this.room).some(({ track }) =>
      track?.streamState === Track.StreamState.Paused
    );
  }

  #levelOf(peer: string): ReadonlySignal<number> {
    const known = this.#levels.get(peer);
    if (known) return known;
    const receiver = () => {
      const there = this.room.remoteParticipants.get(peer);
      const publication = there && publicationOf(there, "microphone");
      return publication?.isMuted ? undefined : publication?.track?.receiver;
    };
    const level = this.meter.watch(
      "inbound-rtp",
      () => receiver()?.getStats(),
    );
    this.#levels.set(peer, level);
    return level;
  }
}

/**
 * Requests smaller pictures of cameras the more pictures there are, and none on a hidden page. Voices always arrive.
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
    // Screens keep their full quality, so that text stays readable.
    if (publication.source === Track.Source.Camera) {
      publication.setVideoQuality(quality);
    }
  }
}

/** The page's first publication of the kind. Unmodified pages publish only one. */
function publicationOf(
  there: RemoteParticipant,
  kind: CallMediaKind,
): RemoteTrackPublication | undefined {
  const known = liveKitTracks[kind];
  return [...there.trackPublications.values()]
    .find((it) => it.source === known.source && it.kind === known.kind);
}

function streamFrom(
  there: RemoteParticipant | undefined,
  kind: CallMediaKind,
): MediaStream | null {
  const publication = there && publicationOf(there, kind);
  return publication?.isMuted
    ? null
    : streamForTrack(publication?.track?.mediaStreamTrack);
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
): RemoteCaller["connection"] {
  if (!there) return "connecting";
  return there.connectionQuality === ConnectionQuality.Lost
    ? "lost"
    : "connected";
}
