/**
 * Mails (D-2), if the operator has set them up: reset links, address proofs, invitations of colleagues. A
 * mail mentions its reader's account or a class's name and time, never students or their words.
 */
import type { MailKind, MailOutcome } from "../../meter.ts";
import { newId } from "../../model/ids.ts";
import { refusal } from "../../model/refuse.ts";
import {
  type Invitation,
  kvKeys,
  readSessionRecord,
} from "../../storage/kv_keys.ts";
import type { AppServices } from "../../app_services.ts";
import type { ReportFailure } from "../../storage/storage.ts";
import type { Accounts, Teacher } from "../accounts.ts";
import type { AddressProofs } from "./address_proofs.ts";
import {
  type DeliverMail,
  type OutgoingMail,
  type QueuedMail,
  Undeliverable,
} from "./outgoing_mail.ts";
import { MailLimits } from "./mail_limits.ts";
import type { Kv, KvEntry } from "../../../sync/kv/kv.ts";

/** Delay before an invitation is sent (ms), as long as **Undo** is shown. */
const invitationDelayMs = 10_000;

interface MailsParts
  extends Pick<AppServices, "kv" | "clock" | "report" | "meter" | "tries"> {
  accounts: Pick<
    Accounts,
    "findByEmail" | "findById" | "isNewAccount" | "knowsBrowser" | "resetLinks"
  >;
  proofs: AddressProofs;
  deliver: DeliverMail;
}

export interface MailSource {
  /** The network by which limits count. */
  address: string;
  /** Token of an earlier sign-in. */
  device?: string;
  language: string;
}

export class Mails {
  readonly #parts: MailsParts;
  readonly #limits: MailLimits;
  readonly #outbox: MailQueue;

  constructor(parts: MailsParts) {
    const { kv, clock, report, meter, tries } = parts;
    this.#parts = parts;
    this.#limits = new MailLimits(clock, tries);
    this.#outbox = new MailQueue({
      ...{ kv, clock, report },
      send: (order) => this.#send(order),
      onOutcome: (kind, outcome) => meter?.recordMail(kind, outcome),
    });
  }

  /**
   * Sends a reset link if the address has an account. The mail is queued before that is checked, so that neither answer
   * nor time reveals an account (ACCESS-5). For a browser known to the account its network's limit does not hold.
   */
  async sendResetLink(
    email: string,
    { address, device, language }: MailSource,
  ): Promise<void> {
    const isKnown = await this.#parts.accounts.knowsBrowser(email, device);
    const network = isKnown ? null : address;
    if (!await this.#limits.tryResetLink(email, network)) return;
    await this.#outbox.enqueue({ kind: "reset", to: email, language });
  }

  /** Sends a link that proves an address; false: one was sent there a short time ago. */
  async sendConfirmation(
    { email }: Pick<Teacher, "email">,
    { address, language }: MailSource,
  ): Promise<boolean> {
    if (!await this.#limits.tryConfirmation(email, address)) return false;
    await this.#outbox.enqueue({ kind: "confirm", to: email, language });
    return true;
  }

  /**
   * Whether to mail an invitation. Refuses accounts without a proved address, or with too many invitations:
   * invited strangers must be able to reach the sender.
   */
  async mayInvite(
    teacher: Teacher,
    session: string,
    email: string,
  ): Promise<boolean> {
    if (teacher.unproved) throw refusal("prove-first");
    const isNew = await this.#parts.accounts
      .isNewAccount(teacher.id, this.#parts.clock());
    return await this.#limits
      .tryInvitation({ session, email, teacher: teacher.id, isNew });
  }

  async sendInvitation(
    invitation: { session: string; email: string; as: Invitation["as"] },
    by: Teacher,
    { language, zone }: { language: string; zone: string },
  ): Promise<void> {
    const { session, email: to, as } = invitation;
    const kind = "invitation";
    const order = { kind, to, language, session, as, by: by.id, zone } as const;
    await this.#outbox.enqueue(order, invitationDelayMs);
  }

  start(): void {
    this.#outbox.start();
  }

  /** Stops sending; mails that are being sent are sent again after the next start. */
  async stop(): Promise<void> {
    await this.#outbox.stop();
  }

  async sendDue(): Promise<void> {
    await this.#outbox.sendDue();
  }

  async #send(order: QueuedMail): Promise<boolean> {
    const letter = await this.#makeMail(order);
    if (letter) await this.#parts.deliver(letter);
    return letter !== null;
  }

  /** The content of a mail at this time; null: the mail is no longer needed. */
  async #makeMail(order: QueuedMail): Promise<OutgoingMail | null> {
    const { accounts, proofs } = this.#parts;
    const { to, language } = order;
    const recipient = { to, language };
    switch (order.kind) {
      case "reset": {
        const token = await accounts.resetLinks.make(to, true);
        return token === null ? null : { ...recipient, kind: "reset", token };
      }
      case "confirm": {
        const account = await accounts.findByEmail(to);
        if (!account?.unproved) return null;
        return {
          ...recipient,
          kind: "confirm",
          token: await proofs.createToken(to),
        };
      }
      case "invitation":
        return await this.#makeInvitation(order, recipient);
    }
  }

  async #makeInvitation(
    order: Extract<QueuedMail, { kind: "invitation" }>,
    recipient: Pick<OutgoingMail, "to" | "language">,
  ): Promise<OutgoingMail | null> {
    const { kv, clock, accounts, proofs } = this.#parts;
    const { session, as, by, zone } = order;
    const [{ value: open }, record, inviting] = await Promise.all([
      kv.get<Invitation>(kvKeys.invited(session, recipient.to)),
      readSessionRecord(kv, session),
      accounts.findById(by),
    ]);
    const isOver = !record || record.state === "ended";
    if (isOver || open?.as !== as || !inviting) return null;
    const { name: className, startsAt } = record;
    const { name, email } = inviting;
    return {
      ...recipient,
      ...{ kind: "invitation", session, as, className, zone },
      from: { name, email },
      startsAt: startsAt > clock() ? startsAt : null,
      token: await proofs.createToken(recipient.to),
    };
  }
}

