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
    readonly mediaOf: CallRoomPresence["mediaOf"],
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
    { peer: ownPeer, peers }: Pick<CallSignaling, "peer" | "peers">,
  ): readonly Other[] {
    void this.#changed.value;
    const localMembers = new Set(peers.value.map(({ member }) => member));
    const elsewhere = [...this.room.remoteParticipants.keys()]
      .map((peer) => ({ peer, member: peer.split(".")[0] }))
      .filter(({ member }) =>
        !localMembers.has(member) && this.mediaOf(member)
      );
    return [
      ...peers.value.filter(({ peer }) => peer !== ownPeer),
      ...elsewhere,
    ];
  }

  setOtherPages(otherPages: readonly Other[]): void {
    void this.#changed.value;
    const members = new Map(
      otherPages.map(({ peer, member }) => [peer, member]),
    );
    for (const [peer, participant] of this.room.remoteParticipants) {
      const member = members.get(peer);
      const media = member === undefined ? undefined : this.mediaOf(member);
      const wantedPublications = new Set<RemoteTrackPublication>();
      for (const kind of callMediaKinds) {
        const publication = publicationOf(participant, kind);
        if (!publication || !media) continue;
        const isVoice = kind === "microphone";
        // A muted voice stays subscribed, so that it is heard at once after unmuting.
        const isKept = isVoice && publication.isDesired;
        if (!media[kind] && !isKept) continue;
        wantedPublications.add(publication);
        if (!publication.isDesired) publication.setSubscribed(true);
        if (isVoice) publication.setEnabled(media[kind]);
      }
      for (const publication of participant.trackPublications.values()) {
        if (publication.isDesired && !wantedPublications.has(publication)) {
          publication.setSubscribed(false);
        }
      }
    }
  }

  toRemoteCallers(otherPages: readonly Other[]): readonly RemoteCaller[] {
    void this.#changed.value;
    // Removes meters of pages that are gone. A page that returns has a new id.
    const peers = new Set(otherPages.map(({ peer }) => peer));
    for (const peer of [...this.#levels.keys()]) {
      if (!peers.has(peer)) this.#levels.delete(peer);
    }
    return otherPages.map(({ peer, member }) => {
      const participant = this.room.remoteParticipants.get(peer);
      return {
        peer,
        member,
        connection: connectionOf(participant),
        audio: streamFrom(participant, "microphone"),
        camera: streamFrom(participant, "camera"),
        screen: streamFrom(participant, "screen"),
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
    const cachedLevel = this.#levels.get(peer);
    if (cachedLevel) return cachedLevel;
    const receiver = () => {
      const participant = this.room.remoteParticipants.get(peer);
      const publication = participant &&
        publicationOf(participant, "microphone");
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
  const publications = pictures(room);
  const quality = publications.length >= small
    ? VideoQuality.LOW
    : publications.length >= medium
    ? VideoQuality.MEDIUM
    : VideoQuality.HIGH;
  for (const publication of publications) {
    publication.setEnabled(!document.hidden);
    // Screens keep their full quality, so that text stays readable.
    if (publication.source === Track.Source.Camera) {
      publication.setVideoQuality(quality);
    }
  }
}

/** The page's first publication of the kind. Unmodified pages publish only one. */
function publicationOf(
  participant: RemoteParticipant,
  kind: CallMediaKind,
): RemoteTrackPublication | undefined {
  const trackType = liveKitTracks[kind];
  return [...participant.trackPublications.values()]
    .find((it) => it.source === trackType.source && it.kind === trackType.kind);
}

function streamFrom(
  participant: RemoteParticipant | undefined,
  kind: CallMediaKind,
): MediaStream | null {
  const publication = participant && publicationOf(participant, kind);
  return publication?.isMuted
    ? null
    : streamForTrack(publication?.track?.mediaStreamTrack);
}

function pictures(room: Room) {
  return [...room.remoteParticipants.values()].flatMap((participant) =>
    [...participant.videoTrackPublications.values()].filter((
      { isSubscribed },
    ) => isSubscribed)
  );
}

function connectionOf(
  participant: RemoteParticipant | undefined,
): RemoteCaller["connection"] {
  if (!participant) return "connecting";
  return participant.connectionQuality === ConnectionQuality.Lost
    ? "lost"
    : "connected";
}
