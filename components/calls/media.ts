/** What carries a call: from browser to browser, or by a LiveKit server. The page knows no more of either than this. */
import type { ReadonlySignal } from "@preact/signals";
import type { IceServer } from "../../classroom/model/calls.ts";

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

/** The media of one call. Presence decides what of it is shown and played. */
export interface CallMedia {
  readonly others: ReadonlySignal<readonly Remote[]>;
  readonly level: ReadonlySignal<number>;
  /** `no-picture`: the link is too bad for pictures, voices go on (K-5). */
  readonly trouble: ReadonlySignal<"connecting" | "lost" | "no-picture" | null>;
  setMicrophone(track: MediaStreamTrack | null): Promise<void>;
  setCamera(track: MediaStreamTrack | null): Promise<void>;
  setScreen(track: MediaStreamTrack | null): Promise<void>;
  /** The servers for new connections; existing ones stay. */
  findBy(iceServers: readonly IceServer[]): void;
  close(): void;
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