// Mails in the store: they outlast a restart, and any server instance sends them. An instance claims a mail before
// sending; if it dies, another one sends after the claim's end, perhaps a second time. Mails that have become useless
// are deleted, even if mail is off by then (O-3). Keys: `["mail", id]` → {@link WaitingMail}.

interface WaitingMail {
  order: QueuedMail;
  /** Times of the request and of the next try (ms since 1970). */
  at: number;
  due: number;
  tries: number;
}

const minuteMs = 60_000;
/** Longer than all timeouts of one delivery. */
const claimMs = 5 * minuteMs;
/** Pauses after each failure. Mail servers with greylisting accept the second or third try. */
const retryDelaysMs = [0.5, 2, 5, 10, 20, 30].map((minutes) =>
  minutes * minuteMs
);
/** How long a mail is useful (ms); then it is deleted. */
const usefulMs: Record<MailKind, number> = {
  reset: 60 * minuteMs,
  confirm: 24 * 60 * minuteMs,
  invitation: 24 * 60 * minuteMs,
};
/** Interval of looking for mails that other instances have queued (ms). */
const checkIntervalMs = 15_000;
const maxConcurrent = 3;

interface OutboxParts {
  kv: Kv;
  clock: () => number;
  report: ReportFailure;
  /** Resolves to false if the mail is no longer needed. */
  send: (order: QueuedMail) => Promise<boolean>;
  onOutcome: (kind: MailKind, outcome: MailOutcome) => void;
}

