/** Who may be in a room's call now, and with what (K-1, K-2): asked on entering, and after every commit. */
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
  lastMute,
  mayCall,
  type meshMost,
} from "../model/calls.ts";
import { callAsked, callMuted, situationIn } from "../model/calls_layout.ts";

export type NotIn = "not-on" | "out" | "not-yours";

const wantedState = z.strictObject({
  microphone: z.boolean(),
  camera: z.boolean(),
  screen: z.boolean(),
  /** The last mute of which the page knows, alone or with all: one that it does not know of has muted it. */
  mutedAt: z.number().optional(),
  /** The last request to unmute that they answered or took as read (ms), and whether they declined. */
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

/** With when they were last muted, and last asked to unmute (ms). */
interface Rights {
  readonly rights: CallState;
  /** 0: never. */
  readonly mutedAt: number;
  readonly askedAt: number | undefined;
}

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
  // A name is no proof: nobody speaks in another's place before they are let in (J-2).
  if (
    who.own !== undefined || !member || !mayCall(id, member, room, situation)
  ) {
    return { refused: "not-yours" };
  }
  return {
    rights: callRights(member, situation),
    mutedAt: member.role === "teacher"
      ? 0
      : lastMute(situation.call, callMuted(session).get(id)).at,
    askedAt: callAsked(session).get(id),
  };
}

interface AskedOfCall extends PeerWish {
  readonly room: string;
  /** The most voices and pictures that it takes; null: no bound. */
  readonly most: Readonly<Record<keyof typeof meshMost, number>> | null;
}

/** Which part of the wanted state is allowed, given the states of the others. */
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
  const isMuted = may.mutedAt > (mutedAt ?? 0);
  const asked = { ...on, microphone: on.microphone && !isMuted };
  const state = callStateWithin(asked, may.rights);
  const isStaff = who.role === "teacher";
  // No number keeps staff out, and what somebody has already stays theirs.
  if (most !== null && !isStaff) {
    if (!allowed && others.length >= most.voices) return { refused: "full" };
    const own = picturesOf(state);
    const theirs = others.reduce((sum, it) => sum + picturesOf(it), 0);
    const isMore = own > picturesOf(allowed ?? {});
    if (isMore && own + theirs > most.pictures) return { refused: "pictures" };
  }
  // A time in the future counts as neither known nor answered.
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

function picturesOf(
  { camera, screen }: { readonly camera?: unknown; readonly screen?: unknown },
): number {
  return Number(camera === true) + Number(screen === true);
}
