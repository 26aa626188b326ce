/**
 * Mail (D-2), where the operator has set it up: links to a new password, links that prove an address, and invitations
 * of colleagues. A mail is about its reader's account or a class's name and time: never a student, never their words.
 */
import type { MailKind, MailOutcome } from "../../meter.ts";
import { newId } from "../../model/ids.ts";
import { refusal } from "../../model/refuse.ts";
import {
  type Invitation,
  keys,
  sessionRecord,
} from "../../storage/session_keys.ts";
import type { AppServices } from "../../app_services.ts";
import type { Report } from "../../storage/storage.ts";
import type { Accounts, Teacher } from "../accounts.ts";
import type { AddressProofs } from "./address_proofs.ts";
import {
  type Deliver,
  type Letter,
  type MailOrder,
  Undeliverable,
} from "./letters.ts";
import { MailLimits } from "./mail_limits.ts";
import type { Kv, KvEntry } from "../../../sync/kv/kv.ts";

/** For how long an invitation can be taken back before it goes out, in ms: as long as **Undo** is there. */
const undoable = 10_000;

interface MailsParts
  extends Pick<AppServices, "kv" | "clock" | "report" | "meter"> {
  accounts: Pick<
    Accounts,
    "byEmail" | "byId" | "isNew" | "knowsBrowser" | "resetLinks"
  >;
  proofs: AddressProofs;
  deliver: Deliver;
}

export interface MailSource {
  /** The network that limits count by. */
  address: string;
  /** What an earlier sign-in left in their browser. */
  device?: string;
  /** The tag of the language that they read. */
  language: string;
}

export class Mails {
  readonly #parts: MailsParts;
  readonly #limits: MailLimits;
  readonly #outbox: MailQueue;

  constructor(parts: MailsParts) {
    const { kv, clock, report, meter } = parts;
    this.#parts = parts;
    this.#limits = new MailLimits(clock);
    this.#outbox = new MailQueue({
      ...{ kv, clock, report },
      send: (order) => this.#send(order),
      told: (kind, outcome) => meter?.mailed(kind, outcome),
    });
  }

  /**
   * Sends a link to a new password to this address if it has an account with one. That it has decides about nothing here:
   * the mail is made after the answer, so neither that nor its time tells (A5). Only a browser that has signed in to this
   * very account is not kept waiting by others in its network.
   */
  async reset(
    email: string,
    { address, device, language }: MailSource,
  ): Promise<void> {
    const isKnown = await this.#parts.accounts.knowsBrowser(email, device);
    if (!this.#limits.reset(email, isKnown ? null : address)) return;
    await this.#outbox.put({ kind: "reset", to: email, language });
  }

  /** Sends a link that proves the address of an account; false where one has just gone there. */
  async confirm(
    { email }: Pick<Teacher, "email">,
    { address, language }: MailSource,
  ): Promise<boolean> {
    if (!this.#limits.confirm(email, address)) return false;
    await this.#outbox.put({ kind: "confirm", to: email, language });
    return true;
  }

  /**
   * Whether a mail goes with this invitation. Refused where the inviting account's own address is not proved, or has
   * invited too many: whom strangers hear from is somebody who can be reached.
   */
  async mayInvite(
    teacher: Teacher,
    session: string,
    email: string,
  ): Promise<boolean> {
    if (teacher.unproved) throw refusal("prove-first");
    const isNew = await this.#parts.accounts
      .isNew(teacher.id, this.#parts.clock());
    return this.#limits
      .invitation({ session, email, teacher: teacher.id, isNew });
  }

  /** Sends an invitation that stands, unless it is taken back at once. */
  async invite(
    invitation: { session: string; email: string; as: Invitation["as"] },
    by: Teacher,
    { language, zone }: { language: string; zone: string },
  ): Promise<void> {
    const { session, email: to, as } = invitation;
    const kind = "invitation";
    const order = { kind, to, language, session, as, by: by.id, zone } as const;
    await this.#outbox.put(order, undoable);
  }

  start(): void {
    this.#outbox.start();
  }

  /** Begins to send nothing more; what was being sent waits for the next start. */
  async stop(): Promise<void> {
    await this.#outbox.stop();
  }

  /** Sends what is due now; through when that is done. */
  async look(): Promise<void> {
    await this.#outbox.look();
  }

  async #send(order: MailOrder): Promise<boolean> {
    const letter = await this.#letter(order);
    if (letter) await this.#parts.deliver(letter);
    return letter !== null;
  }

  /** What a mail has to tell now; null: nobody needs it any more. */
  async #letter(order: MailOrder): Promise<Letter | null> {
    const { accounts, proofs } = this.#parts;
    const { to, language } = order;
    const known = { to, language };
    switch (order.kind) {
      case "reset": {
        const token = await accounts.resetLinks.make(to, true);
        return token === null ? null : { ...known, kind: "reset", token };
      }
      case "confirm": {
        const account = await accounts.byEmail(to);
        if (!account?.unproved) return null;
        return { ...known, kind: "confirm", token: await proofs.make(to) };
      }
      case "invitation":
        return await this.#invitation(order, known);
    }
  }

  async #invitation(
    order: Extract<MailOrder, { kind: "invitation" }>,
    known: Pick<Letter, "to" | "language">,
  ): Promise<Letter | null> {
    const { kv, clock, accounts, proofs } = this.#parts;
    const { session, as, by, zone } = order;
    const [{ value: open }, record, inviting] = await Promise.all([
      kv.get<Invitation>(keys.invited(session, known.to)),
      sessionRecord(kv, session),
      accounts.byId(by),
    ]);
    const isOver = !record || record.state === "ended";
    if (isOver || open?.as !== as || !inviting) return null;
    const { name: className, startsAt } = record;
    const { name, email } = inviting;
    return {
      ...known,
      ...{ kind: "invitation", session, as, className, zone },
      from: { name, email },
      startsAt: startsAt > clock() ? startsAt : null,
      token: await proofs.make(known.to),
    };
  }
}

