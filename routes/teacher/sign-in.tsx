import { z } from "zod";
import { bounds } from "../../classroom/model/bounds.ts";
import {
  signInBody,
  signUpBody,
} from "../../classroom/accounts/account_bodies.ts";
import { getApp } from "../../classroom/app.ts";
import {
  EmailField,
  NameField,
  NewPasswordField,
} from "../../components/accounts/AccountFields.tsx";
import { Notice } from "../../components/ui/Notice.tsx";
import { Page } from "../../components/page/Page.tsx";
import StaleCacheCleaner from "../../islands/StaleCacheCleaner.tsx";
import SignInForm from "../../islands/SignInForm.tsx";
import { frame } from "texts/everywhere.ts";
import { signIn as t } from "texts/accounts.ts";
import { school } from "texts/accounts_school.ts";
import { readForm } from "../(http)/_body.ts";
import { setSignInCookies } from "../(http)/_cookies.ts";
import {
  mailSource,
  setTicketCookie,
  signInSource,
} from "../(http)/_fair_queue.ts";
import { pathWithNext, safeNextPath } from "./_own_path.ts";
import { isStartNowPath, startDefaultClass } from "./_default_class.tsx";
import { isPlainHttp } from "../(http)/_origin.ts";
import { readTimeZone } from "../(http)/_time_zone.ts";
import { catchRefusal, refusalStatus } from "../(http)/_problem.ts";
import { handler, page } from "./$sign-in.ts";
import { localPath, splitPath } from "../../locales/local_path.ts";
import { refusalText } from "../../locales/refusal_text.ts";

interface Shown {
  isSignUp: boolean;
  email: string;
  name: string;
  next: string;
  errors: { email?: string; name?: string; password?: string; form?: string };
  notice?: string;
  /** Whether the teacher has just signed out, so that their data is deleted from the device. */
  isSignedOut?: boolean;
  isSignUpClosed: boolean;
  ways: Ways;
  /** Whether passwords are sent unencrypted (D-4). */
  isUnencrypted: boolean;
  /** The URL at which the provider signs out too. */
  signOutThere?: string | null;
  /** Whether a forgotten password is reset by mail. */
  hasMail: boolean;
}

interface Ways {
  hasPasswords: boolean;
  hasSchool: boolean;
}

const confirming = "/teacher/confirm?token=";

const posted = z.object({
  what: z.enum(["sign-in", "sign-up"]),
  email: z.string().default(""),
  name: z.string().default(""),
  password: z.string().default(""),
  next: z.string().default(""),
});

export const handlers = handler({
  async GET(ctx) {
    const { searchParams } = ctx.url;
    const next = safeNextPath(searchParams.get("next"));
    if (ctx.state.teacher) return ctx.redirect(next);
    const data: Shown = {
      isSignUp: searchParams.has("new") && ways().hasPasswords,
      email: searchParams.get("email")?.slice(0, 254) ?? "",
      name: "",
      next,
      errors: {},
      isSignedOut: searchParams.has("out"),
      notice: searchParams.has("reset")
        ? t.resetDone
        : searchParams.has("out")
        ? t.signedOut
        : undefined,
      isSignUpClosed: getApp().settings.SIGN_UP === "closed",
      ways: ways(),
      isUnencrypted: isPlainHttp(ctx.req, getApp().settings),
      signOutThere: searchParams.get("out") === "school"
        ? await getApp().school?.signOutUrl(ctx.state.origin)
        : null,
      hasMail: getApp().mails !== null,
    };
    return { data };
  },
  async POST(ctx) {
    const { accounts, mails, settings } = getApp();
    const { what, next, ...fields } = await readForm(ctx, posted);
    const isSignUp = what === "sign-up";
    const schema = isSignUp ? signUpBody : signInBody;
    const read = schema.safeParse(fields);
    const from = signInSource(ctx.state);
    const data: Shown = {
      isSignUp,
      email: fields.email,
      name: fields.name,
      next: safeNextPath(next),
      errors: {},
      isSignUpClosed: settings.SIGN_UP === "closed",
      ways: ways(),
      isUnencrypted: isPlainHttp(ctx.req, settings),
      hasMail: mails !== null,
    };
    // Throws with passwords off: the page then has no form to show errors in.
    accounts.requirePasswordSignIn();
    if (!read.success) {
      data.errors = sentences(
        new Set(read.error.issues.map(({ path }) => path.join("."))),
      );
      return { data, status: 400 };
    }
    const result = await catchRefusal(() =>
      isSignUp
        ? accounts.signUp(signUpBody.parse(fields), from)
        : accounts.signIn(signInBody.parse(fields), from)
    );
    if ("refusal" in result) {
      const { refusal } = result;
      const detail = refusalText(refusal);
      data.errors = refusal.kind === "malformed"
        ? { password: detail }
        : refusal.kind === "conflict"
        ? { email: detail }
        : { form: detail };
      const headers = new Headers();
      if (refusal.kind === "too-often") {
        headers.set("retry-after", String(refusal.more.retryAfter ?? 5));
        setTicketCookie(headers, ctx.state.origin, "sign-in", refusal);
      }
      return { data, status: refusalStatus(refusal.kind), headers };
    }
    // A sign-up that began with a mail's link needs no confirmation.
    if (isSignUp && !splitPath(data.next).path.startsWith(confirming)) {
      await mails?.sendConfirmation(result.done.teacher, mailSource(ctx.state));
    }
    const startedPath = isSignUp && isStartNowPath(data.next)
      ? await startDefaultClass(
        result.done.teacher,
        readTimeZone(ctx.state.cookies),
      )
      : null;
    const response = ctx.redirect(startedPath ?? data.next, 303);
    setSignInCookies(response.headers, ctx.state.origin, result.done);
    return response;
  },
});

