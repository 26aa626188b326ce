/** Where documents tell of conversations: the member's own lists all of them, the staff's those that are collected (A2). */
import type * as Y from "yjs";
import type { ConversationEntry, StaffConversation } from "./conversations.ts";
import type { StudentActivity } from "./monitoring/activity.ts";

/** `conversations` of a member's own document. */
export function conversationsOf(own: Y.Doc): Y.Map<ConversationEntry> {
  return own.getMap<ConversationEntry>("conversations");
}

/** `conversations` of the staff's document: those that the teacher may read. */
export function staffConversations(staff: Y.Doc): Y.Map<StaffConversation> {
  return staff.getMap<StaffConversation>("conversations");
}

/** `students` of the staff's document. */
export function studentsOf(staff: Y.Doc): Y.Map<StudentActivity> {
  return staff.getMap<StudentActivity>("students");
}
