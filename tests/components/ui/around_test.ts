/** An element in a sentence is where the language has it. */
import assert from "node:assert/strict";
import { Around } from "../../../components/ui/Around.tsx";

Deno.test("An element stands where its sentence names it", () => {
  const show = (sentence: string) =>
    [
      Around({
        say: (it) => sentence.replace("{host}", it),
        children: "<b>a.b</b>",
      }).props.children,
    ].flat().join("");
  assert.equal(show("Go to {host} and enter"), "Go to <b>a.b</b> and enter");
  assert.equal(show("{host} 打開"), "<b>a.b</b> 打開");
  assert.equal(show("Nothing to name"), "Nothing to name");
});
