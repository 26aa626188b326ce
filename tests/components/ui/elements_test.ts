/** Elements, keys and buttons of all pages. */
import assert from "node:assert/strict";
import { Interpolate } from "../../../components/ui/Interpolate.tsx";
import { ignoreWhilePending } from "../../../components/ui/Button.tsx";
import { formatList } from "../../../components/ui/format_list.ts";
import { languages } from "texts/languages.ts";
import {
  type Language,
  language,
  runInLanguage,
} from "../../../locales/current.ts";
import {
  arrowStep,
  isComposing,
  isEnter,
  isEscape,
} from "../../../components/ui/keys.ts";
import { parse, type Source, sources } from "../../source.ts";

Deno.test("An element stands where its sentence names it", () => {
  const show = (sentence: string) =>
    [
      Interpolate({
        say: (it) => sentence.replace("{host}", it),
        children: "<b>a.b</b>",
      }).props.children,
    ].flat().join("");
  assert.equal(show("Go to {host} and enter"), "Go to <b>a.b</b> and enter");
  assert.equal(show("{host} 打開"), "<b>a.b</b> 打開");
  assert.equal(show("Nothing to name"), "Nothing to name");
});

Deno.test("a second press does nothing while what the first one asked for is under way", async () => {
  const once = ignoreWhilePending();
  const answer = Promise.withResolvers<void>();
  let asked = 0;
  const press = () => once(() => (asked++, answer.promise));
  press();
  press();
  assert.equal(asked, 1);
  answer.resolve();
  await answer.promise;
  await Promise.resolve();
  press();
  assert.equal(asked, 2);
});

Deno.test("what is done at once can be done again at once", () => {
  const once = ignoreWhilePending();
  let done = 0;
  once(() => done++);
  once(() => done++);
  assert.equal(done, 2);
});

Deno.test("Locales: a list in Chinese keeps its words off Latin letters, and off nothing else", () => {
  assert.equal(formatList(["Eva", "Fay"]), "Eva and Fay");
  const taiwan = languages.find(({ tag }) => tag === "zh-TW")!;
  runInLanguage(taiwan, () => {
    assert.equal(formatList(["Eva", "Fay"]), "Eva 和 Fay");
    assert.equal(formatList(["Eva", "美玲"]), "Eva 和美玲");
    assert.equal(formatList(["美玲", "志明"]), "美玲和志明");
    assert.equal(formatList(["Eva", "Fay", "Amy 2"]), "Eva、Fay 和 Amy 2");
  });
});

const press = (
  key: string,
  more: { isComposing?: boolean; keyCode?: number; shiftKey?: boolean } = {},
) => ({ key, isComposing: false, keyCode: 0, shiftKey: false, ...more });

Deno.test("Enter is the page's, except with Shift and while an input method composes (C-3)", () => {
  assert(isEnter(press("Enter", { keyCode: 13 })));
  assert(!isEnter(press("Enter", { shiftKey: true })));
  assert(!isEnter(press("a")));
  // Chromium and Firefox say so; Safari has ended composing by then and gives only the key's code.
  assert(!isEnter(press("Enter", { isComposing: true, keyCode: 229 })));
  assert(!isEnter(press("Enter", { isComposing: true, keyCode: 13 })));
  assert(!isEnter(press("Enter", { keyCode: 229 })));
});

Deno.test("Escape drops what an input method proposes, and closes nothing with it (C-3)", () => {
  assert(isEscape(press("Escape", { keyCode: 27 })));
  assert(!isEscape(press("Escape", { isComposing: true })));
  assert(!isEscape(press("Escape", { keyCode: 229 })));
  assert(isComposing(press("Process", { keyCode: 229 })));
});

Deno.test("no page looks for Enter by itself, so that none forgets the input methods (C-3)", async () => {
  const asks = (source: Source) =>
    source.has(/(?<!aria-keyshortcuts=)["'`]Enter["'`]|keyCode/);
  const all = await sources("components", "islands");
  const own = all.filter(asks).map(({ path }) => path);
  assert.deepEqual(own, ["components/ui/keys.ts"]);
  assert(asks(parse("x.tsx", 'if (event.key === "Enter") send();')));
});

Deno.test("Locales: an arrow key leads on in a row where it points along the text", () => {
  const all = () =>
    ["ArrowRight", "ArrowLeft", "ArrowUp"].map((key) => arrowStep({ key }));
  assert.deepEqual(all(), [1, -1, 0]);
  const mirrored = { ...language(), direction: "rtl" } as unknown as Language;
  assert.deepEqual(runInLanguage(mirrored, all), [-1, 1, 0]);
});
