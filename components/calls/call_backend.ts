/**
 * A call's needs of the browser: devices, and a way to send media. Nothing asks for a permission before **Join call**.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { CallMedia, CallMediaKind } from "../../classroom/model/calls.ts";
import type { Peer } from "../../sync/client/signaling.ts";
import type { Reply } from "../client/send_request.ts";
import type { Seat } from "../client/seat.ts";
import type { CallTransport, IceServer } from "../../classroom/model/views.ts";

export type DeviceTrouble =
  /** The page was loaded over plain HTTP, where browsers open no devices. */
  | "insecure"
  | "none"
  | "denied"
  | "busy"
  | "unsupported";

export interface Device {
  readonly id: string;
  /** The name that the system gives the device; empty before the permission. */
  readonly label: string;
}

/**
 * An open track, which the caller must stop, or why there is none; null: the person dismissed the browser's
 * question.
 */
export type OpenedTrack = MediaStreamTrack | DeviceTrouble | null;

export interface CallDevices {
  /** False on phones and tablets, whose browsers cannot share the screen. */
  readonly canShareScreen: boolean;
  list(
    kind: "microphone" | "camera" | "speaker",
  ): Promise<readonly Device[]>;
  isAllowed(kind: "microphone" | "camera"): Promise<boolean>;
  /** Opens the device `id`, or another of the kind if it is missing or `id` is undefined. */
  open(kind: CallMediaKind, id?: string): Promise<OpenedTrack>;
  levelOf(
    track: MediaStreamTrack,
  ): { readonly level: ReadonlySignal<number>; close(): void };
}

/** This page in the peer room of a room, and messages to other pages through the server. */
export interface CallSignaling {
  readonly session: string;
  readonly room: string;
  readonly peer: string;
  readonly peers: ReadonlySignal<readonly Peer[]>;
  /** True while connected and admitted to the call by the server. */
  readonly isIn: ReadonlySignal<boolean>;
  send(to: string, body: unknown): void;
  /** Receives messages of other pages. Messages that came before it was set are delivered first. */
  onMessage: ((from: string, body: unknown) => void) | null;
}

/**
 * State of the list of callers. `before`: the connection was lost, so the list may be outdated; `nobody`: it was lost
 * for too long, so the list is empty.
 */
export type CallersFreshness = "now" | "before" | "nobody";

export interface CallRoomPresence {
  readonly callersFreshness: ReadonlySignal<CallersFreshness>;
  mediaOf(member: string): CallMedia | undefined;
  /** Callers whose page is connected to another server instance. A mesh cannot reach them. */
  readonly membersElsewhere: ReadonlySignal<readonly string[]>;
}

export type CallTracks = Readonly<
  Record<CallMediaKind, MediaStreamTrack | null>
>;

export interface RemoteCaller {
  readonly peer: string;
  readonly member: string;
  /** `elsewhere`: connected to another server instance, which a mesh cannot reach. */
  readonly connection: "connecting" | "connected" | "lost" | "elsewhere";
  readonly audio: MediaStream | null;
  readonly camera: MediaStream | null;
  readonly screen: MediaStream | null;
  readonly level: ReadonlySignal<number>;
}

/** The media of a call, over a mesh or LiveKit. Presence decides what is shown and played. */
export interface CallMediaConnection {
  readonly remoteCallers: ReadonlySignal<readonly RemoteCaller[]>;
  readonly level: ReadonlySignal<number>;
  /** `no-picture`: the link only carries voices (K-5). */
  readonly trouble: ReadonlySignal<"connecting" | "lost" | "no-picture" | null>;
  setTracks(tracks: CallTracks): Promise<void>;
  setIceServers(iceServers: readonly IceServer[]): void;
  leave(): void;
}

const streams = new WeakMap<MediaStreamTrack, MediaStream>();

/** Always returns the same stream for a track, so that an element that plays it is not interrupted. */
export function streamForTrack(
  track: MediaStreamTrack | null | undefined,
): MediaStream | null {
  if (!track) return null;
  const stream = streams.get(track) ?? new MediaStream([track]);
  streams.set(track, stream);
  return stream;
}

export type JoinCallMedia = (
  line: CallSignaling,
  presence: CallRoomPresence,
) => CallMediaConnection;

interface CallBackend {
  /** Reports why the member cannot speak, at once and on each change, without asking for a permission. */
  trouble(report: (trouble: DeviceTrouble | null) => void): () => void;
  ask(
    seat: Pick<Seat, "session" | "cookieRole">,
    room: string,
  ): Promise<Reply<CallTransport>>;
  devices(): Promise<CallDevices>;
  joinBy(way: CallTransport): Promise<JoinCallMedia>;
}

let backend: CallBackend | null = null;

/** Sets the backend, once. `/pieces` and tests set made-up backends. */
export function provideCallBackend(newBackend: CallBackend): void {
  backend = newBackend;
}

export function loadedCallBackend(): CallBackend {
  if (!backend) throw new Error("nobody has said what carries a call");
  return backend;
}
