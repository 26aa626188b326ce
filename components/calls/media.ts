/** What carries a call: from browser to browser, or by a LiveKit server. The page knows no more of either than this. */
import type { ReadonlySignal } from "@preact/signals";
import type { IceServer } from "../../classroom/model/calls.ts";

/** Somebody else in the call, as what carries it has them. */
export interface Remote {
  /** The page that they are in the call with, by its id. */
  readonly peer: string;
  readonly member: string;
  /** `elsewhere`: they are connected to another server, and cannot be reached from here. */
  readonly connection: "connecting" | "connected" | "lost" | "elsewhere";
  readonly audio: MediaStream | null;
  readonly camera: MediaStream | null;
  readonly screen: MediaStream | null;
  /** How loud they are now, 0 to 1. */
  readonly level: ReadonlySignal<number>;
}

/** The media of one call. What is shown and played of it is up to presence: who is muted there is not heard. */
export interface CallMedia {
  readonly others: ReadonlySignal<readonly Remote[]>;
  /** How loud oneself is, 0 to 1. */
  readonly level: ReadonlySignal<number>;
  /** What is wrong with it; null: nothing. `no-picture`: the link is too bad for pictures, voices go on (K-5). */
  readonly trouble: ReadonlySignal<"connecting" | "lost" | "no-picture" | null>;
  /** Sends this track from now on, or none. */
  setMicrophone(track: MediaStreamTrack | null): Promise<void>;
  setCamera(track: MediaStreamTrack | null): Promise<void>;
  setScreen(track: MediaStreamTrack | null): Promise<void>;
  /** Finds the others by these servers from now on; what has found them stays. */
  findBy(iceServers: readonly IceServer[]): void;
  /** Leaves. The tracks stay whose they are. */
  close(): void;
}

const streams = new WeakMap<MediaStreamTrack, MediaStream>();

/** The one stream of a track: an element that plays it goes on. Null: there is no track. */
export function streamOf(
  track: MediaStreamTrack | null | undefined,
): MediaStream | null {
  if (!track) return null;
  const stream = streams.get(track) ?? new MediaStream([track]);
  streams.set(track, stream);
  return stream;
}
