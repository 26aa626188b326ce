import { minuteMs } from "../../../formats/times.ts";
import { z } from "zod";
import { freshSignInMs } from "../../../classroom/accounts/sign_ins.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { changeAccountBody } from "../../../classroom/accounts/account_bodies.ts";
import type { Teacher } from "../../../classroom/accounts/accounts.ts";
import { getApp } from "../../../classroom/app.ts";
import {
  NameField,
  NewPasswordField,
  PasswordField,
  PasswordManagerEmail,
} from "../../../components/accounts/AccountFields.tsx";
import { ConfirmEmailNotice } from "../../../components/accounts/ConfirmEmailNotice.tsx";
import { Notice } from "../../../components/ui/Notice.tsx";
import { LanguageChoice } from "../../../components/page/LanguageChoice.tsx";
import { ThemeChoice } from "../../../components/page/ThemeChoice.tsx";
import { account as t } from "texts/sessions_portal.ts";
import { deletion } from "texts/deletion.ts";
import { signIn as signInText } from "texts/accounts.ts";
import { school } from "texts/accounts_school.ts";
import { operator } from "texts/operator.ts";
import { DeskPage } from "../_desk.tsx";
import { readForm } from "../../(http)/_body.ts";
import {
  cookieNames,
  deleteSignInCookies,
  setSignInCookies,
} from "../../(http)/_cookies.ts";
import { catchRefusal, refusalStatus } from "../../(http)/_problem.ts";
import { handler, page } from "./$account.ts";
import { localPath } from "../../../locales/local_path.ts";
import { refusalText } from "../../../locales/refusal_text.ts";

interface Shown {
  name: string;
  isOperator: boolean;
  email: string;
  proof: { hasPassword: boolean; hasSchool: boolean; isFresh: boolean };
  changedField?: "name" | "password";
  errors: { name?: string; old?: string; password?: string; remove?: string };
}

const posted = z.object({
  name: z.string().optional(),
  oldPassword: z.string().optional(),
  password: z.string().optional(),
  removePassword: z.string().optional(),
});

export const handlers = handler({
  async GET(ctx) {
    const changedField = ctx.url.searchParams.get("done");
    const data: Shown = {
      ...await accountOf(ctx.state),
      errors: {},
      changedField: changedField === "name" || changedField === "password"
        ? changedField
        : undefined,
    };
    return { data };
  },
  async POST(ctx) {
    const { teacher } = ctx.state;
    const { removePassword, ...changes } = await readForm(ctx, posted);
    if (removePassword !== undefined) {
      return await remove(ctx, removePassword);
    }
    const read = changeAccountBody.safeParse(changes);
    const account = await accountOf(ctx.state);
    const data: Shown = {
      ...account,
      name: changes.name ?? account.name,
      errors: {},
    };
    if (!read.success) {
      data.errors = changes.password === undefined
        ? { name: signInText.badName }
        : {
          password: signInText.badPassword({
            least: bounds.password.min,
            most: bounds.password.max,
          }),
        };
      return { data, status: 400 };
    }
    const result = await catchRefusal(() =>
      getApp().accounts.changeAccount(
        teacher,
        read.data,
        ctx.state.cookies.get(cookieNames.teacher),
      )
    );
    if ("refusal" in result) {
      const { kind } = result.refusal;
      const detail = refusalText(result.refusal);
      data.errors = kind === "malformed"
        ? { password: detail }
        : { old: detail };
      return { data, status: refusalStatus(result.refusal.kind) };
    }
    const { signIn } = result.done;
    const changedField = changes.password === undefined ? "name" : "password";
    const response = ctx.redirect(
      localPath(`/teacher/account?done=${changedField}`),
      303,
    );
    if (signIn) setSignInCookies(response.headers, ctx.state.origin, signIn);
    return response;
  },
});

interface Asking {
  teacher: Teacher;
  cookies: ReadonlyMap<string, string>;
}

async function accountOf(
  { teacher, cookies }: Asking,
): Promise<Omit<Shown, "errors" | "done">> {
  const { id, name, email } = teacher;
  const { accounts } = getApp();
  const token = cookies.get(cookieNames.teacher);
  return {
    name,
    email,
    isOperator: await accounts.isOperator(id),
    proof: await accounts.availableProofs(teacher, token),
  };
}

