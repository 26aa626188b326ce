/** The carrier of a call: a mesh of browsers or a LiveKit server. Pages know nothing else of either. */
import type { ReadonlySignal } from "@preact/signals";
import type { CallKind, IceServer } from "../../classroom/model/calls.ts";

export type Tracks = Readonly<Record<CallKind, MediaStreamTrack | null>>;

export interface Remote {
  readonly peer: string;
  readonly member: string;
  /** `elsewhere`: at another server instance, out of reach. */
  readonly connection: "connecting" | "connected" | "lost" | "elsewhere";
  readonly audio: MediaStream | null;
  readonly camera: MediaStream | null;
  readonly screen: MediaStream | null;
  readonly level: ReadonlySignal<number>;
}

/** Sound and pictures of one call. Presence decides what is shown and played. */
export interface Carrier {
  readonly people: ReadonlySignal<readonly Remote[]>;
  readonly level: ReadonlySignal<number>;
  /** `no-picture`: the link only carries voices (K-5). */
  readonly trouble: ReadonlySignal<"connecting" | "lost" | "no-picture" | null>;
  set(tracks: Tracks): Promise<void>;
  findBy(iceServers: readonly IceServer[]): void;
  leave(): void;
}

const streams = new WeakMap<MediaStreamTrack, MediaStream>();

/** Returns the same stream for a track, so that its element plays on. */
export function streamOf(
  track: MediaStreamTrack | null | undefined,
): MediaStream | null {
  if (!track) return null;
  const stream = streams.get(track) ?? new MediaStream([track]);
  streams.set(track, stream);
  return stream;
}
