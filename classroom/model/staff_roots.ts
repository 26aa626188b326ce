/**
 * The shared types at the root of the staff's document, typed, and facts of one key; nothing else, as pages load it.
 */
import type * as Y from "yjs";
import type { Alert, CauseClaim } from "./alert_entries.ts";
import type {
  AssistantUsage,
  ClassUsage,
  TokenReservation,
} from "./assistant.ts";
import type { StaffConversation, Submission } from "./conversations.ts";
import type { BoardEntry } from "./drawing.ts";
import type { FileEntry } from "./files.ts";
import type {
  HelpRequest,
  LoweredHelpRequest,
  PlacementEvent,
  RoomFigures,
  StoredBroadcast,
  UndoableChange,
} from "./groups.ts";
import type {
  ClassListEntry,
  ColleagueEntry,
  ReturningMember,
  StoredInvitation,
  UnconfirmedDevice,
  WaitingEntry,
} from "./members.ts";
import type { HeldMessage } from "./messages.ts";
import type {
  ActivityEvent,
  AttendanceEntry,
  FeedItem,
  MessagesByMinute,
  StudentActivity,
} from "./monitoring/activity.ts";
import type { AttentionClaim } from "./monitoring/attention.ts";
import type {
  AnonymousVote,
  AnswerSheet,
  ExitTicket,
  PickEntry,
  PresentChoice,
  ResourceSecret,
  WallQuestionAuthor,
} from "./resources/shared_resources.ts";
import type { NoteThread } from "./staff_notes.ts";
import type { RecordedKey } from "./recorded_keys.ts";

/** `held` of the staff's document, by command id. */
export function heldMessages(staff: Y.Doc): Y.Map<HeldMessage> {
  return staff.getMap<HeldMessage>("held");
}

export function moderationSettings(staff: Y.Doc): Y.Map<readonly string[]> {
  return staff.getMap<readonly string[]>("moderation");
}

export function blockedWordsOf(staff: Y.Doc): readonly string[] {
  return moderationSettings(staff).get("blockedWords") ?? [];
}

export function recordedKeys(staff: Y.Doc): Y.Map<RecordedKey> {
  return staff.getMap<RecordedKey>("presses");
}

/** Authors by question, also of hidden questions. */
export function wallQuestionAuthors(staff: Y.Doc): Y.Map<WallQuestionAuthor> {
  return staff.getMap<WallQuestionAuthor>("wishes");
}

export function wallQuestionVoters(staff: Y.Doc): Y.Map<true> {
  return staff.getMap<true>("wishVotes");
}

/** `files` of the staff's document: all uploads of the session, by id. */
export function fileEntries(staff: Y.Doc): Y.Map<FileEntry> {
  return staff.getMap<FileEntry>("files");
}

export function conversationsForStaff(staff: Y.Doc): Y.Map<StaffConversation> {
  return staff.getMap<StaffConversation>("conversations");
}

/** Answers that students handed in, by the turn's id. */
export function submissionsOf(staff: Y.Doc): Y.Map<Submission> {
  return staff.getMap<Submission>("submissions");
}

export function studentActivities(staff: Y.Doc): Y.Map<StudentActivity> {
  return staff.getMap<StudentActivity>("students");
}

export function attendanceOf(staff: Y.Doc): Y.Map<AttendanceEntry> {
  return staff.getMap<AttendanceEntry>("attendance");
}

/** `at` is the last heartbeat of the attendance (ms). */
export function attendanceHeartbeat(staff: Y.Doc): Y.Map<number> {
  return staff.getMap<number>("attending");
}

export function activityEventsOf(staff: Y.Doc): Y.Array<ActivityEvent> {
  return staff.getArray<ActivityEvent>("deeds");
}

export function noteThreads(staff: Y.Doc): Y.Map<NoteThread> {
  return staff.getMap<NoteThread>("notes");
}

export function alertsOf(staff: Y.Doc): Y.Map<Alert> {
  return staff.getMap<Alert>("alerts");
}

/** By cause and teacher. */
export function causeClaims(staff: Y.Doc): Y.Map<CauseClaim> {
  return staff.getMap<CauseClaim>("claims");
}

export function memberUsages(staff: Y.Doc): Y.Map<AssistantUsage> {
  return staff.getMap<AssistantUsage>("usage");
}

/** `asking` of the staff's document: reserved tokens, by the answer's turn. */
export function tokenReservations(staff: Y.Doc): Y.Map<TokenReservation> {
  return staff.getMap<TokenReservation>("asking");
}

/** The assistant's settings and the class's usage. */
export function assistantState(staff: Y.Doc): Y.Map<unknown> {
  return staff.getMap("assistant");
}

/** Undefined until the class has used the assistant. */
export function classUsageOf(staff: Y.Doc): ClassUsage | undefined {
  return assistantState(staff).get("used") as ClassUsage | undefined;
}

export function helpRequests(staff: Y.Doc): Y.Array<HelpRequest> {
  return staff.getArray<HelpRequest>("help");
}

