/**
 * Rules of calls (K-1, K-2): where a call is on, who may join, with what. Pure. Documents hold no speech and no
 * addresses (K-4).
 */
import type { BreakoutsState, Room } from "./groups.ts";
import type { Member } from "./members.ts";
import type { SessionInfo } from "./session.ts";

/** `call` of `<s>/session`, a Y.Map with these keys. Times in ms. */
export interface CallsState {
  /** Start of the call in the main room; absent: none. */
  main?: number;
  /** Start of the calls in all groups; absent: none. Calls are on only while groups are open. */
  groups?: number;
  cameras?: boolean;
  screens?: boolean;
  mutedAt?: number;
}

/** A value of `callMuted` of `<s>/session`: a student was muted by name. */
export interface SingleMute {
  readonly at: number;
  readonly by: string;
}

/** A student's last mute; `by` is null for **Mute all**. */
export interface LastMute {
  /** In ms; 0: never. */
  readonly at: number;
  readonly by: string | null;
}

export function findLastMute(
  { mutedAt = 0 }: Pick<CallsState, "mutedAt">,
  singleMute: SingleMute | undefined,
): LastMute {
  return singleMute && singleMute.at > mutedAt
    ? singleMute
    : { at: mutedAt, by: null };
}

export interface CallMedia {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

export type CallMediaKind = keyof CallMedia;

export const callMediaKinds: readonly CallMediaKind[] = [
  "microphone",
  "camera",
  "screen",
];

/** A member's state in a call, part of their presence. */
export interface CallPresence extends CallMedia {
  readonly room: string;
  /** Time of the last request to unmute that the member answered or dismissed (ms); a later request is unanswered. */
  readonly answered?: number;
  readonly declined?: boolean;
}

export interface CallSituation {
  readonly call: CallsState;
  readonly info: Pick<SessionInfo, "state" | "eyesOnMe">;
  readonly breakouts: Pick<BreakoutsState, "open">;
  readonly room: (id: string) => Pick<Room, "archived"> | undefined;
  readonly isOut: (member: string) => boolean;
}

/**
 * Without a LiveKit server: maximum of members in a room's call, muted or not, and of its cameras and screens together.
 * Not for teachers.
 */
export const meshLimits = { callers: 8, pictures: 4 } as const;

/** The room whose call a student can join (K-2), or null. Teachers choose: see {@link isAllowedInCall}. */
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

export function isAllowedInCall(
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

export function callRights(
  member: Pick<Member, "role">,
  { call, info }: Pick<CallSituation, "call" | "info">,
): CallMedia {
  const isStaff = member.role === "teacher";
  return {
    // During **Eyes on me** only teachers may speak.
    microphone: isStaff || (info.eyesOnMe ?? null) === null,
    camera: isStaff || call.cameras === true,
    screen: isStaff || call.screens === true,
  };
}

export function limitToRights(
  media: CallMedia,
  rights: CallMedia,
): CallMedia {
  return {
    microphone: media.microphone && rights.microphone,
    camera: media.camera && rights.camera,
    screen: media.screen && rights.screen,
  };
}

export function isSameCallMedia(
  media: CallMedia,
  otherMedia: CallMedia | null,
): boolean {
  return media.microphone === otherMedia?.microphone &&
    media.camera === otherMedia.camera && media.screen === otherMedia.screen;
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