export class MailQueue {
  readonly #parts: OutboxParts;
  /** Mails being sent: the entry before the claim, and the claim's version. */
  readonly #claims = new Map<KvEntry<WaitingMail>, string>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #interval: ReturnType<typeof setInterval> | undefined;
  #sending: Promise<void> | null = null;
  #sendsAgain = false;
  #isStopped = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#interval = setInterval(() => void this.sendDue(), checkIntervalMs);
    void this.sendDue();
  }

  /** Stops, and gives up claims, so that others can send sooner. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#interval);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const { kv, clock, report } = this.#parts;
    const due = clock() + retryDelaysMs[0];
    const all = [...this.#claims].map(([{ key, value }, versionstamp]) =>
      kv.atomic().check({ key, versionstamp })
        .set(key, { ...value, due }, this.#expiry(value)).commit()
        .catch((error) => report("a mail could not be released", error))
    );
    await Promise.all(all);
  }

  /** Stores a mail, to be sent after `wait` ms. */
  async enqueue(order: QueuedMail, wait = 0): Promise<void> {
    const { kv, clock } = this.#parts;
    const at = clock();
    const waiting: WaitingMail = { order, at, due: at + wait, tries: 0 };
    await kv.set(["mail", newId()], waiting, this.#expiry(waiting));
    if (this.#isStopped) return;
    // Sent after the response, whose time therefore reveals nothing.
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.sendDue();
    }, wait);
    this.#timers.add(timer);
  }

  /** Sends what is due. Never throws. */
  sendDue(): Promise<void> {
    this.#sendsAgain = true;
    return this.#sending ??= this.#sendAll().finally(() =>
      this.#sending = null
    );
  }

  async #sendAll(): Promise<void> {
    try {
      while (this.#sendsAgain && !this.#isStopped) {
        this.#sendsAgain = false;
        const due = await this.#due();
        const next = due.values();
        const work = Array.from({ length: maxConcurrent }, async () => {
          for (const entry of next) {
            if (this.#isStopped) return;
            await this.#trySending(entry);
          }
        });
        await Promise.all(work);
      }
    } catch (error) {
      this.#parts.report("a round of mails failed", error);
    }
  }

  /** Mails that are due; invitations last. */
  async #due(): Promise<KvEntry<WaitingMail>[]> {
    const { kv, clock } = this.#parts;
    const all = await Array.fromAsync(
      kv.list<WaitingMail>({ prefix: ["mail"] }),
    );
    const late = ({ value: { order } }: KvEntry<WaitingMail>) =>
      Number(order.kind === "invitation");
    return all.filter(({ value }) => value.due <= clock()).sort((a, b) =>
      late(a) - late(b) || a.value.due - b.value.due
    );
  }

  async #trySending(entry: KvEntry<WaitingMail>): Promise<void> {
    const { kv, clock, report, send, onOutcome } = this.#parts;
    const { key, value } = entry;
    const claimed: WaitingMail = { ...value, due: clock() + claimMs };
    const claim = await kv.atomic().check(entry)
      .set(key, claimed, this.#expiry(value)).commit();
    if (!claim.ok) return;
    this.#claims.set(entry, claim.versionstamp);
    const { order: { kind } } = value;
    const isOver = clock() - value.at >= usefulMs[kind];
    try {
      const isSent = !isOver && await send(value.order);
      await kv.delete(key);
      onOutcome(kind, isSent ? "sent" : "void");
    } catch (error) {
      // `stop` has given up the claim.
      if (this.#isStopped) return;
      const pause =
        retryDelaysMs[Math.min(value.tries, retryDelaysMs.length - 1)];
      const isLast = error instanceof Undeliverable ||
        clock() + pause - value.at >= usefulMs[kind];
      report("a mail was not sent", error);
      if (isLast) {
        await kv.delete(key);
        onOutcome(kind, error instanceof Undeliverable ? "refused" : "failed");
        return;
      }
      const tries = value.tries + 1;
      const next: WaitingMail = { ...value, due: clock() + pause, tries };
      // After the claim's end another instance may have sent it.
      const { versionstamp } = claim;
      await kv.atomic().check({ key, versionstamp })
        .set(key, next, this.#expiry(value)).commit();
      onOutcome(kind, "later");
    } finally {
      this.#claims.delete(entry);
    }
  }

  #expiry({ at, order: { kind } }: WaitingMail): { expireIn: number } {
    const helps = at + usefulMs[kind] - this.#parts.clock();
    return { expireIn: Math.max(helps, claimMs) };
  }
}
