/**
 * A class as a member's page has it: documents, the outbox, and parts such as the chat. A page sends everything through
 * it.
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
import type * as Y from "yjs";
import type { MemberCommand } from "../../classroom/commands.ts";
import type { CallsState, SingleMute } from "../../classroom/model/calls.ts";
import {
  documentNames,
  type PresenceState,
} from "../../classroom/model/documents.ts";
import type { BreakoutsState, Room } from "../../classroom/model/groups.ts";
import type { WithListPlace } from "../../classroom/model/class_list.ts";
import {
  type Member,
  resolvePerson,
  resolveSeat,
} from "../../classroom/model/members.ts";
import type { SessionInfo } from "../../classroom/model/session.ts";
import { groupName } from "../../formats/group_names.ts";
import { moveEarlierCommands } from "../../sync/client/device_caches.ts";
import {
  type ConnectionStatus,
  listOpenDocuments,
  type OpenDocument,
  openDocument,
  type OpenOptions,
} from "../../sync/client/open_document.ts";
import { Outbox } from "../../sync/client/outbox.ts";
import { assignGroupEmblems, type RoomWithEmblem } from "./group_emblems.ts";
import type { MentionPeople } from "../../classroom/model/mentions.ts";
import {
  breakoutsMap,
  callRemovals,
  callsMap,
  members,
  rooms,
  sessionInfoMap,
  singleMutes,
  unmuteRequests,
} from "../../classroom/model/roots.ts";
import { hueOf, huesOf } from "./person_avatar.ts";
import { findSeatLoss } from "./membership.ts";
import { cacheOwnerOf, ownDocumentName, type Seat } from "./seat.ts";
import { SessionApi } from "./session_api.ts";
import type { StaffFacts } from "./staff_facts.ts";
import { findWorstStatus } from "./connection_status.ts";
import { lazyPart } from "../ui/load_part.ts";

const loadRequests = lazyPart(() =>
  import("../../sync/client/returning_socket.ts")
);

/** Smaller changes of the clock offset are network delay (ms). */
const clockSlackMs = 250;

/** The session's document as signals, which everyone in the class may read. */
export class SessionFacts {
  /** Empty until the document has loaded. */
  readonly info: Signal<Partial<SessionInfo>> = signal({});
  readonly #members: Signal<Readonly<Record<string, Member>>> = signal({});
  /** The members; for staff with their places in the class list. */
  readonly members: ReadonlySignal<
    Readonly<Record<string, Member & WithListPlace>>
  > = computed(() =>
    this.#staff()?.placeInClassList(this.#members.value) ?? this.#members.value
  );
  readonly #hues = computed(() => huesOf(this.members.value));
  readonly breakouts: Signal<Partial<BreakoutsState>> = signal({});
  /** All groups, including archived ones, with their names in the reader's language. */
  readonly rooms: ReadonlySignal<Readonly<Record<string, RoomWithEmblem>>>;
  readonly call: Signal<CallsState> = signal({});
  readonly unmuteRequests: Signal<Readonly<Record<string, number>>> = signal(
    {},
  );
  readonly individualMutes: Signal<Readonly<Record<string, SingleMute>>> =
    signal({});
  readonly callRemovals: Signal<Readonly<Record<string, number>>> = signal({});
  /** Everybody with a connection, also if it is silent. */
  readonly connected: Signal<ReadonlyMap<string, PresenceState>> = signal(
    new Map(),
  );
  readonly online: ReadonlySignal<ReadonlyMap<string, PresenceState>> =
    computed(() =>
      new Map([...this.connected.value].filter(([, state]) => !state.silent))
    );
  readonly people: ReadonlySignal<MentionPeople>;
  /** Whether the class runs; true also until its state is known. */
  readonly isLive: ReadonlySignal<boolean>;
  /** The server's clock minus the device's (ms). */
  readonly clockOffset: Signal<number> = signal(0);
  readonly #rooms: Signal<Readonly<Record<string, Room>>> = signal({});

  readonly #staff: () => StaffFacts | null;

