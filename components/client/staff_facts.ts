import type { ReadonlySignal } from "@preact/signals";
import type { ClassUsage } from "../../classroom/model/assistant.ts";
import type {
  HelpRequest,
  RoomFigures,
  StoredBroadcast,
  UndoableChange,
} from "../../classroom/model/groups.ts";
import type {
  ClassListEntry,
  ColleagueEntry,
  Member,
  ReturningMember,
  UnconfirmedDevice,
  WaitingEntry,
} from "../../classroom/model/members.ts";
import { readFeeds } from "../../classroom/model/monitoring/feed.ts";
import type { FeedItem } from "../../classroom/model/monitoring/activity.ts";
import { addListPlaces } from "../../classroom/model/class_list.ts";
import type { HeldMessage } from "../../classroom/model/messages.ts";
import type { NoteThread } from "../../classroom/model/staff_notes.ts";
import type { OpenDocument } from "../../sync/client/open_document.ts";
import { signalOfList, signalOfMap, signalOfType } from "./document_signals.ts";
import { undoableChange } from "../../classroom/model/breakouts_layout.ts";
import {
  assistantState,
  blockedWordsOf,
  broadcasts,
  classList,
  classUsageOf,
  colleaguesOf,
  feedSlots,
  heldMessages,
  helpRequests,
  moderationSettings,
  noteThreads,
  returningMembers,
  roomFigures,
  unconfirmedDevices,
  undoableChanges,
  waitingEntries,
} from "../../classroom/model/staff_roots.ts";

export class StaffFacts {
  /** Raised hands, first come first. */
  readonly helpRequests: ReadonlySignal<readonly HelpRequest[]>;
  /** Threads of notes to staff (T-1), by the member who wrote them. */
  readonly noteThreads: ReadonlySignal<Readonly<Record<string, NoteThread>>>;
  readonly roomFigures: ReadonlySignal<Readonly<Record<string, RoomFigures>>>;
  /** The last words of each member, oldest first. An item stays the same object. */
  readonly feeds: ReadonlySignal<
    Readonly<Record<string, readonly FeedItem[]>>
  >;
  readonly undoableAction: ReadonlySignal<UndoableChange | undefined>;
  readonly joinRequests: ReadonlySignal<Readonly<Record<string, WaitingEntry>>>;
  /** Messages held for approval, with their command ids, oldest first, without rejected ones (C-11). */
  readonly heldMessages: ReadonlySignal<
    readonly (readonly [id: string, HeldMessage])[]
  >;
  readonly blockedWords: ReadonlySignal<readonly string[]>;
  readonly classList: ReadonlySignal<Readonly<Record<string, ClassListEntry>>>;
  /** Members of the repeated class, by their ids there (S-6). */
  readonly returningMembers: ReadonlySignal<
    Readonly<Record<string, ReturningMember>>
  >;
  /** Unconfirmed devices that teachers are to decide on, by alias (J-2). */
  readonly membersByName: ReadonlySignal<
    Readonly<Record<string, UnconfirmedDevice>>
  >;
  readonly observers: ReadonlySignal<Readonly<Record<string, ColleagueEntry>>>;
  readonly moderators: ReadonlySignal<Readonly<Record<string, ColleagueEntry>>>;
  readonly broadcasts: ReadonlySignal<readonly StoredBroadcast[]>;
  readonly classUsage: ReadonlySignal<ClassUsage | undefined>;

  constructor(readonly document: OpenDocument) {
    const { doc } = document;
    this.helpRequests = signalOfList(helpRequests(doc));
    this.noteThreads = signalOfMap(noteThreads(doc));
    this.roomFigures = signalOfMap(roomFigures(doc));
    this.feeds = signalOfType(feedSlots(doc), readFeeds);
    this.undoableAction = signalOfType(
      undoableChanges(doc),
      () => undoableChange(doc),
    );
    this.joinRequests = signalOfMap(waitingEntries(doc));
    this.heldMessages = signalOfType(
      heldMessages(doc),
      (map) =>
        [...map].filter(([, { rejected }]) => !rejected)
          .sort(([, a], [, b]) => a.at - b.at),
    );
    this.blockedWords = signalOfType(
      moderationSettings(doc),
      () => blockedWordsOf(doc),
    );
    this.classList = signalOfMap(classList(doc));
    this.returningMembers = signalOfMap(returningMembers(doc));
    this.membersByName = signalOfMap(unconfirmedDevices(doc));
    this.observers = signalOfMap(colleaguesOf(doc, "observer"));
    this.moderators = signalOfMap(colleaguesOf(doc, "teacher"));
    this.broadcasts = signalOfList(broadcasts(doc));
    this.classUsage = signalOfType(
      assistantState(doc),
      () => classUsageOf(doc),
    );
  }

  placeInClassList(members: Readonly<Record<string, Member>>) {
    return addListPlaces(members, this.classList.value);
  }

  /** Whether the facts can be used: a copy on the device counts only offline. */
  get isLoaded(): boolean {
    const { synced, status } = this.document;
    return synced.value || status.value.state === "offline";
  }
}
