/**
 * Who may be in a room's call now, and with what (K-1, K-2), by the session's document: asked when somebody enters it,
 * and after every commit.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { PeerAnswer, PeerWish } from "../../sync/authority.ts";
import type { Who } from "../model/who.ts";
import { members } from "../model/layout.ts";
import { personIn } from "../model/persons.ts";
import {
  type CallPresence,
  callRights,
  type CallState,
  callStateWithin,
  isCallOn,
  mayCall,
  type meshMost,
} from "../model/calls.ts";
import { callAsked, situationIn } from "../model/calls_layout.ts";

/** Why somebody may not be in a call. */
export type NotIn = "not-on" | "out" | "not-yours";

const wantedState = z.strictObject({
  microphone: z.boolean(),
  camera: z.boolean(),
  screen: z.boolean(),
  /** The last **Mute all** of which the page knows: one that it does not know of has muted it. */
  mutedAt: z.number().optional(),
  /** The last wish that they unmute which they have answered or taken as read, by its time, and whether they declined it. */
  answered: z.number().optional(),
  declined: z.boolean().optional(),
});

/** Whether a member, or the person into whom they were merged, may be in a room's call now. */
export function mayBeIn(
  session: Y.Doc,
  member: string,
  room: string,
): boolean {
  const id = personIn(session, member);
  return mayCall(id, members(session).get(id), room, situationIn(session));
}

/** What somebody may have on, and what was decided of their microphone. */
interface Rights {
  readonly rights: CallState;
  /** The last **Mute all**, where it holds for them (ms). */
  readonly mutedAt: number | undefined;
  /** When they were asked last to unmute (ms). */
  readonly askedAt: number | undefined;
}

/** What somebody may have on in a room's call, or why they may not be in it. */
export function rightsInCall(
  session: Y.Doc,
  who: Who,
  room: string,
): Rights | { refused: NotIn } {
  const id = personIn(session, who.member);
  const member = members(session).get(id);
  const situation = situationIn(session);
  if (member?.role === "observer") return { refused: "not-yours" };
  if (!isCallOn(room, situation)) return { refused: "not-on" };
  if (situation.isOut(id)) return { refused: "out" };
  // Somebody who came by a name, and was put out since (J-2).
  const isRefused = members(session).get(who.by ?? who.member)?.refused;
  // A name is no proof: until they are let in, they are heard in nobody's place (J-2).
  const isByName = who.own !== undefined;
  const isNobody = !member || isRefused || isByName;
  if (isNobody || !mayCall(id, member, room, situation)) {
    return { refused: "not-yours" };
  }
  const { mutedAt } = situation.call;
  return {
    rights: callRights(member, situation),
    mutedAt: member.role === "teacher" ? undefined : mutedAt,
    askedAt: callAsked(session).get(id),
  };
}

/** What somebody asks of a room's call. */
interface AskedOfCall extends PeerWish {
  readonly room: string;
  /** How many voices and pictures it takes; null: as many as there are. */
  readonly most: Readonly<Record<keyof typeof meshMost, number>> | null;
}

/** What is allowed of the state in which somebody wants to be in a room's call, beside those of the others in it. */
export function judgeState(
  session: Y.Doc,
  who: Who,
  { room, wanted, allowed, others, most }: AskedOfCall,
): PeerAnswer {
  const may = rightsInCall(session, who, room);
  if ("refused" in may) return may;
  const read = wantedState.safeParse(wanted);
  if (!read.success) return { refused: "malformed" };
  const { mutedAt, answered, declined, ...on } = read.data;
  const isMuted = (may.mutedAt ?? 0) > (mutedAt ?? 0);
  const asked = { ...on, microphone: on.microphone && !isMuted };
  const state = callStateWithin(asked, may.rights);
  const isStaff = who.role === "teacher";
  // Whoever teaches is kept out by nobody's number, and takes from nobody what they have already.
  if (most !== null && !isStaff) {
    if (!allowed && others.length >= most.voices) return { refused: "full" };
    const own = picturesOf(state);
    const theirs = others.reduce((sum, it) => sum + picturesOf(it), 0);
    const isMore = own > picturesOf(allowed ?? {});
    if (isMore && own + theirs > most.pictures) return { refused: "pictures" };
  }
  // None that is still to come counts as known, nor as answered.
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
        { mutedAt: Math.min(mutedAt, may.mutedAt ?? 0) },
    },
    shown: { call },
  };
}

function picturesOf(
  { camera, screen }: { readonly camera?: unknown; readonly screen?: unknown },
): number {
  return Number(camera === true) + Number(screen === true);
}
