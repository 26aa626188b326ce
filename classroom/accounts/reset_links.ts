/** One-use links by which who forgot a password sets a new one: the operator's, and those that go out by mail (D-2). */
import { refusal } from "../model/refuse.ts";
import { normalEmail } from "./account_bodies.ts";
import type { AccountStore } from "./account_store.ts";
import { hashPassword } from "./passwords.ts";
import type { Tokens } from "../tokens.ts";
import { requireStrongPassword } from "./weak_passwords.ts";

const hour = 60 * 60 * 1000;
const linkLastsMs = 24 * hour;
/** A mailbox keeps what it is sent. */
const mailedLasts = hour;

/** What a link's token stands for. */
type Subject = { account: string; signIns: number; mailed?: true };

/** What they need of the accounts: refuses where passwords are off; ends every sign-in of an account. */
interface Gate {
  requirePasswords(): void;
  closeAll(account: string): Promise<void>;
}

/** Makes such links, and sets the passwords. */
export class ResetLinks {
  readonly #store: AccountStore;
  readonly #tokens: Tokens;
  readonly #accounts: Gate;
  readonly #world: { clock: () => number; cost: number };

  /** @param world the time, and how hard passwords are hashed */
  constructor(
    store: AccountStore,
    tokens: Tokens,
    accounts: Gate,
    world: { clock: () => number; cost: number },
  ) {
    this.#store = store;
    this.#tokens = tokens;
    this.#accounts = accounts;
    this.#world = world;
  }

  /**
   * A link's token; null: the address has no account. The operator's is valid a day; one that is `mailed` lasts an hour,
   * and proves the address. None is mailed where the school signs somebody in and no password does: who may read a
   * mailbox still, or already, is not who the school lets in (D-1).
   */
  async make(ofEmail: string, mailed = false): Promise<string | null> {
    const account = await this.#store.byEmail(normalEmail(ofEmail));
    if (!account || mailed && account.password === null) return null;
    const { id, signIns } = account;
    const { token, fact } = this.#tokens.make(
      "reset",
      { account: id, signIns, ...mailed && { mailed } },
      this.#world.clock() + (mailed ? mailedLasts : linkLastsMs),
    );
    await this.#tokens.keep(fact);
    return token;
  }

  /** Sets a new password by a link; every sign-in is void after it. */
  async use(token: string, newPassword: string): Promise<void> {
    this.#accounts.requirePasswords();
    const gone = refusal("link-used");
    const link = await this.#tokens.find<Subject>("reset", token);
    const owner = link && await this.#store.byId(link.account);
    if (!owner) throw gone;
    await requireStrongPassword(newPassword, owner);
    const next = await hashPassword(newPassword, this.#world.cost);
    const subject = await this.#tokens.take<Subject>("reset", token);
    if (!subject) throw gone;
    await this.#store.update(subject.account, (account) => {
      // A password set since then has outdated the link.
      if (account.signIns !== subject.signIns) throw gone;
      const { signIns, proved = subject.mailed && this.#world.clock() } =
        account;
      return {
        ...account,
        password: next,
        signIns: signIns + 1,
        ...proved !== undefined && { proved },
      };
    });
    await this.#accounts.closeAll(subject.account);
  }
}
