import assert from "node:assert/strict";
import fc from "fast-check";
import { languages } from "texts/languages.ts";
import { ignoreWhilePending } from "../../../components/ui/Button.tsx";
import { Interpolate } from "../../../components/ui/Interpolate.tsx";
import { Announcer } from "../../../components/ui/announce.ts";
import { findLargestScale } from "../../../components/ui/fitting_scale.ts";
import { formatList } from "../../../formats/format_list.ts";
import {
  arrowStep,
  isComposing,
  isEnter,
  isEscape,
} from "../../../components/ui/keys.ts";
import {
  chooseVoice,
  type SpeechVoice,
  splitForSpeech,
} from "../../../components/ui/read_aloud.ts";
import {
  type Language,
  language,
  runInLanguage,
} from "../../../locales/current.ts";
import { propertyOptions } from "../../random.ts";
import { parseSource, readSources, type SourceFile } from "../../source.ts";

Deno.test("the largest scale that fits is found within one step, with few measurements", () => {
  const step = 1 / 48;
  const table: [limit: number, least: number, scale: number | null][] = [
    [2, 0.25, 1],
    [1, 0.25, 1],
    [0.999, 0.25, 47 / 48],
    [0.5, 0.25, 0.5],
    [0.26, 0.25, 0.25],
    [0.25, 0.25, 0.25],
    [0.24, 0.25, null],
    [0, 0.25, null],
  ];
  for (const [limit, least, scale] of table) {
    const found = findLargestScale((it) => it <= limit, least);
    assert.equal(found, scale, `fits up to ${limit}`);
  }
  fc.assert(
    fc.property(fc.double({ min: 0.25, max: 1, noNaN: true }), (limit) => {
      const tried: number[] = [];
      const found = findLargestScale((scale) => {
        tried.push(scale);
        return scale <= limit;
      }, 0.25)!;
      assert(found <= limit && limit < found + step + 1e-9, `${found}`);
      assert(tried.length <= 8, `${tried.length} measurements`);
    }),
    propertyOptions("fitting scale", 200),
  );
});

