/** Lists of conversations: all in the member's own document, collected ones in the staff's (ACCESS-2). */
import type * as Y from "yjs";
import type { ConversationEntry, StaffConversation } from "./conversations.ts";
import type { StudentActivity } from "./monitoring/activity.ts";

export function conversationsOf(own: Y.Doc): Y.Map<ConversationEntry> {
  return own.getMap<ConversationEntry>("conversations");
}

/** Only those that the teacher may read. */
export function staffConversations(staff: Y.Doc): Y.Map<StaffConversation> {
  return staff.getMap<StaffConversation>("conversations");
}

export function studentActivities(staff: Y.Doc): Y.Map<StudentActivity> {
  return staff.getMap<StudentActivity>("students");
}
