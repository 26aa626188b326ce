/** Limits on mails, since each goes to an address that a user typed. Counted per process, in memory. */
import { refusal } from "../../model/refuse.ts";
import { RateLimiter, type RateLimitTry } from "../../limits/rate_limiter.ts";

export class MailLimits {
  readonly #limiter: RateLimiter;

  constructor(clock: () => number) {
    this.#limiter = new RateLimiter(clock);
  }

  /**
   * Whether to send a reset link. Refuses a network that asks too often, but does not reveal too many
   * requests for one address. Without a network, only the latter count.
   */
  tryResetLink(email: string, network: string | null): boolean {
    if (network !== null) this.#require(["resetFromNetwork", network]);
    return this.#limiter.takeTry(["resetToMailbox", mailboxOf(email)]) === 0;
  }

  tryConfirmation(email: string, network: string): boolean {
    return this.#limiter.takeTry(
      ["confirmToAddress", email],
      ["confirmToMailbox", mailboxOf(email)],
      ["confirmFromNetwork", network],
      ["confirmOfAll", ""],
    ) === 0;
  }

  /** Whether to mail an invitation; false: enough went there. Refuses an account with too many invitations today. */
  tryInvitation(
    { session, email, teacher, isNew }: {
      session: string;
      email: string;
      teacher: string;
      isNew: boolean;
    },
  ): boolean {
    const once: RateLimitTry[] = [
      ["inviteOfClassToAddress", `${session} ${email}`],
      ["inviteToMailbox", mailboxOf(email)],
    ];
    if (once.some((one) => this.#limiter.isUsedUp(one))) return false;
    if (isNew) {
      this.#require(["inviteOfNewAccount", teacher], ["inviteOfAllNew", ""]);
    } else this.#require(["inviteOfAccount", teacher]);
    return this.#limiter.takeTry(...once) === 0;
  }

  #require(...tries: readonly RateLimitTry[]): void {
    const wait = this.#limiter.takeTry(...tries);
    if (wait === 0) return;
    const retryAfter = Math.ceil(wait / 1000);
    throw refusal("many-mails", {}, { retryAfter });
  }
}

/** The mailbox of an address for most servers: `lin+class@…` is `lin@…`. */
function mailboxOf(email: string): string {
  return email.replace(/(?<=.)\+.*(?=@)/, "");
}