// Mails that wait: in the KV, so that they outlast a restart and any instance sends them. Each is claimed before it is
// sent; if the sender dies, another takes it up when the claim is over, so a mail may come twice, and is never lost. It
// goes from the KV when it helps nobody any more, also where mail is not set up by then (O-3).
//
// Keys: `["mail", id]` → {@link Waiting}.

interface Waiting {
  order: MailOrder;
  /** When it was asked for, and when it is next tried, in ms since 1970. */
  at: number;
  due: number;
  tries: number;
}

const minute = 60_000;
/** Longer than all timeouts of one delivery. */
const claimLasts = 5 * minute;
/** After each failure; a server that has not seen us before takes a mail at the second or third try. */
const pauses = [0.5, 2, 5, 10, 20, 30].map((minutes) => minutes * minute);
/** What comes later than this helps nobody. */
const helpsFor: Record<MailKind, number> = {
  reset: 60 * minute,
  confirm: 24 * 60 * minute,
  invitation: 24 * 60 * minute,
};
/** How often is looked for what another instance has left. */
const looksEvery = 15_000;
/** How many go out at a time. */
const atOnce = 3;

interface OutboxParts {
  kv: Kv;
  clock: () => number;
  report: Report;
  /** Sends a mail; false: nobody needs it any more. */
  send: (order: MailOrder) => Promise<boolean>;
  told: (kind: MailKind, outcome: MailOutcome) => void;
}

