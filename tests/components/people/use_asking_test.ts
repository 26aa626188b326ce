/** S-7, J-2: pages of those who wait ask again: not all at once, seldom while hidden, and at once when looked at again. */
import assert from "node:assert/strict";
import {
  pollPauseMs,
  pollUntilDone,
} from "../../../components/client/use_polling.ts";

/** A page that can be hidden. */
function page() {
  const document = Object.assign(new EventTarget(), {
    visibilityState: "visible",
  });
  const before = Reflect.get(globalThis, "document");
  Reflect.set(globalThis, "document", document);
  return {
    show(state: "visible" | "hidden") {
      document.visibilityState = state;
      document.dispatchEvent(new Event("visibilitychange"));
    },
    [Symbol.dispose]: () => Reflect.set(globalThis, "document", before),
  };
}

const never = () => 2 ** 30;
const settled = () => new Promise((done) => setTimeout(done));

Deno.test("S-7: the pauses differ, and are longer while nobody looks", () => {
  const seen = [0, 0.5, 1].map((chance) => pollPauseMs(chance, true));
  const hidden = [0, 0.5, 1].map((chance) => pollPauseMs(chance, false));
  assert.equal(new Set([...seen, ...hidden]).size, 6);
  assert(Math.min(...hidden) > 2 * Math.max(...seen));
});

Deno.test("S-7, J-2: a page asks when its time is up, until it hears what it waits for", async () => {
  let asked = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  pollUntilDone(() => {
    asked++;
    if (asked === 3) resolve();
    return Promise.resolve(asked === 3);
  }, () => 0);
  await promise;
  await settled();
  await settled();
  assert.equal(asked, 3);
});

Deno.test("S-7, S-8: it asks at once when somebody looks again or the network is back, once at a time, and not when it is left", async () => {
  using tab = page();
  let asked = 0;
  let answer = Promise.withResolvers<boolean>();
  const stop = pollUntilDone(() => {
    asked++;
    return answer.promise;
  }, never);
  tab.show("hidden");
  assert.equal(asked, 0);
  tab.show("visible");
  assert.equal(asked, 1);
  dispatchEvent(new Event("online"));
  assert.equal(asked, 1, "the answer is still under way");
  answer.resolve(false);
  await settled();
  answer = Promise.withResolvers();
  dispatchEvent(new Event("online"));
  assert.equal(asked, 2);
  answer.resolve(false);
  await settled();
  stop();
  tab.show("visible");
  dispatchEvent(new Event("online"));
  assert.equal(asked, 2);
});
