import process from "node:process";
import { normalizeEmail } from "../../classroom/accounts/account_bodies.ts";
import { AccountStore } from "../../classroom/accounts/account_store.ts";
import { Accounts } from "../../classroom/accounts/accounts.ts";
import { SchoolAccounts } from "../../classroom/accounts/school/school_accounts.ts";
import {
  type OperatorAction,
  OperatorLog,
} from "../../classroom/operator/operator_log.ts";
import { Tokens } from "../../classroom/tokens.ts";
import {
  kvPath,
  readSettings,
  type Settings,
  shownPlace,
} from "../../classroom/settings.ts";
import { operatorTexts, startTexts as t } from "../../locales/terminal.ts";
import { KvBusyRetry, makeRetryingKv } from "../../sync/kv/busy_retry.ts";
import { checkFormat } from "../data/format.ts";
import { openStore } from "../platform/kv.ts";
import { kvFilePath } from "../data/data_folder.ts";
import { pathExists } from "../data/paths.ts";
import { isHalfRestored } from "../data/restore_swap.ts";

interface OpenedAccounts {
  readonly settings: Settings;
  readonly accounts: Accounts;
  readonly store: AccountStore;
  readonly school: SchoolAccounts;
  /** Notes a deed in the operators' log, before it is done. False: no such account. */
  note(action: OperatorAction, email: string): Promise<boolean>;
}

/**
 * Opens the accounts for an operator's command, also while a server runs, and closes them after `work`. Throws a
 * sentence if a restore left them incomplete or a newer version has written them.
 */
export async function runWithAccounts<T>(
  work: (opened: OpenedAccounts) => Promise<T>,
): Promise<T> {
  const settings = readSettings(process.env);
  const file = kvFilePath(settings);
  if (file !== null && await isHalfRestored(file)) {
    throw new Error(t.halfRestored(file));
  }
  // Opening would make an empty database, perhaps of another user than the server's.
  if (file !== null && !await pathExists(file)) {
    throw new Error(operatorTexts.noData(file));
  }
  const busy = new KvBusyRetry();
  const opened = await busy.retry(() => openStore(kvPath(settings)));
  const kv = file === null ? opened : makeRetryingKv(opened, busy);
  try {
    await checkFormat(kv, shownPlace(kvPath(settings)), settings);
    const accounts = new Accounts(kv, new Tokens(kv), settings, undefined, {
      cost: 2 ** settings.PASSWORD_COST,
    });
    const store = new AccountStore(kv);
    const school = new SchoolAccounts(store, accounts);
    const log = new OperatorLog(kv, settings);
    return await work({
      settings,
      accounts,
      store,
      school,
      async note(action, email) {
        const account = await store.findByEmail(normalizeEmail(email));
        if (account === null) return false;
        await log.note({ by: null, deed: action, account: account.email });
        return true;
      },
    });
  } finally {
    opened.close();
  }
}
