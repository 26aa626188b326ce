/**
 * `deno task link-account EMAIL [ADDRESS]` lets the person whom the school's provider signs in with the address use an
 * account whose password is lost, which another person has made, or whose address has changed (D-1).
 */
import { operator as t } from "../../locales/terminal.ts";
import type { ReadArguments } from "../arguments.ts";
import { fail, run } from "./command.ts";
import { withAccounts } from "./open_accounts.ts";

if (import.meta.main) {
  await run({ usage: t.linkUsage, args: [1, 2] }, linkAccount);
}

async function linkAccount(
  { args: [email, address] }: ReadArguments,
): Promise<number> {
  return await withAccounts(async (_, { OIDC_ISSUER }, school) => {
    if (OIDC_ISSUER === undefined) return fail(t.linkOff);
    const theirs = address ?? email;
    const done = await school.approve(email, theirs);
    if ("missing" in done) return fail(t.noAccount(email));
    if ("taken" in done) return fail(t.linkTaken(theirs));
    console.log(t.linkApproved(done.email, theirs));
    return 0;
  });
}
