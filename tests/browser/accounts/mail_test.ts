import assert from "node:assert/strict";
import { languages } from "texts/languages.ts";
import { writeMail } from "../../../server/mail/mailer.ts";
import { assertAccessible } from "../../browser.ts";
import { findLink, MailServer } from "../../mail_server.ts";
import { findLastingFaults, readLayoutFaults } from "../layout.ts";
import { type Person, testStage as test } from "../stage.ts";
import {
  findCutOffWords,
  findLatinWords,
  findWordsOutsideBrackets,
} from "../words.ts";

const mail = await MailServer.open({ tls: "none" });
Deno.test.afterAll(() => mail.close());
const env = { ...mail.settings, BASE_URL: "http://class.example.org" };

/** Link of the next mail to an address, and the number of mails by then. */
async function nextLink(to: string, from: number): Promise<string> {
  const { pathname, search } = findLink(await mail.waitForMailTo(to, from));
  return pathname + search;
}

async function emailOf({ page }: Person): Promise<string> {
  return (await (await page.request.get("/api/me")).json()).teacher.email;
}

test(
  "the pages about mails are in each language and fit a desk, a phone and 400 % zoom (L-1, D-2)",
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
          const faults = await findLastingFaults(async () => [
            ...language.tag === "zh-TW"
              ? (await findLatinWords(page)).filter((it) => !email.includes(it))
              : await findWordsOutsideBrackets(page),
            ...await findCutOffWords(page),
            ...await readLayoutFaults(page),
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

test("mails are readable in light and dark and on a phone, and load nothing (D-2)", async ({ browser }) => {
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
      await assertAccessible(reader, `mail-${language}-${letter.kind}`);
    }
  }
  assert.deepEqual(asked, []);
  await context.close();
});
