/**
 * `wallQuestion` and `vote` (R-5): a student's question on the wall, and one vote per question. Writes `wishes` and
 * `wishVotes` of `<s>/session` without and of `<s>/staff` with the members' ids; also `wishes` of the member's own
 * document.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { requireActiveMember, requireConfirmed } from "../model/permissions.ts";
import { findBlockedWords } from "../model/blocked_words.ts";
import {
  type CommandContext,
  defineCommand,
  noteText,
} from "../define_command.ts";
import { isReadableLine } from "../model/display_names.ts";
import { isSameSeat, membersOfSeat } from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import { idSchema, typedTextSchema } from "../model/field_schemas.ts";
import type { Member } from "../model/members.ts";
import {
  isSharedWithRoom,
  type OwnWallQuestion,
} from "../model/resources/shared_resources.ts";
import { requireShared } from "../model/resources_layout.ts";
import { voteKey } from "../model/wall_layout.ts";
import {
  ownWallQuestions,
  wallQuestions,
  wallQuestionVotes,
} from "../model/roots.ts";
import {
  blockedWordsOf,
  wallQuestionAuthors,
  wallQuestionVoters,
} from "../model/staff_roots.ts";

type WallContext = CommandContext<"staff" | "ownDocument">;

/** Posts a question. Its id is that of the command, so that it counts once (SYNC-3). */
export const wallQuestionCommand = defineCommand({
  kind: "wish",
  fields: { resource: idSchema, text: typedTextSchema },
  needs: ["staff", "ownDocument"],
  mayCauseAlert: true,
  pace: { lane: "wall", uses: { wishes: 1 } },
  decide(context, { id, resource, text: typed }) {
    const { session, staff, seat, tx } = context;
    const isMine = (memberId: string) => isSameSeat(session, memberId, seat);
    const author = wallQuestionAuthors(staff).get(id);
    if (author && isMine(author.member)) return;
    if (author) throw refusal("id-taken");
    const member = requireAtWall(context, resource);
    if (member.muted) throw refusal("muted");
    const text = cleanQuestion(typed);
    if (findBlockedWords(text, blockedWordsOf(staff)).length > 0) {
      throw refusal("blocked-answer");
    }
    requirePlace(staff, isMine);
    tx.reserveBytes(6 * text.length);
    noteText(context, { where: "wall", of: id, text });
    wallQuestions(session).set(id, { resource, text, at: tx.now });
    wallQuestionAuthors(staff).set(id, { member: seat });
    storeOwnQuestion(context, id, { own: true, resource, text });
  },
});

/** One vote of a student for a question. It names nobody, so an unconfirmed device has none (ACCESS-6). */
export const wallVoteCommand = defineCommand({
  kind: "vote",
  fields: { resource: idSchema, wish: idSchema, on: z.boolean() },
  needs: ["staff", "ownDocument"],
  pace: { lane: "wall", uses: { votes: 1 } },
  decide(context, { resource, wish: id, on }) {
    const { session, staff, seat } = context;
    requireAtWall(context, resource);
    requireConfirmed(session, seat);
    if (wallQuestions(session).get(id)?.resource !== resource) {
      throw refusal("not-found");
    }
    const owner = wallQuestionAuthors(staff).get(id)?.member;
    if (owner !== undefined && isSameSeat(session, owner, seat)) {
      throw refusal("own-wish");
    }
    // A person and all confirmed aliases have one vote.
    const earlierVotes = membersOfSeat(session, seat)
      .map((memberId) => voteKey(id, memberId))
      .filter((key) => wallQuestionVoters(staff).has(key));
    const count = wallQuestionVotes(session).get(id) ?? 0;
    if (on && earlierVotes.length === 0) {
      wallQuestionVoters(staff).set(voteKey(id, seat), true);
      wallQuestionVotes(session).set(id, count + 1);
    }
    if (!on && earlierVotes.length > 0) {
      for (const key of earlierVotes) wallQuestionVoters(staff).delete(key);
      wallQuestionVotes(session).set(
        id,
        Math.max(0, count - earlierVotes.length),
      );
    }
    storeOwnQuestion(context, id, on ? { voted: true } : {});
  },
});

/** Refuses unless the wall is open and for this student. */
function requireAtWall(
  { session, member: id, tx }: WallContext,
  resource: string,
): Member {
  const member = requireActiveMember(session, id, tx.now);
  if (member.role !== "student") throw refusal("students-wish");
  const wall = requireShared(session, resource, "wall");
  if (!isSharedWithRoom(wall, member.room)) throw refusal("not-in-room");
  if (wall.closed) throw refusal("ended");
  return member;
}

function cleanQuestion(typed: string): string {
  const text = typed.trim().replace(/\s+/gu, " ");
  if (text === "") throw refusal("no-words-in-question");
  if (!isReadableLine(text)) throw refusal("line-unshowable");
  const { wallQuestion: maxLength } = bounds;
  if (text.length > maxLength) {
    throw refusal("question-too-long", {
      most: maxLength,
      length: text.length,
    });
  }
  return text;
}

function requirePlace(staff: Y.Doc, isMine: (member: string) => boolean): void {
  const { own: maxOwn, all: maxAll } = bounds.wallQuestions;
  let ownCount = 0;
  for (const { member } of wallQuestionAuthors(staff).values()) {
    if (isMine(member)) ownCount++;
  }
  if (ownCount >= maxOwn) throw refusal("own-wishes-full", { most: maxOwn });
  if (wallQuestionAuthors(staff).size >= maxAll) {
    throw refusal("wishes-full", { most: maxAll });
  }
}

function storeOwnQuestion(
  { ownDocument }: WallContext,
  id: string,
  question: OwnWallQuestion,
): void {
  const previousJson = JSON.stringify(
    ownWallQuestions(ownDocument).get(id) ?? {},
  );
  if (previousJson === JSON.stringify(question)) return;
  if (question.own || question.voted) {
    ownWallQuestions(ownDocument).set(id, question);
  } else ownWallQuestions(ownDocument).delete(id);
}
