/** The shared types at the root of each document that members have, typed; nothing else, as pages load it. */
import type * as Y from "yjs";
import type { SingleMute } from "./calls.ts";
import type {
  ConversationEntry,
  SubmissionEntry,
  TurnMap,
} from "./conversations.ts";
import type { DrawnShape } from "./drawing.ts";
import type { OwnHelpRequest, Room } from "./groups.ts";
import type { Member } from "./members.ts";
import type { BringBackEntry, Message, Pin } from "./messages.ts";
import type { PageEntry, PageVersion } from "./pages.ts";
import type {
  OwnAnswerSheet,
  OwnWallQuestion,
  SharedResource,
  WallQuestion,
} from "./resources/shared_resources.ts";
import type { OwnNoteThread, StaffNote } from "./staff_notes.ts";

/** By the fields of `SessionInfo`. */
export function sessionInfoMap(session: Y.Doc): Y.Map<unknown> {
  return session.getMap("info");
}

export function members(session: Y.Doc): Y.Map<Member> {
  return session.getMap<Member>("members");
}

/** All groups, also archived ones. */
export function rooms(session: Y.Doc): Y.Map<Room> {
  return session.getMap<Room>("rooms");
}

/** The settings of the breakout rooms and their state, by the fields of `BreakoutsState`. */
export function breakoutsMap(session: Y.Doc): Y.Map<unknown> {
  return session.getMap("breakouts");
}

export function pageEntries(session: Y.Doc): Y.Map<PageEntry> {
  return session.getMap<PageEntry>("pages");
}

/** Visible questions of all walls, by id, without authors. */
export function wallQuestions(session: Y.Doc): Y.Map<WallQuestion> {
  return session.getMap<WallQuestion>("wishes");
}

/**
 * `wishVotes` of the session's document: number of votes by question. Not in `wishes`, so that a vote does not rewrite
 * the text.
 */
export function wallQuestionVotes(session: Y.Doc): Y.Map<number> {
  return session.getMap<number>("wishVotes");
}

/** By the fields of `CallsState`. */
export function callsMap(session: Y.Doc): Y.Map<unknown> {
  return session.getMap("call");
}

/** `callAsked` of a session's document: times of requests to unmute, by member. */
export function unmuteRequests(session: Y.Doc): Y.Map<number> {
  return session.getMap<number>("callAsked");
}

/** `callMuted` of a session's document: students muted by name. */
export function singleMutes(session: Y.Doc): Y.Map<SingleMute> {
  return session.getMap<SingleMute>("callMuted");
}

/** `callOut` of a session's document: times of removal from the call, by member. */
export function callRemovals(session: Y.Doc): Y.Map<number> {
  return session.getMap<number>("callOut");
}

/** `former` of a session's document: groups that a seat has left, the newest last. */
export function formerRooms(session: Y.Doc): Y.Map<string[]> {
  return session.getMap<string[]>("former");
}

/** `resources` of the session's document: the resources that students have, oldest first. */
export function sharedResources(session: Y.Doc): Y.Array<SharedResource> {
  return session.getArray<SharedResource>("resources");
}

/** For each message with reactions, who has reacted how, by `reactionKey`. */
export function reactionsOf(room: Y.Doc): Y.Map<Y.Map<true>> {
  return room.getMap<Y.Map<true>>("reactions");
}

/** `pins` of a room's document: pinned messages (C-11). */
export function pins(room: Y.Doc): Y.Map<Pin> {
  return room.getMap<Pin>("pins");
}

/** `marks` of a room's document: messages brought back to the main room, or to bring back. */
export function bringBackEntries(room: Y.Doc): Y.Map<BringBackEntry> {
  return room.getMap<BringBackEntry>("marks");
}

export function messages(room: Y.Doc): Y.Array<Message> {
  return room.getArray<Message>("messages");
}

export function ownWallQuestions(ownDocument: Y.Doc): Y.Map<OwnWallQuestion> {
  return ownDocument.getMap<OwnWallQuestion>("wishes");
}

export function conversationsOf(ownDocument: Y.Doc): Y.Map<ConversationEntry> {
  return ownDocument.getMap<ConversationEntry>("conversations");
}

export function ownSubmissions(ownDocument: Y.Doc): Y.Map<SubmissionEntry> {
  return ownDocument.getMap<SubmissionEntry>("submissions");
}

/** `read` of a member's own document: ids of the last read message by room, and of the last opened answer by thread. */
export function readMarkers(ownDocument: Y.Doc): Y.Map<string> {
  return ownDocument.getMap<string>("read");
}

export function ownNoteThreads(ownDocument: Y.Doc): Y.Map<OwnNoteThread> {
  return ownDocument.getMap<OwnNoteThread>("notes");
}

/** The member's raised hand. */
export function ownHelpRequest(
  ownDocument: Y.Doc,
): Y.Map<OwnHelpRequest[keyof OwnHelpRequest]> {
  return ownDocument.getMap<OwnHelpRequest[keyof OwnHelpRequest]>("help");
}

export function ownAnswerSheets(ownDocument: Y.Doc): Y.Map<OwnAnswerSheet> {
  return ownDocument.getMap<OwnAnswerSheet>("answers");
}

export function notesOf(thread: Y.Doc): Y.Array<StaffNote> {
  return thread.getArray<StaffNote>("notes");
}

/** `member`, `title` and `template` of a conversation. */
export function conversationInfo(conversation: Y.Doc): Y.Map<unknown> {
  return conversation.getMap("info");
}

export function turnsOf(conversation: Y.Doc): Y.Array<TurnMap> {
  return conversation.getArray<TurnMap>("turns");
}

/** Earlier versions by time (ms). */
export function pageVersions(page: Y.Doc): Y.Map<PageVersion> {
  return page.getMap<PageVersion>("versions");
}

/** `writers` of a page's document: the member of each Yjs client id. Only the server writes it. */
export function pageWriters(page: Y.Doc): Y.Map<string> {
  return page.getMap<string>("writers");
}

/** `marks` of a board or of a shown copy: shapes: shapes, oldest first. */
export function drawnShapes(board: Y.Doc): Y.Array<DrawnShape> {
  return board.getArray<DrawnShape>("marks");
}

/** `rubbed` of a board: erased lines, which can be put back. */
export function erasedLines(board: Y.Doc): Y.Map<true> {
  return board.getMap<true>("rubbed");
}
