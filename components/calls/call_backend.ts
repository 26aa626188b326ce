/** What a page is in a call with: the devices of the machine, and what carries a call. Asked for after **Join call** only. */
import type { ReadonlySignal } from "@preact/signals";
import type {
  CallKind,
  CallState,
  CallWay,
} from "../../classroom/model/calls.ts";
import type { Peer } from "../../sync/client/signalling.ts";
import type { Reply } from "../client/ask.ts";
import type { Seat } from "../client/seat.ts";
import type { CallMedia } from "./media.ts";

/** What one is heard and seen with; null: nothing. */
export type Tracks = Readonly<Record<CallKind, MediaStreamTrack | null>>;

/** Why there is nothing to be heard or seen with. */
export type DeviceTrouble =
  /** The page came over plain http, where browsers give no device. */
  | "insecure"
  | "none"
  | "denied"
  /** Another program has it. */
  | "busy"
  | "unsupported";

/** One device to choose. */
export interface Device {
  readonly id: string;
  /** As the system calls it; empty until one has let the page use one of its kind. */
  readonly label: string;
}

/**
 * What came of opening a device: a track, which whoever asked for it stops, or why not. Null: the person has closed the
 * question without an answer.
 */
export type Opened = MediaStreamTrack | DeviceTrouble | null;

/** The devices of a machine. */
export interface Devices {
  /** Phones and tablets cannot share their screen. */
  readonly canShareScreen: boolean;
  /** Those of a kind; speakers only where the browser lets one choose. */
  list(
    kind: "microphone" | "camera" | "speaker",
  ): Promise<readonly Device[]>;
  /** Whether the person has let the page use it already, so that it need not ask. */
  isAllowed(kind: "microphone" | "camera"): Promise<boolean>;
  /** This one; another of its kind where it is not there, or none is meant. */
  open(kind: CallKind, id?: string): Promise<Opened>;
  /** How loud a track is, 0 to 1, until it is closed. */
  levelOf(
    track: MediaStreamTrack,
  ): { readonly level: ReadonlySignal<number>; close(): void };
}

/** One's place among those who are in a room's call, with the way to each of them through the server. */
export interface CallLine {
  readonly session: string;
  /** The room's id, or `main`. */
  readonly room: string;
  /** One's own page. */
  readonly peer: string;
  /** All who are in, oneself among them. */
  readonly peers: ReadonlySignal<readonly Peer[]>;
  /** The server has not been heard of for so long that it has let one go: what others are in the call is not known. */
  readonly isAway: ReadonlySignal<boolean>;
  /** Says something to another page. */
  tell(to: string, body: unknown): void;
  /** Is told what others say; once it is there, also what they have said already. */
  onTold: ((from: string, body: unknown) => void) | null;
}

/** What presence says of those who are in the call. */
export interface Seen {
  /** What of a member is on; undefined: they are not in this call. */
  shown(member: string): CallState | undefined;
  /** Members who are in it at another server, and cannot be reached from here. */
  readonly elsewhere: ReadonlySignal<readonly string[]>;
}

/** Makes the media of a call. */
export type Carrier = (line: CallLine, seen: Seen) => CallMedia;

/** Where all of it comes from. */
interface CallBackend {
  /** Tells why one will not be heard, as far as that is known without asking anybody, and again when it may be otherwise. */
  trouble(tell: (trouble: DeviceTrouble | null) => void): () => void;
  /** How the call of a room is carried, for somebody of the class. */
  ask(
    seat: Pick<Seat, "session" | "as">,
    room: string,
  ): Promise<Reply<CallWay>>;
  devices(): Promise<Devices>;
  carrier(way: CallWay): Promise<Carrier>;
}

let given: CallBackend | null = null;

/** Says once what a page is in calls with; the page of all pieces, and tests, say what they have made up. */
export function provideCallBackend(ways: CallBackend): void {
  given = ways;
}

/** What this page is in calls with. */
export function callBackend(): CallBackend {
  if (!given) throw new Error("nobody has said what carries a call");
  return given;
}
