/**
 * How many mails are sent, so that nobody has this server write to strangers: each mail goes to an address that
 * somebody typed. Counted by process, and in memory alone, as tries to sign in are.
 */
import { refusal } from "../../model/refuse.ts";
import {
  Throttle,
  type Tries,
  type TryAllowance,
} from "../../limits/throttle.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Links to a new password, to one mailbox, whatever it is called behind a +. */
const resetsPerMailbox: TryAllowance = {
  free: 3,
  window: hour,
  pace: 20 * minute,
};
/** The same, asked for from one network: a whole staff room is behind one. */
const resetsPerNetwork: TryAllowance = { free: 30, window: hour, pace: minute };
/** Mails to prove one address. */
const confirmsPerAddress: TryAllowance = { free: 1, window: hour, pace: hour };
/** The same, to all addresses of one mailbox. */
const confirmsPerMailbox: TryAllowance = { free: 5, window: hour, pace: hour };
/** The same, asked for from one network, and of this server at all. */
const confirmsPerNetwork: TryAllowance = {
  free: 60,
  window: hour,
  pace: minute,
};
const confirmsPerServer: TryAllowance = {
  free: 300,
  window: hour,
  pace: 12_000,
};
/** Invitations of one account, of one that is new, and of all that are new together. */
const invitationsPerAccount: TryAllowance = {
  free: 50,
  window: day,
  pace: hour,
};
const invitationsOfNew: TryAllowance = {
  free: 10,
  window: day,
  pace: 6 * hour,
};
const invitationsOfAllNew: TryAllowance = {
  free: 100,
  window: day,
  pace: hour,
};
/** Invitations to one mailbox, and of one class to one address. */
const invitationsPerMailbox: TryAllowance = {
  free: 10,
  window: day,
  pace: hour,
};
const invitationsOfClass: TryAllowance = { free: 3, window: day, pace: day };

export class MailLimits {
  readonly #clock: () => number;
  readonly #throttle = new Throttle();

  /** @param clock milliseconds since 1970 */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /**
   * Whether a link to a new password may go out. Refused where a network asks too often; of one address that is asked
   * for too often nobody learns. Without a network that counts, those to this address alone do.
   */
  reset(email: string, network: string | null): boolean {
    if (network !== null) {
      this.#require([[`reset from ${network}`, resetsPerNetwork]]);
    }
    return this.#take([[`reset to ${mailboxOf(email)}`, resetsPerMailbox]]);
  }

  confirm(email: string, network: string): boolean {
    return this.#take([
      [`confirm to ${email}`, confirmsPerAddress],
      [`confirm in ${mailboxOf(email)}`, confirmsPerMailbox],
      [`confirm from ${network}`, confirmsPerNetwork],
      ["confirm", confirmsPerServer],
    ]);
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
    const once: Tries = [
      [`invite ${session} ${email}`, invitationsOfClass],
      [`invite to ${mailboxOf(email)}`, invitationsPerMailbox],
    ];
    if (this.#throttle.limited(once, this.#clock()).length > 0) return false;
    this.#require(
      isNew
        ? [
          [`invite by ${teacher}`, invitationsOfNew],
          ["invite by new ones", invitationsOfAllNew],
        ]
        : [[`invite by ${teacher}`, invitationsPerAccount]],
    );
    return this.#take(once);
  }

  #take(tries: Tries): boolean {
    return this.#throttle.take(tries, this.#clock()) === 0;
  }

  #require(tries: Tries): void {
    const wait = this.#throttle.take(tries, this.#clock());
    if (wait === 0) return;
    const retryAfter = Math.ceil(wait / 1000);
    throw refusal("many-mails", {}, { retryAfter });
  }
}

/** Where most mail servers put what is for an address: `lin+class@…` is for `lin@…`. */
function mailboxOf(email: string): string {
  return email.replace(/(?<=.)\+.*(?=@)/, "");
}
