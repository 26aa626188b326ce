/**
 * How many mails are sent, so that nobody has this server write to strangers: each mail goes to an address that
 * somebody typed. Counted by process, and in memory alone, as tries to sign in are.
 */
import { refusal } from "../../model/refuse.ts";
import { RateLimiter, type Try } from "../../limits/rate_limiter.ts";

export class MailLimits {
  readonly #limiter: RateLimiter;

  /** @param clock milliseconds since 1970 */
  constructor(clock: () => number) {
    this.#limiter = new RateLimiter(clock);
  }

  /**
   * Whether a link to a new password may go out. Refused where a network asks too often; of one address that is asked
   * for too often nobody learns. Without a network that counts, those to this address alone do.
   */
  reset(email: string, network: string | null): boolean {
    if (network !== null) this.#require(["resetFromNetwork", network]);
    return this.#limiter.take(["resetToMailbox", mailboxOf(email)]) === 0;
  }

  confirm(email: string, network: string): boolean {
    return this.#limiter.take(
      ["confirmToAddress", email],
      ["confirmToMailbox", mailboxOf(email)],
      ["confirmFromNetwork", network],
      ["confirmOfAll", ""],
    ) === 0;
  }

  /**
   * Whether a mail goes out for an invitation; false: enough went there already. Refused where the account has invited
   * too many today.
   */
  invitation(
    { session, email, teacher, isNew }: {
      session: string;
      email: string;
      teacher: string;
      isNew: boolean;
    },
  ): boolean {
    const once: Try[] = [
      ["inviteOfClassToAddress", `${session} ${email}`],
      ["inviteToMailbox", mailboxOf(email)],
    ];
    if (once.some((one) => this.#limiter.isUsedUp(one))) return false;
    if (isNew) {
      this.#require(["inviteOfNewAccount", teacher], ["inviteOfAllNew", ""]);
    } else this.#require(["inviteOfAccount", teacher]);
    return this.#limiter.take(...once) === 0;
  }

  #require(...tries: readonly Try[]): void {
    const wait = this.#limiter.take(...tries);
    if (wait === 0) return;
    const retryAfter = Math.ceil(wait / 1000);
    throw refusal("many-mails", {}, { retryAfter });
  }
}

/** Where most mail servers put what is for an address: `lin+class@…` is for `lin@…`. */
function mailboxOf(email: string): string {
  return email.replace(/(?<=.)\+.*(?=@)/, "");
}
