/** Alerts of two server processes over PostgreSQL, of which the one that sends is killed (T-2). */
import assert from "node:assert/strict";
import type { KvEntry } from "../../../sync/kv/kv.ts";
import { openPostgresKv } from "../../../sync/kv/postgres/open_postgres.ts";
import { MailServer } from "../../mail_server.ts";
import {
  createSession,
  eventually,
  joinClass,
  type Seat,
  signUp,
} from "../../people.ts";
import { startPostgres, testPostgres } from "../../postgres.ts";
import { startServer, type TestServer } from "../../server.ts";
import { makeStepRunner } from "../../steps.ts";
import { WebhookServer } from "../../webhook_server.ts";

const SAFETY_MAIL = "safety@school.example";

interface Queued {
  due: number;
  tries: number;
}

testPostgres(
  "two servers send an alert once, or twice with one id if killed after sending (T-2)",
  async (context) => {
    const step = makeStepRunner(context);
    await using postgres = await startPostgres();
    const KV_URL = await postgres.makeSchema();
    using kv = await openPostgresKv(KV_URL, { report: console.error });
    // Each server has a receiver of its own, so that it is known which one sends. All receivers are one adult.
    const webhooks = [WebhookServer.open(), WebhookServer.open()];
    const servers: TestServer[] = [];
    /** What the next mail of a server meets, before its text is sent, and before it is answered. */
    let onRecipient: (server: TestServer) => Promise<void>;
    let onMail: (server: TestServer) => Promise<void>;
    const calm = () => {
      onRecipient = onMail = () => Promise.resolve();
    };
    calm();
    const mailServers = await Promise.all([0, 1].map((n) =>
      MailServer.open({
        tls: "none",
        async recipient(address) {
          if (address === SAFETY_MAIL) await onRecipient(servers[n]);
          return null;
        },
        async beforeAnswer({ to }) {
          if (to.includes(SAFETY_MAIL)) await onMail(servers[n]);
        },
      })
    ));
    const seats: Seat[] = [];
    for (const n of [0, 1]) {
      servers.push(
        await startServer({
          ...mailServers[n].settings,
          ...webhooks[n].settings,
          KV_URL,
          SAFETY_MAIL,
        }),
      );
    }
    const mailIds = () =>
      mailServers.flatMap(({ mails }) => mails)
        .filter(({ to }) => to.includes(SAFETY_MAIL))
        .map(({ headers }) => headers.get("message-id")!);
    const webhookIds = () =>
      webhooks.flatMap(({ messages }) => messages)
        .map(({ headers }) => headers.get("webhook-id")!);
    const queued = (channel: "mail" | "webhook") =>
      Array.fromAsync(kv.list<Queued>({ prefix: [`alert-${channel}`] }));
    const until = (what: string, isSo: () => boolean | Promise<boolean>) =>
      eventually(async () => await isSo(), (it) => it, what);
    const isSettled = async () =>
      (await queued("mail")).length + (await queued("webhook")).length === 0;
    /** A student writes to the teachers, none of whom is online. */
    const write = async (name: string) => {
      const seat = await joinClass(servers[0], session.code, name);
      seats.push(await seat.openPage());
      seat.queueCommand({ kind: "note", text: "I am scared" });
    };
    /** Kills a server, and resolves with the message that it had claimed. */
    const killHolder = async (server: TestServer) => {
      await server.kill();
      const [held, ...more] = await queued("mail");
      assert.deepEqual(more, []);
      assert(held.value.due > Date.now(), "nobody else may send it yet");
      return held;
    };
    const endLease = async ({ key, value }: KvEntry<Queued>) => {
      await kv.set(key, { ...value, due: Date.now() });
    };

    const session = await createSession(await signUp(servers[0]));
    const killed = Promise.withResolvers<TestServer>();
    let held: KvEntry<Queued> | undefined;

    const first = await step(
      "a server is killed after sending, and the other keeps the id",
      async () => {
        // Killed after sending: the webhook has been noted, the mail has come and not been noted.
        onMail = async (server) => {
          calm();
          await until(
            "the webhook was noted",
            async () =>
              webhookIds().length === 1 &&
              (await queued("webhook")).length === 0,
          );
          held = await killHolder(server);
          killed.resolve(server);
        };
        await write("Amy");
        const first = await killed.promise;
        assert.deepEqual([mailIds().length, webhookIds().length], [1, 1]);
        await endLease(held!);
        await until("the other server noted it", isSettled);
        assert.equal(new Set(mailIds()).size, 1, "the same Message-ID");
        assert.deepEqual([mailIds().length, webhookIds().length], [2, 1]);
        return first;
      },
    );

    const second = await step(
      "a server is killed before sending, and the other sends once",
      async () => {
        // Killed before sending.
        await first.restart();
        const again = Promise.withResolvers<TestServer>();
        onRecipient = async (server) => {
          calm();
          await until(
            "the webhook was noted",
            async () =>
              webhookIds().length === 2 &&
              (await queued("webhook")).length === 0,
          );
          held = await killHolder(server);
          again.resolve(server);
        };
        await write("Ben");
        const second = await again.promise;
        assert.equal(mailIds().length, 2);
        await endLease(held!);
        await until("the other server noted it", isSettled);
        assert.deepEqual([mailIds().length, webhookIds().length], [3, 2]);
        return second;
      },
    );

    await step("after restarts nothing is sent again", async () => {
      // All restart, and nothing comes again before the next alert.
      await second.restart();
      await servers[0].restart();
      await servers[1].restart();
      await write("Cem");
      await until("the third mail came", () => mailIds().length >= 4);
      await until("the third alert was noted", isSettled);
      assert.deepEqual([mailIds().length, webhookIds().length], [4, 3]);
      assert.equal(new Set(mailIds()).size, 3);
      assert.deepEqual(
        webhookIds().map((id) => `<alert-${id}@class.example.org>`).sort(),
        [...new Set(mailIds())].sort(),
        "both channels have one id for an alert",
      );
    });

    for (const seat of seats) seat.close();
    for (const server of servers) await server.stop();
    for (const it of [...mailServers, ...webhooks]) await it.close();
  },
);
