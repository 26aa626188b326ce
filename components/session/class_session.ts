/**
 * A class as this page has it: the documents of one member, each opened once and when it is first needed, with one
 * outbox. Chat, assistant, board are parts of it, made when they are first asked for. Whatever a page sends goes
 * through here: as a command, or as a request over HTTP.
 */
import {
  computed,
  effect,
  type ReadonlySignal,
  untracked,
} from "@preact/signals";
import type { MemberCommand } from "../../classroom/commands.ts";
import { documents } from "../../classroom/model/documents.ts";
import { takeOver } from "../../sync/client/device.ts";
import {
  open,
  type OpenDocument,
  openOf,
  type Status,
} from "../../sync/client/open.ts";
import { Outbox } from "../../sync/client/outbox.ts";
import { stillIn } from "./membership.ts";
import { holderOf, ownDocument, type Seat } from "./seat.ts";
import { SessionApi } from "./session_api.ts";
import { SessionFacts } from "./session_facts.ts";
import type { Staff } from "./staff.ts";
import { worst } from "./status.ts";

/** What is made of a session: its chat, its assistant. */
export interface Part {
  /** Whether what a command does is seen here, and is not to be seen yet. */
  awaits?(command: MemberCommand): boolean;
  /** Lets go of everything. */
  close(): void;
  /** Closed, deletes from this device what is no document. */
  forget?(): Promise<void>;
}

type StaffKind = new (document: OpenDocument) => Staff;

/** One member's session. */
export class ClassSession {
  readonly api: SessionApi;
  /** The worst of the connections without which there is no class. */
  readonly status: ReadonlySignal<Status> = computed(() =>
    worst([this.own, this.facts.document])
  );
  readonly #parts = new Map<unknown, Part>();
  readonly #opened: OpenDocument[] = [];
  readonly #stops: (() => void)[] = [];
  #facts?: SessionFacts;
  #own?: OpenDocument;
  #outbox?: Outbox<MemberCommand>;
  #staff?: Staff;
  readonly #StaffKind?: StaffKind;
  #closed = false;

  /**
   * @param returns they were in the class before this page was opened
   * @param StaffKind what staff see besides; students' pages do not load it
   */
  constructor(
    readonly seat: Seat,
    readonly returns = false,
    StaffKind?: StaffKind,
  ) {
    this.api = new SessionApi(seat.session);
    this.#StaffKind = StaffKind;
  }

  /** What everybody in the class knows of it. */
  get facts(): SessionFacts {
    const { session, member } = this.seat;
    return this.#facts ??= untracked(() =>
      new SessionFacts(this.#keep(documents.session(session)), member)
    );
  }

  /** The document that is theirs alone. */
  get own(): OpenDocument {
    if (!this.#own) {
      const document = ownDocument(this.seat);
      const { epoch } = this.seat;
      this.#own = this.#keep(document);
      takeOver(this.#own, { epoch, holder: holderOf(this.seat), document });
    }
    return this.#own;
  }

  /** The way for all commands. */
  get outbox(): Outbox<MemberCommand> {
    if (!this.#outbox) {
      this.#outbox = new Outbox(this.own.doc);
      this.#stops.push(effect(() => this.#settle()));
    }
    return this.#outbox;
  }

  /** What staff see besides; null for students. */
  get staff(): Staff | null {
    const { session, role } = this.seat;
    if (role === "student" || !this.#StaffKind) return null;
    return this.#staff ??= new this.#StaffKind(
      this.#keep(documents.staff(session)),
    );
  }

  /** The part of this kind: one a page. */
  part<P extends Part>(Kind: new (session: ClassSession) => P): P {
    const known = this.#parts.get(Kind) as P | undefined;
    if (known) return known;
    const part = untracked(() => new Kind(this));
    this.#parts.set(Kind, part);
    // Nobody would close it any more.
    if (this.#closed) part.close();
    return part;
  }

  /**
   * Opens a document; who opens it closes it, but where the session is closed, it is closed already. `kept`: whether this
   * device keeps a copy of it.
   */
  open(document: string, kept = true): OpenDocument {
    const { seat } = this;
    // What was deleted or edited away leaves this device too (C3).
    const clean = document.startsWith(documents.room(seat.session, ""))
      ? "messages"
      : undefined;
    const opened = untracked(() =>
      open({
        document,
        as: seat.as,
        holder: holderOf(seat),
        epoch: seat.epoch,
        // Who looks on takes nothing with them (S-8).
        kept: kept && !this.#closed && seat.role !== "observer",
        clean,
        own: document === ownDocument(seat),
        check: () => stillIn(seat),
      })
    );
    if (this.#closed) opened.close();
    return opened;
  }

  /** Lets go of everything. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stops) stop();
    for (const part of this.#parts.values()) part.close();
    for (const opened of this.#opened) opened.close();
  }

  /** Lets go of everything, and deletes it from this device. */
  async forget(): Promise<void> {
    const documents = openOf(this.seat.session, holderOf(this.seat));
    // First nothing acts any more, then what it wrote to goes.
    this.close();
    const all = [...documents, ...this.#parts.values()];
    await Promise.all(all.map((one) => one.forget?.()));
  }

  #keep(document: string): OpenDocument {
    const opened = this.open(document);
    this.#opened.push(opened);
    return opened;
  }

  /** Forgets which commands have left the outbox, but for those whose effect somebody waits for. */
  #settle() {
    const left = this.outbox.awaitingEffect.value;
    const parts = [...this.#parts.values()];
    const awaited = new Set(
      left.filter((command) => parts.some((part) => part.awaits?.(command))),
    );
    if (awaited.size === left.length) return;
    this.outbox.settle((command) => !awaited.has(command));
  }
}
