/**
 * `wish` and `vote`: a student's question on the wall, and one vote per question. Writes `wishes` and
 * `wishVotes` of `<s>/session` without names, of `<s>/staff` with them, and `wishes` of the member's own
 * document.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import { requireActiveMember } from "../model/acting.ts";
import { blockedIn } from "../model/blocked_words.ts";
import { blockedWords } from "../model/holding.ts";
import { type CommandContext, defineCommand } from "../define_command.ts";
import { isReadable } from "../model/display_names.ts";
import { isSamePerson, membersOf } from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import { writtenText } from "../model/controls.ts";
import { id } from "../model/id_schemas.ts";
import type { Member } from "../model/members.ts";
import { isFor, type OwnWish } from "../model/resources/shared.ts";
import { findShared } from "../model/resources_layout.ts";
import {
  ownWishes,
  voteKey,
  wishes,
  wishOwners,
  wishVoters,
  wishVotes,
} from "../model/wall_layout.ts";

type WallContext = CommandContext<"staff" | "own">;

/** Posts a question; its id is the command's, so it counts once (SYNC-3). */
export const wishCommand = defineCommand({
  kind: "wish",
  fields: { resource: id, text: writtenText },
  needs: ["staff", "own"],
  pace: { lane: "wall", uses: { wishes: 1 } },
  decide(at, { id, resource, text: typed }) {
    const { session, staff, member: me, seat, tx } = at;
    const isMine = (other: string) => isSamePerson(session, other, me);
    const before = wishOwners(staff).get(id);
    if (before && isMine(before.member)) return;
    if (before) throw refusal("id-taken");
    const member = requireAtWall(at, resource);
    if (member.muted) throw new Refusal("muted");
    const text = cleanWish(typed);
    if (blockedIn(text, blockedWords(staff)).length > 0) {
      throw refusal("blocked-answer");
    }
    requirePlace(staff, isMine);
    tx.weigh(6 * text.length);
    wishes(session).set(id, { resource, text, at: tx.now });
    wishOwners(staff).set(id, { member: seat });
    keep(at, id, { own: true, resource, text });
  },
});

export const voteCommand = defineCommand({
  kind: "vote",
  fields: { resource: id, wish: id, on: z.boolean() },
  needs: ["staff", "own"],
  pace: { lane: "wall", uses: { votes: 1 } },
  decide(at, { resource, wish: id, on }) {
    const { session, staff, member, seat } = at;
    requireAtWall(at, resource);
    if (wishes(session).get(id)?.resource !== resource) {
      throw new Refusal("not-found");
    }
    const owner = wishOwners(staff).get(id)?.member;
    if (owner !== undefined && isSamePerson(session, owner, member)) {
      throw refusal("own-wish");
    }
    // Merged members have one vote.
    const cast = membersOf(session, member)
      .map((other) => voteKey(id, other))
      .filter((key) => wishVoters(staff).has(key));
    const count = wishVotes(session).get(id) ?? 0;
    if (on && cast.length === 0) {
      wishVoters(staff).set(voteKey(id, seat), true);
      wishVotes(session).set(id, count + 1);
    }
    if (!on && cast.length > 0) {
      for (const key of cast) wishVoters(staff).delete(key);
      wishVotes(session).set(id, Math.max(0, count - cast.length));
    }
    keep(at, id, on ? { voted: true } : {});
  },
});

/** Refuses unless the wall is open and for this student. */
function requireAtWall(
  { session, member: id, tx }: WallContext,
  resource: string,
): Member {
  const member = requireActiveMember(session, id, tx.now);
  if (member.role !== "student") throw refusal("students-wish");
  const wall = findShared(session, resource, "wall");
  if (!isFor(wall, member.room)) throw new Refusal("not-in-room");
  if (wall.closed) throw new Refusal("ended");
  return member;
}

function cleanWish(typed: string): string {
  const text = typed.trim().replace(/\s+/gu, " ");
  if (text === "") throw refusal("no-words-in-question");
  if (!isReadable(text)) throw refusal("line-unshowable");
  const { wish: most } = bounds;
  if (text.length > most) {
    throw refusal("question-too-long", { most, length: text.length });
  }
  return text;
}

/** Refuses above the bounds per member and class. */
function requirePlace(staff: Y.Doc, isMine: (member: string) => boolean): void {
  const { own, all } = bounds.wishes;
  let mine = 0;
  for (const { member } of wishOwners(staff).values()) {
    if (isMine(member)) mine++;
  }
  if (mine >= own) throw refusal("own-wishes-full", { most: own });
  if (wishOwners(staff).size >= all) {
    throw refusal("wishes-full", { most: all });
  }
}

function keep({ owns }: WallContext, id: string, it: OwnWish): void {
  for (const own of owns) {
    const before = JSON.stringify(ownWishes(own).get(id) ?? {});
    if (before === JSON.stringify(it)) continue;
    if (it.own || it.voted) ownWishes(own).set(id, it);
    else ownWishes(own).delete(id);
  }
}
