/**
 * Conversations and submissions for the teacher (M-1, M-3). With collection off, no conversations (ACCESS-2);
 * submissions were given by students.
 */
import type { Sync } from "../../sync/sync.ts";
import { requireTeacher } from "../model/acting.ts";
import { staffConversations } from "../model/conversations_layout.ts";
import type { Who } from "../model/who.ts";
import { info, members, readClass, readDocument } from "../model/layout.ts";
import { personIn } from "../model/persons.ts";
import { type SubmissionView, submissionView } from "./marking.ts";
import type { StaffConversation, Turn } from "../model/conversations.ts";
import { documents as names } from "../model/documents.ts";
import { submissionsOf } from "../assistant/sharing.ts";
import { iso } from "../model/times.ts";
import { readTurns, type TurnView, turnView } from "../model/turns.ts";

/** Times in ISO 8601. */
export interface ConversationView {
  id: string;
  member: string;
  name: string;
  title: string;
  template?: string;
  at: string;
  lastAt: string;
  turns: TurnView[];
}

/** Yields conversations that the teacher may read, oldest first; loads one at a time. */
export async function* transcripts(
  sync: Sync<Who>,
  who: Who,
  member?: string,
): AsyncGenerator<ConversationView> {
  requireTeacher(who);
  const s = who.session;
  const all = await readClass(sync, s, ({ session, staff }) => {
    if (!info(session, "collect")) return [];
    const people = members(session);
    return [...staffConversations(staff)]
      .map(([id, it]) => {
        const by = personIn(session, it.member);
        return { id, ...it, member: by, name: people.get(by)?.name ?? "" };
      })
      .filter((it) => member === undefined || it.member === member)
      .sort((a, b) => a.at - b.at);
  });
  for (const it of all) {
    const turns = await readDocument(
      sync,
      names.conversation(s, it.id),
      readTurns,
    );
    yield conversationView(it, turns);
  }
}

/** Oldest first. */
export async function submissions(
  sync: Sync<Who>,
  who: Who,
): Promise<SubmissionView[]> {
  requireTeacher(who);
  return await readClass(sync, who.session, ({ session, staff }) => {
    const people = members(session);
    return [...submissionsOf(staff)]
      .sort(([, a], [, b]) => a.at - b.at)
      .map(([id, it]) => {
        const member = personIn(session, it.member);
        const name = people.get(member)?.name ?? "";
        return submissionView(id, { ...it, member }, name);
      });
  });
}

function conversationView(
  { id, member, name, title, template, at, lastAt }: StaffConversation & {
    id: string;
    name: string;
  },
  turns: Turn[],
): ConversationView {
  return {
    id,
    member,
    name,
    title,
    ...(template && { template }),
    at: iso(at),
    lastAt: iso(lastAt),
    turns: turns.map(turnView),
  };
}
