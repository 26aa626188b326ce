/**
 * The chat of a class on this page: which rooms are open, and which is shown (B-9, B-10). `room_chat.ts` has the
 * rooms.
 */
import {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import type { OwnHelpRequest } from "../../classroom/model/groups.ts";
import { newId, nextId } from "../../classroom/model/ids.ts";
import { ownHelpRequest } from "../../classroom/model/roots.ts";
import { deleteCaches } from "../../sync/client/device_caches.ts";
import type {
  ConnectionStatus,
  OpenDocument,
} from "../../sync/client/open_document.ts";
import { Uploads } from "../files/uploads.ts";
import type { ClassSession } from "../client/class_session.ts";
import {
  moveDraftToRoom,
  readDraft,
  unknownRoom,
  unmarkDraftLeft,
} from "../client/drafts.ts";
import { signalOfMap } from "../client/document_signals.ts";
import { cacheOwnerOf } from "../client/seat.ts";
import { findWorstStatus, isShutOut } from "../client/connection_status.ts";
import { RoomChat } from "./room_chat.ts";
import {
  decideShownRoom,
  findVisibleGroup,
  type GroupPlace,
  hasReturnedToMain,
  readRoomChoice,
  type RoomArrival,
  storeRoomChoice,
} from "./room_navigation.ts";

/** Delay (ms) before a refused room or message is tried again: documents may be slightly out of step. */
const retryAfterMs = 1_500;
/** A connecting page waits this long (ms) for groups that its stored copy may lack. */
const copyTrustDelayMs = 2_000;

export class Chat {
  readonly mainRoom: RoomChat;
  /** The member's own raised hand; empty while it is down. */
  readonly ownHelp: ReadonlySignal<Partial<OwnHelpRequest>>;
  /** Open rooms other than the main room: the student's group, or those that staff visit. */
  readonly groupRooms: Signal<readonly RoomChat[]> = signal([]);
  readonly currentRoom: ReadonlySignal<RoomChat>;
  /** The notice about a change of the student's group; null: none, or it was seen. */
  readonly arrival: Signal<RoomArrival | null> = signal(null);
  readonly isOpen: Signal<boolean> = signal(false);
  readonly isPinned: Signal<boolean> = signal(false);
  readonly isBottomSheet: Signal<boolean> = signal(false);
  /** True once the student's room is known; nothing is shown or sent earlier. */
  readonly isRoomKnown: Signal<boolean> = signal(false);
  /** When the room last changed in an open chat with a draft (`performance.now()`); -Infinity: never. */
  readonly roomChangedAt: Signal<number> = signal(-Infinity);
  readonly unreadCount: ReadonlySignal<number>;
  readonly mentionCount: ReadonlySignal<number>;
  /** The worst state among the connections that the chat needs. */
  readonly status: ReadonlySignal<ConnectionStatus>;

  readonly #presence: OwnPresence;
  readonly #shown: Signal<string> = signal("main");
  readonly #stop: (() => void)[] = [];
  /** Whether students choose their groups; undefined: unknown. */
  #mayChoose: boolean | undefined;
  #where: GroupPlace | null = null;
  #wereOpen = false;
  #chosen: string | null = null;
  #opened = false;

  constructor(readonly session: ClassSession) {
    this.mainRoom = new RoomChat(session, "main", this);
    const { facts, seat, ownDocument } = session;
    void session.staff;
    this.ownHelp = signalOfMap(ownHelpRequest(ownDocument.doc));
    this.#presence = new OwnPresence(facts.document);
    this.currentRoom = computed(() =>
      this.groupRooms.value.find(({ id }) => id === this.#shown.value) ??
        this.mainRoom
    );
    this.unreadCount = computed(() =>
      this.#open().reduce(
        (sum, { unreadCount }) => sum + unreadCount.value,
        0,
      )
    );
    this.mentionCount = computed(() =>
      this.#open().reduce(
        (sum, { mentionCount }) => sum + mentionCount.value,
        0,
      )
    );
    this.status = computed(() =>
      findWorstStatus([ownDocument, facts.document, this.mainRoom.document])
    );
    session.part(Uploads);
    this.#stop.push(
      // In this order, since `#followGroup` must read `isRoomKnown` from before.
      effect(() => {
        this.#followGroup();
        return this.#findOwnRoom();
      }),
      effect(() => this.#look()),
      effect(() => this.#askAgain()),
      effect(() => this.#afterPause()),
    );
    if (seat.role === "student") this.#closeOldRooms();
  }

  isEffectPending(command: MemberCommand): boolean {
    return this.#open().some((room) => room.isEffectPending(command));
  }

  /** The open room in which to show what belongs to `room`, which may be closed. */
  roomShowing(room: string): string {
    const openRooms = this.groupRooms.value;
    if (room === "main" || openRooms.some(({ id }) => id === room)) return room;
    return this.session.seat.role === "student"
      ? openRooms[0]?.id ?? "main"
      : "main";
  }

  /** Where to show refusals of a room: after the groups have closed, in the main room (C-3). */
  roomForRefusals(room: string): string {
    const { open } = this.session.facts.breakouts.value;
    return open ? this.roomShowing(room) : "main";
  }

  /** Shows a room. For staff, opens it first; for students, does nothing if it is not open. */
  showRoom(room: string): void {
    if (
      room !== "main" && !this.groupRooms.value.some(({ id }) => id === room)
    ) {
      if (this.session.seat.role === "student") return;
      this.groupRooms.value = [
        ...this.groupRooms.value,
        new RoomChat(this.session, room, this),
      ];
    }
    // Stored first, since `#look` reads it.
    const group = this.#where?.isOpen ? this.#where.room : null;
    if (room !== "main") {
      storeRoomChoice(this.session.seat, { group: room, hasGoneBack: false });
    } else if (group) {
      storeRoomChoice(this.session.seat, { group, hasGoneBack: true });
    }
    batch(() => {
      this.#shown.value = room;
      if (
        this.arrival.value?.room === room || !this.arrival.value?.shouldFollow
      ) {
        this.arrival.value = null;
      }
    });
  }

  /** Opens the chat at a room with unread messages, the current one first, unless a new group waits there. */
  openAtNews(): void {
    const room = [this.currentRoom.value, ...this.#open()]
      .find(({ unreadCount }) => unreadCount.value > 0);
    if (!room || this.arrival.value?.shouldFollow) return;
    // In this order, since a closed chat shows the group. The student has not chosen this room.
    this.isOpen.value = true;
    this.#shown.value = room.id;
  }

  /** Closes the notice about a room once the member has written there. */
  dismissArrival(room: string): void {
    const arrival = this.arrival.peek();
    if (arrival && (arrival.room ?? "main") === room) this.arrival.value = null;
  }

  chooseGroup(room: string | null): void {
    this.#chosen = room;
    this.session.outbox.push({ id: newId(), kind: "choose-room", room });
  }

  /** The member's raised hand, with the commands that are still to be sent. */
  effectiveFlag(): { isUp: boolean; note: string } {
    const lastCommand = this.session.outbox.pending.value
      .filter((command): command is CommandOf<"help"> =>
        command.kind === "help"
      )
      .at(-1);
    if (lastCommand) {
      return { isUp: lastCommand.on, note: lastCommand.note ?? "" };
    }
    const { at: raisedAt, note } = this.ownHelp.value;
    return { isUp: raisedAt !== undefined, note: note ?? "" };
  }

  askForHelp(isRaised: boolean, note?: string): void {
    const line = note?.trim() ? { note: note.trim() } : {};
    this.session.outbox.push({
      id: newId(),
      kind: "help",
      on: isRaised,
      ...line,
    });
  }

  setTyping(room: string | undefined): void {
    this.#presence.typing(room);
  }

  countOnline() {
    const { online, members } = this.session.facts;
    return [...online.value.values()].flatMap((state) => {
      const member = members.value[state.member];
      if (!member || member.role === "observer") return [];
      return [{ ...member, id: state.member, idle: state.idle }];
    });
  }

  close(): void {
    this.#presence.close();
    for (const stop of this.#stop) stop();
    for (const room of this.#open()) room.close();
  }

  #open(): RoomChat[] {
    return [this.mainRoom, ...this.groupRooms.value];
  }

  /**
   * Follows the student's group (B-9): opens its room, deletes the former group's from the device, sets the
   * notice.
   */
  #followGroup() {
    const { seat } = this.session;
    const rooms = this.session.facts.rooms.value;
    const breakouts = this.session.facts.breakouts.value;
    if (seat.role !== "student") {
      const { open = false } = breakouts;
      if (this.#wereOpen && !open) this.#returnToMainRoom();
      this.#wereOpen = open;
      const archivedRooms = this.groupRooms.value.filter(({ id }) =>
        rooms[id]?.archived
      );
      if (archivedRooms.length === 0) return;
      for (const room of archivedRooms) room.close();
      this.groupRooms.value = this.groupRooms.value
        .filter((room) => !archivedRooms.includes(room));
      return;
    }
    const member = this.session.facts.members.value[seat.member];
    if (!member) return;
    const room = findVisibleGroup(member, rooms, breakouts);
    const open = breakouts.open === true;
    const place = { room, isOpen: open };
    const oldPlace = this.#where;
    const mayChoose = open && !breakouts.auto && breakouts.entry === "free";
    const isNews = mayChoose && this.#mayChoose === false;
    this.#mayChoose = mayChoose;
    if (isNews && !this.arrival.peek()?.shouldFollow) {
      this.arrival.value = { kind: "choose", room: null, shouldFollow: false };
    }
    if (oldPlace?.room === place.room && oldPlace?.isOpen === place.isOpen) {
      return;
    }
    this.#where = place;
    const shownRoom = this.#shown.peek();
    const isChosen = room !== null && room === this.#chosen;
    const { show, arrival } = decideShownRoom(oldPlace, place, {
      shownRoom,
      isChatOpen: this.isOpen.peek(),
      isPlaced: this.isRoomKnown.peek(),
      lastChoice: readRoomChoice(seat),
      isChosen,
      isReturning: this.session.returns,
    });
    this.#chosen = null;
    const oldRooms = this.groupRooms.peek().filter(({ id }) => id !== room);
    // A draft moves to the new group, but not to the main room, where everyone would read it.
    if (
      this.isOpen.peek() && show !== shownRoom && readDraft(seat, shownRoom)
    ) {
      this.roomChangedAt.value = performance.now();
    }
    if (oldPlace?.room) {
      if (oldPlace.isOpen && open && room) {
        moveDraftToRoom(seat, oldPlace.room, room);
      } else unmarkDraftLeft(seat, oldPlace.room);
    }
    const remainingRooms = this.groupRooms.peek().filter(({ id }) =>
      id === room
    );
    batch(() => {
      this.groupRooms.value = room === null || remainingRooms.length > 0
        ? remainingRooms
        : [untracked(() => new RoomChat(this.session, room, this))];
      this.#shown.value = show;
      if (arrival || arrival === null && !isNews) this.arrival.value = arrival;
    });
    if (oldPlace?.isOpen && !place.isOpen) storeRoomChoice(seat, null);
    for (const room of oldRooms) void room.forget();
  }

  /** Brings staff back to the main room when the groups close. Their draft stays in its room. */
  #returnToMainRoom() {
    const { seat } = this.session;
    const shownRoom = this.#shown.peek();
    if (shownRoom === "main") return;
    if (readDraft(seat, shownRoom)) {
      unmarkDraftLeft(seat, shownRoom);
      if (this.isOpen.peek()) this.roomChangedAt.value = performance.now();
    }
    this.#shown.value = "main";
  }

  /**
   * Sets `isRoomKnown` once the class document tells the student's room. A stored copy suffices if it has a group,
   * offline, or after a delay.
   */
  #findOwnRoom() {
    if (this.isRoomKnown.value) return;
    const { seat, facts } = this.session;
    const { synced, status } = facts.document;
    const isConnecting = status.value.state === "connecting";
    const member = facts.members.value[seat.member];
    const inGroup = member !== undefined &&
      facts.breakouts.value.open === true &&
      findVisibleGroup(member, facts.rooms.value, facts.breakouts.value) !==
        null;
    const isKnown = synced.value || inGroup ||
      member !== undefined && !isConnecting;
    if (seat.role !== "student" || isKnown) return this.#moveEarlyText();
    // The copy may not have loaded yet, or lack the groups.
    if (member === undefined && isConnecting) return;
    const timer = setTimeout(() => this.#moveEarlyText(), copyTrustDelayMs);
    return () => clearTimeout(timer);
  }

  /** Moves a draft from before the room was known into the student's room. */
  #moveEarlyText() {
    moveDraftToRoom(this.session.seat, unknownRoom, this.#shown.peek());
    this.isRoomKnown.value = true;
  }

  /**
   * Dismisses the notice when the student closes its room's chat. A closed chat shows the group again, unless they
   * chose the main room.
   */
  #look() {
    const { seat } = this.session;
    if (seat.role !== "student") return;
    const isOpen = this.isOpen.value;
    const { id } = this.currentRoom.value;
    const arrival = this.arrival.peek();
    const room = this.#where?.isOpen ? this.#where.room : null;
    if (isOpen) {
      this.#opened = true;
      if (id !== "main") {
        storeRoomChoice(seat, { group: id, hasGoneBack: false });
      }
      if (arrival?.shouldFollow && arrival.room === id) {
        this.arrival.value = { ...arrival, shouldFollow: false };
      }
      return;
    }
    const wasOpen = this.#opened;
    this.#opened = false;
    if (wasOpen && arrival && (arrival.room ?? "main") === id) {
      this.arrival.value = null;
    }
    if (
      room && id === "main" && !hasReturnedToMain(readRoomChoice(seat), room)
    ) {
      this.#shown.value = room;
    }
  }

  /** Tries a group again whose document was refused: membership and document may be out of step. */
  #askAgain() {
    if (this.session.seat.role !== "student") return;
    const [room] = this.groupRooms.value;
    if (!room || !isShutOut(room.document.status.value)) return;
    const timer = setTimeout(async () => {
      if (this.groupRooms.peek()[0] !== room) return;
      await room.forget();
      if (this.groupRooms.peek()[0] !== room) return;
      this.groupRooms.value = [new RoomChat(this.session, room.id, this)];
    }, retryAfterMs);
    return () => clearTimeout(timer);
  }

  /** Sends messages again that were refused for a pause, once it is over, as the page has promised. */
  #afterPause() {
    const { chatPaused, eyesOnMe } = this.session.facts.info.value;
    const paused = this.session.outbox.refused.value.filter((
      { refused, command },
    ) => refused === "chat-paused" && command?.kind === "say");
    if (chatPaused || eyesOnMe || paused.length === 0) return;
    if (this.status.value.state !== "online") return;
    const timer = setTimeout(() => {
      // Other pages of this member derive the same new id, so the message counts once (SYNC-3).
      for (const { id } of paused) {
        this.session.outbox.resend(id, nextId(id));
      }
    }, retryAfterMs);
    return () => clearTimeout(timer);
  }

  /** Deletes from the device the groups that the member has left (ACCESS-1). */
  #closeOldRooms() {
    const { session, member } = this.session.seat;
    const stop = effect(() => {
      if (!this.session.facts.document.synced.value) return;
      const room = this.session.facts.members.peek()[member]?.room;
      const start = documentNames.room(session, "");
      void deleteCaches(
        session,
        cacheOwnerOf(this.session.seat),
        (document) =>
          document.startsWith(start) &&
          document !== start + "main" && document !== start + room,
      );
    });
    this.#stop.push(stop);
  }
}

/** A member counts as typing for this long after the last key. */
const typingTimeoutMs = 4_000;

/** The member's presence in the class: whether the page is hidden, and the room in which they type. */
class OwnPresence {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #local: { idle?: true; typing?: string } = {};
  readonly #session: OpenDocument;

  constructor(session: OpenDocument) {
    this.#session = session;
    this.#onVisible();
    globalThis.document.addEventListener("visibilitychange", this.#onVisible);
  }

  typing(room: string | undefined): void {
    clearTimeout(this.#timer);
    this.#tell({ ...this.#local, typing: room });
    if (room) {
      this.#timer = setTimeout(() => this.typing(undefined), typingTimeoutMs);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    globalThis.document
      .removeEventListener("visibilitychange", this.#onVisible);
  }

  readonly #onVisible = () =>
    this.#tell({
      ...this.#local,
      idle: globalThis.document.visibilityState === "hidden" || undefined,
    });

  #tell(state: { idle?: true; typing?: string }) {
    const { awareness } = this.#session;
    const isSet = awareness.getLocalState() !== null;
    const { idle, typing } = this.#local;
    if (isSet && idle === state.idle && typing === state.typing) return;
    this.#local = state;
    awareness.setLocalState(state);
  }
}