  constructor(
    readonly document: OpenDocument,
    ownMemberId: string,
    staff: () => StaffFacts | null = () => null,
  ) {
    this.#staff = staff;
    this.#followFacts();
    this.#followPresence();
    this.rooms = computed(() =>
      assignGroupEmblems(this.#rooms.value, groupName)
    );
    this.people = computed(() => ({
      ownMemberId,
      people: Object.entries(this.members.value)
        .filter(([, { mergedInto, role }]) =>
          mergedInto === undefined && role !== "observer"
        )
        .map(([id, { name, removed }]) => ({ id, name, removed })),
    }));
    this.isLive = computed(() => {
      const { state } = this.info.value;
      return state === undefined || state === "active" || state === "ending";
    });
  }

  /** The student to whom an alias belongs; other members themselves. */
  personOf(member: string): string {
    return resolvePerson((id) => this.members.value[id], member);
  }

  /** Whether the seat's devices have written as this member, and so may change what it wrote (J-2). */
  isOwn(
    member: string | undefined,
    { alias, member: ownMember }: Pick<Seat, "alias" | "member">,
  ): boolean {
    return member !== undefined && this.seatOf(member) === (alias ?? ownMember);
  }

  /** The member under which the member's devices write: the student, or an unconfirmed device itself (J-2). */
  seatOf(member: string): string {
    return resolveSeat((id) => this.members.value[id], member);
  }

  nameOf(member: string): string | undefined {
    return this.members.value[this.personOf(member)]?.name;
  }

  hueOf(member: string): number {
    return this.#hues.value.get(member) ?? hueOf(member);
  }

  /** Sets each signal at most once per transaction. */
  #followFacts() {
    const { doc } = this.document;
    const maps = [
      [sessionInfoMap(doc), this.info],
      [members(doc), this.#members],
      [breakoutsMap(doc), this.breakouts],
      [rooms(doc), this.#rooms],
      [callsMap(doc), this.call],
      [unmuteRequests(doc), this.unmuteRequests],
      [singleMutes(doc), this.individualMutes],
      [callRemovals(doc), this.callRemovals],
    ] as const;
    for (const [map, value] of maps) value.value = map.toJSON();
    doc.on("afterTransaction", ({ changed }: Y.Transaction) =>
      batch(() => {
        for (const [map, value] of maps) {
          if (changed.has(map as never)) value.value = map.toJSON();
        }
      }));
  }

  #followPresence() {
    const { awareness } = this.document;
    const onChange = () => {
      const now = new Map<string, PresenceState>();
      for (const state of awareness.getStates().values()) {
        if (typeof state.member === "string") {
          now.set(state.member, state as PresenceState);
        }
      }
      this.connected.value = now;
    };
    // The clock of the server's awareness states is the server's time.
    const onUpdate = (
      { added, updated }: { added: number[]; updated: number[] },
      origin: unknown,
    ) => {
      if (origin === "local" || origin === "timeout") return;
      const clocks = [...added, ...updated].map((id) =>
        awareness.getStates().get(id)?.member
          ? awareness.meta.get(id)?.clock ?? 0
          : 0
      );
      const newest = Math.max(0, ...clocks);
      if (newest === 0) return;
      const offset = newest - Date.now();
      // A new offset causes much to be computed again.
      if (Math.abs(offset - this.clockOffset.peek()) < clockSlackMs) return;
      this.clockOffset.value = offset;
    };
    onChange();
    awareness.on("change", onChange);
    awareness.on("update", onUpdate);
  }
}

export interface SessionPart {
  /** Whether this part is to show the command's effect but does not show it yet. */
  isEffectPending?(command: MemberCommand): boolean;
  /** Stores on this device what the part holds back. */
  keepUnsentTexts?(): void;
  unsentTexts?(): readonly string[];
  close(): void;
  /** Called after `close`: deletes the part's data on this device, except documents. */
  forget?(): Promise<void>;
}

type StaffKind = new (document: OpenDocument) => StaffFacts;

export class ClassSession {
  readonly api: SessionApi;
  /** The worse state of two connections: the own document's and the class's. */
  readonly status: ReadonlySignal<ConnectionStatus> = computed(() =>
    findWorstStatus([this.ownDocument, this.facts.document])
  );
  readonly #parts = new Map<unknown, SessionPart>();
  readonly #opened: OpenDocument[] = [];
  readonly #stops: (() => void)[] = [];
  #facts?: SessionFacts;
  #own?: OpenDocument;
  #outbox?: Outbox<MemberCommand>;
  #staff?: StaffFacts;
  readonly #StaffKind?: StaffKind;
  #closed = false;

