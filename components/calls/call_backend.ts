/** The devices and the carrier of a call, from the browser. Asks for no permission before **Join call**. */
import type { ReadonlySignal } from "@preact/signals";
import type {
  CallMedia,
  CallMediaKind,
  CallTransport,
  IceServer,
} from "../../classroom/model/calls.ts";
import type { Peer } from "../../sync/client/signaling.ts";
import type { Reply } from "../client/send_request.ts";
import type { Seat } from "../client/seat.ts";

export type DeviceTrouble =
  /** The page came over plain http. */
  | "insecure"
  | "none"
  | "denied"
  | "busy"
  | "unsupported";

export interface Device {
  readonly id: string;
  /** The system's name; empty before a permission. */
  readonly label: string;
}

/** An open track, which the caller stops, or why there is none; null: the person dismissed the browser's question. */
export type OpenedTrack = MediaStreamTrack | DeviceTrouble | null;

export interface CallDevices {
  /** False on phones and tablets. */
  readonly canShareScreen: boolean;
  list(
    kind: "microphone" | "camera" | "speaker",
  ): Promise<readonly Device[]>;
  /** Whether the browser would open it without asking. */
  isAllowed(kind: "microphone" | "camera"): Promise<boolean>;
  /** Opens this device, or another one if it is missing. */
  open(kind: CallMediaKind, id?: string): Promise<OpenedTrack>;
  levelOf(
    track: MediaStreamTrack,
  ): { readonly level: ReadonlySignal<number>; close(): void };
}

/** The page's place in a room's peer room, and the way to other pages through the server. */
export interface CallSignaling {
  readonly session: string;
  readonly room: string;
  readonly peer: string;
  readonly peers: ReadonlySignal<readonly Peer[]>;
  /** The server has let this page in over the current connection. */
  readonly isIn: ReadonlySignal<boolean>;
  send(to: string, body: unknown): void;
  /** Receives messages of other pages, including earlier ones. */
  onMessage: ((from: string, body: unknown) => void) | null;
}

/** `before`: the list of people may be outdated, after a lost connection; `nobody`: the server was away too long. */
export type CallersFreshness = "now" | "before" | "nobody";

export interface CallRoomPresence {
  readonly callersFreshness: ReadonlySignal<CallersFreshness>;
  mediaOf(member: string): CallMedia | undefined;
  /** Members whose page is at another server instance, out of reach. */
  readonly membersElsewhere: ReadonlySignal<readonly string[]>;
}

export type CallTracks = Readonly<
  Record<CallMediaKind, MediaStreamTrack | null>
>;

export interface RemoteCaller {
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

/** Returns the same stream for a track, so that its element plays on. */
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
  seen: CallRoomPresence,
) => CallMediaConnection;

interface CallBackend {
  /** Reports why the member cannot speak, and each change, without asking for a permission. */
  trouble(report: (trouble: DeviceTrouble | null) => void): () => void;
  ask(
    seat: Pick<Seat, "session" | "as">,
    room: string,
  ): Promise<Reply<CallTransport>>;
  devices(): Promise<CallDevices>;
  joinBy(way: CallTransport): Promise<JoinCallMedia>;
}

let given: CallBackend | null = null;

/** Called once; `/pieces` and tests provide made-up backends. */
export function provideCallBackend(ways: CallBackend): void {
  given = ways;
}

export function loadedCallBackend(): CallBackend {
  if (!given) throw new Error("nobody has said what carries a call");
  return given;
}
