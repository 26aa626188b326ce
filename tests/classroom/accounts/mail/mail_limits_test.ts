/** D-2: how many mails go to one mailbox. */
import assert from "node:assert/strict";
import { MailLimits } from "../../../../classroom/accounts/mail/mail_limits.ts";

Deno.test("D-2: what an address is called behind a + makes no second mailbox", () => {
  const now = Date.now();
  const limits = new MailLimits(() => now);
  const all = Array.from({ length: 12 }, (_, n) => {
    const email = `wu+${n}@school.example`, network = `192.0.2.${n}`;
    const teacher = `${n}`, session = `${n}`, isNew = false;
    return [
      limits.confirm(email, network),
      limits.reset(email, network),
      limits.invitation({ session, email, teacher, isNew }),
    ];
  });
  const sent = [0, 1, 2].map((kind) => all.filter((it) => it[kind]).length);
  assert.deepEqual(sent, [5, 3, 10]);
  assert.equal(limits.confirm("lin@school.example", "192.0.2.1"), true);
  assert.equal(limits.confirm("wu@other.example", "192.0.2.1"), true);
  assert.equal(limits.confirm("+@school.example", "192.0.2.1"), true);
});
