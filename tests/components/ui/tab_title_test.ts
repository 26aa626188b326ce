import assert from "node:assert/strict";
import {
  countHiddenNews,
  setWaitingCount,
} from "../../../components/ui/tab_title.ts";

class FakeDocument extends EventTarget {
  hidden = true;
  title = "Biology 7b";
}

function inTab(check: (tab: FakeDocument) => void) {
  const tab = new FakeDocument();
  Object.defineProperty(globalThis, "document", {
    value: tab,
    configurable: true,
  });
  try {
    check(tab);
  } finally {
    tab.hidden = false;
    tab.dispatchEvent(new Event("visibilitychange"));
    setWaitingCount(0);
    Reflect.deleteProperty(globalThis, "document");
  }
}

Deno.test("news of a hidden tab is counted in its title until it is looked at", () =>
  inTab((tab) => {
    countHiddenNews("m1");
    assert.equal(tab.title, "(1) Biology 7b");
    countHiddenNews("m2", "poll");
    assert.equal(tab.title, "(3) Biology 7b");
    countHiddenNews("poll");
    assert.equal(tab.title, "(3) Biology 7b", "the same news counts once");
    tab.dispatchEvent(new Event("visibilitychange"));
    assert.equal(tab.title, "(3) Biology 7b", "still hidden");
    tab.hidden = false;
    tab.dispatchEvent(new Event("visibilitychange"));
    assert.equal(tab.title, "Biology 7b");
    tab.hidden = true;
    countHiddenNews("m1");
    assert.equal(tab.title, "(1) Biology 7b", "a new absence counts anew");
  }));

Deno.test("a visible tab's title counts only who waits for an answer (J-2)", () =>
  inTab((tab) => {
    tab.hidden = false;
    countHiddenNews("m1");
    assert.equal(tab.title, "Biology 7b");
    setWaitingCount(2);
    assert.equal(tab.title, "(2) Biology 7b");
    tab.hidden = true;
    countHiddenNews("m2");
    assert.equal(tab.title, "(3) Biology 7b");
    tab.title = "(3) Biology 7c";
    setWaitingCount(0);
    assert.equal(tab.title, "(1) Biology 7c", "a renamed class keeps its name");
  }));
