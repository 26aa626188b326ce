/** Enter and Escape do nothing while an input method composes (C-3). */
import assert from "node:assert/strict";
import {
  alongRow,
  isComposing,
  isEnter,
  isEscape,
} from "../../../components/ui/keys.ts";
import { type Language, language, speak } from "../../../locales/current.ts";
import { parse, type Source, sources } from "../../source.ts";

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
    ["ArrowRight", "ArrowLeft", "ArrowUp"].map((key) => alongRow({ key }));
  assert.deepEqual(all(), [1, -1, 0]);
  const mirrored = { ...language(), direction: "rtl" } as unknown as Language;
  assert.deepEqual(speak(mirrored, all), [-1, 1, 0]);
});
