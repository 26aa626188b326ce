/**
 * Every visible sentence comes from `locales/`: markup has no text of its own, in elements or in attributes that are
 * shown or read out, and other code has no string that reads as a sentence (refusals carry a reason and values).
 */
import assert from "node:assert/strict";
import { parse as parseMessage, type Token } from "@messageformat/parser";
import { classPage } from "texts/sessions_class.ts";
import { stagedFiles } from "texts/files_staged.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { readCatalogues } from "../locales/catalogues.ts";
import {
  compareMessages,
  findUnusedTexts,
  textsByKey,
} from "../locales/compare_messages.ts";
import { removeDoubledStops } from "../locales/doubled_stops.ts";
import {
  childNodes,
  parseSource,
  placeInSource,
  readSources,
  type SourceFile,
  type SyntaxNode,
  walkNodes,
} from "./source.ts";
import { formatSize } from "../formats/format_size.ts";

const spoken = await readSources(
  "routes",
  "islands",
  "components",
  "exports",
  "formats",
  "server",
  "classroom",
  "sync",
);
const markup = spoken.filter(({ path }) => path.endsWith(".tsx"));

const shown =
  /^(title|alt|placeholder|label|aria-(label|description|roledescription|valuetext))$/;

/** A word is two letters in a row. The product's name is the same in every language. */
const isSentence = (text: string) =>
  /\p{L}{2}/u.test(text.replaceAll("Homeroom", "").replace(/&\w+;/g, ""));

Deno.test("markup contains no visible sentence", () => {
  const wrongIn = (source: SourceFile) =>
    [...walkNodes(source.body)].flatMap((node) =>
      texts(node).filter(isSentence).map((text) => say(source, node, text))
    );
  assert.deepEqual(markup.flatMap(wrongIn), []);
  assert(markup.length > 100, `${markup.length} files were looked at`);

  const planted = parseSource(
    "x.tsx",
    'x = <p title="A name">{is ? "On" : t.off}</p>',
  );
  assert.deepEqual(wrongIn(planted), ["x.tsx:1: On", "x.tsx:1: A name"]);
});

