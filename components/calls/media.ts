/** What carries a call: from browser to browser, or a LiveKit server. The page knows no more of either than this. */
import type { ReadonlySignal } from "@preact/signals";
import type { CallKind, IceServer } from "../../classroom/model/calls.ts";

export type Tracks = Readonly<Record<CallKind, MediaStreamTrack | null>>;

/** Somebody else in the call. */
export interface Remote {
  readonly peer: string;
  readonly member: string;
  /** `elsewhere`: connected to another server instance, and not reachable from here. */
  readonly connection: "connecting" | "connected" | "lost" | "elsewhere";
  readonly audio: MediaStream | null;
  readonly camera: MediaStream | null;
  readonly screen: MediaStream | null;
  readonly level: ReadonlySignal<number>;
}

/** Sound and pictures of one call, from joining to leaving it. Presence decides what of it is shown and played. */
export interface Carrier {
  readonly people: ReadonlySignal<readonly Remote[]>;
  readonly level: ReadonlySignal<number>;
  /** `no-picture`: the link is too bad for pictures, voices go on (K-5). */
  readonly trouble: ReadonlySignal<"connecting" | "lost" | "no-picture" | null>;
  /** Sends these tracks from now on. */
  set(tracks: Tracks): Promise<void>;
  /** The servers for new connections; existing ones stay. */
  findBy(iceServers: readonly IceServer[]): void;
  leave(): void;
}

const streams = new WeakMap<MediaStreamTrack, MediaStream>();

/** One stream per track, so that an element that plays it goes on. */
export function streamOf(
  track: MediaStreamTrack | null | undefined,
): MediaStream | null {
  if (!track) return null;
  const stream = streams.get(track) ?? new MediaStream([track]);
  streams.set(track, stream);
  return stream;
}