export default page(({ data }) => (
  <Page title={`${t.title} · ${frame.name}`} isNarrow>
    <h1>{data.isSignUp ? t.makeAccount : t.heading}</h1>
    {data.isSignUp && !data.isSignUpClosed && isStartNowPath(data.next) && (
      <p class="quiet">{t.startLead}</p>
    )}
    {data.isSignedOut && <StaleCacheCleaner live={[]} isSignedOut />}
    {data.notice && <Notice tone="good">{data.notice}</Notice>}
    {data.signOutThere && (
      <div class="stack tight">
        <p>{school.signOutText}</p>
        <a class="button" href={data.signOutThere}>{school.signOutThere}</a>
      </div>
    )}
    {data.ways.hasSchool && <BySchool {...data} />}
    {data.ways.hasPasswords && <ByPassword {...data} />}
  </Page>
));

function BySchool({ next, ways, isSignUp }: Shown) {
  if (isSignUp) return null;
  return (
    <>
      <div class="card stack">
        {!ways.hasPasswords && <p>{school.onlyLead}</p>}
        <a
          class="button main large"
          href={pathWithNext("/teacher/school?", next)}
        >
          {school.signIn}
        </a>
      </div>
      {ways.hasPasswords && <p class="quiet">{school.orPassword}</p>}
    </>
  );
}

const ByPassword = (data: Shown) => (
  <>
    {data.isSignUp && data.isSignUpClosed
      ? <Notice tone="warn">{t.closed}</Notice>
      : !data.isSignUp
      ? (
        <SignInForm
          email={data.email}
          next={data.next}
          hasOtherWay={data.ways.hasSchool}
          errors={data.errors}
        />
      )
      : <NewAccount {...data} />}
    {data.isSignUp
      ? (
        <a
          class="button bare"
          href={pathWithNext("/teacher/sign-in?", data.next)}
        >
          {t.haveAccount}
        </a>
      )
      : (
        <>
          <div class="stack tight">
            <p class="quiet">
              <strong>{t.signUpHeading}</strong> {t.signUpLead}
            </p>
            <a
              class="button"
              href={pathWithNext("/teacher/sign-in?new&", data.next)}
            >
              {t.signUp}
            </a>
          </div>
          {data.hasMail
            ? (
              <a class="button bare" href={localPath("/teacher/forgot")}>
                {t.forgot}
              </a>
            )
            : <AskOperator email={data.email} />}
        </>
      )}
  </>
);

/** The form for a new account; the first refused field gets the focus. */
function NewAccount(data: Shown) {
  const { form, ...refused } = data.errors;
  const fields = ["name", "email", "password"] as const;
  const first = fields.find((it) => refused[it]) ?? (form ? null : "name");
  return (
    <form
      method="post"
      action={localPath("/teacher/sign-in")}
      class="stack card"
    >
      <input type="hidden" name="what" value="sign-up" />
      <input type="hidden" name="next" value={data.next} />
      {form && <Notice tone="stop">{form}</Notice>}
      <NameField
        value={data.name}
        error={data.errors.name}
        autofocus={first === "name"}
      />
      <EmailField
        value={data.email}
        error={data.errors.email}
        autofocus={first === "email"}
      />
      <NewPasswordField
        label={t.password}
        error={data.errors.password}
        autofocus={first === "password"}
      />
      {data.isUnencrypted && <p class="hint">{t.plain}</p>}
      <button type="submit" class="button main large">{t.signUp}</button>
    </form>
  );
}

function ways(): Ways {
  const { settings, school } = getApp();
  return {
    hasPasswords: settings.PASSWORDS === "on",
    hasSchool: school !== null,
  };
}

/** Says whom to ask for a new password on a server without mail. */
function AskOperator({ email }: { email: string }) {
  const { HOMEROOM_COMMAND } = getApp().settings;
  const command = `${HOMEROOM_COMMAND} reset-link ${email || "EMAIL"}`;
  return (
    <details>
      <summary>{t.forgot}</summary>
      <div class="stack tight">
        <p>{t.forgotText}</p>
        <p>{t.forgotThen}</p>
        <details>
          <summary class="small">{t.forgotHow}</summary>
          <p>
            <code>{command}</code>
          </p>
        </details>
      </div>
    </details>
  );
}

function sentences(fields: Set<string>): Shown["errors"] {
  return {
    email: fields.has("email") ? t.badEmail : undefined,
    name: fields.has("name") ? t.badName : undefined,
    password: fields.has("password")
      ? t.badPassword({ least: bounds.password.min, most: bounds.password.max })
      : undefined,
  };
}
