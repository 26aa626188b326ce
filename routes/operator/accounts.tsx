/** Finds accounts; grants, reset links, disabling and deletion, each by a form of its own. */
import { z } from "zod";
import { getApp } from "../../classroom/app.ts";
import type { AccountLine } from "../../classroom/operator/operator_desk.ts";
import { InputField } from "../../components/ui/InputField.tsx";
import { Notice } from "../../components/ui/Notice.tsx";
import { formatTime } from "../../formats/format_time.ts";
import { localPath } from "../../locales/local_path.ts";
import { refusalText } from "../../locales/refusal_text.ts";
import { operator as t } from "texts/operator.ts";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { readForm } from "../(http)/_body.ts";
import { catchRefusal, refusalStatus } from "../(http)/_problem.ts";
import { readTimeZone } from "../(http)/_time_zone.ts";
import { OperatorPage } from "./_frame.tsx";
import { handler, page } from "./$accounts.ts";

interface Shown {
  part: string;
  lines: AccountLine[];
  count: number;
  /** The operator's own account. */
  own: string;
  zone: string;
  done?: string;
  link?: { email: string; url: string };
  refused?: string;
}

const mostPart = 254;

const posted = z.object({
  deed: z.enum([
    "grant",
    "take-plan",
    "reset-link",
    "disable",
    "enable",
    "delete",
  ]),
  account: z.string().max(64),
  part: z.string().max(mostPart).default(""),
  typed: z.string().max(mostPart).default(""),
});

export const handlers = handler({
  async GET({ state, url }) {
    const part = url.searchParams.get("part")?.slice(0, mostPart) ?? "";
    return { data: await find(part, state) };
  },
  async POST({ req, state }) {
    const { part, ...request } = await readForm({ req, state }, posted);
    const result = await catchRefusal(() =>
      act(state.teacher, request, state.reach.origin)
    );
    // Searches again, to show the accounts as they are now.
    const data = await find(part, state);
    if ("done" in result) return { data: { ...data, ...result.done } };
    const { refusal } = result;
    return {
      data: { ...data, refused: refusalText(refusal) },
      status: refusalStatus(refusal.kind),
    };
  },
});

async function find(
  part: string,
  { teacher, cookies }: {
    teacher: Teacher;
    cookies: ReadonlyMap<string, string>;
  },
): Promise<Shown> {
  const searchResult = await getApp().operatorDesk.findAccounts(part);
  return {
    part,
    ...searchResult,
    own: teacher.id,
    zone: readTimeZone(cookies),
  };
}

async function act(
  operator: Teacher,
  { deed: action, account, typed }: Omit<z.infer<typeof posted>, "part">,
  origin: string,
): Promise<Pick<Shown, "done" | "link">> {
  const { operatorDesk } = getApp();
  if (action === "reset-link") {
    const { email, token } = await operatorDesk.makeResetLink(
      operator,
      account,
    );
    const url = `${origin}/teacher/reset?token=${token}`;
    return { link: { email, url } };
  }
  const email = action === "delete"
    ? await operatorDesk.deleteAccount(operator, account, typed)
    : action === "grant" || action === "take-plan"
    ? await operatorDesk.grantPlan(operator, account, action === "grant")
    : await operatorDesk.setDisabled(operator, account, action === "disable");
  return { done: t.done[action]({ email }) };
}

export default page(({ data }) => (
  <OperatorPage part="accounts">
    {data.done && <Notice tone="good">{data.done}</Notice>}
    {data.refused && <Notice tone="stop">{data.refused}</Notice>}
    {data.link && (
      <Notice tone="good">
        <div class="stack tight">
          <p>{t.linkMade({ email: data.link.email })}</p>
          <code class="operator-link">{data.link.url}</code>
        </div>
      </Notice>
    )}
    <form
      method="get"
      class="card"
      action={localPath("/operator/accounts")}
    >
      <InputField
        id="part"
        type="search"
        label={t.search}
        value={data.part}
        maxLength={mostPart}
        beside={<button type="submit" class="button main">{t.find}</button>}
      />
    </form>
    <p role="status">
      {t.found({ count: data.count })}
      {data.count > data.lines.length &&
        ` ${t.more({ shown: data.lines.length })}`}
    </p>
    <ul class="stack">
      {data.lines.map((line) => (
        <AccountCard
          key={line.id}
          line={line}
          part={data.part}
          isOwn={line.id === data.own}
          created={formatTime(line.createdAt, "day", data.zone)}
        />
      ))}
    </ul>
  </OperatorPage>
));

function AccountCard({ line, part, isOwn, created }: {
  line: AccountLine;
  part: string;
  isOwn: boolean;
  created: string;
}) {
  const { id, email } = line;
  const ways = [
    ...line.hasPassword ? [t.byPassword] : [],
    ...line.hasSchoolSignIn ? [t.bySchool] : [],
  ].join(", ");
  const button = (action: z.infer<typeof posted>["deed"], label: string) => (
    <button type="submit" class="button" name="deed" value={action}>
      {label}
      <span class="visually-hidden">{` ${email}`}</span>
    </button>
  );
  const hidden = (
    <>
      <input type="hidden" name="account" value={id} />
      <input type="hidden" name="part" value={part} />
    </>
  );
  return (
    <li class="card stack tight">
      <div class="cluster">
        <strong class="operator-email">{email}</strong>
        {isOwn && <span class="badge">{t.you2}</span>}
        {line.isGranted && <span class="badge">{t.plan}</span>}
        {line.isDisabled && <span class="badge">{t.disabled}</span>}
      </div>
      <p class="quiet">
        <bdi>{line.name}</bdi> · {t.created} {created}
        {ways && ` · ${t.signsInBy} ${ways}`}
      </p>
      <form
        method="post"
        action={localPath("/operator/accounts")}
        class="actions"
      >
        {hidden}
        {line.isGranted
          ? button("take-plan", t.take)
          : button("grant", t.grant)}
        {line.hasPassword && button("reset-link", t.resetLink)}
        {!isOwn && (line.isDisabled
          ? button("enable", t.enable)
          : button("disable", t.disable))}
      </form>
      {!isOwn && (
        <details>
          <summary>
            {t.delete}
            <span class="visually-hidden">{` ${email}`}</span>
          </summary>
          <form
            method="post"
            action={localPath("/operator/accounts")}
            class="stack tight"
          >
            {hidden}
            <input type="hidden" name="deed" value="delete" />
            <p>{t.deleteText}</p>
            <InputField
              id={`typed-${id}`}
              name="typed"
              label={t.deleteAddress}
              autoComplete="off"
              required
            />
            <div class="actions">
              <button type="submit" class="button stop">{t.deleteNow}</button>
            </div>
          </form>
        </details>
      )}
    </li>
  );
}
