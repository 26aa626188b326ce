/** D-2: how long mails that wait are kept, and what becomes of them where the KV fails. */
import assert from "node:assert/strict";
import { MailQueue } from "../../../../classroom/accounts/mail/mails.ts";

const minute = 60_000;
const order = {
  kind: "reset",
  to: "wu@school.example",
  language: "en",
} as const;

/** The KV, with the end of each entry that is set told to `told`, and commits that `fail` as it says. */
function watched(
  kv: Deno.Kv,
  told: (expireIn: number | undefined) => void,
  fails: () => boolean = () => false,
): Deno.Kv {
  const over = <T extends object>(it: T, own: Partial<T>): T =>
    new Proxy(it, {
      get(_, name) {
        if (name in own) return own[name as keyof T];
        const value = Reflect.get(it, name);
        return typeof value === "function" ? value.bind(it) : value;
      },
    });
  return over(kv, {
    set(key, value, options) {
      told(options?.expireIn);
      return kv.set(key, value, options);
    },
    atomic() {
      const whole = kv.atomic();
      const watching: Deno.AtomicOperation = over(whole, {
        check: (...entries) => (whole.check(...entries), watching),
        set(key, value, options) {
          told(options?.expireIn);
          whole.set(key, value, options);
          return watching;
        },
        commit: () =>
          fails() ? Promise.reject(new Error("no storage")) : whole.commit(),
      });
      return watching;
    },
  });
}

Deno.test("D-2, O-3: a mail that helps nobody any more goes from the KV by itself, also where mail is no longer set up", async () => {
  using kv = await Deno.openKv(":memory:");
  const ends: (number | undefined)[] = [];
  let now = Date.now();
  const outbox = new MailQueue({
    kv: watched(kv, (end) => ends.push(end)),
    clock: () => now,
    report: () => {},
    send: () => Promise.reject(new Error("down")),
    told: () => {},
  });
  await outbox.put(order);
  await outbox.look();
  now += 40 * minute;
  await outbox.look();
  await outbox.stop();
  // Put, claimed, and to be tried again; and so once more.
  assert.deepEqual(ends.map((end) => end! / minute), [60, 60, 60, 20, 20]);
});

Deno.test("D-2: a storage that fails while the server stops is told of, and does not keep it from stopping", async () => {
  using kv = await Deno.openKv(":memory:");
  const said: string[] = [];
  const begun = Promise.withResolvers<void>();
  const hangs = Promise.withResolvers<boolean>();
  let isDown = false;
  const outbox = new MailQueue({
    kv: watched(kv, () => {}, () => isDown),
    clock: Date.now,
    report: (what) => said.push(what),
    send: () => (begun.resolve(), hangs.promise),
    told: () => {},
  });
  await outbox.put(order);
  const round = outbox.look();
  await begun.promise;
  isDown = true;
  await outbox.stop();
  assert.deepEqual(said, ["a mail could not be released"]);
  hangs.resolve(true);
  await round;
});

Deno.test("D-2: a mail that another instance has sent meanwhile does not wait again", async () => {
  using kv = await Deno.openKv(":memory:");
  let now = Date.now();
  const instance = (send: () => Promise<boolean>) =>
    new MailQueue({
      ...{ kv, clock: () => now, report: () => {}, told: () => {} },
      send,
    });
  const begun = Promise.withResolvers<void>();
  const hangs = Promise.withResolvers<boolean>();
  const slow = instance(() => (begun.resolve(), hangs.promise));
  await slow.put(order);
  const round = slow.look();
  await begun.promise;
  now += 6 * minute;
  let sent = 0;
  await instance(() => Promise.resolve(++sent > 0)).look();
  assert.equal(sent, 1);
  hangs.reject(new Error("timed out"));
  await round;
  await slow.stop();
  assert.deepEqual(await Array.fromAsync(kv.list({ prefix: ["mail"] })), []);
});
