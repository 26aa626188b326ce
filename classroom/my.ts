/**
 * **My conversations** (S-5, A3): what a browser's students asked, were answered, handed in and were told of
 * it, over all sessions, also past ones; by the `browser` cookie alone, and read-only.
 */
import { isRefusal, Refusal } from "../sync/refusal.ts";
import type { Sync } from "../sync/sync.ts";
import { returning } from "./breakouts_layout.ts";
import { conversationsOf } from "./conversations.ts";
import type { Identities, Who } from "./identity.ts";
import { info, members } from "./layout.ts";
import { type From, Passes } from "./passes.ts";
import { isSamePerson, isSameSeat } from "./persons.ts";
import { keys, type SessionRecord } from "./records.ts";
import {
  documents as names,
  isId,
  type SessionState,
  type SubmissionEntry,
} from "./schema.ts";
import { ownSubmissions } from "./sharing.ts";
import { iso } from "./times.ts";
import type { Tokens } from "./tokens.ts";
import { type TurnView, turnView } from "./transcripts.ts";
import { ownerOf, readTurns } from "./turns.ts";

/** Where something of mine is from. */
interface Origin {
  session: { id: string; name: string; state: SessionState; startsAt: string };
  member: { id: string; name: string };
}

/** A conversation of mine. Times in ISO 8601. */
export interface MyConversation extends Origin {
  id: string;
  title: string;
  at: string;
  lastAt: string;
}

/** What I handed in. Times in ISO 8601. */
export interface MySubmission
  extends Origin, Omit<SubmissionEntry, "at" | "gradedAt"> {
  id: string;
  at: string;
  gradedAt?: string;
}

/** How many members of a browser are looked at, the newest: what one request costs. */
const most = 50;

/** What a browser's students have. */
export class My {
  readonly #kv: Deno.Kv;
  readonly #sync: Sync<Who>;
  readonly #passes: Passes;
  readonly #identities: Identities;

  constructor(
    kv: Deno.Kv,
    sync: Sync<Who>,
    tokens: Tokens,
    identities: Identities,
    clock: () => number,
  ) {
    this.#kv = kv;
    this.#sync = sync;
    this.#passes = new Passes(kv, tokens, clock);
    this.#identities = identities;
  }

  /** All conversations and submissions of this browser, the newest first. */
  async all(
    from: From,
  ): Promise<{ conversations: MyConversation[]; submissions: MySubmission[] }> {
    const conversations: MyConversation[] = [];
    const submissions: MySubmission[] = [];
    for (const { s, m } of await this.#ties(from)) {
      const mine = await this.#of(s, m);
      conversations.push(...mine?.conversations ?? []);
      submissions.push(...mine?.submissions ?? []);
    }
    conversations.sort((a, b) => b.lastAt.localeCompare(a.lastAt));
    submissions.sort((a, b) => b.at.localeCompare(a.at));
    return { conversations, submissions };
  }

  /** What somebody asked in the class before the one they are in (S-6), as far as this browser is theirs there. */
  async earlier(
    from: From,
    { session, member }: Pick<Who, "session" | "member">,
  ): Promise<MyConversation[]> {
    const { value } = await this.#kv.get<SessionRecord>(keys.session(session));
    const before = value?.restartOf;
    if (!before) return [];
    const root = names.session(session), staff = names.staff(session);
    const theirs = await this.#sync.read(
      session,
      [root, staff],
      ({ doc }) =>
        [...returning(doc(staff))].filter(([, it]) =>
          it.member !== undefined && isSamePerson(doc(root), it.member, member)
        ).map(([id]) => id),
    );
    const found: MyConversation[] = [];
    for (const tied of await this.#passes.tied(before, from)) {
      const person = await this.#identities.seat(before, tied);
      if (!theirs.includes(person)) continue;
      found.push(...(await this.#of(before, person))?.conversations ?? []);
    }
    return found.sort((a, b) => b.lastAt.localeCompare(a.lastAt));
  }

  /** One conversation with its turns. What is not this browser's is not there. */
  async conversation(
    from: From,
    c: string,
  ): Promise<MyConversation & { turns: TurnView[] }> {
    for (const { s, m } of isId(c) ? await this.#ties(from) : []) {
      const found = (await this.#of(s, m))?.conversations
        .find(({ id }) => id === c);
      if (!found) continue;
      const turns = await this.#turns(s, m, c);
      if (turns) return { ...found, turns };
    }
    throw new Refusal("not-found");
  }

  /** All conversations with their turns, session by session, the latest first; one after the other. */
  async *transcripts(
    from: From,
  ): AsyncGenerator<MyConversation & { turns: TurnView[] }> {
    for (const { s, m } of await this.#ties(from)) {
      for (const found of (await this.#of(s, m))?.conversations ?? []) {
        const turns = await this.#turns(s, m, found.id);
        if (turns) yield { ...found, turns };
      }
    }
  }

  /** The turns of a conversation of this member; null where it is not theirs. */
  async #turns(s: string, m: string, c: string): Promise<TurnView[] | null> {
    const root = names.session(s), name = names.conversation(s, c);
    // The list is a copy; whose it is stands in the conversation.
    return await this.#sync.read(s, [root, name], ({ doc }) => {
      const owner = ownerOf(doc(name));
      return owner !== undefined && isSameSeat(doc(root), owner, m)
        ? readTurns(doc(name)).map(turnView)
        : null;
    });
  }

  /** The members that this browser is or was. */
  async #ties(from: From): Promise<{ s: string; m: string }[]> {
    const mine: { s: string; m: string }[] = [];
    const ties = (await this.#passes.ties(from)).slice(0, most);
    for (const { session: s, member: m } of ties) {
      const person = await this.#identities.seat(s, m);
      if (!mine.some((it) => it.s === s && it.m === person)) {
        mine.push({ s, m: person });
      }
    }
    return mine;
  }

  async #of(s: string, m: string) {
    const root = names.session(s), own = names.member(s, m);
    try {
      return await this.#sync.read(s, [root, own], ({ doc }) => {
        const member = members(doc(root)).get(m);
        if (!member) return null;
        const origin: Origin = {
          session: {
            id: s,
            name: info(doc(root), "name"),
            state: info(doc(root), "state"),
            startsAt: iso(info(doc(root), "startsAt")),
          },
          member: { id: m, name: member.name },
        };
        const conversations = [...conversationsOf(doc(own))]
          .map(([id, { title, at, lastAt }]) => ({
            id,
            ...origin,
            title,
            at: iso(at),
            lastAt: iso(lastAt),
          }));
        const submissions = [...ownSubmissions(doc(own))]
          .map(([id, { at, gradedAt, ...rest }]) => ({
            id,
            ...origin,
            ...rest,
            at: iso(at),
            ...(gradedAt && { gradedAt: iso(gradedAt) }),
          }));
        return { conversations, submissions };
      });
    } catch (thrown) {
      // The session was deleted.
      if (isRefusal(thrown) && thrown.kind === "not-found") return null;
      throw thrown;
    }
  }
}
