/** The devices and the carrier of a call, from the browser. Asks for no permission before **Join call**. */
import type { ReadonlySignal } from "@preact/signals";
import type {
  CallKind,
  CallState,
  CallWay,
  IceServer,
} from "../../classroom/model/calls.ts";
import type { Peer } from "../../sync/client/signalling.ts";
import type { Reply } from "../client/ask.ts";
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
export type Opened = MediaStreamTrack | DeviceTrouble | null;

export interface Devices {
  /** False on phones and tablets. */
  readonly canShareScreen: boolean;
  list(
    kind: "microphone" | "camera" | "speaker",
  ): Promise<readonly Device[]>;
  /** Whether the browser would open it without asking. */
  isAllowed(kind: "microphone" | "camera"): Promise<boolean>;
  /** Opens this device, or another one if it is missing. */
  open(kind: CallKind, id?: string): Promise<Opened>;
  levelOf(
    track: MediaStreamTrack,
  ): { readonly level: ReadonlySignal<number>; close(): void };
}

/** The page's place in a room's peer room, and the way to other pages through the server. */
export interface CallLine {
  readonly session: string;
  readonly room: string;
  readonly peer: string;
  readonly peers: ReadonlySignal<readonly Peer[]>;
  /** The server has let this page in over the current connection. */
  readonly isIn: ReadonlySignal<boolean>;
  tell(to: string, body: unknown): void;
  /** Receives messages of other pages, including earlier ones. */
  onTold: ((from: string, body: unknown) => void) | null;
}

/** `before`: the list of people may be outdated, after a lost connection; `nobody`: the server was away too long. */
export type Known = "now" | "before" | "nobody";

export interface Seen {
  readonly known: ReadonlySignal<Known>;
  shown(member: string): CallState | undefined;
  /** Members whose page is at another server instance, out of reach. */
  readonly elsewhere: ReadonlySignal<readonly string[]>;
}

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

export type Join = (line: CallLine, seen: Seen) => Carrier;

interface CallBackend {
  /** Reports why the member cannot speak, and each change, without asking for a permission. */
  trouble(tell: (trouble: DeviceTrouble | null) => void): () => void;
  ask(
    seat: Pick<Seat, "session" | "as">,
    room: string,
  ): Promise<Reply<CallWay>>;
  devices(): Promise<Devices>;
  joinBy(way: CallWay): Promise<Join>;
}

let given: CallBackend | null = null;

/** Called once; `/pieces` and tests provide made-up backends. */
export function provideCallBackend(ways: CallBackend): void {
  given = ways;
}

export function callBackend(): CallBackend {
  if (!given) throw new Error("nobody has said what carries a call");
  return given;
}
