/**
 * Mails (D-2), if the operator has set them up: reset links, address proofs, invitations of colleagues. A mail mentions
 * its reader's account or a class's name and time, never students or their words.
 */
import type { MailKind } from "../../meter.ts";
import { newId } from "../../model/ids.ts";
import { minuteMs } from "../../../formats/times.ts";
import { refusal } from "../../model/refuse.ts";
import {
  type Invitation,
  kvKeys,
  readSessionRecord,
} from "../../storage/kv_keys.ts";
import type { AppServices } from "../../app_services.ts";
import {
  DeliveryQueue,
  type DeliveryQueueParts,
} from "../../storage/delivery_queue.ts";
import type { Accounts, Teacher } from "../accounts.ts";
import type { AddressProofs } from "./address_proofs.ts";
import type { DeliverMail, OutgoingMail, QueuedMail } from "./outgoing_mail.ts";
import { MailLimits } from "./mail_limits.ts";

/** Delay before an invitation is sent (ms): the time in which **Undo** is shown. */
const invitationDelayMs = 10_000;
/** Time in which a queued mail may still be sent (ms); then it is deleted. */
const usefulMs: Record<MailKind, number> = {
  reset: 60 * minuteMs,
  confirm: 24 * 60 * minuteMs,
  invitation: 24 * 60 * minuteMs,
};

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
  /** The client's network, by which limits count. */
  address: string;
  /** The `device` token of an earlier sign-in. */
  device?: string;
  language: string;
}

export class Mails {
  readonly #parts: MailsParts;
  readonly #limits: MailLimits;
  readonly #outbox: DeliveryQueue<QueuedMail>;

  constructor(parts: MailsParts) {
    const { kv, clock, report, meter, tries } = parts;
    this.#parts = parts;
    this.#limits = new MailLimits(clock, tries);
    this.#outbox = makeMailQueue({
      ...{ kv, clock, report },
      send: (order) => this.#send(order),
      onOutcome: ({ kind }, outcome) => meter?.recordMail(kind, outcome),
    });
  }

  /**
   * Queues a reset mail. Whether the address has an account is checked at sending, so that neither answer nor time
   * reveals it (ACCESS-5). A browser that the account knows is exempt from its network's limit.
   */
  async sendResetLink(
    email: string,
    { address, device, language }: MailSource,
  ): Promise<void> {
    const isKnown = await this.#parts.accounts.knowsBrowser(email, device);
    const network = isKnown ? null : address;
    if (!await this.#limits.tryResetLink(email, network)) return;
    await this.#enqueue({ kind: "reset", to: email, language });
  }

  /** Queues a mail whose link proves an address; false: a limit of such mails is used up. */
  async sendConfirmation(
    { email }: Pick<Teacher, "email">,
    { address, language }: MailSource,
  ): Promise<boolean> {
    if (!await this.#limits.tryConfirmation(email, address)) return false;
    await this.#enqueue({ kind: "confirm", to: email, language });
    return true;
  }

  /**
   * Like `MailLimits.tryInvitation`. Refuses also accounts without a proved address, whom invited strangers could not
   * reach.
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
    inviter: Teacher,
    { language, zone }: { language: string; zone: string },
  ): Promise<void> {
    const { session, email, as } = invitation;
    const kind = "invitation";
    const order = {
      kind,
      to: email,
      language,
      session,
      as,
      by: inviter.id,
      zone,
    } as const;
    await this.#enqueue(order, invitationDelayMs);
  }

  start(): void {
    this.#outbox.start();
  }

  /** Stops sending; mails still being sent after a second are sent again after the next start. */
  async stop(): Promise<void> {
    await this.#outbox.stop();
  }

  async sendDue(): Promise<void> {
    await this.#outbox.sendDue();
  }

  async #enqueue(order: QueuedMail, wait = 0): Promise<void> {
    await this.#outbox.enqueue([newId()], order, wait);
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
    const [{ value: invitation }, record, inviter] = await Promise.all([
      kv.get<Invitation>(kvKeys.invited(session, recipient.to)),
      readSessionRecord(kv, session),
      accounts.findById(by),
    ]);
    const isOver = !record || record.state === "ended";
    if (isOver || invitation?.as !== as || !inviter) return null;
    const { name: className, startsAt } = record;
    const { name, email } = inviter;
    return {
      ...recipient,
      ...{ kind: "invitation", session, as, className, zone },
      from: { name, email },
      startsAt: startsAt > clock() ? startsAt : null,
      token: await proofs.createToken(recipient.to),
    };
  }
}

/** The queue of mails, in the store at `["mail", id]`. */
export function makeMailQueue(
  parts: Pick<
    DeliveryQueueParts<QueuedMail>,
    "kv" | "clock" | "report" | "send" | "onOutcome"
  >,
): DeliveryQueue<QueuedMail> {
  return new DeliveryQueue({
    ...parts,
    name: "mail",
    usefulMs: ({ kind }) => usefulMs[kind],
    isLessUrgent: ({ kind }) => kind === "invitation",
    // Mail servers with greylisting accept the second or third try.
    retryDelaysMs: [0.5, 2, 5, 10, 20, 30].map((minutes) => minutes * minuteMs),
    leaseMs: 5 * minuteMs,
  });
}
