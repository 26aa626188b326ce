/** Alerts on their way: the mail, the signed webhook, two servers and a restart (T-2). */
import assert from "node:assert/strict";
import type {
  JointAlert,
  SingleAlert,
} from "../../../classroom/alerts/alert_messages.ts";
import { newId } from "../../../classroom/model/ids.ts";
import {
  InvalidSettingsError,
  readSettings,
  shownSettings,
} from "../../../classroom/settings.ts";
import { makeAlertSenders } from "../../../server/alerts/senders.ts";
import { Webhook } from "../../../server/alerts/webhook.ts";
import { Mailer } from "../../../server/mail/mailer.ts";
import { denoArguments } from "../../../server/permissions.ts";
import { School } from "../../classroom/school.ts";
import { MailServer } from "../../mail_server.ts";
import { WebhookServer } from "../../webhook_server.ts";

const second = 1000, minute = 60 * second;
const BASE_URL = "https://class.example.org";

const alert: SingleAlert = {
  id: newId(),
  session: newId(),
  at: Date.UTC(2026, 10, 28, 9, 5),
  because: "not-taken",
  causes: [{ kind: "note", since: Date.UTC(2026, 10, 28, 9) }],
  isSummary: false,
};

const joint: JointAlert = {
  id: newId(),
  at: alert.at,
  classes: [{ session: newId(), count: 3 }, { session: newId(), count: 1 }],
};

async function withWebhook(
  test: (server: WebhookServer, webhook: Webhook) => Promise<void>,
) {
  const server = WebhookServer.open();
  const settings = readSettings({ BASE_URL, ...server.settings });
  try {
    await test(server, Webhook.create(settings, () => alert.at)!);
  } finally {
    await server.close();
  }
}

Deno.test("a webhook gets a signed message with a link, and nothing else of the class (T-2)", () =>
  withWebhook(async (server, webhook) => {
    await webhook.sendAlert(alert);
    const [message] = server.messages;
    assert(server.isSigned(message));
    const { headers, body } = message;
    assert.deepEqual(JSON.parse(body), {
      type: "alert",
      id: alert.id,
      at: "2026-11-28T09:05:00.000Z",
      because: "not-taken",
      class: alert.session,
      link: `${BASE_URL}/teacher/sessions/${alert.session}`,
      causes: [{ kind: "note", since: "2026-11-28T09:00:00.000Z" }],
      summary: false,
    });
    assert.equal(headers.get("idempotency-key"), alert.id);
    assert.equal(headers.get("webhook-id"), alert.id);
    assert.equal(headers.get("webhook-timestamp"), `${alert.at / 1000}`);
    assert.equal(headers.get("content-type"), "application/json");
    assert(!server.isSigned({ ...message, body: body.replace("note", "x") }));
    await webhook.sendAlert(joint);
    assert(server.isSigned(server.messages[1]));
    assert.deepEqual(JSON.parse(server.messages[1].body), {
      type: "alerts",
      id: joint.id,
      at: "2026-11-28T09:05:00.000Z",
      classes: joint.classes.map(({ session, count }) => ({
        class: session,
        link: `${BASE_URL}/teacher/sessions/${session}`,
        count,
      })),
    });
    await webhook.sendTest();
    assert(server.isSigned(server.messages[2]));
    assert.equal(JSON.parse(server.messages[2].body).type, "test");
  }));

Deno.test("a webhook follows no redirect, takes only 2xx, and its errors have no address (T-2)", () =>
  withWebhook(async (server, webhook) => {
    const other = WebhookServer.open();
    const failing = [
      () => Response.redirect(other.url, 307),
      () => new Response("secret", { status: 500 }),
      () => new Response(null, { status: 304 }),
    ];
    for (const answer of failing) {
      server.answers.push(answer);
      await assert.rejects(webhook.sendAlert(alert), (error: Error) => {
        assert.match(error.message, /^status (307|500|304)$/);
        return true;
      });
    }
    assert.equal(other.messages.length, 0);
    await other.close();
    await server.close();
    await assert.rejects(webhook.sendAlert(alert), { message: "refused" });
  }));

