/**
 * Mailed links that prove an address (D-2). A link counts only for the signed-in account with that address. Opening a
 * link does not use it up, as mail servers open links first.
 */
import { refusal } from "../../model/refuse.ts";
import { AccountStore } from "../account_store.ts";
import type { Teacher } from "../accounts.ts";
import type { Tokens } from "../../tokens.ts";
import type { Kv } from "../../../sync/kv/kv.ts";

const proofLifetimeMs = 7 * 24 * 60 * 60 * 1000;

export class AddressProofs {
  readonly #store: AccountStore;
  readonly #tokens: Tokens;
  readonly #clock: () => number;

  constructor(kv: Kv, tokens: Tokens, clock: () => number) {
    this.#store = new AccountStore(kv);
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /** A token that can be used once, for this address only, and is valid for a week. */
  async createToken(email: string): Promise<string> {
    const end = this.#clock() + proofLifetimeMs;
    const { token, fact } = this.#tokens.createToken("proof", { email }, end);
    await this.#tokens.storeFact(fact);
    return token;
  }

  /** The address that a token proves; null: it is used, expired or unknown. */
  async addressOf(token: string): Promise<string | null> {
    const proof = await this.#tokens.find<{ email: string }>("proof", token);
    return proof?.email ?? null;
  }

  /** Uses a token for the signed-in account. Refuses a token of another address. */
  async redeemToken({ id, email }: Teacher, token: string): Promise<void> {
    const gone = refusal("link-used");
    if (await this.addressOf(token) !== email) throw gone;
    if (!await this.#tokens.useOnce("proof", token)) throw gone;
    await this.#store.update(id, (account) => ({
      ...account,
      proved: account.proved ?? this.#clock(),
    }));
  }
}
