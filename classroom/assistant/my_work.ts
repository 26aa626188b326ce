/**
 * **My conversations** (S-5, ACCESS-3): work of a browser's students in all sessions, also past ones: conversations,
 * answers of the assistant that were handed in, answers to checks, own pages, feedback and notes to staff (T-1).
 * Read-only, by the `browser` cookie alone.
 */
import { z } from "zod";
import { bounds } from "../model/bounds.ts";
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import {
  conversationsOf,
  type SubmissionEntry,
} from "../model/conversations.ts";
import { oneTurnPerGroup, TurnQueue } from "../limits/turn_queue.ts";
import type { GuessLimiter } from "../limits/guesses.ts";
import { idSchema as anId } from "../model/field_schemas.ts";
import type { Identities } from "../identity.ts";
import type { Identity } from "../model/members.ts";
import {
  members,
  readClassDocuments,
  returningMembers,
  sessionInfo,
} from "../model/layout.ts";
import { type RequestSource, SessionTokens } from "../people/session_tokens.ts";
import { isSamePerson, isSameSeat } from "../model/persons.ts";
import { readSessionRecord } from "../storage/kv_keys.ts";
import { documentNames as names } from "../model/documents.ts";
import { isId } from "../model/ids.ts";
import type { SessionState } from "../model/session.ts";
import { type OwnCheck, ownChecks } from "../checks/own_answers.ts";
import { type OwnNote, ownNotes } from "./own_notes.ts";
import { type OwnPage, ownPages } from "../pages/own_pages.ts";
import type { PageWork } from "../pages/page_work.ts";
import { ownAnswerSheets } from "../model/resources_layout.ts";
import { ownNoteThreads } from "../model/staff_notes.ts";
import { ownSubmissions } from "./share_commands.ts";
import { toIsoString } from "../model/times.ts";
import {
  conversationOwner,
  readTurns,
  toTurnView,
  type TurnView,
} from "../model/turns.ts";
import type { AppServices } from "../app_services.ts";
import { nameKey } from "../model/name_keys.ts";

interface Origin {
  session: { id: string; name: string; state: SessionState; startsAt: string };
  member: { id: string; name: string };
}

/** Times in ISO 8601. */
export interface MyConversation extends Origin {
  id: string;
  title: string;
  template?: string;
  at: string;
  lastAt: string;
}

/** Times in ISO 8601. */
export interface MySubmission
  extends Origin, Omit<SubmissionEntry, "at" | "gradedAt"> {
  id: string;
  at: string;
  gradedAt?: string;
}

export type MyCheck = Origin & OwnCheck;

export type MyPage = Origin & OwnPage;

export type MyNote = Origin & OwnNote;

/** Another student who used this browser, whose work is shown only after entering the code of the class. */
export type OtherBrowserUser = Origin;

export const unlockBody = z.strictObject({
  session: anId,
  member: anId,
  code: z.string().max(100),
});

/** For how long after the end of a class its work is shown (S-5), in ms. */
const foundMs = bounds.foundDays * 24 * 60 * 60 * 1000;

/** Members of a browser that a request reads, the newest first. */
const maxMembers = 50;

interface MemberWork {
  origin: Origin;
  conversations: MyConversation[];
  submissions: MySubmission[];
  checks: MyCheck[];
  pages: MyPage[];
  notes: MyNote[];
}

interface KnownPerson {
  s: string;
  m: string;
  tied: string;
  work: MemberWork;
  /** Has the browser's latest name, and joined after the last **Leave class**. */
  isMine: boolean;
}

interface MyWorkParts
  extends Pick<AppServices, "kv" | "sync" | "tokens" | "clock"> {
  pageWork: PageWork;
  identities: Identities;
  guesses: GuessLimiter;
}

export class MyWork {
  readonly #parts: MyWorkParts;
  readonly #passes: SessionTokens;
  readonly #queue = new TurnQueue(oneTurnPerGroup);

  constructor(parts: MyWorkParts) {
    this.#parts = parts;
    this.#passes = new SessionTokens(parts);
  }

