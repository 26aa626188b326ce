/**
 * The same press of **Join** once more (S3, J-1): where its reply was lost the page sends it again with the secret that it
 * made for it, and its browser gets the cookie of what came of it the first time. The secret is as good as the cookie that
 * was lost, with it and no longer: for ten minutes from the first time, for this name in this class, and not once that
 * cookie is void, or has arrived and opened a page.
 */
import { z } from "zod";
import type { Tx } from "../../../sync/authority.ts";
import { Refusal } from "../../../sync/refusal.ts";
import { tokenName, type Tokens } from "../../tokens.ts";
import { decideOnClass, isRunning, members } from "../../model/layout.ts";
import { oneOfEach, TurnQueue } from "../../limits/turn_queue.ts";
import type { AppServices } from "../../app_services.ts";
import { nameKey } from "../../model/names.ts";
import { type EntryRecord, keys } from "../../storage/session_keys.ts";
import { isBrowserRemoved, removedRefusal } from "../admission.ts";
import type { Arrival } from "./early.ts";
import { type JoinResult, seatedResult } from "../join_result.ts";
import type { Pass, RequestSource, SessionTokens } from "../session_tokens.ts";

/** Body of `POST /api/join`; `press`: 256 random bits that the page has made, in base64url. */
export const joinBody = z.strictObject({
  code: z.string().max(100),
  name: z.string().max(1000),
  press: z.string().regex(/^[\w-]{43}$/).optional(),
});

/** A press: its secret, and what it asks for. */
export interface JoinPress {
  secret: string | undefined;
  session: string;
  name: string;
}

/** What came of it; `by`: the name of the token of which the cookie was lost; `until`: when it is forgotten, in ms. */
type JoinedBefore =
  & { session: string; by: string; until: number }
  & Made;

/** What came of it, as whoever decides on it knows. */
type Made = Seated | { waiting: string };

interface Seated {
  member: string;
  rejoined: boolean;
}

/** So long a page sends it again, in ms. */
const pressLastsMs = 10 * 60_000;

export class JoinAgain {
  readonly #parts: Pick<AppServices, "kv" | "sync" | "tokens">;
  readonly #tokens: Tokens;
  readonly #passes: SessionTokens;
  readonly #turns = new TurnQueue(oneOfEach);

  constructor(
    parts: Pick<AppServices, "kv" | "sync" | "tokens">,
    passes: SessionTokens,
  ) {
    this.#parts = parts;
    this.#tokens = parts.tokens;
    this.#passes = passes;
  }

  /**
   * Looks a press up and does it, alone of all requests of it: else two that are under way at once would both be the
   * first. At another instance only one who comes as new is seen to be the same ({@link isSameArrival}).
   */
  async inTurn<T>(press: JoinPress, work: () => Promise<T>): Promise<T> {
    const secret = secretOf(press);
    return await (secret
      ? this.#turns.run({ group: secret, member: "" }, work)
      : work());
  }

