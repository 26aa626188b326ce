import { SyncEngine } from "../sync/sync_engine.ts";
import { AccountStore } from "./accounts/account_store.ts";
import { Accounts, type VoidedSignIns } from "./accounts/accounts.ts";
import { SchoolAccounts } from "./accounts/school/school_accounts.ts";
import { makeSchoolSignIn } from "./accounts/school/school_sign_in.ts";
import { AddressProofs } from "./accounts/mail/address_proofs.ts";
import type { DeliverMail } from "./accounts/mail/outgoing_mail.ts";
import { Mails } from "./accounts/mail/mails.ts";
import { GuessLimiter } from "./limits/guesses.ts";
import { Identities } from "./identity.ts";
import type { Identity } from "./model/members.ts";
import { Colleagues } from "./people/staff/colleagues.ts";
import type { CoreServices, EngineServices } from "./core_services.ts";

export type AccountServices = ReturnType<typeof makeAccountServices>;

export function makeAccountServices(
  { settings, base }: CoreServices,
  { sync }: EngineServices,
  deliver: DeliverMail | undefined,
) {
  const { kv, tokens, clock, report, tries } = base;
  const accounts = new Accounts(kv, tokens, settings, makeSignOutCloser(sync), {
    clock,
    tries,
    cost: 2 ** settings.PASSWORD_COST,
  });
  const school = makeSchoolSignIn({
    settings,
    tokens,
    accounts: new SchoolAccounts(new AccountStore(kv), accounts, clock),
    report,
    clock,
  });
  const proofs = new AddressProofs(kv, tokens, clock);
  const mails = deliver
    ? new Mails({ ...base, accounts, proofs, deliver })
    : null;
  const colleagues = new Colleagues({ kv, sync, accounts });
  const identities: Identities = new Identities(
    kv,
    tokens,
    accounts,
    (session, teacher) => colleagues.findSeat(session, teacher),
    clock,
  );
  const guesses = new GuessLimiter(
    clock,
    async (cookie) =>
      (await tokens.find<{ browser: string }>("browser", cookie))?.browser ??
        null,
    tries,
  );
  return { accounts, school, proofs, mails, colleagues, identities, guesses };
}

function makeSignOutCloser(sync: SyncEngine<Identity>) {
  return (voided: VoidedSignIns) => {
    const { teacher } = voided;
    const isSignedInWhere =
      (matches: (signIn: string | undefined) => boolean) => (who: Identity) =>
        who.teacher === teacher && matches(who.signIn);
    const isVoided = isSignedInWhere((signIn) =>
      "only" in voided ? signIn === voided.only : signIn !== voided.renewed
    );
    sync.close(null, isVoided, 4401, "not-signed-in");
    if ("only" in voided || voided.renewed === null) return;
    // Closed with 1012, after which the page reconnects with its new cookie. A copy of the old cookie is void.
    const isRenewed = isSignedInWhere((signIn) => signIn === voided.renewed);
    sync.close(null, isRenewed, 1012, "renewed");
  };
}
