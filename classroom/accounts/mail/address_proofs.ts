/**
 * Links that prove an address (D-2): whoever has one reads the mail that goes there. It proves the account that one is
 * signed in to, and only one with that address: following a link makes no stranger's account yours, nor yours a
 * stranger's who signed up with your address.
 *
 * A link is looked at without being used up: mail servers open links before people do.
 */
import { refusal } from "../../model/refuse.ts";
import { AccountStore } from "../account_store.ts";
import type { Teacher } from "../accounts.ts";
import type { Tokens } from "../../tokens.ts";
import type { Kv } from "../../../sync/kv/kv.ts";

const proofLastsMs = 7 * 24 * 60 * 60 * 1000;

export class AddressProofs {
  readonly #store: AccountStore;
  readonly #tokens: Tokens;
  readonly #clock: () => number;

  constructor(kv: Kv, tokens: Tokens, clock: () => number) {
    this.#store = new AccountStore(kv);
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /** A one-use token that is to go to this address and nowhere else; it is valid a week. */
  async make(email: string): Promise<string> {
    const end = this.#clock() + proofLastsMs;
    const { token, fact } = this.#tokens.make("proof", { email }, end);
    await this.#tokens.keep(fact);
    return token;
  }

  /** The address that a token went to; null: it was used, is too old, or none. */
  async addressOf(token: string): Promise<string | null> {
    const found = await this.#tokens.find<{ email: string }>("proof", token);
    return found?.email ?? null;
  }

  /** Takes a token for the account that somebody is signed in to. Refused where it is not for its address. */
  async take({ id, email }: Teacher, token: string): Promise<void> {
    const gone = refusal("link-used");
    if (await this.addressOf(token) !== email) throw gone;
    if (!await this.#tokens.take("proof", token)) throw gone;
    await this.#store.update(id, (account) => ({
      ...account,
      proved: account.proved ?? this.#clock(),
    }));
  }
}
