/**
 * A person who signed in by the school, whose address already has an account, proves once by its password that it is
 * theirs.
 */
import { z } from "zod";
import { bounds } from "../../../classroom/model/bounds.ts";
import {
  PasswordField,
  PasswordManagerEmail,
} from "../../../components/accounts/AccountFields.tsx";
import { Notice } from "../../../components/ui/Notice.tsx";
import { Page } from "../../../components/page/Page.tsx";
import { frame } from "texts/everywhere.ts";
import { school as t } from "texts/accounts_school.ts";
import { localPath } from "../../../locales/local_path.ts";
import { refusalText } from "../../../locales/refusal_text.ts";
import { readForm } from "../../(http)/_body.ts";
import {
  cookieNames,
  deleteCookie,
  setSignInCookies,
} from "../../(http)/_cookies.ts";
import { setTicketCookie, signInSource } from "../../(http)/_fair_queue.ts";
import { catchRefusal, refusalStatus } from "../../(http)/_problem.ts";
import { handler, page } from "./$link.ts";
import {
  requireSchoolSignIn,
  type TroubleData as Troubled,
  TroublePage,
  troubleResponse,
} from "./_trouble.tsx";

type Shown = Troubled | {
  address: string;
  errors: { password?: string; form?: string };
};

const posted = z.object({ password: z.string().max(1000).default("") });

export const handlers = handler({
  async GET(ctx) {
    const cookie = ctx.state.cookies.get(cookieNames.schoolLink);
    const proving = await requireSchoolSignIn().addressToProve(cookie);
    if (!proving) return troubleResponse({ reason: "gone" }, null);
    const data: Shown = { address: proving.address, errors: {} };
    return { data };
  },
  async POST(ctx) {
    const school = requireSchoolSignIn();
    const { cookies, origin } = ctx.state;
    const cookie = cookies.get(cookieNames.schoolLink);
    const { password } = await readForm(ctx, posted);
    const proving = await school.addressToProve(cookie);
    if (!proving) return troubleResponse({ reason: "gone" }, null);
    const result = await catchRefusal(() =>
      school.prove(cookie, password, signInSource(ctx.state))
    );
    if ("refusal" in result) {
      const { refusal } = result;
      const isWrong = refusal.kind === "not-signed-in";
      const data: Shown = {
        address: proving.address,
        errors: isWrong
          ? { password: t.wrongPassword }
          : { form: refusalText(refusal) },
      };
      const headers = new Headers();
      if (refusal.kind === "too-often") {
        headers.set("retry-after", String(refusal.more.retryAfter ?? 5));
        setTicketCookie(headers, origin, "sign-in", refusal);
      }
      return { data, status: refusalStatus(refusal.kind), headers };
    }
    if (!result.done) return troubleResponse({ reason: "gone" }, null);
    const response = ctx.redirect(result.done.next, 303);
    deleteCookie(response.headers, origin, cookieNames.schoolLink);
    setSignInCookies(response.headers, origin, result.done.signIn);
    return response;
  },
});

export default page(({ data }: { data: Shown }) =>
  "trouble" in data
    ? <TroublePage data={data} />
    : (
      <Page title={`${t.linkHeading} · ${frame.name}`} isNarrow>
        <h1>{t.linkHeading}</h1>
        <form
          method="post"
          action={localPath("/teacher/school/link")}
          class="stack card"
        >
          {data.errors.form && <Notice tone="stop">{data.errors.form}</Notice>}
          <p>{t.linkLead({ address: data.address })}</p>
          <PasswordManagerEmail value={data.address} />
          <PasswordField
            id="password"
            label={t.linkPassword}
            error={data.errors.password}
            maxLength={bounds.password.max}
          />
          <button type="submit" class="button main large">{t.link}</button>
        </form>
        <details>
          <summary>{t.linkForgot}</summary>
          <p>{t.linkForgotText}</p>
        </details>
      </Page>
    )
);
