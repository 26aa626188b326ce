/** What a page needs for calls: the machine's devices, and what carries a call. Nothing is asked for before **Join call**. */
import type { ReadonlySignal } from "@preact/signals";
import type {
  CallKind,
  CallState,
  CallWay,
} from "../../classroom/model/calls.ts";
import type { Peer } from "../../sync/client/signalling.ts";
import type { Reply } from "../client/ask.ts";
import type { Seat } from "../client/seat.ts";
import type { Carrier } from "./media.ts";

/** Why there is no microphone, camera or screen. */
export type DeviceTrouble =
  /** The page came over plain http, where browsers give no device. */
  | "insecure"
  | "none"
  | "denied"
  /** Another program has it. */
  | "busy"
  | "unsupported";

export interface Device {
  readonly id: string;
  /** The system's name for it; empty until the page may use one of its kind. */
  readonly label: string;
}

/** A track, which the caller stops, or why there is none. Null: the person closed the question without an answer. */
export type Opened = MediaStreamTrack | DeviceTrouble | null;

export interface Devices {
  /** Phones and tablets cannot share their screen. */
  readonly canShareScreen: boolean;
  /** Speakers only where the browser lets one choose. */
  list(
    kind: "microphone" | "camera" | "speaker",
  ): Promise<readonly Device[]>;
  /** Whether the person has already allowed it, so that the browser will not ask. */
  isAllowed(kind: "microphone" | "camera"): Promise<boolean>;
  /** This device, or another of its kind where it is missing or none is meant. */
  open(kind: CallKind, id?: string): Promise<Opened>;
  /** How loud a track is, 0 to 1, until it is closed. */
  levelOf(
    track: MediaStreamTrack,
  ): { readonly level: ReadonlySignal<number>; close(): void };
}

/** One's place among the pages in a room's call, and the way to each of them through the server. */
export interface CallLine {
  readonly session: string;
  readonly room: string;
  readonly peer: string;
  readonly peers: ReadonlySignal<readonly Peer[]>;
  /** The server has let this page in, and says who else is. */
  readonly isIn: ReadonlySignal<boolean>;
  tell(to: string, body: unknown): void;
  /** Gets what others say, and what they said before it was set. */
  onTold: ((from: string, body: unknown) => void) | null;
}

/** Who is in a call, as far as the page knows: who is; who is or was; or nobody, since the server has been away for long. */
export type Known = "now" | "before" | "nobody";

/** What presence shows of the people in the call. */
export interface Seen {
  readonly known: ReadonlySignal<Known>;
  shown(member: string): CallState | undefined;
  /** Members in it at another server instance, who cannot be reached from here. */
  readonly elsewhere: ReadonlySignal<readonly string[]>;
}

export type Join = (line: CallLine, seen: Seen) => Carrier;

interface CallBackend {
  /** Reports why one will not be heard, as far as known without asking anybody, and each change of that. */
  trouble(tell: (trouble: DeviceTrouble | null) => void): () => void;
  /** How the call of a room is carried, for somebody of the class. */
  ask(
    seat: Pick<Seat, "session" | "as">,
    room: string,
  ): Promise<Reply<CallWay>>;
  devices(): Promise<Devices>;
  /** How one joins a call that is carried this way. */
  joinBy(way: CallWay): Promise<Join>;
}

let given: CallBackend | null = null;

/** Set once; the page of all pieces and tests set made-up ones. */
export function provideCallBackend(ways: CallBackend): void {
  given = ways;
}

export function callBackend(): CallBackend {
  if (!given) throw new Error("nobody has said what carries a call");
  return given;
}