Deno.test("an alert's mail says in both languages what to do, without names or words (T-2)", async () => {
  const server = await MailServer.open({ tls: "none" });
  const origin = `${BASE_URL}:8443`;
  const settings = readSettings({
    ...server.settings,
    BASE_URL: origin,
    SAFETY_MAIL: "safety@school.example",
  });
  const mailer = Mailer.create(settings)!;
  const { mail } = makeAlertSenders(settings, mailer);
  await mail!(alert);
  await mail!({
    ...alert,
    isSummary: true,
    causes: Array(3).fill(alert.causes[0]),
  });
  await mail!(joint);
  const [one, more, several] = server.mails;
  assert.deepEqual(one.to, ["safety@school.example"]);
  assert.equal(
    one.headers.get("message-id"),
    `<alert-${alert.id}@class.example.org>`,
  );
  assert.equal(one.headers.has("idempotency-key"), false);
  for (const { text, html } of [one, more]) {
    for (
      const link of [
        `${origin}/teacher/sessions/${alert.session}`,
        `${origin}/zh/teacher/sessions/${alert.session}`,
      ]
    ) {
      assert(text.includes(link) && html.includes(link), link);
    }
    assert.match(text, /five minutes[\s\S]*五分鐘/);
  }
  assert.match(more.text, /3 more notes/);
  assert.match(several.text, /In 2 classes at .*, 4 notes/);
  assert.match(several.text, /2 個課堂裡，有 4 則/);
  for (const { session } of joint.classes) {
    for (const path of ["", "/zh"]) {
      const link = `${origin}${path}/teacher/sessions/${session}`;
      assert(several.text.includes(link) && several.html.includes(link), link);
    }
  }
  assert.equal(
    several.headers.get("message-id"),
    `<alert-${joint.id}@class.example.org>`,
  );
  await mailer.close();
  await server.close();
});

Deno.test("two servers and a restart send each channel one message, in time (T-2)", async () => {
  const mails = await MailServer.open({ tls: "none" });
  const webhooks = WebhookServer.open();
  const env = {
    ...mails.settings,
    ...webhooks.settings,
    SAFETY_MAIL: "safety@school.example",
  };
  const settings = readSettings(env);
  using kv = await Deno.openKv(":memory:");
  const shared = new Proxy(kv, {
    get: (target, name) =>
      name === "close" ? () => {} : Reflect.get(target, name).bind(target),
  });
  const mailers: Mailer[] = [];
  const open = (now: number) => {
    const mailer = Mailer.create(settings)!;
    mailers.push(mailer);
    const alertSenders = makeAlertSenders(settings, mailer);
    const hooks = {
      alertSenders,
      report: () => {},
    };
    return School.open(shared, now, hooks, env, true);
  };
  const start = Date.now();
  const [a, b] = [await open(start), await open(start)];
  const session = await a.createSession({ name: "Amy's private class" });
  const teacher = await a.ownerIdentity(session.id);
  const browser = a.newBrowser();
  await browser.join(session.code, "Amy");
  const amy = (await browser.identityIn(session.id))!;
  // The teacher is connected to the other server than the student.
  await b.connectMember(teacher);
  while (!await isOnlineAt(a, session.id, teacher.member)) await pause();
  await a.runCommand(amy, { kind: "note", text: "Ben hits me" });
  const later = async (ms: number, schools: School[]) => {
    for (const school of schools) school.time.now += ms;
    await Promise.all(schools.map(({ app }) => app.alerts.sendDue()));
  };
  await later(20 * second, [a, b]);
  assert.equal(
    mails.mails.length + webhooks.messages.length,
    0,
    "staff is there",
  );
  webhooks.answers.push(() => new Response(null, { status: 500 }));
  await later(5 * minute, [a, b]);
  assert.deepEqual([mails.mails.length, webhooks.messages.length], [1, 1]);
  assert.equal(webhooks.accepted.length, 0);
  const now = a.time.now;
  await a[Symbol.asyncDispose]();
  await b[Symbol.asyncDispose]();

  const [c, d] = [await open(now), await open(now)];
  await later(minute, [c, d]);
  await later(60 * minute, [c, d]);
  assert.deepEqual([mails.mails.length, webhooks.messages.length], [1, 2]);
  assert.equal(webhooks.accepted.length, 1);
  const ids = webhooks.messages.map(({ headers }) => headers.get("webhook-id"));
  assert.equal(ids[0], ids[1]);
  const [{ raw, text }] = mails.mails;
  const sent = raw + text + webhooks.messages.map(({ body }) => body).join();
  for (const secret of ["Amy", "Ben", "hits", "private", "Ms Lin"]) {
    assert(!sent.includes(secret), secret);
  }
  assert(sent.includes(session.id));
  await c[Symbol.asyncDispose]();
  await d[Symbol.asyncDispose]();
  for (const mailer of mailers) await mailer.close();
  await mails.close();
  await webhooks.close();
});

