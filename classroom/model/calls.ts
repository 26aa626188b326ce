/**
 * Calls (K-1, K-2): where one is on, who may be in it, and with what: pure rules for server and browser. Documents hold
 * nothing of what is said, nor addresses (K-4).
 */
import type { BreakoutsState, Room } from "./groups.ts";
import type { Member } from "./members.ts";
import type { SessionInfo } from "./session.ts";

/** `call` of `<s>/session`, a Y.Map with a key a field. Times in ms. */
export interface CallFacts {
  /** Since when there is a call in the main room; absent: there is none. */
  main?: number;
  /** Since when there is one in each group, for as long as groups are open; absent: there is none. */
  groups?: number;
  /** Whether students may turn their camera on. */
  cameras?: boolean;
  /** Whether students may share their screen. */
  screens?: boolean;
  /** When everybody was muted last. */
  mutedAt?: number;
}

/** A value of `callMuted` of `<s>/session`: a student was muted alone. */
export interface MutedAlone {
  /** In ms. */
  readonly at: number;
  /** The member who did it. */
  readonly by: string;
}

/** A student's last mute, alone or with everybody; `by` is null for **Mute all**. */
export interface LastMute {
  /** In ms; 0: never. */
  readonly at: number;
  readonly by: string | null;
}

/** @param alone their value in `callMuted` */
export function lastMute(
  { mutedAt = 0 }: Pick<CallFacts, "mutedAt">,
  alone: MutedAlone | undefined,
): LastMute {
  return alone && alone.at > mutedAt ? alone : { at: mutedAt, by: null };
}

export interface CallState {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

export type CallKind = keyof CallState;

/** A voice and two pictures. */
export const callKinds: readonly CallKind[] = [
  "microphone",
  "camera",
  "screen",
];

/** What others are shown of somebody in a call, with their presence. */
export interface CallPresence extends CallState {
  readonly room: string;
  /** The last request to unmute (ms) that they answered or took as read; a later one waits for an answer. */
  readonly answered?: number;
  readonly declined?: boolean;
}

export interface CallSituation {
  readonly call: CallFacts;
  readonly info: Pick<SessionInfo, "state" | "eyesOnMe">;
  readonly breakouts: Pick<BreakoutsState, "open">;
  /** A breakout room by its id; undefined: there is none. */
  readonly room: (id: string) => Pick<Room, "archived"> | undefined;
  readonly isOut: (member: string) => boolean;
}

/** Most voices, and most pictures (cameras and screens together), in a room's call without a LiveKit server. */
export const meshMost = { voices: 8, pictures: 4 } as const;

/** A STUN or TURN server, as browsers take it. */
export interface IceServer {
  readonly urls: string[];
  readonly username?: string;
  readonly credential?: string;
}

export type CallWay =
  & { readonly iceServers: readonly IceServer[] }
  & (
    | { readonly kind: "mesh" }
    /** `url`: an address of this server's own, from its root. */
    | { readonly kind: "livekit"; readonly url: string }
  );

/** The room in whose call a student is, if they join (K-2); staff choose, see {@link mayCall}. */
export function callRoomOf(
  id: string,
  member: Member | undefined,
  situation: CallSituation,
): string | null {
  const { call, breakouts, room, isOut } = situation;
  const isIn = member?.role === "student" && isHere(member, situation);
  if (!isIn || isOut(id)) return null;
  const group = member.room;
  const inGroup = breakouts.open && group !== null &&
    isActive(room(group));
  if (inGroup && call.groups !== undefined) return group;
  return call.main === undefined ? null : "main";
}

export function mayCall(
  id: string,
  member: Member | undefined,
  room: string,
  situation: CallSituation,
): boolean {
  if (member?.role !== "teacher") {
    return callRoomOf(id, member, situation) === room;
  }
  return isHere(member, situation) && isCallOn(room, situation);
}

export function isCallOn(id: string, situation: CallSituation): boolean {
  const { call, breakouts, room } = situation;
  if (id === "main") return call.main !== undefined;
  return call.groups !== undefined && breakouts.open && isActive(room(id));
}

/** What somebody who may be in a call may have on (K-1). */
export function callRights(
  member: Pick<Member, "role">,
  { call, info }: Pick<CallSituation, "call" | "info">,
): CallState {
  const isStaff = member.role === "teacher";
  return {
    // While eyes are on the teacher, only staff are heard.
    microphone: isStaff || (info.eyesOnMe ?? null) === null,
    camera: isStaff || call.cameras === true,
    screen: isStaff || call.screens === true,
  };
}

/** What somebody wants on, as far as they may. */
export function callStateWithin(
  wanted: CallState,
  rights: CallState,
): CallState {
  return {
    microphone: wanted.microphone && rights.microphone,
    camera: wanted.camera && rights.camera,
    screen: wanted.screen && rights.screen,
  };
}

/** Whether the same is on in both; null: nothing is known. */
export function isSameCallState(
  one: CallState,
  other: CallState | null,
): boolean {
  return one.microphone === other?.microphone &&
    one.camera === other.camera && one.screen === other.screen;
}

function isHere(
  member: Member,
  { info: { state } }: Pick<CallSituation, "info">,
): boolean {
  const isOn = state === "active" || state === "ending";
  return isOn && !member.removed;
}

function isActive(room: Pick<Room, "archived"> | undefined): boolean {
  return room !== undefined && !room.archived;
}