async function remove(
  { state, redirect }: {
    state: Asking & { origin: string };
    redirect: (to: string, status: 303) => Response;
  },
  typed: string,
) {
  const { teacher, origin } = state;
  const { accounts, deletion } = getApp();
  const token = state.cookies.get(cookieNames.teacher);
  const proof = { password: typed, token };
  const result = await catchRefusal(() =>
    accounts.removeAccount(teacher, proof)
  );
  if ("refusal" in result) {
    const { kind } = result.refusal;
    const detail = refusalText(result.refusal);
    const data: Shown = {
      ...await accountOf(state),
      errors: { remove: detail },
    };
    return { data, status: refusalStatus(kind) };
  }
  await deletion.deleteAccount(teacher.id);
  const response = redirect(localPath("/privacy?done=account"), 303);
  deleteSignInCookies(response.headers, origin);
  return response;
}

export default page(({ data, state }) => (
  <DeskPage desk={state.desk} title={t.title} part="account">
    <div class="stack wide measure">
      <p class="quiet">{t.signedInAs({ email: data.email })}</p>
      {state.teacher.unproved && <ConfirmEmailNotice email={data.email} />}
      <form method="post" class="card stack">
        {data.changedField === "name" && <Notice tone="good">{t.saved}</Notice>}
        <NameField
          label={t.profile}
          hint={t.nameHint}
          value={data.name}
          error={data.errors.name}
        />
        <div class="actions">
          <button type="submit" class="button main">{t.save}</button>
        </div>
      </form>
      {data.proof.hasSchool && (
        <section class="card stack tight">
          <h2>{school.accountHeading}</h2>
          <p>
            {data.proof.hasPassword ? school.accountBoth : school.accountText}
          </p>
        </section>
      )}
      {data.proof.hasPassword && <PasswordForm {...data} />}
      <form
        method="post"
        action={localPath("/teacher/sign-out")}
        class="card stack"
      >
        <h2>{t.everywhereHeading}</h2>
        <p>{t.everywhereText}</p>
        <div class="actions">
          <button type="submit" class="button" name="everywhere" value="yes">
            {t.everywhere}
          </button>
        </div>
      </form>
      <section class="card stack tight">
        <h2>{t.language}</h2>
        <LanguageChoice />
        <ThemeChoice />
      </section>
      {data.isOperator && (
        <section class="card stack tight">
          <h2>{operator.heading}</h2>
          <p>{operator.linkText}</p>
          <p>
            <a class="button" href={localPath("/operator")}>{operator.link}</a>
          </p>
        </section>
      )}
      <DeleteForm {...data} />
    </div>
  </DeskPage>
));

function PasswordForm(data: Shown) {
  return (
    <form method="post" class="card stack">
      <h2>{t.passwordHeading}</h2>
      {data.changedField === "password" && (
        <Notice tone="good">{t.changed}</Notice>
      )}
      <PasswordManagerEmail value={data.email} />
      <PasswordField
        id="oldPassword"
        label={t.old}
        error={data.errors.old}
      />
      <NewPasswordField error={data.errors.password} />
      <div class="actions">
        <button type="submit" class="button main">
          {t.change}
        </button>
      </div>
    </form>
  );
}

/** If the account has no password, a fresh sign-in by the school is the proof. */
function DeleteForm({ proof, errors }: Shown) {
  const query = new URLSearchParams({
    again: "",
    next: localPath("/teacher/account"),
  });
  return (
    <form method="post" class="card stack">
      <h2>{deletion.account}</h2>
      <p>{deletion.accountText}</p>
      {proof.hasPassword
        ? (
          <PasswordField
            id="removePassword"
            label={deletion.password}
            error={errors.remove}
          />
        )
        : (
          <>
            {errors.remove && <Notice tone="stop">{errors.remove}</Notice>}
            <p>
              {proof.isFresh
                ? school.deleteFresh
                : school.deleteAgain({ minutes: freshSignInMs / minuteMs })}
            </p>
            <input type="hidden" name="removePassword" value="" />
          </>
        )}
      <div class="actions">
        {proof.hasPassword || proof.isFresh
          ? (
            <button type="submit" class="button stop">
              {deletion.account}
            </button>
          )
          : (
            <a class="button" href={localPath(`/teacher/school?${query}`)}>
              {school.signInAgain}
            </a>
          )}
      </div>
    </form>
  );
}