  /** Runs one request per browser at a time, as the work may be long. */
  runInTurn<T>(browser: string, show: () => Promise<T>): Promise<T> {
    return this.#queue.run({ group: browser, member: "" }, show);
  }

  /**
   * The work under the browser's latest name (conversations and submissions newest first), and other students who used
   * the browser. After **Leave class** all are others. Notes to staff are those of the latest class alone: on a shared
   * computer another student may have the same name in another class.
   */
  async listAll(from: RequestSource): Promise<{
    conversations: MyConversation[];
    submissions: MySubmission[];
    checks: MyCheck[];
    pages: MyPage[];
    notes: MyNote[];
    others: OtherBrowserUser[];
  }> {
    const conversations: MyConversation[] = [];
    const submissions: MySubmission[] = [];
    const checks: MyCheck[] = [];
    const pages: MyPage[] = [];
    const notes: MyNote[] = [];
    const others: OtherBrowserUser[] = [];
    for (const [at, { isMine, work }] of (await this.#people(from)).entries()) {
      if (isMine) {
        conversations.push(...work.conversations);
        submissions.push(...work.submissions);
        checks.push(...work.checks);
        pages.push(...work.pages);
        if (at === 0) notes.push(...work.notes);
      } else others.push(work.origin);
    }
    conversations.sort((a, b) => b.lastAt.localeCompare(a.lastAt));
    submissions.sort((a, b) => b.at.localeCompare(a.at));
    return { conversations, submissions, checks, pages, notes, others };
  }

  /** Switches to another name for a person who knows the code of that class. A wrong code counts as a guess (S-2). */
  async unlock(
    { session, member, code }: z.output<typeof unlockBody>,
    from: RequestSource,
  ): Promise<void> {
    const browser = await this.#passes.browser(from);
    const all = await this.#people(from);
    const one = all.find(({ s, m }) => s === session && m === member);
    if (!browser || !one) throw new Refusal("not-found");
    const typed = code.normalize("NFKC").replace(/[\s-]/g, "");
    const record = await readSessionRecord(this.#parts.kv, session);
    const right = await this.#parts.guesses.guess(
      from,
      typed,
      () => Promise.resolve(record?.code === typed ? true : null),
    );
    if (right === null) throw refusal("not-that-code");
    await this.#passes.markLatest({ session, member: one.tied }, from);
  }

  /** A student's conversations in the class that this one repeats (S-6), if they were in this browser. */
  async previousConversations(
    from: RequestSource,
    { session, member }: Pick<Identity, "session" | "member">,
  ): Promise<MyConversation[]> {
    const { identities, kv, sync } = this.#parts;
    const before = (await readSessionRecord(kv, session))?.restartOf;
    if (!before) return [];
    const theirs = await readClassDocuments(
      sync,
      session,
      ({ session, staff }) =>
        [...returningMembers(staff)].filter(([, it]) =>
          it.member !== undefined && isSamePerson(session, it.member, member)
        ).map(([id]) => id),
    );
    const found: MyConversation[] = [];
    for (const tied of await this.#passes.tiedMembers(before, from)) {
      const person = await identities.readSeat(before, tied);
      if (!theirs.includes(person)) continue;
      found.push(...(await this.#workOf(before, person))?.conversations ?? []);
    }
    return found.sort((a, b) => b.lastAt.localeCompare(a.lastAt));
  }

  /** Refuses a conversation of others with `not-found`. */
  async conversation(
    from: RequestSource,
    c: string,
  ): Promise<MyConversation & { turns: TurnView[] }> {
    for (
      const { s, m, isMine, work } of isId(c) ? await this.#people(from) : []
    ) {
      const found = isMine && work.conversations.find(({ id }) => id === c);
      if (!found) continue;
      const turns = await this.#turns(s, m, c);
      if (turns) return { ...found, turns };
    }
    throw new Refusal("not-found");
  }

  async *transcripts(
    from: RequestSource,
  ): AsyncGenerator<MyConversation & { turns: TurnView[] }> {
    for (const { s, m, isMine, work } of await this.#people(from)) {
      for (const found of isMine ? work.conversations : []) {
        const turns = await this.#turns(s, m, found.id);
        if (turns) yield { ...found, turns };
      }
    }
  }

  /** Null: not this member's conversation. */
  async #turns(s: string, m: string, c: string): Promise<TurnView[] | null> {
    const root = names.session(s), name = names.conversation(s, c);
    // The list is a copy; the conversation itself names its owner.
    return await this.#parts.sync.read(s, [name], ({ doc }) => {
      const owner = conversationOwner(doc(name));
      return owner !== undefined && isSameSeat(doc(root), owner, m)
        ? readTurns(doc(name)).map(toTurnView)
        : null;
    });
  }

