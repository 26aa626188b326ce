/**
 * Mail (D-2), where the operator has set it up: links to a new password, links that prove an address, and invitations
 * of colleagues. A mail is about its reader's account or a class's name and time: never a student, never their words.
 */
import { refusal } from "../../model/refuse.ts";
import {
  type Invitation,
  keys,
  sessionRecord,
} from "../../storage/session_keys.ts";
import type { Parts } from "../../parts.ts";
import type { Accounts, Teacher } from "../accounts.ts";
import type { AddressProofs } from "./address_proofs.ts";
import type { Deliver, Letter, MailOrder } from "./letters.ts";
import { MailLimits } from "./mail_limits.ts";
import { Outbox } from "./outbox.ts";

/** For how long an invitation can be taken back before it goes out, in ms: as long as **Undo** is there. */
const undoable = 10_000;

interface MailsParts extends Pick<Parts, "kv" | "clock" | "report" | "meter"> {
  accounts: Pick<
    Accounts,
    "byEmail" | "byId" | "isNew" | "knowsBrowser" | "resetLinks"
  >;
  proofs: AddressProofs;
  deliver: Deliver;
}

/** Who asks for a mail. */
export interface MailSource {
  /** The network that limits count by. */
  address: string;
  /** What an earlier sign-in left in their browser. */
  device?: string;
  /** The tag of the language that they read. */
  language: string;
}

/** The mails of this Homeroom. */
export class Mails {
  readonly #parts: MailsParts;
  readonly #limits: MailLimits;
  readonly #outbox: Outbox;

  constructor(parts: MailsParts) {
    const { kv, clock, report, meter } = parts;
    this.#parts = parts;
    this.#limits = new MailLimits(clock);
    this.#outbox = new Outbox({
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

  /** Sends by itself what waits, from now on. */
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
