/**
 * Operators' actions on accounts, and their view of classes (O-5): addresses and counts, but no names of classes and
 * nothing that was written there. Each action is in the {@link OperatorLog} before it is done.
 */
import type { SyncEngine } from "../../sync/sync_engine.ts";
import type { AppServices } from "../app_services.ts";
import { normalizeEmail } from "../accounts/account_bodies.ts";
import type { Account, AccountStore } from "../accounts/account_store.ts";
import type { Accounts, Teacher } from "../accounts/accounts.ts";
import type { Deletion } from "../deletion/deletion.ts";
import type { Identity } from "../model/members.ts";
import { refusal } from "../model/refuse.ts";
import { kvKeys, readSessionRecord } from "../storage/kv_keys.ts";
import type { OperatorAction, OperatorLog } from "./operator_log.ts";

const lastSegment = (link: string) => link.trim().split("/").at(-1)!;

export interface AccountLine {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly hasPassword: boolean;
  readonly hasSchoolSignIn: boolean;
  /** An operator has given the account the Teacher plan. */
  readonly isGranted: boolean;
  readonly isDisabled: boolean;
}

export interface RunningClass {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Number of people with a connection; null: unknown, as none is connected to this instance of several. */
  readonly online: number | null;
}

/** Maximum numbers on one page. */
const mostAccounts = 50, mostClasses = 200;

interface OperatorParts extends Pick<AppServices, "kv" | "isKvShared"> {
  sync: Pick<SyncEngine<Identity>, "online">;
  store: AccountStore;
  accounts: Accounts;
  deletion: Pick<Deletion, "deleteAccount">;
  log: OperatorLog;
}

export class OperatorDesk {
  readonly #parts: OperatorParts;

  constructor(parts: OperatorParts) {
    this.#parts = parts;
  }

  /**
   * The first accounts by address with `part` in their address or name, and how many there are; for a link of a class,
   * the account that owns it.
   */
  async findAccounts(
    part: string,
  ): Promise<{ lines: AccountLine[]; count: number }> {
    const { kv, store } = this.#parts;
    const owner = (await readSessionRecord(kv, lastSegment(part)))?.owner;
    const account = owner === undefined ? null : await store.findById(owner);
    const accounts = account ? [account] : await store.search(part);
    return {
      lines: accounts.slice(0, mostAccounts).map(toLine),
      count: accounts.length,
    };
  }

  /** Running classes on all instances, the newest first; at most `mostClasses`. */
  async runningClasses(): Promise<RunningClass[]> {
    const { kv, sync, isKvShared } = this.#parts;
    const online = sync.online();
    const running: RunningClass[] = [];
    const keys = kv.list({ prefix: kvKeys.running() }, { limit: mostClasses });
    for await (const { key } of keys) {
      const session = String(key[1]);
      const record = await readSessionRecord(kv, session);
      if (record?.state !== "active" && record?.state !== "ending") continue;
      running.push({
        since: record.startsAt ?? record.createdAt,
        online: online.get(session)?.size ?? (isKvShared ? null : 0),
      });
    }
    return running.sort((a, b) => b.since - a.since);
  }

  /**
   * Gives or takes the Teacher plan; returns the account's address. Refuses a grant that would make an operator, as
   * only the command may do that.
   */
  async grantPlan(
    operator: Teacher,
    id: string,
    isGranted: boolean,
  ): Promise<string> {
    const { accounts } = this.#parts;
    const action = isGranted ? "grant" : "take-plan";
    const { email } = await this.#begin(operator, action, id, (account) => {
      if (isGranted && accounts.isUnprovedOperator(account)) {
        throw refusal("unproved-operator");
      }
    });
    await accounts.grantPlan(email, isGranted);
    return email;
  }

  /** A token for a new password, valid once, for a day. */
  async makeResetLink(
    operator: Teacher,
    id: string,
  ): Promise<{ email: string; token: string }> {
    this.#parts.accounts.requirePasswordSignIn();
    const { email } = await this.#begin(operator, "reset-link", id);
    const token = await this.#parts.accounts.resetLinks.make(email);
    if (token === null) throw refusal("changed-meanwhile");
    return { email, token };
  }

  /**
   * Disables or enables an account; returns its address. A disabled account cannot sign in; its data stays. Refuses the
   * operator's own account.
   */
  async setDisabled(
    operator: Teacher,
    id: string,
    isDisabled: boolean,
  ): Promise<string> {
    if (operator.id === id) throw refusal("own-account");
    const action = isDisabled ? "disable" : "enable";
    const { email } = await this.#begin(operator, action, id);
    await this.#parts.accounts.setDisabled(id, isDisabled);
    return email;
  }

  /** Deletes an account with its classes and library (O-3). `typed`: its address, as proof of the intention. */
  async deleteAccount(
    operator: Teacher,
    id: string,
    typed: string,
  ): Promise<string> {
    if (operator.id === id) throw refusal("own-account");
    const { email } = await this.#begin(operator, "delete", id, (account) => {
      if (account.email === normalizeEmail(typed)) return;
      throw refusal("other-address");
    });
    await this.#parts.accounts.removeByOperator(id);
    await this.#parts.deletion.deleteAccount(id);
    return email;
  }

  /** Writes the deed into the log, after `check`, which may refuse it. */
  async #begin(
    operator: Teacher,
    action: OperatorAction,
    id: string,
    check: (account: Account) => void = () => {},
  ): Promise<Account> {
    const account = await this.#parts.store.findById(id);
    if (!account) throw refusal("changed-meanwhile");
    check(account);
    await this.#parts.log.note({
      by: operator.email,
      deed: action,
      account: account.email,
    });
    return account;
  }
}

function toLine(account: Account): AccountLine {
  const { id, email, name, createdAt, password, school, granted } = account;
  return {
    id,
    email,
    name,
    createdAt,
    hasPassword: password !== null,
    hasSchoolSignIn: school !== undefined,
    isGranted: granted,
    isDisabled: account.disabled !== undefined,
  };
}