  /** The browser's members with their work, latest first. `tied`: the member that the browser joined as. */
  async #people(from: RequestSource): Promise<KnownPerson[]> {
    const people: KnownPerson[] = [];
    let current: string | undefined;
    const left = await this.#passes.leftAt(from);
    const ties = (await this.#passes.listTies(from)).slice(0, maxMembers);
    for (const { session: s, member: tied, at } of ties) {
      if (await this.#isPast(s)) continue;
      const m = await this.#parts.identities.readSeat(s, tied);
      const work = await this.#workOf(s, m);
      if (!work || people.some((it) => it.s === s && it.m === m)) continue;
      const name = nameKey(work.origin.member.name);
      // Members from before the last **Leave class** are hidden, each until it is unlocked.
      const isAfterLeaving = at > left;
      current ??= isAfterLeaving ? name : "";
      const isMine = isAfterLeaving && name === current;
      people.push({ s, m, tied, work, isMine });
    }
    return people;
  }

  async #isPast(s: string): Promise<boolean> {
    const { clock, kv } = this.#parts;
    const record = await readSessionRecord(kv, s);
    return record?.state === "ended" && record.endsAt + foundMs < clock();
  }

  async #workOf(s: string, m: string): Promise<MemberWork | null> {
    const { sync } = this.#parts;
    const root = names.session(s), ownDocument = names.member(s, m);
    try {
      await sync.refresh(s);
      const theirs = await sync.read(s, [ownDocument], ({ doc }) => {
        const session = doc(root);
        const member = members(session).get(m);
        if (!member) return null;
        const origin: Origin = {
          session: {
            id: s,
            name: sessionInfo(session, "name"),
            state: sessionInfo(session, "state"),
            startsAt: toIsoString(sessionInfo(session, "startsAt")),
          },
          member: { id: m, name: member.name },
        };
        const conversations = [...conversationsOf(doc(ownDocument))]
          .map(([id, { title, template, at, lastAt }]) => ({
            id,
            ...origin,
            title,
            ...(template && { template }),
            at: toIsoString(at),
            lastAt: toIsoString(lastAt),
          }));
        const submissions = [...ownSubmissions(doc(ownDocument))]
          .map(([id, { at, gradedAt, ...rest }]) => ({
            id,
            ...origin,
            ...rest,
            at: toIsoString(at),
            ...(gradedAt && { gradedAt: toIsoString(gradedAt) }),
          }));
        const answered = ownAnswerSheets(doc(ownDocument)).size > 0;
        const threads = [...ownNoteThreads(doc(ownDocument)).keys()];
        return { origin, conversations, submissions, answered, threads };
      });
      if (!theirs) return null;
      const { answered, threads, ...rest } = theirs;
      const checks = answered
        ? await readClassDocuments(
          sync,
          s,
          (docs, { doc }) =>
            ownChecks(docs, doc(ownDocument)).map((it) => ({
              ...rest.origin,
              ...it,
            })),
          [ownDocument],
        )
        : [];
      const pages = (await ownPages(this.#parts, s, m))
        .map((it) => ({ ...rest.origin, ...it }));
      const notes = (await ownNotes(this.#parts, s, m, threads))
        .map((it) => ({ ...rest.origin, ...it }));
      return { ...rest, checks, pages, notes };
    } catch (error) {
      // The session was deleted.
      if (isRefusal(error, "not-found")) return null;
      throw error;
    }
  }
}