export class MailQueue {
  readonly #parts: OutboxParts;
  /** What is being sent, as it was before it was claimed, with the claim's version. */
  readonly #claims = new Map<KvEntry<Waiting>, string>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #rounds: ReturnType<typeof setInterval> | undefined;
  #round: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#rounds = setInterval(() => void this.look(), looksEvery);
    void this.look();
  }

  /** Begins nothing more, and gives back what is being sent: whoever starts next need not wait for the claim's end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#rounds);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const { kv, clock, report } = this.#parts;
    const due = clock() + pauses[0];
    const all = [...this.#claims].map(([{ key, value }, versionstamp]) =>
      kv.atomic().check({ key, versionstamp })
        .set(key, { ...value, due }, this.#until(value)).commit()
        .catch((error) => report("a mail could not be released", error))
    );
    await Promise.all(all);
  }

  /** Keeps a mail, to be sent after `wait` ms. It is stored when this is through. */
  async put(order: MailOrder, wait = 0): Promise<void> {
    const { kv, clock } = this.#parts;
    const at = clock();
    const waiting: Waiting = { order, at, due: at + wait, tries: 0 };
    await kv.set(["mail", newId()], waiting, this.#until(waiting));
    if (this.#stopped) return;
    // Never before whoever asked has their answer: its time tells nothing.
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.look();
    }, wait);
    this.#timers.add(timer);
  }

  /** Sends what is due; through when nothing is any more, or it has been tried. Never throws. */
  look(): Promise<void> {
    this.#again = true;
    return this.#round ??= this.#all().finally(() => this.#round = null);
  }

  async #all(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        const due = await this.#due();
        const next = due.values();
        const work = Array.from({ length: atOnce }, async () => {
          for (const entry of next) {
            if (this.#stopped) return;
            await this.#try(entry);
          }
        });
        await Promise.all(work);
      }
    } catch (error) {
      this.#parts.report("a round of mails failed", error);
    }
  }

  /** What is due; who wants to get in comes before who is invited. */
  async #due(): Promise<KvEntry<Waiting>[]> {
    const { kv, clock } = this.#parts;
    const all = await Array.fromAsync(kv.list<Waiting>({ prefix: ["mail"] }));
    const late = ({ value: { order } }: KvEntry<Waiting>) =>
      Number(order.kind === "invitation");
    return all.filter(({ value }) => value.due <= clock()).sort((a, b) =>
      late(a) - late(b) || a.value.due - b.value.due
    );
  }

  async #try(entry: KvEntry<Waiting>): Promise<void> {
    const { kv, clock, report, send, told } = this.#parts;
    const { key, value } = entry;
    const claimed: Waiting = { ...value, due: clock() + claimLasts };
    const claim = await kv.atomic().check(entry)
      .set(key, claimed, this.#until(value)).commit();
    if (!claim.ok) return;
    this.#claims.set(entry, claim.versionstamp);
    const { order: { kind } } = value;
    const isOver = clock() - value.at >= helpsFor[kind];
    try {
      const isSent = !isOver && await send(value.order);
      await kv.delete(key);
      told(kind, isSent ? "sent" : "void");
    } catch (error) {
      // It is given back.
      if (this.#stopped) return;
      const pause = pauses[Math.min(value.tries, pauses.length - 1)];
      const isLast = error instanceof Undeliverable ||
        clock() + pause - value.at >= helpsFor[kind];
      report("a mail was not sent", error);
      if (isLast) {
        await kv.delete(key);
        told(kind, error instanceof Undeliverable ? "refused" : "failed");
        return;
      }
      const tries = value.tries + 1;
      const next: Waiting = { ...value, due: clock() + pause, tries };
      // After a claim that is over, another has sent it perhaps.
      const { versionstamp } = claim;
      await kv.atomic().check({ key, versionstamp })
        .set(key, next, this.#until(value)).commit();
      told(kind, "later");
    } finally {
      this.#claims.delete(entry);
    }
  }

  /** How long the KV keeps a mail, unless it is deleted before. */
  #until({ at, order: { kind } }: Waiting): { expireIn: number } {
    const helps = at + helpsFor[kind] - this.#parts.clock();
    return { expireIn: Math.max(helps, claimLasts) };
  }
}
