/**
 * **My conversations** (S-5, ACCESS-3): work of a browser's students in all sessions, also past ones: conversations,
 * answers of the assistant that were handed in, answers to checks, boards, pages, feedback and notes to staff
 * (T-1).
 * Read-only, by the `browser` cookie alone.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { bounds } from "../model/bounds.ts";
import { nullIfNotFound } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { oneTurnPerGroup, TurnQueue } from "../limits/turn_queue.ts";
import type { GuessLimiter } from "../limits/guesses.ts";
import { idSchema as anId } from "../model/field_schemas.ts";
import type { Identities } from "../identity.ts";
import type { Identity } from "../model/members.ts";
import {
  readClassDocuments,
  readDocument,
  readSessionDocument,
  sessionInfo,
} from "../model/layout.ts";
import { type RequestSource, SessionTokens } from "../people/session_tokens.ts";
import { isSamePerson, isSameSeat } from "../model/persons.ts";
import { readSessionRecord } from "../storage/kv_keys.ts";
import { documentNames as names } from "../model/documents.ts";
import { isId } from "../model/ids.ts";
import { ownChecks, ownCheckSchema } from "../checks/own_answers.ts";
import { ownNotes, ownNoteSchema } from "../notes/own_notes.ts";
import {
  ownBoards,
  ownBoardSchema,
  type OwnBoardShapes,
  ownBoardShapes,
} from "../drawings/own_boards.ts";
import { ownPages, ownPageSchema } from "../pages/own_pages.ts";
import type { PageWork } from "../pages/page_work.ts";
import { toIsoString } from "../../formats/times.ts";
import { conversationOwner, readTurns, toTurnView } from "../model/turns.ts";
import type { AppServices } from "../app_services.ts";
import { nameKey } from "../../formats/name_keys.ts";
import { normalise } from "../../formats/normalise.ts";
import {
  conversationsOf,
  members,
  ownAnswerSheets,
  ownNoteThreads,
  ownSubmissions,
  readMarkers,
} from "../model/roots.ts";
import { returningMembers } from "../model/staff_roots.ts";
import {
  sessionStateSchema,
  submissionFields,
  type TurnView,
  turnViewSchema,
} from "../model/views.ts";
import {
  namedIdSchema,
  nameSchema,
  timeSchema,
} from "../model/result_schemas.ts";

const originFields = {
  session: nameSchema(
    "WorkSession",
    z.object({
      id: namedIdSchema,
      name: z.string(),
      state: sessionStateSchema,
      startsAt: timeSchema,
    }),
  ),
  member: nameSchema(
    "WorkMember",
    z.object({ id: namedIdSchema, name: z.string() }),
  ),
};
const originSchema = z.object(originFields);
type Origin = z.output<typeof originSchema>;

const conversationSchema = z.object({
  ...originFields,
  id: namedIdSchema,
  title: z.string(),
  template: z.string().optional(),
  at: timeSchema,
  lastAt: timeSchema,
});
export type MyConversation = z.output<typeof conversationSchema>;

/** A conversation with its turns. */
export const myConversationSchema = conversationSchema.extend({
  turns: z.array(turnViewSchema),
});

export const myWorkSchema = nameSchema(
  "MyWork",
  z.object({
    conversations: z.array(conversationSchema),
    submissions: z.array(z.object({ ...originFields, ...submissionFields })),
    checks: z.array(ofOrigin("MyCheck", ownCheckSchema)),
    drawings: z.array(ofOrigin("MyDrawing", ownBoardSchema))
      .describe("own boards with marks"),
    pages: z.array(ofOrigin("MyPage", ownPageSchema)).describe(
      "own ones, and those of the group and the class at the end",
    ),
    notes: z.array(ofOrigin("MyNote", ownNoteSchema))
      .describe("to staff, and their answers"),
    others: z.array(originSchema).describe(
      "other names of this browser, which `POST /api/my/unlock` shows",
    ),
  }),
);

function ofOrigin<Fields extends z.ZodRawShape>(
  name: string,
  { shape }: z.ZodObject<Fields>,
) {
  return nameSchema(name, z.object({ ...originFields, ...shape }));
}

type MyWorkView = z.output<typeof myWorkSchema>;
export type MySubmission = MyWorkView["submissions"][number];
export type MyCheck = MyWorkView["checks"][number];
export type MyDrawing = MyWorkView["drawings"][number];
export type MyPage = MyWorkView["pages"][number];
export type MyNote = MyWorkView["notes"][number];

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

export type MemberWork = Omit<MyWorkView, "others">;
type AssistantWork = Pick<MemberWork, "conversations" | "submissions">;