Deno.test("an element is inserted at its place in the sentence", () => {
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

Deno.test("a second press does nothing while the first one's request is pending", async () => {
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

Deno.test("a synchronous action can be repeated at once", () => {
  const once = ignoreWhilePending();
  let done = 0;
  once(() => done++);
  once(() => done++);
  assert.equal(done, 2);
});

Deno.test("a Chinese list puts spaces next to Latin letters, and nowhere else", () => {
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

Deno.test("Enter sends, except with Shift and while an input method composes (C-3)", () => {
  assert(isEnter(press("Enter", { keyCode: 13 })));
  assert(!isEnter(press("Enter", { shiftKey: true })));
  assert(!isEnter(press("a")));
  // Chromium and Firefox say so; Safari has ended composing by then and gives only the key's code.
  assert(!isEnter(press("Enter", { isComposing: true, keyCode: 229 })));
  assert(!isEnter(press("Enter", { isComposing: true, keyCode: 13 })));
  assert(!isEnter(press("Enter", { keyCode: 229 })));
});

Deno.test("Escape during composition closes nothing but the input method (C-3)", () => {
  assert(isEscape(press("Escape", { keyCode: 27 })));
  assert(!isEscape(press("Escape", { isComposing: true })));
  assert(!isEscape(press("Escape", { keyCode: 229 })));
  assert(isComposing(press("Process", { keyCode: 229 })));
});

Deno.test("no page handles Enter itself, so none forgets input methods (C-3)", async () => {
  const asks = (source: SourceFile) =>
    source.has(/(?<!aria-keyshortcuts=)["'`]Enter["'`]|keyCode/);
  const all = await readSources("components", "islands");
  const own = all.filter(asks).map(({ path }) => path);
  assert.deepEqual(own, ["components/ui/keys.ts"]);
  assert(asks(parseSource("x.tsx", 'if (event.key === "Enter") send();')));
});

Deno.test("an arrow key moves in a row along the text's direction", () => {
  const all = () =>
    ["ArrowRight", "ArrowLeft", "ArrowUp"].map((key) => arrowStep({ key }));
  assert.deepEqual(all(), [1, -1, 0]);
  const mirrored = { ...language(), direction: "rtl" } as unknown as Language;
  assert.deepEqual(runInLanguage(mirrored, all), [-1, 1, 0]);
});

function voice() {
  const said: string[] = [];
  const waiting: { at: number; run: () => void }[] = [];
  let now = 0;
  const announcer = new Announcer(
    (words) => said.push(String(words)),
    (run, ms) => waiting.push({ at: now + ms, run }),
    () => now,
  );
  const tick = (ms: number) => {
    now += ms;
    const due = waiting.filter(({ at }) => at <= now);
    for (const item of due.toSorted((a, b) => a.at - b.at)) {
      waiting.splice(waiting.indexOf(item), 1);
      item.run();
    }
  };
  return { said, announcer, tick };
}

Deno.test("equal announcements are repeated, and ones without a topic are never merged", () => {
  const { said, announcer, tick } = voice();
  announcer.schedule("yes");
  announcer.schedule("yes");
  tick(300);
  assert.deepEqual(said, ["yes", "yes"]);
});

Deno.test("a waiting announcement of a topic is replaced by a later one", () => {
  const { said, announcer, tick } = voice();
  announcer.schedule("1 new message", { topic: "room" });
  announcer.schedule("Connected again.", { topic: "connection" });
  announcer.schedule("2 new messages", { topic: "room" });
  tick(300);
  assert.deepEqual(said, ["2 new messages", "Connected again."]);
});

Deno.test("a topic is announced at a limited rate, with its latest state", () => {
  const { said, announcer, tick } = voice();
  let count = 0;
  const tell = () => {
    count++;
    announcer.schedule(() => `${count} new`, { topic: "room", every: 10_000 });
  };
  tell();
  tick(300);
  for (let n = 0; n < 5; n++) tell();
  tick(9_000);
  assert.deepEqual(said, ["1 new"]);
  tick(1_000);
  assert.deepEqual(said, ["1 new", "6 new"]);
});

Deno.test("an outdated announcement is dropped at its turn", () => {
  const { said, announcer, tick } = voice();
  announcer.schedule(() => null, { topic: "room" });
  tick(300);
  assert.deepEqual(said, []);
  announcer.schedule("1 new", { topic: "room", every: 10_000 });
  tick(300);
  assert.deepEqual(said, ["1 new"]);
});

/** Classes whose name is computed from a number, a kind or a place. */
const computed = /^(hue-|initials-|code-)|-(note|why)$/;

Deno.test("every class with style rules is in some markup", async () => {
  const code = await readSources("components", "exports", "islands", "routes");
  const named = new Set(code.flatMap((it) => it.code.match(/[\w-]*\w/g) ?? []));
  const dead: string[] = [];
  let count = 0;
  for (const folder of ["components", "islands", "styles"]) {
    for await (const [path, text] of stylesheets(folder)) {
      const rules = text.replace(/\/\*.*?\*\//gs, "");
      for (const [, name] of rules.matchAll(/\.([a-z][\w-]*)(?=[^{};]*\{)/g)) {
        count++;
        if (named.has(name) || computed.test(name)) continue;
        dead.push(`${path}: ${name}`);
      }
    }
  }
  assert.deepEqual(dead, []);
  assert(count > 1000, `${count} were looked at`);
});

// A browser rechecks everything under `:has()` that contains `:not()` on each change: at the root the whole page, for
// each streamed word.
Deno.test("no page is searched again for what `:has()` asks of it", async () => {
  const found: string[] = [];
  let count = 0;
  for (const folder of ["components", "islands", "styles"]) {
    for await (const [path, text] of stylesheets(folder)) {
      const rules = text.replace(/\/\*.*?\*\//gs, "");
      for (const [, selector] of rules.matchAll(/([^{};]*:has\([^{};]*)\{/g)) {
        count++;
        for (const { before, within, after } of asked(selector)) {
          const hangs = /[\s>+~]/.test(after.trim());
          const isRoot = /:root|\.portal\b(?!-)|^body/.test(before);
          if (within.includes(":not(") || isRoot && hangs) {
            found.push(`${path}: ${selector.trim()}`);
          }
        }
      }
    }
  }
  assert.deepEqual(found, []);
  assert(count > 30, `${count} were looked at`);
});

// Visually hidden elements are absolute: without a positioned box around them they lengthen the page.
Deno.test("every rule that makes a box scroll also positions it", async () => {
  const found: string[] = [];
  let count = 0;
  for (const folder of ["components", "islands", "styles"]) {
    for await (const [path, text] of stylesheets(folder)) {
      const rules = text.replace(/\/\*.*?\*\//gs, "");
      for (
        const [, selector, body] of rules.matchAll(/([^{};]*)\{(?=([^{}]*))/g)
      ) {
        if (!/(^|[\s;])overflow[\w-]*:[^;]*\b(auto|scroll)\b/.test(body)) {
          continue;
        }
        count++;
        if (/(^|[\s;])position: (relative|absolute|fixed|sticky)/.test(body)) {
          continue;
        }
        found.push(`${path}: ${selector.trim()}`);
      }
    }
  }
  assert.deepEqual(found, []);
  assert(count > 30, `${count} were looked at`);
});

function asked(selectors: string) {
  return [...selectors.matchAll(/:has\(/g)].map(({ index }) => {
    const from = index + ":has(".length;
    let to = from;
    for (let depth = 1; depth > 0; to++) {
      if (selectors[to] === "(") depth++;
      if (selectors[to] === ")") depth--;
    }
    return {
      before: /[^\s>+~,]*$/.exec(selectors.slice(0, index))![0],
      within: selectors.slice(from, to - 1),
      after: /^[^,]*/.exec(selectors.slice(to))![0],
    };
  });
}

async function* stylesheets(folder: string): AsyncGenerator<[string, string]> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* stylesheets(path);
    else if (name.endsWith(".css")) yield [path, await Deno.readTextFile(path)];
  }
}

const installedVoice = (
  lang: string,
  more: Partial<SpeechVoice> = {},
): SpeechVoice => ({
  lang,
  localService: true,
  default: false,
  ...more,
});

Deno.test("a local voice reads, preferring its region, and a remote voice never does (N-2)", () => {
  const online = installedVoice("en-US", {
    localService: false,
    default: true,
  });
  const british = installedVoice("en-GB"), american = installedVoice("en_US");
  const taiwan = installedVoice("zh-TW"),
    mainland = installedVoice("zh-CN", { default: true });
  const all = [online, british, american, mainland, taiwan];
  const table: [
    voices: SpeechVoice[],
    lang: string,
    found: SpeechVoice | undefined,
  ][] = [
    [all, "en-US", american],
    [all, "en", british],
    [
      [...all, installedVoice("en-AU", { default: true })],
      "en-AU",
      installedVoice("en-AU", { default: true }),
    ],
    [all, "zh-Hant", taiwan],
    [[online, mainland], "zh-Hant", mainland],
    [[online], "en-US", undefined],
    [all, "ja", undefined],
    [[], "en", undefined],
  ];
  for (const [voices, lang, found] of table) {
    assert.deepEqual(chooseVoice(voices, lang), found, lang);
  }
});

Deno.test("a text is read whole, without marks, in pieces of bounded length (N-2)", () => {
  assert.deepEqual(
    splitForSpeech(
      "## Leaves\n\nWhy are they **green**? Because of `chlorophyll`.",
    ),
    ["Leaves", "Why are they green? Because of chlorophyll."],
  );
  assert.deepEqual(splitForSpeech("葉子為什麼是綠色的？因為有葉綠素。"), [
    "葉子為什麼是綠色的？因為有葉綠素。",
  ]);
  assert.deepEqual(splitForSpeech("  \n"), []);
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}[.?!]?$/), {
    minLength: 1,
    maxLength: 300,
  });
  fc.assert(
    fc.property(words, (all) => {
      const pieces = splitForSpeech(all.join(" "));
      assert.equal(pieces.join(" "), all.join(" "));
      assert(pieces.every((piece) => piece.length <= 240));
    }),
    propertyOptions("what is read aloud", 100),
  );
  const long = "x".repeat(1000);
  assert.equal(splitForSpeech(long).join(""), long);
});

/** The features, and the only files that use them. */
const known: [RegExp, string[]][] = [
  [/\.clipboard\b/, ["components/ui/CopyButton.tsx"]],
  [/\bnavigator\.locks\b/, ["components/files/uploads.ts"]],
  [/\bwakeLock\b/, ["islands/Present.tsx"]],
  [/\bserviceWorker\b/, [
    "components/page/leave_warning.ts",
    "components/sessions/page_cache.ts",
  ]],
  [/\bcaches\b/, [
    "components/client/stale_device_data.ts",
    "components/sessions/delete_former_classes.ts",
    "components/sessions/page_cache.ts",
  ]],
  [/\brandomUUID\b|\.subtle\b/, []],
  [/\bmediaDevices\b|\bnavigator\.(share|storage|permissions)\b/, [
    "components/calls/browser_call_devices.ts",
    "components/calls/microphone_trouble.ts",
  ]],
  [/\bNotification\(|\bPushManager\b/, []],
];

Deno.test("features missing over plain http are used only in known places (D-4)", async () => {
  const all = await readSources("components", "islands", "sync/client");
  for (const [what, files] of known) {
    const using = (source: SourceFile) => source.has(what);
    const found = all.filter(using).map(({ path }) => path).sort();
    assert.deepEqual(found, files, String(what));
  }
  const [[clipboard]] = known;
  const wrong = parseSource(
    "x.tsx",
    "await navigator.clipboard.writeText(text);",
  );
  assert(wrong.has(clipboard));
});