async function isOnlineAt(
  { app }: School,
  session: string,
  member: string,
): Promise<boolean> {
  await app.sync.refreshPresence(session);
  return await app.sync.read(session, [], ({ online }) => online.has(member));
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 10));

Deno.test("settings of alerts need each other, and are shown without secrets (T-2)", () => {
  const secret = "whsec_" + btoa("0123456789abcdef0123456789");
  const mail = {
    SMTP_URL: "smtp://127.0.0.1",
    MAIL_FROM: "homeroom@school.example",
    BASE_URL,
  };
  const hook = {
    SAFETY_WEBHOOK: "https://duty.example/path-that-is-secret",
    SAFETY_WEBHOOK_SECRET: secret,
    BASE_URL,
  };
  const rows: [Record<string, string>, RegExp | null][] = [
    [{ ...mail, SAFETY_MAIL: "safety@school.example" }, null],
    [{ SAFETY_MAIL: "safety@school.example" }, /SMTP_URL must be set/],
    [
      { ...mail, SAFETY_MAIL: "a@b.example, c@b.example" },
      /one e-mail address/,
    ],
    [hook, null],
    [{ ...hook, SAFETY_WEBHOOK: "http://127.0.0.1:9/x" }, null],
    [{ ...hook, BASE_URL: "" }, /BASE_URL must be set/],
    [{ ...hook, SAFETY_WEBHOOK_SECRET: "" }, /SECRET must be set/],
    [{ ...hook, SAFETY_WEBHOOK_SECRET: "short" }, /24 to 64 bytes/],
    [{ ...hook, SAFETY_WEBHOOK: "" }, /SAFETY_WEBHOOK must be set/],
    [{ ...hook, SAFETY_WEBHOOK: "http://duty.example/x" }, /https:/],
    [{ ...hook, SAFETY_WEBHOOK: "https://u:p@duty.example/x" }, /https:/],
  ];
  for (const [env, wrong] of rows) {
    if (wrong === null) readSettings(env);
    else {
      assert.throws(() => readSettings(env), (error: Error) => {
        assert(error instanceof InvalidSettingsError);
        assert.match(error.message, wrong);
        assert(!/secret|short|u:p/.test(error.message), error.message);
        return true;
      });
    }
  }
  const settings = readSettings(hook);
  const shown = JSON.stringify(shownSettings(settings));
  assert(!shown.includes("secret") && !shown.includes(secret));
  assert(shown.includes("https://duty.example/…"));
  const net = denoArguments(settings, "/srv").find((it) =>
    it.startsWith("--allow-net")
  );
  assert.match(net!, /duty\.example:443/);
});
