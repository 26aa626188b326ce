import assert from "node:assert/strict";
import type { Catalogue } from "../../locales/catalogues.ts";
import {
  makePseudolocales,
  pseudolocalise,
} from "../../locales/pseudolocales.ts";
import { argumentsOf } from "../../locales/messages.ts";

Deno.test("a pseudolocale is accented English in brackets, about 40 % longer", () => {
  assert.equal(pseudolocalise("Send and go"), "[Šéñð áñð ĝö öñé ţŵö]");
  assert.equal(pseudolocalise("👍"), "[👍 öñé]");
  const long = "Your teacher has closed the chat for now.";
  const length = pseudolocalise(long).length / long.length;
  assert(length > 1.35 && length < 1.6, `${length} times as long`);
});

Deno.test("a pseudolocale keeps arguments, forms and escapes", () => {
  const messages = [
    "{name} joined",
    "{percent, number} % sent",
    "{count, plural, offset:1 =0 {none} one {# of {name}} other {'#' #}}",
    "{kind, select, file {a '{'file'}'} other {it''s {kind}}}",
    "{n, selectordinal, one {#st} other {#th}}",
  ];
  for (const message of messages) {
    const made = pseudolocalise(message);
    assert.deepEqual(argumentsOf(made), argumentsOf(message), made);
    assert.match(made, /^\[.*\]$/s);
  }
  assert.equal(
    pseudolocalise("{n, plural, one {# day} other {# days}}"),
    "[{n, plural, one {# ðáý} other {# ðáýš}} öñé]",
  );
  assert.equal(pseudolocalise("'{'a'}'"), "['{'á'}' öñé]");
});

Deno.test("one pseudolocale is left to right and one right to left, with user text unchanged", () => {
  const english: Catalogue = {
    tag: "en",
    name: "English",
    direction: "ltr",
    formats: "en-GB",
    path: "",
    features: { chat: { chat: { by: "by {name}", all: ["a"] } } },
  };
  const [long, mirrored] = makePseudolocales(english);
  assert.deepEqual(
    [long, mirrored].map(({ tag, path, direction }) => [tag, path, direction]),
    [["en-XA", "/en-XA", "ltr"], ["ar-XB", "/ar-XB", "rtl"]],
  );
  assert.deepEqual(long.features.chat.chat.all, ["[á öñé]"]);
  assert.equal(
    mirrored.features.chat.chat.by,
    "[\u202ebý \u202c{name}\u202e öñé\u202c]",
  );
});