export function noWork(): MemberWork {
  return {
    conversations: [],
    submissions: [],
    checks: [],
    drawings: [],
    pages: [],
    notes: [],
  };
}

interface KnownPerson {
  s: string;
  m: string;
  tied: string;
  origin: Origin;
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
  async listAll(
    from: RequestSource,
  ): Promise<MyWorkView> {
    const allWork = noWork();
    const otherUsers: OtherBrowserUser[] = [];
    for (const [index, person] of (await this.#people(from)).entries()) {
      if (!person.isMine) {
        otherUsers.push(person.origin);
        continue;
      }
      const work = await this.#workOf(person);
      if (!work) continue;
      allWork.conversations.push(...work.conversations);
      allWork.submissions.push(...work.submissions);
      allWork.checks.push(...work.checks);
      allWork.drawings.push(...work.drawings);
      allWork.pages.push(...work.pages);
      if (index === 0) allWork.notes.push(...work.notes);
    }
    allWork.conversations.sort((a, b) => b.lastAt.localeCompare(a.lastAt));
    allWork.submissions.sort((a, b) => b.at.localeCompare(a.at));
    return { ...allWork, others: otherUsers };
  }

  /** Switches to another name for a person who knows the code of that class. A wrong code counts as a guess (S-2). */
  async unlock(
    { session, member, code }: z.output<typeof unlockBody>,
    from: RequestSource,
  ): Promise<void> {
    const browser = await this.#passes.browser(from);
    const people = await this.#people(from);
    const person = people.find(({ s, m }) => s === session && m === member);
    if (!browser || !person) throw refusal("not-found");
    const typed = normalise(code, "NFKC").replace(/[\s-]/g, "");
    const record = await readSessionRecord(this.#parts.kv, session);
    const right = await this.#parts.guesses.guess(
      from,
      typed,
      () => Promise.resolve(record?.code === typed ? true : null),
    );
    if (right === null) throw refusal("not-that-code");
    await this.#passes.markLatest({ session, member: person.tied }, from);
  }

  /** A student's conversations in the class that this one repeats (S-6), if they were in this browser. */
  async previousConversations(
    from: RequestSource,
    { session, member, own }: Pick<Identity, "session" | "member" | "own">,
  ): Promise<MyConversation[]> {
    // A name is no proof (ACCESS-6).
    if (own !== undefined) return [];
    const { identities, kv, sync } = this.#parts;
    const previousSession = (await readSessionRecord(kv, session))?.restartOf;
    if (!previousSession) return [];
    const returningIds = await readClassDocuments(
      sync,
      session,
      ({ session, staff }) =>
        [...returningMembers(staff)].filter(([, entry]) =>
          entry.member !== undefined &&
          isSamePerson(session, entry.member, member)
        ).map(([id]) => id),
    );
    const conversations: MyConversation[] = [];
    for (const tied of await this.#passes.tiedMembers(previousSession, from)) {
      const person = await identities.readSeat(previousSession, tied);
      if (!returningIds.includes(person)) continue;
      const origin = await this.#originOf(previousSession, person);
      const seat = origin && { s: previousSession, m: person, origin };
      conversations.push(
        ...seat ? (await this.#assistantWorkOf(seat)).conversations : [],
      );
    }
    return conversations.sort((a, b) => b.lastAt.localeCompare(a.lastAt));
  }

  /** Refuses a conversation of others with `not-found`. */
  async conversation(
    from: RequestSource,
    c: string,
  ): Promise<MyConversation & { turns: TurnView[] }> {
    for (const person of isId(c) ? await this.#people(from) : []) {
      if (!person.isMine) continue;
      const { conversations } = await this.#assistantWorkOf(person);
      const conversation = conversations.find(({ id }) => id === c);
      const turns = conversation && await this.#turns(person.s, person.m, c);
      if (turns) return { ...conversation, turns };
    }
    throw refusal("not-found");
  }

  /** The shapes on one of {@link listAll}'s boards. Refuses a board of others with `not-found`. */
  async drawing(from: RequestSource, id: string): Promise<OwnBoardShapes> {
    const ids = id.split("-");
    const isWhole = ids.length === 2 && ids.every(isId);
    for (const { s, m, isMine } of isWhole ? await this.#people(from) : []) {
      const shapes = isMine &&
        await nullIfNotFound(() => ownBoardShapes(this.#parts, s, m, id));
      if (shapes) return shapes;
    }
    throw refusal("not-found");
  }

  async *transcripts(
    from: RequestSource,
  ): AsyncGenerator<MyConversation & { turns: TurnView[] }> {
    for (const person of await this.#people(from)) {
      if (!person.isMine) continue;
      const { conversations } = await this.#assistantWorkOf(person);
      for (const conversation of conversations) {
        const turns = await this.#turns(person.s, person.m, conversation.id);
        if (turns) yield { ...conversation, turns };
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

  /** The browser's members, latest first. `tied`: the member that the browser joined as. */
  async #people(from: RequestSource): Promise<KnownPerson[]> {
    const people: KnownPerson[] = [];
    let current: string | undefined;
    const left = await this.#passes.leftAt(from);
    const ties = (await this.#passes.listTies(from)).slice(0, maxMembers);
    for (const { session: s, member: tied, at } of ties) {
      if (await this.#isPast(s)) continue;
      const m = await this.#parts.identities.readSeat(s, tied);
      if (people.some((it) => it.s === s && it.m === m)) continue;
      const origin = await this.#originOf(s, m);
      if (!origin) continue;
      const name = nameKey(origin.member.name);
      // Members from before the last **Leave class** are hidden, each until it is unlocked.
      const isAfterLeaving = at > left;
      current ??= isAfterLeaving ? name : "";
      const isMine = isAfterLeaving && name === current;
      people.push({ s, m, tied, origin, isMine });
    }
    return people;
  }

  async #isPast(s: string): Promise<boolean> {
    const { clock, kv } = this.#parts;
    const record = await readSessionRecord(kv, s);
    return record?.state === "ended" && record.endsAt + foundMs < clock();
  }

  /** Null: the session was deleted, or has no such member. */
  async #originOf(s: string, m: string): Promise<Origin | null> {
    const { sync } = this.#parts;
    return await nullIfNotFound(async () => {
      await sync.refresh(s);
      return await readSessionDocument(sync, s, (session) => {
        const member = members(session).get(m);
        return member
          ? {
            session: {
              id: s,
              name: sessionInfo(session, "name"),
              state: sessionInfo(session, "state"),
              startsAt: toIsoString(sessionInfo(session, "startsAt")),
            },
            member: { id: m, name: member.name },
          }
          : null;
      });
    });
  }

  async #assistantWorkOf(seat: Seat): Promise<AssistantWork> {
    const read = () =>
      this.#readOwn(seat, (ownDocument) => assistantWorkIn(ownDocument, seat));
    return await nullIfNotFound(read) ?? { conversations: [], submissions: [] };
  }

  async #readOwn<T>({ s, m }: Seat, read: (own: Y.Doc) => T): Promise<T> {
    return await readDocument(this.#parts.sync, names.member(s, m), read);
  }

  async #workOf(seat: Seat): Promise<MemberWork | null> {
    const { s, m, origin } = seat, { sync } = this.#parts;
    return await nullIfNotFound(async () => {
      const { answered, threads, ...assistantWork } = await this.#readOwn(
        seat,
        (ownDocument) => ({
          ...assistantWorkIn(ownDocument, seat),
          answered: ownAnswerSheets(ownDocument).size > 0,
          threads: new Map(
            [...ownNoteThreads(ownDocument).keys()].map((thread) => [
              thread,
              readMarkers(ownDocument).get(thread),
            ]),
          ),
        }),
      );
      const documentName = names.member(s, m);
      const checks = answered
        ? await readClassDocuments(
          sync,
          s,
          (docs, { doc }) => ownChecks(docs, doc(documentName)),
          [documentName],
        )
        : [];
      const drawings = await ownBoards(this.#parts, s, m);
      const pages = await ownPages(this.#parts, s, m);
      const notes = await ownNotes(this.#parts, s, m, threads);
      const withOrigin = <T>(it: T) => ({ ...origin, ...it });
      return {
        ...assistantWork,
        checks: checks.map(withOrigin),
        drawings: drawings.map(withOrigin),
        pages: pages.map(withOrigin),
        notes: notes.map(withOrigin),
      };
    });
  }
}

type Seat = Pick<KnownPerson, "s" | "m" | "origin">;

function assistantWorkIn(ownDocument: Y.Doc, { origin }: Seat): AssistantWork {
  const conversations = [...conversationsOf(ownDocument)]
    .map(([id, { title, template, at, lastAt }]) => ({
      id,
      ...origin,
      title,
      ...(template && { template }),
      at: toIsoString(at),
      lastAt: toIsoString(lastAt),
    }));
  const submissions = [...ownSubmissions(ownDocument)]
    .map(([id, { at, gradedAt, ...rest }]) => ({
      id,
      ...origin,
      ...rest,
      at: toIsoString(at),
      ...(gradedAt && { gradedAt: toIsoString(gradedAt) }),
    }));
  return { conversations, submissions };
}
