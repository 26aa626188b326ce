/** The pages around mails, and the mails as a mail program shows them (D-2). */
import assert from "node:assert/strict";
import { signIn } from "texts/accounts.ts";
import { confirm } from "texts/accounts_mail.ts";
import { languages } from "texts/languages.ts";
import { colleagues, observe } from "texts/people_staff.ts";
import { privacy } from "texts/privacy.ts";
import { review } from "texts/review.ts";
import { writeMail } from "../../../server/mail/mailer.ts";
import { accessible } from "../../browser.ts";
import { linkOf, MailServer } from "../../mail_server.ts";
import { faultsAtRest, layoutFaults } from "../layout.ts";
import { type Person, testStage as test } from "../stage.ts";
import { cutOff, latinWords, wordsOutsideBrackets } from "../words.ts";

const mail = await MailServer.open({ tls: "none" });
Deno.test.afterAll(() => mail.close());
const env = { ...mail.settings, BASE_URL: "http://class.example.org" };
const password = "a brand new one";

/** Link of the next mail to an address, and the number of mails by then. */
async function nextLink(to: string, from: number): Promise<string> {
  const { pathname, search } = linkOf(await mail.mailTo(to, from));
  return pathname + search;
}

async function emailOf({ page }: Person): Promise<string> {
  return (await (await page.request.get("/api/me")).json()).teacher.email;
}

test(
  "who signs up confirms the address and invites a colleague, who is led into the class (D-2)",
  async ({ person }) => {
    const teacher = await person(), guest = await person();
    let from = mail.mails.length;
    await teacher.signUp("Ms Lin");
    const email = await emailOf(teacher);
    await teacher.sees(confirm.banner({ email }));
    await accessible(teacher.page, "confirm-banner");
    const own = await nextLink(email, from);
    await guest.page.goto(own);
    await guest.sees(confirm.signInFirst({ email }));
    await accessible(guest.page, "confirm-signed-out");
    await teacher.page.goto(own);
    await accessible(teacher.page, "confirm");
    await teacher.button(confirm.submit).click();
    await teacher.sees(confirm.done);
    await teacher.page.goto(own);
    await teacher.sees(signIn.badLink);

    const session = await teacher.createSession();
    await teacher.part(review.tabs.settings);
    await teacher.sees(colleagues.mailed);
    const to = `${crypto.randomUUID()}@school.example`;
    await teacher.page.getByLabel(colleagues.email).fill(to);
    from = mail.mails.length;
    await teacher.button(colleagues.inviteObserver).click();
    await teacher.sees(colleagues.wasInvited({ email: to }));
    const invitation = await nextLink(to, from);
    await guest.page.goto(invitation);
    await guest.page.getByRole("link", { name: signIn.signUp }).click();
    await guest.page.getByLabel(signIn.name).fill("Ms Wu");
    const typed = await guest.page.getByLabel(signIn.email).inputValue();
    assert.equal(typed, to);
    await guest.page.getByLabel(signIn.password).fill(password);
    await guest.button(signIn.signUp).click();
    await guest.button(confirm.submit).click();
    const code = guest.page.getByLabel(observe.code);
    await code.waitFor();
    assert.equal((await code.inputValue()).replace(/\D/g, ""), session.code);
    await guest.button(observe.ask).click();
    await guest.page.waitForURL(`**/teacher/sessions/${session.id}`);
    await guest.page.goto("/privacy");
    await guest.sees(privacy.mailText[0]);
  },
  env,
);

test(
  "the pages around mails are wholly in each language, on a desk, on a phone and at 400 % (L-1, D-2)",
  async ({ person }) => {
    const from = mail.mails.length;
    const teacher = await person(), stranger = await person();
    await teacher.signUp("林老師");
    const email = await emailOf(teacher);
    const link = await nextLink(email, from);
    const wrong: string[] = [];
    const all: [Person, string][] = [
      [stranger, "/teacher/sign-in"],
      [stranger, "/teacher/forgot"],
      [stranger, link],
      [stranger, "/teacher/confirm"],
      [teacher, link],
      [teacher, "/teacher/confirm"],
      [teacher, "/teacher/sessions"],
      [teacher, "/teacher/account"],
    ];
    for (const [{ page }, path] of all) {
      for (const language of languages.slice(1)) {
        await page.goto(language.path + path);
        for (const width of [1280, 360, 320]) {
          await page.setViewportSize({ width, height: 800 });
          const faults = await faultsAtRest(async () => [
            ...language.tag === "zh-TW"
              ? (await latinWords(page)).filter((it) => !email.includes(it))
              : await wordsOutsideBrackets(page),
            ...await cutOff(page),
            ...await layoutFaults(page),
          ]);
          wrong.push(
            ...faults.map((it) => `${language.tag} ${path} ${width}: ${it}`),
          );
        }
      }
    }
    assert.deepEqual(wrong, []);
  },
  env,
);

test("mails read well: in light and dark, on a phone, with nothing to load (D-2)", async ({ browser }) => {
  const known = { to: "wu@school.example", token: "T".repeat(43) };
  const invitation = {
    ...known,
    kind: "invitation",
    as: "moderator",
    from: { name: "林老師 & Partner", email: "lin@school.example" },
    session: "1234567890123456",
    className: "Biology 7b <lab> 生物",
    startsAt: null,
    zone: "Asia/Taipei",
  } as const;
  const letters = [
    { ...known, kind: "reset" },
    { ...known, kind: "confirm" },
    invitation,
  ] as const;
  const context = await browser.newContext();
  const reader = await context.newPage();
  const asked: string[] = [];
  reader.on("request", ({ url }) => asked.push(url()));
  await reader.setViewportSize({ width: 360, height: 740 });
  for (const language of ["en", "zh-TW"]) {
    for (const letter of letters) {
      const { html } = writeMail({ ...letter, language }, env.BASE_URL);
      await reader.setContent(html);
      await accessible(reader, `mail-${language}-${letter.kind}`);
    }
  }
  assert.deepEqual(asked, []);
  await context.close();
});
