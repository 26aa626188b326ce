/** Limits on mails, since each goes to an address that a user typed. */
import { refusal } from "../../model/refuse.ts";
import {
  RateLimiter,
  type RateLimitTry,
  type TryStore,
} from "../../limits/rate_limiter.ts";

export class MailLimits {
  readonly #limiter: RateLimiter;

  constructor(clock: () => number, tries?: TryStore) {
    this.#limiter = new RateLimiter(clock, { store: tries });
  }

  /**
   * Whether to send a reset link; false: too many were sent to the mailbox. Refuses a network that asks too often,
   * unless `network` is null.
   */
  async tryResetLink(email: string, network: string | null): Promise<boolean> {
    if (network !== null) await this.#require(["resetFromNetwork", network]);
    const toMailbox = ["resetToMailbox", mailboxOf(email)] as const;
    return await this.#limiter.takeSharedTry(toMailbox) === 0;
  }

  async tryConfirmation(email: string, network: string): Promise<boolean> {
    return await this.#limiter.takeSharedTry(
      ["confirmToAddress", email],
      ["confirmToMailbox", mailboxOf(email)],
      ["confirmFromNetwork", network],
      ["confirmOfAll", ""],
    ) === 0;
  }

  /**
   * Whether to mail an invitation; false: enough were sent to the address. Refuses if the account has sent too many;
   * all new accounts together have a limit, too.
   */
  async tryInvitation(
    { session, email, teacher, isNew }: {
      session: string;
      email: string;
      teacher: string;
      isNew: boolean;
    },
  ): Promise<boolean> {
    const once: RateLimitTry[] = [
      ["inviteOfClassToAddress", `${session} ${email}`],
      ["inviteToMailbox", mailboxOf(email)],
    ];
    await this.#limiter.load(...once);
    if (once.some((it) => this.#limiter.isUsedUp(it))) return false;
    if (isNew) {
      await this.#require(["inviteOfNewAccount", teacher], [
        "inviteOfAllNew",
        "",
      ]);
    } else await this.#require(["inviteOfAccount", teacher]);
    return await this.#limiter.takeSharedTry(...once) === 0;
  }

  async #require(...tries: readonly RateLimitTry[]): Promise<void> {
    const wait = await this.#limiter.takeSharedTry(...tries);
    if (wait === 0) return;
    const retryAfter = Math.ceil(wait / 1000);
    throw refusal("many-mails", {}, { retryAfter });
  }
}

/** The mailbox of an address, as most mail servers read it: `lin+class@…` is `lin@…`. */
function mailboxOf(email: string): string {
  return email.replace(/(?<=.)\+.*(?=@)/, "");
}
