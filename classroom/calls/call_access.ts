/**
 * Decides who may be in a room's call and with which devices (K-1, K-2). Asked for each wanted state and after each
 * commit.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { PeerAnswer, PeerRequest } from "../../sync/authority.ts";
import type { Identity } from "../model/members.ts";
import { findPerson } from "../model/persons.ts";
import {
  type CallMedia,
  type CallPresence,
  callRights,
  findLastMute,
  isAllowedInCall,
  isCallOn,
  limitToRights,
  type meshLimits,
} from "../model/calls.ts";
import { callSituationOf } from "../model/calls_layout.ts";
import { members, singleMutes, unmuteRequests } from "../model/roots.ts";

export type CallRefusal = "not-on" | "out" | "not-yours";

const wantedState = z.strictObject({
  microphone: z.boolean(),
  camera: z.boolean(),
  screen: z.boolean(),
  /** Time of the last mute that the page has applied (ms). After a later mute, `microphone` counts as false. */
  mutedAt: z.number().optional(),
  /** Time of the last request to unmute that the member answered, and whether the answer was no. */
  answered: z.number().optional(),
  declined: z.boolean().optional(),
});

/** Whether a member, or the person whose alias it is (J-7), may join a room's call. */
export function mayJoinCall(
  session: Y.Doc,
  member: string,
  room: string,
): boolean {
  const id = findPerson(session, member);
  return isAllowedInCall(
    id,
    members(session).get(id),
    room,
    callSituationOf(session),
  );
}

interface Rights {
  readonly rights: CallMedia;
  /** Time of the last mute (ms); 0: never, or a teacher. */
  readonly mutedAt: number;
  readonly askedAt: number | undefined;
}

export function callRightsOf(
  session: Y.Doc,
  who: Identity,
  room: string,
): Rights | { refused: CallRefusal } {
  const id = findPerson(session, who.member);
  const member = members(session).get(id);
  const situation = callSituationOf(session);
  if (member?.role === "observer") return { refused: "not-yours" };
  if (!isCallOn(room, situation)) return { refused: "not-on" };
  if (situation.isOut(id)) return { refused: "out" };
  // An unconfirmed browser is in no call until a teacher confirms it (J-2).
  if (
    who.own !== undefined || !member ||
    !isAllowedInCall(id, member, room, situation)
  ) {
    return { refused: "not-yours" };
  }
  return {
    rights: callRights(member, situation),
    mutedAt: member.role === "teacher"
      ? 0
      : findLastMute(situation.call, singleMutes(session).get(id)).at,
    askedAt: unmuteRequests(session).get(id),
  };
}

interface CallStateRequest extends PeerRequest {
  readonly room: string;
  /** Maxima of members, and of cameras and screens; null: no bounds, as over LiveKit. */
  readonly maxima: Readonly<Record<keyof typeof meshLimits, number>> | null;
}

export function decideCallState(
  session: Y.Doc,
  who: Identity,
  { room, requestedState, allowedState, otherStates, maxima }: CallStateRequest,
): PeerAnswer {
  const may = callRightsOf(session, who, room);
  if ("refused" in may) return may;
  const read = wantedState.safeParse(requestedState);
  if (!read.success) return { refused: "malformed" };
  const { mutedAt, answered, declined, ...requestedMedia } = read.data;
  const isMuted = may.mutedAt > (mutedAt ?? 0);
  const requested = {
    ...requestedMedia,
    microphone: requestedMedia.microphone && !isMuted,
  };
  const state = limitToRights(requested, may.rights);
  const isStaff = who.role === "teacher";
  // The maxima do not hold for staff, and take nothing from a member who is in the call already.
  if (maxima !== null && !isStaff) {
    if (!allowedState && otherStates.length >= maxima.callers) {
      return { refused: "full" };
    }
    const pictureCount = countPictures(state);
    const otherPictures = otherStates.reduce(
      (sum, it) => sum + countPictures(it),
      0,
    );
    const isMore = pictureCount > countPictures(allowedState ?? {});
    if (isMore && pictureCount + otherPictures > maxima.pictures) {
      return { refused: "pictures" };
    }
  }
  // A page may send any time, but cannot have answered a request later than the last one.
  const upTo = Math.min(answered ?? 0, may.askedAt ?? 0);
  const answer = upTo > 0
    ? { answered: upTo, ...declined && { declined } }
    : {};
  const call: CallPresence = { room, ...state, ...answer };
  return {
    state: {
      ...state,
      ...answer,
      ...mutedAt !== undefined &&
        { mutedAt: Math.min(mutedAt, may.mutedAt) },
    },
    shown: { call },
  };
}

function countPictures(
  { camera, screen }: { readonly camera?: unknown; readonly screen?: unknown },
): number {
  return Number(camera === true) + Number(screen === true);
}
