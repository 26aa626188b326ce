import assert from "node:assert/strict";
import { acts } from "../../../classroom/acts.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { ArrivingBytes } from "../../../classroom/limits/arriving_bytes.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { joinBody } from "../../../classroom/people/joining/repeated_joins.ts";
import { maxBodyBytes } from "../../../routes/(http)/_body_bytes.ts";
import { holderOf, holdPlace } from "../../../routes/(http)/_bytes.ts";
import { accountRequests } from "../../../routes/(http)/_account_requests.ts";
import { joiningRequests } from "../../../routes/(http)/_joining_requests.ts";
import { myWorkRequests } from "../../../routes/(http)/_my_work_requests.ts";
import type { RequestDefinition } from "../../../routes/(http)/_define_request.ts";

const KiB = 1024;

Deno.test("a body of an outsider has a few kibibytes at most (SYNC-12)", () => {
  const requests: RequestDefinition[] = [
    ...Object.values(joiningRequests),
    ...Object.values(accountRequests),
    ...Object.values(myWorkRequests),
  ];
  const outsiders = requests.flatMap(({ name, level, body }) =>
    body && (level === "anybody" || level === "browser")
      ? [[name, maxBodyBytes(body)] as const]
      : []
  );
  assert(outsiders.length > 8);
  const large = outsiders.filter(([, bytes]) => bytes > 10 * KiB);
  assert.deepEqual(large, []);
  assert(maxBodyBytes(joinBody) < 8 * KiB);
});

Deno.test("each act has a bound of its body, and what its schema takes fits (SYNC-12)", () => {
  for (const { at, ...act } of acts) {
    if (!("body" in act) || !act.body) continue;
    const bytes = maxBodyBytes(act.body);
    assert(bytes >= 2 * KiB && bytes <= 256 * KiB, at);
  }
  const names = Array.from(
    { length: bounds.classList },
    (_, n) => `${n}`.padStart(bounds.displayName, "名"),
  );
  const list = JSON.stringify({ names: names.map((name) => ({ name })) });
  const { body } = acts.find(({ at }) => at === "PUT /class-list")!;
  const { byteLength } = new TextEncoder().encode(list);
  assert(byteLength < maxBodyBytes(body!), `${byteLength}`);
  const join = { code: "1".repeat(100), name: "名".repeat(500) };
  const escaped = JSON.stringify(join)
    .replace(/名/g, "\\u540d");
  assert(escaped.length < maxBodyBytes(joinBody));
});

Deno.test("bodies of an unconfirmed device make the student's own wait for no room (SYNC-12, ACCESS-6)", () => {
  const session = newId(), member = newId(), by = newId();
  const arriving = new ArrivingBytes(100 * KiB);
  const ended: string[] = [];
  const holds = (who: Parameters<typeof holderOf>[0], name: string) => {
    const place = holdPlace(holderOf(who), arriving, () => ended.push(name));
    place.hold(40 * KiB);
  };
  holds({ session, member }, "hers");
  holds({ session, member, by }, "first");
  holds({ session, member, by }, "second");
  assert.deepEqual(ended, ["first"]);
});