  /** Within a decision: a pass is good, and its press is known again; `until`: so long, in ms. */
  keep(
    tx: Pick<Tx, "fact" | "now">,
    press: JoinPress | undefined,
    { facts, cookies }: Pass,
    made: Made,
    until = tx.now + pressLastsMs,
  ): void {
    facts.forEach((fact) => tx.fact(fact));
    const token = cookies.at(0)?.token;
    const secret = press && secretOf(press);
    if (!secret || !token) return;
    const { session } = press;
    const subject = { session, by: tokenName(token), until, ...made };
    tx.fact(this.#tokens.hold("press", secret, subject, until));
  }

  /**
   * What came of the same press, for a browser that lacks the reply; null: nothing did.
   *
   * @param standing how it stands with somebody who waits; null: as if they had not
   */
  async result(
    press: JoinPress,
    from: RequestSource,
    standing: (waiting: string) => Promise<JoinResult | null>,
  ): Promise<JoinResult | null> {
    for (let tries = 0; tries < 20; tries++) {
      const known = await this.#known(press);
      if (!known) return null;
      if ("waiting" in known) {
        const entry = await standing(known.waiting);
        return entry?.kind === "waiting"
          ? await this.#wait(press, known, entry)
          : entry;
      }
      const seated = await this.#seat(press, known, from);
      if (seated !== "elsewhere") return seated;
    }
    throw new Refusal("storage-unavailable");
  }

  /** Somebody whose browser has the cookie, and may lack the rest of the reply, hears the same as then. */
  async asBefore(
    press: JoinPress,
    entry: JoinResult & { kind: "in" },
  ): Promise<JoinResult> {
    const known = await this.#known(press);
    return known && "member" in known
      ? { ...entry, rejoined: known.rejoined }
      : entry;
  }

  /** What came of a press; null: it is not known, or what came of it is void by now. */
  async #known(press: JoinPress): Promise<JoinedBefore | null> {
    const secret = secretOf(press);
    for (let before = "";;) {
      const known = await this.#tokens.find<JoinedBefore>("press", secret);
      if (!known || known.by === before) return null;
      const kind = "member" in known ? "member" : "waiting";
      const held = await this.#parts.kv.get(this.#tokens.key(kind, known.by));
      if (held.value !== null) return known;
      // It was given anew meanwhile, or it is void.
      before = known.by;
    }
  }

  /**
   * Somebody who is in has the cookie anew, and the one that was lost is void. Null: they are not any more; `elsewhere`: the same
   * press was answered in another request meanwhile.
   */
  async #seat(
    press: JoinPress,
    { session, by, until, member, rejoined }: JoinedBefore & Seated,
    from: RequestSource,
  ): Promise<JoinResult | "elsewhere" | null> {
    const { kv, sync } = this.#parts;
    const lost = keys.entered(session, member, by);
    const { value: entry } = await kv.get<EntryRecord>(lost);
    if (!entry) return "elsewhere";
    // Its browser has shown what came with it: nothing was lost.
    const seen = await kv.get<number>(keys.seenOf(entry.browser));
    if ((seen.value ?? 0) >= entry.at) return null;
    // The same browser as before: whatever is decided on that one is decided on this.
    const subject = { session, member };
    const pass = await this.#passes.member(subject, from, {
      ...(entry.waiting && { waiting: entry.waiting }),
      lost: entry.browser,
    });
    // Nobody gets in so whose browser may not (J-4).
    const here = [member, ...await this.#passes.ever(session, from)];
    return await decideOnClass(sync, session, ({ session: doc }, tx) => {
      if (!isRunning(doc, tx.now)) throw new Refusal("no-such-code");
      const all = members(doc);
      if (isBrowserRemoved({ members: all, here })) {
        throw removedRefusal();
      }
      tx.fact({ key: this.#tokens.key("member", by), delete: true });
      tx.fact({ key: lost, delete: true });
      const made = { member, rejoined };
      this.keep(tx, press, pass, made, until);
      return seatedResult(doc, session, member, rejoined, pass);
    });
  }

  /** Somebody who waits has the cookie by which they ask anew, and the one that was lost is void. */
  async #wait(
    press: JoinPress,
    { session, by, until, waiting }: JoinedBefore & { waiting: string },
    entry: JoinResult & { kind: "waiting" },
  ): Promise<JoinResult> {
    const pass = this.#passes.waiting(session, waiting, entry.startsAt);
    await decideOnClass(this.#parts.sync, session, (_, tx) => {
      tx.fact({ key: this.#tokens.key("waiting", by), delete: true });
      this.keep(tx, press, pass, { waiting }, until);
    });
    return { ...entry, cookies: pass.cookies };
  }
}

/** Whether two decisions come to the same: between them another instance may have decided on the same press, as new. */
export function isSameArrival(one: Arrival, other: Arrival): boolean {
  return one.kind === other.kind && one.name === other.name;
}

/** What is looked for: of another name, or in another class, it is another. */
function secretOf({ secret, session, name }: JoinPress): string | undefined {
  return secret && tokenName(JSON.stringify([secret, session, nameKey(name)]));
}