/** `lowered` of the staff's document: help requests that a teacher has just lowered. */
export function loweredHelpRequests(staff: Y.Doc): Y.Map<LoweredHelpRequest> {
  return staff.getMap<LoweredHelpRequest>("lowered");
}

export function roomFigures(staff: Y.Doc): Y.Map<RoomFigures> {
  return staff.getMap<RoomFigures>("rooms");
}

export function placementHistory(staff: Y.Doc): Y.Array<PlacementEvent> {
  return staff.getArray<PlacementEvent>("placements");
}

/** `broadcasts` of the staff's document: those to all groups since these were opened. */
export function broadcasts(staff: Y.Doc): Y.Array<StoredBroadcast> {
  return staff.getArray<StoredBroadcast>("broadcasts");
}

/** `told` of the staff's document: number of broadcasts delivered to each group. */
export function deliveredBroadcastCounts(staff: Y.Doc): Y.Map<number> {
  return staff.getMap<number>("told");
}

/** `last` is the change that can be undone. */
export function undoableChanges(staff: Y.Doc): Y.Map<UndoableChange> {
  return staff.getMap<UndoableChange>("undo");
}

/** Moderators or observers, by account id. */
export function colleaguesOf(
  staff: Y.Doc,
  role: "teacher" | "observer",
): Y.Map<ColleagueEntry> {
  return staff.getMap(role === "observer" ? "observers" : "moderators");
}

/** Invitations by id instead of address, which not all staff may see. */
export function invitationsOf(staff: Y.Doc): Y.Map<StoredInvitation> {
  return staff.getMap<StoredInvitation>("invited");
}

/** Times of a refused request or a removal (ms), by account id. */
export function refusedRequestsOf(staff: Y.Doc): Y.Map<number> {
  return staff.getMap<number>("refusedKnocks");
}

export function waitingEntries(staff: Y.Doc): Y.Map<WaitingEntry> {
  return staff.getMap<WaitingEntry>("waiting");
}

export function classList(staff: Y.Doc): Y.Map<ClassListEntry> {
  return staff.getMap<ClassListEntry>("classList");
}

/** `returning` of the staff's document: students of the class that this one repeats (S-6). */
export function returningMembers(staff: Y.Doc): Y.Map<ReturningMember> {
  return staff.getMap<ReturningMember>("returning");
}

/** `cameByName` of the staff's document: unconfirmed browsers that a teacher has to decide on (J-2). */
export function unconfirmedDevices(staff: Y.Doc): Y.Map<UnconfirmedDevice> {
  return staff.getMap<UnconfirmedDevice>("cameByName");
}

/** Aliases whose use is counted in another member's; versions before 0.20 wrote it. */
export function formerMerges(staff: Y.Doc): Y.Map<{ byName?: true }> {
  return staff.getMap<{ byName?: true }>("merges");
}

/** The part of each resource that only staff see, by id; also of resources taken back. */
export function resourceSecrets(staff: Y.Doc): Y.Map<ResourceSecret> {
  return staff.getMap<ResourceSecret>("resources");
}

/** Answer sheets of the class, by `answerSheetKey`. */
export function answerSheets(staff: Y.Doc): Y.Map<AnswerSheet | AnonymousVote> {
  return staff.getMap<AnswerSheet | AnonymousVote>("answers");
}

export function presentChoice(staff: Y.Doc): Y.Map<PresentChoice> {
  return staff.getMap<PresentChoice>("present");
}

/** `ticket` is the prepared exit ticket. */
export function exitTickets(staff: Y.Doc): Y.Map<ExitTicket> {
  return staff.getMap<ExitTicket>("exitTicket");
}

/** Who was picked, by the id of a student or group. */
export function pickEntries(staff: Y.Doc): Y.Map<PickEntry> {
  return staff.getMap<PickEntry>("picks");
}

/** `votes` of the staff's document, by anonymous poll. */
export function voteCounts(staff: Y.Doc): Y.Map<number> {
  return staff.getMap<number>("votes");
}

export function boardEntries(staff: Y.Doc): Y.Map<BoardEntry> {
  return staff.getMap<BoardEntry>("drawings");
}

/**
 * Items by `<member> <slot>`. A new item takes an empty slot or that of the oldest, so that the document keeps a few
 * bytes of each item that was, and no list of them grows.
 */
export function feedSlots(staff: Y.Doc): Y.Map<FeedItem> {
  return staff.getMap<FeedItem>("feed");
}

export function messageCountsOf(staff: Y.Doc): Y.Map<MessagesByMinute> {
  return staff.getMap<MessagesByMinute>("said");
}

/** `acted` of the staff's document: the time of each student's last action that staff may know, rounded (ms). */
export function lastActionTimes(staff: Y.Doc): Y.Map<number> {
  return staff.getMap<number>("acted");
}

export function attentionClaimsOf(staff: Y.Doc): Y.Map<AttentionClaim> {
  return staff.getMap<AttentionClaim>("taken");
}
