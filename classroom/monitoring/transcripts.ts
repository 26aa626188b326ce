/**
 * Conversations and submissions for the teacher (M-1, M-3). With collection off, there are no conversations (ACCESS-2);
 * submissions are shown, as students handed them in.
 */
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import type { StaffConversation, Turn } from "../model/conversations.ts";
import type { Identity } from "../model/members.ts";
import {
  readClassDocuments,
  readDocument,
  sessionInfo,
} from "../model/layout.ts";
import { findPerson } from "../model/persons.ts";
import { submissionView } from "./grading.ts";
import { documentNames as names } from "../model/documents.ts";
import { toIsoString } from "../../formats/times.ts";
import { readTurns, toTurnView } from "../model/turns.ts";
import { members } from "../model/roots.ts";
import { conversationsForStaff, submissionsOf } from "../model/staff_roots.ts";
import type { SubmissionView, TurnView } from "../model/views.ts";

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
export async function* readTranscripts(
  sync: SyncEngine<Identity>,
  who: Identity,
  member?: string,
): AsyncGenerator<ConversationView> {
  requireTeacherRole(who);
  const s = who.session;
  const conversations = await readClassDocuments(
    sync,
    s,
    ({ session, staff }) => {
      if (!sessionInfo(session, "collect")) return [];
      const people = members(session);
      return [...conversationsForStaff(staff)]
        .map(([id, conversation]) => {
          const person = findPerson(session, conversation.member);
          return {
            id,
            ...conversation,
            member: person,
            name: people.get(person)?.name ?? "",
          };
        })
        .filter((it) => member === undefined || it.member === member)
        .sort((a, b) => a.at - b.at);
    },
  );
  for (const conversation of conversations) {
    const turns = await readDocument(
      sync,
      names.conversation(s, conversation.id),
      readTurns,
    );
    yield conversationView(conversation, turns);
  }
}

export async function listSubmissions(
  sync: SyncEngine<Identity>,
  who: Identity,
): Promise<SubmissionView[]> {
  requireTeacherRole(who);
  return await readClassDocuments(sync, who.session, ({ session, staff }) => {
    const people = members(session);
    return [...submissionsOf(staff)]
      .sort(([, a], [, b]) => a.at - b.at)
      .map(([id, submission]) => {
        const member = findPerson(session, submission.member);
        const name = people.get(member)?.name ?? "";
        return submissionView(id, { ...submission, member }, name);
      });
  });
}

function conversationView(
  { id, member, name, title, template, at: startedAt, lastAt }:
    & StaffConversation
    & {
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
    at: toIsoString(startedAt),
    lastAt: toIsoString(lastAt),
    turns: turns.map(toTurnView),
  };
}