Deno.test("messages about a lost connection are also true if only the server is down", async () => {
  const wrong = (await readCatalogues()).flatMap(({ tag, features }) =>
    [...textsByKey(features)].filter(([key, text]) =>
      // Privacy texts say how long data stays in the browser without a network.
      !key.startsWith("privacy.") &&
      /\bno network\b|network is back|沒有網路|網路恢復/i.test(text)
    ).map(([key]) => `${tag}: ${key}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("every text is read by some code", async () => {
  const [english] = await readCatalogues();
  const code = [...spoken, ...await readSources("locales")].map((it) =>
    it.text
  );
  assert.deepEqual(findUnusedTexts(english.features, code), []);
});

/** Class members never see these strings: metric names, log lines, faulty settings. */
const forOperators = [
  "server/http/prometheus.ts",
  "server/http/storage_gauges.ts",
  "server/http/telemetry.ts",
  "server/main.ts",
  "classroom/settings.ts",
];

/** These strings imitate the words of a model or a class, or speak to a model: no catalogue has them. */
const answers = [
  "classroom/assistant/guard/chat_instructions.ts",
  "classroom/assistant/demonstration_model.ts",
  "server/demo/demo_texts.ts",
];

/** The description of the API is in English alone. */
const forProgrammers = "routes/(openapi)/";

Deno.test("other code contains nothing that reads as a sentence", () => {
  const wrongIn = (source: SourceFile) =>
    [...said(source.body)].filter(({ text }) => isSpeech(text))
      .map(({ node, text }) => say(source, node, text));
  const wrong = spoken.filter(({ path }) =>
    ![...forOperators, ...answers].includes(path) &&
    !path.startsWith(forProgrammers)
  )
    .flatMap(wrongIn);
  assert.deepEqual(wrong, []);
  assert(spoken.length > 300, `${spoken.length} files were looked at`);

  const planted = [
    'refuse("Only teachers can do this.");',
    'throw new Refusal("muted", { reason: "You are muted." });',
    'label = is ? "New session" : `Wait for ${name}`;',
    'throw new Error("This cannot be."); "PRAGMA busy"; "chat bar"; "Enter";',
  ];
  assert.deepEqual(wrongIn(parseSource("x.ts", planted.join("\n"))), [
    "x.ts:1: Only teachers can do this.",
    "x.ts:2: You are muted.",
    "x.ts:3: New session",
    "x.ts:3: Wait for …",
  ]);
});

Deno.test("every language has texts with the arguments of the English ones", async () => {
  const [english, ...others] = await readCatalogues();
  const texts = textsByKey(english.features);
  const wrong = [...texts].flatMap(([key, text]) =>
    text.trim() === "" ? [`${key} is empty`] : []
  );
  for (const { tag, features } of others) {
    const { wrong: differing } = compareMessages(features, english.features);
    wrong.push(...differing.map((it) => `${tag}: ${it}`));
  }
  assert.deepEqual(wrong, []);
  assert.ok(texts.size > 500, `${texts.size} texts were looked at`);
});

/** Names and terms that Chinese keeps in Latin letters. */
const latinInChinese = new Set(
  ("AA AI AVIF Aiken Alt Asia Backspace Big CSV Chrome Chromebook Content Cookie Ctrl Deno Deploy EUC Edge English Enter " +
    "Esc Excel Firefox GB GBK GIF GIFT HEAD HTML Home Homeroom Host ID IP ISO JIS JP JPEG JSON JAWS JavaScript KB KOI KR KiB " +
    "LiveKit MB Mac Markdown Metadata MiB Moodle NVDA OneRoster OpenAPI Orca Origin PDF PNG QR Safari Shift Tab Taipei TalkBack TeX Teacher Type " +
    "UTC Upload VoiceOver WCAG WebP WebSocket Windows XML ZIP application as csv deno endActive false grant http https iOS iPad iPadOS " +
    "iPhone id json link localhost mailto member reset scrypt task teacher token true tus users xlsx zip")
    .split(" "),
);

const typedExamples = [
  "accounts.signIn.badEmail",
  "library_import.imports.pasteTemplates",
  "pieces.",
];

Deno.test("Chinese has every text, without English words", async () => {
  const [english, ...others] = await readCatalogues();
  const { features } = others.find(({ tag }) => tag === "zh-TW")!;
  assert.deepEqual(compareMessages(features, english.features).missing, []);
  const wordsIn = (tokens: readonly Token[]): string[] =>
    tokens.flatMap((token) =>
      token.type === "content"
        ? token.value.match(/\p{sc=Latn}{2,}/gu) ?? []
        : "cases" in token
        ? token.cases.flatMap(({ tokens }) => wordsIn(tokens))
        : []
    );
  const wrong = [...textsByKey(features)].flatMap(([key, text]) => {
    if (typedExamples.some((it) => key.startsWith(it))) return [];
    const words = wordsIn(parseMessage(text))
      .filter((it) => !latinInChinese.has(it));
    return words.length > 0 ? [`${key}: ${words}`] : [];
  });
  assert.deepEqual(wrong, []);
});

Deno.test("no sentence repeats under another name", async () => {
  // JSON keeps only the last of two equal names. A formatted file has one name per line.
  const namesIn = (value: unknown): number =>
    typeof value === "object" && value !== null
      ? Object.entries(value).reduce(
        (sum, [name, it]) => sum + namesIn(it) + Number(isNaN(Number(name))),
        0,
      )
      : 0;
  const folder = new URL("../locales/", import.meta.url);
  for (const { tag, features } of await readCatalogues()) {
    for (const feature of Object.keys(features)) {
      const path = `${tag}/${feature}.json`;
      const text = await Deno.readTextFile(new URL(path, folder));
      const lines = text.match(/^\s*"(?:[^"\\]|\\.)*": /gm) ?? [];
      assert.equal(lines.length, namesIn(JSON.parse(text)), path);
    }
  }
});

Deno.test("a size is in words that a child knows, and an oversized file's without bytes (C-5)", () => {
  const MB = 1024 * 1024;
  const sizes: [number, string][] = [
    [0, "0 bytes"],
    [1, "1 byte"],
    [1023, "1,023 bytes"],
    [1024, "1 KB"],
    [MB - 1, "1 MB"],
    [1.5 * MB, "1.5 MB"],
    [50 * MB, "50 MB"],
  ];
  for (const [bytes, words] of sizes) assert.equal(formatSize(bytes), words);
  assert.match(
    stagedFiles.tooLarge({ name: "film.mov", most: "50 MB" }),
    /^“film\.mov” is larger than 50 MB/,
  );
  assert.doesNotMatch(
    stagedFiles.tooLarge({ name: "film.mov", most: "50 MB" }),
    /\d,\d|bytes/,
  );
});

Deno.test("a sentence that ends with a name has one full stop, whatever the name ends with", () => {
  const { welcomeBack } = classPage;
  assert.equal(
    removeDoubledStops(welcomeBack({ name: "Emeka O." })),
    "Welcome back, you have rejoined as Emeka O.",
  );
  assert.equal(
    welcomeBack({ name: "Amy" }),
    "Welcome back, you have rejoined as Amy.",
  );
  assert.match(
    removeDoubledStops(
      groups.youAreIn({ name: "A", others: "Ben and Emeka O." }),
    ),
    / Emeka O\.$/,
  );
  assert.match(
    removeDoubledStops(groupsDesk.movedTo({ names: "Emeka O.", room: "A" })),
    / Emeka O\.$/,
  );
});

const isSpeech = (text: string) =>
  /^\p{Lu}\p{Ll}*[,:]? .*\p{L}{2}|^\p{Lu}\p{Ll}+[.!?…]$/su.test(text.trim());

/** Strings in code, except in errors other than `Refusal`: those reach only the log. */
function* said(
  nodes: Iterable<SyntaxNode>,
): Generator<{ node: SyntaxNode; text: string }> {
  for (const node of nodes) {
    const callee = node.callee as { name?: string; type: string } | undefined;
    if (/Error$/.test(callee?.name ?? "") || callee?.type === "Super") continue;
    if (node.type === "Literal" && typeof node.value === "string") {
      yield { node, text: node.value };
    } else if (node.type === "TemplateLiteral") {
      yield { node, text: literals(node).join("…") };
    }
    yield* said(childNodes(node));
  }
}

function texts(node: SyntaxNode): string[] {
  if (node.type === "JSXElement" || node.type === "JSXFragment") {
    return (node.children as SyntaxNode[]).flatMap((child) =>
      child.type === "JSXText" ? [String(child.value)] : literals(child)
    );
  }
  if (node.type !== "JSXAttribute") return [];
  const name = (node.name as { name?: string }).name ?? "";
  const value = node.value as SyntaxNode | null;
  return shown.test(name) && value ? literals(value) : [];
}

function literals(node: SyntaxNode): string[] {
  switch (node.type) {
    case "Literal":
      return typeof node.value === "string" ? [node.value] : [];
    case "TemplateLiteral":
      return (node.quasis as { value: { cooked: string } }[])
        .map(({ value }) => value.cooked);
    case "ConditionalExpression":
      return [node.consequent, node.alternate]
        .flatMap((branch) => literals(branch as SyntaxNode));
    case "LogicalExpression":
      return literals(node.right as SyntaxNode);
    case "JSXExpressionContainer":
    case "ParenthesizedExpression":
      return literals(node.expression as SyntaxNode);
    default:
      return [];
  }
}

function say(source: SourceFile, node: SyntaxNode, text: string): string {
  return `${placeInSource(source, node.start)}: ${text.trim()}`;
}
