/** Decides who may be in a room's call and with which devices (K-1, K-2). Asked on entering and after every commit. */
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
  /** The last mute that the page knows of. A later one has muted the page. */
  mutedAt: z.number().optional(),
  /** The last request to unmute (ms) that the member answered, and whether they declined. */
  answered: z.number().optional(),
  declined: z.boolean().optional(),
});

/** Follows aliases: a member can be another person's (J-7). */
export function mayBeIn(
  session: Y.Doc,
  member: string,
  room: string,
): boolean {
  const id = personIn(session, member);
  return mayCall(id, members(session).get(id), room, situationIn(session));
}

interface Rights {
  readonly rights: CallState;
  /** In ms; 0: never muted. */
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
  // A name alone proves nothing: such a member is in no call before they are let in (J-2).
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
  /** Bounds of a mesh; null: none. */
  readonly most: Readonly<Record<keyof typeof meshMost, number>> | null;
}

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
  // Bounds never keep staff out, and take nothing that a member already has.
  if (most !== null && !isStaff) {
    if (!allowed && others.length >= most.voices) return { refused: "full" };
    const own = picturesOf(state);
    const theirs = others.reduce((sum, it) => sum + picturesOf(it), 0);
    const isMore = own > picturesOf(allowed ?? {});
    if (isMore && own + theirs > most.pictures) return { refused: "pictures" };
  }
  // A time in the future is ignored.
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
