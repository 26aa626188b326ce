/**
 * A student who attacks a lesson from one address at fixed rates: wrong codes, confusing names, floods, hostile text,
 * unfinished uploads, others' files, the assistant's budget.
 */
import { newId } from "../classroom/model/ids.ts";
import { join, type Place, Seat, seatOf, Visitor } from "./people.ts";
import { begin, tus } from "./uploading.ts";

/** The class under attack. */
export interface Target {
  code: string;
  session: string;
  teacher: { name: string; email: string };
  /** Ids of classmates' files, posted or not. */
  files: readonly string[];
}

/** Attempts per second. */
const perSecond = {
  codes: 25,
  signIns: 20,
  joins: 60,
  impersonations: 2,
  words: 20,
  reactions: 20,
  files: 5,
  thefts: 5,
  questions: 5,
} as const;
export type Attack = keyof typeof perSecond;

export const attacks = Object.keys(perSecond) as readonly Attack[];

/** Number of invented students who also send messages. */
const maxSpeakers = 8;
/** Concurrent requests per attack. */
const maxConcurrent = 16;

const repeatTo = (piece: string, length: number) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** Texts of maximum length that are slow for naive parsers. */
export const hostileTexts: readonly string[] = [
  "**中:",
  "*_~",
  "[![",
  "$x$ ",
  "`",
  "@",
  "ﷺ",
  "> - ",
  "|a",
].map((piece) => repeatTo(piece, 3900));

export class AttackingStudent {
  /** Statuses or error codes by attack. */
  readonly outcomes = new Map<string, number>();
  /** Ids of messages sent. */
  readonly sentMessages: string[] = [];
  readonly #seats: Seat[];
  #number = 0;

  /** @param seat the attacker's own seat, already entered */
  constructor(
    readonly place: Place,
    readonly target: Target,
    seat: Seat,
  ) {
    this.#seats = [seat];
  }

  get seats(): readonly Seat[] {
    return this.#seats;
  }

  /** Runs the attacks in parallel until the signal aborts. */
  async attack(attacks: readonly Attack[], until: AbortSignal): Promise<void> {
    await Promise.all(attacks.map((kind) => this.#steadily(kind, until)));
  }

  close(): void {
    for (const seat of this.#seats) seat.close();
  }

  async #steadily(kind: Attack, until: AbortSignal): Promise<void> {
    const underWay = new Set<Promise<void>>();
    const ended = new Promise<void>((done) =>
      until.addEventListener("abort", () => done(), { once: true })
    );
    while (!until.aborted) {
      const pause = new Promise<void>((done) => {
        const timer = setTimeout(done, 1000 / perSecond[kind]);
        until.addEventListener("abort", () => clearTimeout(timer), {
          once: true,
        });
      });
      const one = this.#once(kind, until).catch((error) =>
        this.#count(kind, error instanceof Error ? error.name : "error")
      ).finally(() => underWay.delete(one));
      underWay.add(one);
      await Promise.race([pause, ended]);
      if (underWay.size >= maxConcurrent) {
        await Promise.race([ended, ...underWay]);
      }
    }
    await Promise.all(underWay);
  }

  async #once(kind: Attack, until: AbortSignal): Promise<void> {
    const n = this.#number++;
    const seat = this.#seats[n % this.#seats.length];
    const { target, place } = this;
    switch (kind) {
      case "codes": {
        const code = String(n * 7919 % 1_000_000).padStart(6, "0");
        return await this.#join(kind, code, `Guess ${n}`);
      }
      case "signIns": {
        const body = { email: target.teacher.email, password: `wrong ${n} ..` };
        const answer = await new Visitor(place)
          .ask("POST", "/api/login", body);
        return this.#count(kind, answer.status);
      }
      case "joins":
        return await this.#join(kind, target.code, `${nameOf(n)}`, until);
      case "impersonations": {
        const { name } = target.teacher;
        const names = [name, `${name}.`, `${name} Teacher`, "Teacher"];
        return await this.#join(kind, target.code, names[n % names.length]);
      }
      case "words": {
        const text = hostileTexts[n % hostileTexts.length];
        this.sentMessages.push(seat.say(text));
        return this.#count(kind, "sent");
      }
      case "reactions": {
        const messages = seat.messages();
        if (messages.length === 0) return;
        seat.command({
          kind: "react",
          room: "main",
          message: messages[n % messages.length].id,
          emoji: "👍",
          on: n % 2 === 0,
        });
        return this.#count(kind, "sent");
      }
      case "files": {
        const size = 50 * 1024 * 1024;
        const answer = await begin(seat.visitor, target.session, size);
        await answer.body?.cancel();
        return this.#count(kind, answer.status);
      }
      case "thefts":
        return await this.#reach(seat.visitor, n);
      case "questions":
        seat.command({
          kind: "ask",
          conversation: newId(),
          text: repeatTo("Why? ", 3900),
        });
        return this.#count(kind, "sent");
    }
  }

  /** Joins from a new browser. The first ones admitted also send messages. */
  async #join(
    kind: Attack,
    code: string,
    name: string,
    until?: AbortSignal,
  ): Promise<void> {
    const visitor = new Visitor(this.place);
    const answer = await visitor.ask("POST", "/api/join", { code, name });
    this.#count(kind, answer.status);
    if (!until || answer.status !== 201) return;
    if (this.#seats.length > maxSpeakers) return;
    const seat = seatOf(visitor, answer);
    this.#seats.push(seat);
    // It is no failure if this student is removed while entering.
    void Promise.all([seat.room.synced(), seat.own.synced()]).catch(() => {});
  }

  /** Tries a classmate's file directly and through an own upload. */
  async #reach(visitor: Visitor, n: number): Promise<void> {
    const { files, session } = this.target;
    if (files.length === 0) return;
    const victim = files[n % files.length];
    const created = await begin(visitor, session, 1);
    await created.body?.cancel();
    const own = created.headers.get("location")?.split("/").at(-1) ?? victim;
    const path = n % 3 === 0 ? victim : `${own}?x=/${victim}`;
    const method = ["GET", "DELETE", "PATCH"][n % 3];
    const body = method === "PATCH" ? new Uint8Array([88]) : undefined;
    const answer = await tus(visitor, method, path, {}, body);
    await answer.body?.cancel();
    this.#count("thefts", answer.status);
    if (created.ok) {
      const gone = await tus(visitor, "DELETE", own);
      await gone.body?.cancel();
    }
  }

  #count(kind: Attack, answer: number | string): void {
    const key = `${kind} ${answer}`;
    this.outcomes.set(key, (this.outcomes.get(key) ?? 0) + 1);
  }
}

const given = ["Mia", "Leo", "Zoe", "Max", "Ida", "Tom", "Lia", "Sam", "Eva"];
const family = ["Chen", "Wu", "Lee", "Kim", "Roy", "Fox", "Diaz", "Berg"];

/** An ordinary student's name. */
function nameOf(n: number): string {
  const second = family[Math.floor(n / given.length) % family.length];
  return `${given[n % given.length]} ${second} ${n}`;
}

/** Joins honestly. */
export async function joinAttacker(
  place: Place,
  target: Target,
  name = "Rex",
): Promise<AttackingStudent> {
  const seat = await (await join(place, target.code, name)).enter();
  return new AttackingStudent(place, target, seat);
}