  /**
   * @param returns the member was in the class before this page was opened
   * @param StaffKind reads the staff's document; students' pages do not load it
   */
  constructor(
    readonly seat: Seat,
    readonly returns = false,
    StaffKind?: StaffKind,
  ) {
    this.api = new SessionApi(seat.session);
    this.#StaffKind = StaffKind;
  }

  get facts(): SessionFacts {
    const { session, member } = this.seat;
    return this.#facts ??= untracked(() =>
      new SessionFacts(
        this.#keep(documentNames.session(session)),
        member,
        () => this.staff,
      )
    );
  }

  get ownDocument(): OpenDocument {
    if (!this.#own) {
      const document = ownDocumentName(this.seat);
      const { epoch } = this.seat;
      this.#own = this.#keep(document);
      moveEarlierCommands(this.#own, {
        epoch,
        holder: cacheOwnerOf(this.seat),
        document,
      });
    }
    return this.#own;
  }

  get outbox(): Outbox<MemberCommand> {
    if (!this.#outbox) {
      this.#outbox = new Outbox(this.ownDocument.doc);
      this.#stops.push(effect(() => this.#settle()));
    }
    return this.#outbox;
  }

  /** The staff's document; null on students' pages. */
  get staff(): StaffFacts | null {
    const { session, role } = this.seat;
    if (role === "student" || !this.#StaffKind) return null;
    return this.#staff ??= new this.#StaffKind(
      this.#keep(documentNames.staff(session)),
    );
  }

  /**
   * Returns the page's one instance of a part, made at the first call.
   *
   * @example
   * const votes = session.part(AnonymousVoteSender);
   * return <p>{votes.votesByPoll.value[poll.id]?.refusal}</p>;
   */
  part<P extends SessionPart>(Kind: new (session: ClassSession) => P): P {
    const existingPart = this.#parts.get(Kind) as P | undefined;
    if (existingPart) return existingPart;
    const part = untracked(() => new Kind(this));
    this.#parts.set(Kind, part);
    if (this.#closed) part.close();
    return part;
  }

  /**
   * Opens a document, which the caller closes. In a closed session, it is closed at once.
   *
   * @param isKept this device keeps a copy
   */
  open(document: string, isKept = true): OpenDocument {
    const opened = untracked(() =>
      openDocument(this.openOptions(document, isKept))
    );
    if (this.#closed) opened.close();
    return opened;
  }

  openOptions(document: string, isKept = true): OpenOptions {
    const { seat } = this;
    // Deleted and edited messages are also deleted from this device (CHAT-3).
    const clean = document.startsWith(documentNames.room(seat.session, ""))
      ? "messages"
      : undefined;
    return {
      document,
      role: seat.cookieRole,
      holder: cacheOwnerOf(seat),
      epoch: seat.epoch,
      // Observers' devices keep no copies (S-8).
      isCached: isKept && !this.#closed && seat.role !== "observer",
      cleanedList: clean,
      isOwn: document === ownDocumentName(seat),
      check: () => findSeatLoss(seat),
      loadRequests,
    };
  }

  storePending(): void {
    for (const part of this.#parts.values()) part.keepUnsentTexts?.();
  }

  listUnsent(): string[] {
    return [...this.#parts.values()].flatMap((part) =>
      part.unsentTexts?.() ?? []
    );
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stops) stop();
    for (const part of this.#parts.values()) part.close();
    for (const opened of this.#opened) opened.close();
  }

  async forget(): Promise<void> {
    const documents = listOpenDocuments(
      this.seat.session,
      cacheOwnerOf(this.seat),
    );
    // Closed first, so that nothing is written while it is deleted.
    this.close();
    const stores = [...documents, ...this.#parts.values()];
    await Promise.all(stores.map((store) => store.forget?.()));
  }

  #keep(document: string): OpenDocument {
    const opened = this.open(document);
    this.#opened.push(opened);
    return opened;
  }

  /** Forgets commands that have left the outbox, except those whose effect a part still awaits. */
  #settle() {
    const left = this.outbox.awaitingEffect.value;
    const parts = [...this.#parts.values()];
    const awaited = new Set(
      left.filter((command) =>
        parts.some((part) => part.isEffectPending?.(command))
      ),
    );
    if (awaited.size === left.length) return;
    this.outbox.forgetSettled((command) => !awaited.has(command));
  }
}
