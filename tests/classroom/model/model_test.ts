import assert from "node:assert/strict";
import { languages } from "texts/languages.ts";
import * as Y from "yjs";
import {
  broadcastShownMs,
  broadcastsOnPresent,
  findClassPageHeader,
} from "../../../classroom/model/class_page_header.ts";
import {
  type ClassProgress,
  hasAnythingHappened,
  readClassProgress,
} from "../../../classroom/model/class_progress.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { faultReasons } from "../../../classroom/model/faults.ts";
import { isId, newId, nextId } from "../../../classroom/model/ids.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
} from "../../../classroom/model/layout.ts";
import type { Identity, Member } from "../../../classroom/model/members.ts";
import { memoize } from "../../../formats/memoize.ts";
import {
  canMentionBegin,
  findMentions,
  isMentioned,
  matchesTypedName,
  type Mentionable,
} from "../../../classroom/model/mentions.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import {
  makePreview,
  removeMarkdown,
} from "../../../formats/markdown/previews.ts";
import {
  refusalKindOf,
  type RefusalReason,
  refusalReasons,
  refusalStatuses,
  type ValueTypes,
} from "../../../classroom/model/refusals.ts";
import {
  toInstant,
  toWallTime,
  weeklyOccurrences,
  zoneOffsetMs,
} from "../../../formats/times.ts";
import { readCatalogues } from "../../../locales/catalogues.ts";
import { runInLanguage } from "../../../locales/current.ts";
import { argumentsOf, type Messages } from "../../../locales/messages.ts";
import { receiptText } from "../../../locales/receipt_text.ts";
import { faultText, refusalText } from "../../../locales/refusal_text.ts";
import type { SyncEngine } from "../../../sync/sync_engine.ts";
import { countedTest, findSlowTexts } from "../../counted_work.ts";
import {
  messageSigns,
  mixedSignTexts,
  repeatToLength,
} from "../../hostile_texts.ts";
import {
  placeInSource,
  readSources,
  type SourceFile,
  type SyntaxNode,
  walkNodes,
} from "../../source.ts";

const members: Record<string, Member> = {
  lin: { name: "Ms Lin", role: "teacher", joinedAt: 1, room: null },
  amy: { name: "Amy", role: "student", joinedAt: 2, room: null },
};

const text = (id: string, at: number, from = "lin"): Message => ({
  kind: "text",
  id,
  at,
  from,
  text: id,
});

const broadcast = (id: string, at: number): Message => ({
  ...text(id, at),
  kind: "broadcast",
  text: id,
  broadcast: id,
});

Deno.test("the header shows a teacher's last line without expiry (N-6)", () => {
  const main = [text("hello", 10), text("me too", 20, "amy")];
  const { teacher, line } = findClassPageHeader(members, { main }, 1e12);
  assert.equal(teacher, "Ms Lin");
  assert.deepEqual(line, {
    id: "hello",
    at: 10,
    name: "Ms Lin",
    text: "hello",
  });
});

Deno.test("a broadcast is in the page's header for two minutes, then the earlier line", () => {
  const main = [text("hello", 10), broadcast("two minutes left", 20)];
  const headAt = (now: number) =>
    findClassPageHeader(members, { main }, now).line?.id;
  assert.equal(headAt(20), "two minutes left");
  assert.equal(headAt(20 + broadcastShownMs - 1), "two minutes left");
  assert.equal(headAt(20 + broadcastShownMs), "hello");
});

Deno.test("Present shows the newest two broadcasts, each for two minutes, and no deleted one", () => {
  const sent = [["a", 10], ["b", 20], ["", 30], ["c", 40]] as const;
  const stored = sent.map(([text, at]) => ({
    broadcast: text,
    from: "lin",
    at,
    text,
  }));
  const shownAt = (now: number) =>
    broadcastsOnPresent(stored, now).map(({ text }) => text).join("");
  assert.equal(shownAt(40), "cb");
  assert.equal(shownAt(20 + broadcastShownMs - 1), "cb");
  assert.equal(shownAt(20 + broadcastShownMs), "c");
  assert.equal(shownAt(40 + broadcastShownMs), "");
});

Deno.test("among groups' messages only a broadcast is in the header, while they are open", () => {
  const main = [text("hello", 10)];
  const groups = [[broadcast("two minutes left", 20), text("for you", 30)]];
  const headOf = (said: Parameters<typeof findClassPageHeader>[1]) =>
    findClassPageHeader(members, said, 40).line;
  assert.equal(headOf({ main, groups })?.id, "two minutes left");
  assert.equal(headOf({ main, groups })?.until, 20 + broadcastShownMs);
  assert.equal(headOf({ main })?.id, "hello");
  const later = [...main, text("back to work", 35)];
  assert.equal(headOf({ main: later, groups })?.id, "back to work");
});

const startsAt = 1_000_000;

const nothing: ClassProgress = {
  startsAt,
  messages: 0,
  questions: 0,
  hands: 0,
  shared: [],
  breakouts: {},
  call: {},
  hasEyes: false,
};

const beginnings: [what: string, is: Partial<ClassProgress>, begun: boolean][] =
  [
    ["nothing", {}, false],
    ["a message of staff", { messages: 1 }, true],
    ["a question to the assistant", { questions: 1 }, true],
    ["a raised hand", { hands: 1 }, true],
    ["a poll", { shared: [startsAt + 1] }, true],
    ["what was prepared ahead", { shared: [startsAt - 60_000] }, false],
    ["what the class before had", { shared: [startsAt] }, false],
    ["more than was prepared", { shared: [startsAt, startsAt + 9] }, true],
    ["groups that were prepared", { breakouts: { auto: false } }, false],
    [
      "groups that were opened",
      { breakouts: { auto: false, open: true } },
      true,
    ],
    ["automatic groups", { breakouts: { auto: true, open: true } }, false],
    ["a timer in these", {
      breakouts: { auto: true, open: true, endsAt: startsAt + 60_000 },
    }, true],
    ["a call", { call: { main: startsAt + 5 } }, true],
    ["a call in all groups", { call: { groups: startsAt + 5 } }, true],
    ["what a call allows", { call: { cameras: true } }, false],
    ["eyes on me", { hasEyes: true }, true],
  ];

for (const [what, is, begun] of beginnings) {
  Deno.test(`with ${what} a class ${begun ? "has" : "has not"} begun (N-3)`, () => {
    assert.equal(hasAnythingHappened({ ...nothing, ...is }), begun);
  });
}

Deno.test("a student's chat line does not begin a class, a teacher's does", () => {
  const [session, staff, main] = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
  const members = session.getMap<Member>("members");
  const [amy, lin] = (["student", "teacher"] as const).map((role) => {
    members.set(role, { name: role, role, joinedAt: 0, room: null });
    return role;
  });
  const says = (from: string) =>
    main.getArray("messages").push([{ kind: "text", from, text: "hello" }]);
  says(amy);
  assert.equal(
    hasAnythingHappened(readClassProgress(session, staff, main)),
    false,
  );
  says(lin);
  assert.equal(
    hasAnythingHappened(readClassProgress(session, staff, main)),
    true,
  );
});

const s = "a".repeat(16);

function held(before: (session: Y.Doc, n: number) => void) {
  const all = new Map<string, Y.Doc>();
  const docOf = (name: string) => {
    if (!all.has(name)) all.set(name, new Y.Doc());
    return all.get(name)!;
  };
  let n = 0;
  const given = (
    _: string,
    needs: readonly string[],
    act: (given: unknown) => unknown,
  ) => {
    before(docOf(names.session(s)), n++);
    const doc = (name: string) => {
      assert(needs.includes(name), `${name} was asked for`);
      return docOf(name);
    };
    return Promise.resolve(act({ doc }));
  };
  return { read: given, decide: given } as unknown as SyncEngine<Identity>;
}

const roomOf = ({ session }: ClassDocuments) =>
  names.room(s, session.getMap<string>("info").get("room")!);

for (
  const [how, take] of [["read", readClassDocuments], [
    "decided on",
    decideOnClass,
  ]] as const
) {
  Deno.test(`a class is ${how} with the documents that it names at that moment`, async () => {
    const taken: string[] = [];
    const sync = held((session, n) => {
      // The room changes after the first and the second look.
      session.getMap("info").set("room", `room${Math.min(n, 3)}`);
    });
    const result = await take(sync, s, (docs, all) => {
      all.doc(roomOf(docs));
      taken.push(roomOf(docs));
      return "done";
    }, (docs) => [roomOf(docs)]);
    assert.equal(result, "done");
    assert.deepEqual(taken, [names.room(s, "room3")], "once");
  });
}

Deno.test("two pages derive the same new id from an old one, and never the old one (SYNC-3)", () => {
  const id = newId();
  assert.equal(nextId(id), nextId(id));
  const all = [...Array(57)].reduce<string[]>(
    (ids) => [...ids, nextId(ids.at(-1)!)],
    [id],
  );
  assert(all.every(isId));
  assert.equal(new Set(all).size, 58);
});

Deno.test("a recent outcome is returned again, also if it is none", () => {
  const made: string[] = [];
  const half = memoize(2, (text) => {
    made.push(text);
    return text === "" ? undefined : text.slice(0, text.length / 2);
  });
  assert.equal(half("abcd"), "ab");
  assert.equal(half(""), undefined);
  assert.equal(half("abcd"), "ab");
  assert.equal(half(""), undefined);
  assert.deepEqual(made, ["abcd", ""]);
  half("abcd");
  half("xy");
  assert.equal(half("abcd"), "ab", "asked for lately, so it stays");
  assert.equal(half(""), undefined);
  assert.deepEqual(made, ["abcd", "", "xy", ""]);
});

const people: Mentionable[] = [
  { id: "old", name: "Ben", removed: true },
  ...[
    "Amy",
    "Amy (2)",
    "Amy Lin",
    "Ben",
    "小明",
    "小明明",
    "王小明",
    "ㄒㄧㄠ",
    "ダイ",
    "O'Neil",
    "R2D2",
    "Anne‑Marie",
    "撒韵‧武荖",
    "J. R. Lin",
    "김민수",
  ]
    .map((name) => ({ id: name, name })),
];

const mentionTable: [text: string, mentions: string[]][] = [
  ["nobody", []],
  ["", []],
  ["@", []],
  ["@@", []],
  ["@Amy", ["@Amy=Amy"]],
  ["@amy, @AMY!", ["@amy=Amy", "@AMY=Amy"]],
  ["＠Ａｍｙ look", ["＠Ａｍｙ=Amy"]],
  ["Thanks @Amy (2)!", ["@Amy (2)=Amy (2)"]],
  ["@Amy (3)", ["@Amy=Amy"]],
  ["@Amy Lin and @Amy Lang", ["@Amy Lin=Amy Lin", "@Amy=Amy"]],
  ["@Amy Linda", ["@Amy=Amy"]],
  ["@Amyx @Amy_ @Amy2", []],
  ["@Amy's turn", ["@Amy=Amy"]],
  ["amy@amy.example", []],
  ["(@Amy) **@Ben** @Amy@Ben", ["@Amy=Amy", "@Ben=Ben", "@Amy=Amy"]],
  ["@ Amy", []],
  ["你好@小明你好", ["@小明=小明"]],
  ["@小明明 @小明", ["@小明明=小明明", "@小明=小明"]],
  ["你好@Amy謝謝", ["@Amy=Amy"]],
  ["等一下請@王小明來說，不是@小明。", ["@王小明=王小明", "@小明=小明"]],
  ["（＠王小明）你覺得呢", ["＠王小明=王小明"]],
  ["我要找@ㄒㄧㄠ玩", ["@ㄒㄧㄠ=ㄒㄧㄠ"]],
  ["謝謝＠Ａｍｙ！@ﾀﾞｲさん", ["＠Ａｍｙ=Amy", "@ﾀﾞｲ=ダイ"]],
  ["寄到amy@王小明", []],
  ["@김민수님 @김민수씨가 @김민수에게, @김민수!", [
    "@김민수=김민수",
    "@김민수=김민수",
    "@김민수=김민수",
    "@김민수=김민수",
  ]],
  ["@김민수철 @김민수님들 @김민수1", []],
  [
    "@O'Neil @o’neil @O‘NEIL @O`Neil @OʼNeil",
    [
      "@O'Neil=O'Neil",
      "@o’neil=O'Neil",
      "@O‘NEIL=O'Neil",
      "@O`Neil=O'Neil",
      "@OʼNeil=O'Neil",
    ],
  ],
  ["@Anne-Marie, @Anne‑Marie", [
    "@Anne-Marie=Anne‑Marie",
    "@Anne‑Marie=Anne‑Marie",
  ]],
  ["請@撒韵·武荖說", ["@撒韵·武荖=撒韵‧武荖"]],
  ["@J. R. Lin. @J R Lin.", ["@J. R. Lin=J. R. Lin", "@J R Lin=J. R. Lin"]],
  ["@R2D2\n@r2d2", ["@R2D2=R2D2", "@r2d2=R2D2"]],
  ["𝕏@Amy 😀@Amy😀", ["@Amy=Amy"]],
];

Deno.test("a mention is the longest name after an @ that ends at a word's end (C-1)", () => {
  for (const [text, mentions] of mentionTable) {
    const found = findMentions(text, people)
      .map(({ start, end, member }) => `${text.slice(start, end)}=${member}`);
    assert.deepEqual(found, mentions, text);
  }
});

Deno.test("a member is mentioned if their name is in a text (C-1)", () => {
  const text = "Please ask @Amy (2) or @ben";
  const meant = people.filter(({ id }) => isMentioned(id, text, people));
  assert.deepEqual(meant.map(({ id }) => id), ["Amy (2)", "Ben"]);
});

Deno.test("names are offered after an @ in a sentence without spaces, but not in an address (C-1)", () => {
  const offers = (text: string) => canMentionBegin(text, text.search(/[@＠]/));
  for (const text of ["@", "hi @", "請@", "請＠", "（@", "ダイ@"]) {
    assert(offers(text), text);
  }
  for (const text of ["amy@", "amy2＠", "é@"]) assert(!offers(text), text);
});

Deno.test("typing finds names by the start of a word, Chinese names by any part (C-1)", () => {
  const find = (typed: string) =>
    ["王小明", "王大明", "Amy Lin", "Ａｎｎ", "Ben (2)", "Lynn"]
      .filter((name) => matchesTypedName(typed, name));
  assert.deepEqual(find("王"), ["王小明", "王大明"]);
  assert.deepEqual(find("小明"), ["王小明"]);
  assert.deepEqual(find("明"), ["王小明", "王大明"]);
  assert.deepEqual(find("王小明來"), []);
  assert.deepEqual(find("l"), ["Amy Lin", "Lynn"]);
  assert.deepEqual(find("an"), ["Ａｎｎ"]);
  assert.deepEqual(find("ＬＹ"), ["Lynn"]);
  assert.deepEqual(find("nn"), []);
  assert.deepEqual(find("2"), ["Ben (2)"]);
  assert.deepEqual(find(" lin"), []);
  assert.equal(find("").length, 6);
});

const previews: [text: string, preview: string][] = [
  ["Plain words.", "Plain words."],
  ["*強調*和粗體", "強調和粗體"],
  [
    "**Bold**, *slanted*, _this too_, ~~gone~~ and `code`",
    "Bold, slanted, this too, gone and code",
  ],
  [
    "## Cells\n\n- the **wall**\n- [x] done\n> said",
    "Cells the wall done said",
  ],
  [
    "[here](https://a.example/b) and ![cat](https://a.example/c.png)",
    "here and cat",
  ],
  ["```python\nx = 1\n```", "x = 1"],
  ["| a | b |\n|---|:-:|\n| 1 | 2 |", "a b 1 2"],
  ["So $x^2$ and\n$$\\frac{1}{2}$$", "So x^2 and \\frac{1}{2}"],
  ["It costs $5 or $10", "It costs $5 or $10"],
  [
    "2 * 3 = 6, 2*3 = 6, snake_case_name, a ~ b",
    "2 * 3 = 6, 2*3 = 6, snake_case_name, a ~ b",
  ],
  [
    "~~no~~ __yes__, __two words__; 2__3, snake__case",
    "no yes, two words; 2__3, snake__case",
  ],
  ["1. first\n2. second", "1. first 2. second"],
  ["\\*not bold\\*", "*not bold*"],
  ["**細胞壁**是*堅硬*的", "細胞壁是*堅硬*的"],
  ['(**a**) "*b*"', '(a) "b"'],
  ["a - b + c > d", "a - b + c > d"],
  ["- 3 + 5 = ?", "- 3 + 5 = ?"],
  ["- x", "- x"],
  ["- x\n- y", "x y"],
  ["x is\n>  5\n+ $2", "x is > 5 + $2"],
  ["", ""],
];

Deno.test("a preview is one line without Markdown's marks (B-14)", () => {
  for (const [text, preview] of previews) {
    assert.equal(makePreview(text), preview);
  }
});

Deno.test("plain text keeps its lines (A-3)", () => {
  assert.equal(
    removeMarkdown("**Good.**\n\n- see `x`\n2 * 3"),
    "Good.\n\nsee x\n2 * 3",
  );
});

Deno.test("a preview has a maximum length, and ends between characters (B-14)", () => {
  assert.equal(makePreview("abc ".repeat(100), 10), "abc abc a…");
  assert.equal(makePreview("😀".repeat(100), 10), `${"😀".repeat(4)}…`);
  for (const text of mixedSignTexts(4000, 300, 11)) {
    assert.ok(makePreview(text).length <= 200);
  }
});

countedTest(
  import.meta.url,
  "a preview takes a few steps per character, whatever the text (B-14)",
  async () => {
    // Twice the steps per character that the worst text takes.
    const most = 12;
    const single = messageSigns.map((sign) => repeatToLength(sign, 4000));
    assert.deepEqual(
      await findSlowTexts(single, (it) => makePreview(it), most),
      [],
    );
    // Texts as long as a comment may be.
    const comments = messageSigns.map((sign) => repeatToLength(sign, 2000));
    assert.deepEqual(await findSlowTexts(comments, removeMarkdown, most), []);
    const mixed = mixedSignTexts(4000, 400, 12);
    assert.deepEqual(
      await findSlowTexts(mixed, (it) => makePreview(it), most),
      [],
    );
  },
);

const all: [reason: RefusalReason, values: ValueTypes][] = Object.values(
  refusalReasons,
)
  .flatMap((own) => Object.entries(own) as [RefusalReason, ValueTypes][]);
const exampleOf = (types: ValueTypes) =>
  Object.fromEntries(
    Object.entries(types).map(([name, type]) => [
      name,
      type === "number" ? 7 : `a ${name}`,
    ]),
  );

Deno.test("every refusal says what happened and what to do, in every language (G-1)", async () => {
  const names = all.map(([reason]) => reason);
  const namesAndKinds = [...names, ...Object.keys(refusalStatuses)];
  assert.equal(
    namesAndKinds.length,
    new Set(namesAndKinds).size,
    "no reason stands twice, or as a kind",
  );
  assert.ok(names.length > 100, `${names.length} reasons were looked at`);
  for (const { tag, features } of await readCatalogues()) {
    const { kinds, reasons, receipts } = features.refusals as Record<
      string,
      Record<string, Messages>
    >;
    assert.deepEqual(
      Object.keys({ ...reasons, ...receipts }).sort(),
      [...names].sort(),
      `the reasons in ${tag}`,
    );
    assert.deepEqual(
      Object.keys(kinds).sort(),
      Object.keys(refusalStatuses).sort(),
    );
    const told = [
      ...Object.keys(refusalStatuses).map((kind) =>
        [kind, {}, kinds[kind]] as const
      ),
      ...all.map(([reason, values]) =>
        [reason, values, reasons[reason] ?? receipts[reason]] as const
      ),
    ];
    for (const [name, values, message] of told) {
      const what = `${name} in ${tag}`;
      for (const part of ["what", "next"]) {
        assert.match(String(message[part]), /[.。]$/, `${part} of ${what}`);
      }
      assert.deepEqual(argumentsIn([message.what, message.next]), values, what);
    }
    const own = features.refusals.faults as Record<string, string>;
    assert.deepEqual(Object.keys(own), Object.keys(faultReasons));
    for (const [reason, values] of Object.entries(faultReasons)) {
      assert.deepEqual(argumentsIn([own[reason]]), values, `${reason}, ${tag}`);
    }
  }
});

function argumentsIn(messages: readonly unknown[]): ValueTypes {
  return Object.fromEntries(
    messages.flatMap((it) => [...argumentsOf(String(it)) ?? []]),
  ) as ValueTypes;
}

for (const language of languages) {
  Deno.test(`every pair of a kind and a reason has a text (${language.tag}) (G-1)`, () =>
    runInLanguage(language, () => {
      for (const kind of Object.keys(refusalStatuses)) {
        const words = refusalText({ kind, reason: null, values: {} });
        assert.notEqual(words, kind);
      }
      for (const [reason, types] of all) {
        const values = exampleOf(types), kind = refusalKindOf(reason);
        const words = refusalText({ kind, reason, values });
        assert.doesNotMatch(words, /undefined|NaN|[{}]/, reason);
        for (const [name, value] of Object.entries(values)) {
          if (name === "of" || name === "unit" || name === "path") continue;
          assert.ok(words.includes(String(value)), `${reason}: ${words}`);
        }
        const receipt = receiptText({ detail: reason, values });
        assert.ok(receipt === null || receipt === words);
      }
      for (const [name, types] of Object.entries(faultReasons)) {
        const reason = name as keyof typeof faultReasons;
        const words = faultText({ path: "", reason, values: exampleOf(types) });
        assert.doesNotMatch(words, /undefined|NaN|[{}]/, reason);
      }
    }));
}

Deno.test("a receipt without a known reason shows its kind (G-1, L-1)", () => {
  const detail = "You can ask twice a minute. Try again in 5 s.";
  assert.equal(receiptText({ detail }), null);
  assert.equal(receiptText({ detail: "muted" }), null);
  assert.equal(receiptText({ detail: "constructor" }), null);
});

Deno.test("code names only existing reasons, and every reason is used (G-1)", async () => {
  const code = await readSources("classroom", "sync", "routes", "server");
  const named = new Set<string>();
  for (const source of code) {
    if (source.path === "classroom/model/refusals.ts") continue;
    for (const node of walkNodes(source.body)) {
      const text = textOf(node);
      if (text !== null) named.add(text);
      const [kind, reason] = thrownIn(node) ?? [];
      if (reason === undefined) continue;
      assert.equal(
        refusalKindOf(reason as RefusalReason),
        kind,
        `${reason}, ${placeOf(source, node)}`,
      );
    }
  }
  // The code builds this reason from two parts.
  named.add("no-such-member");
  assert.deepEqual(all.filter(([reason]) => !named.has(reason)), []);
});

const placeOf = (source: SourceFile, node: SyntaxNode) =>
  placeInSource(source, node.start);

const textOf = (node: SyntaxNode | undefined): string | null =>
  node?.type === "Literal" && typeof node.value === "string"
    ? node.value
    : null;

/** Kind and reason of `new Refusal("kind", { reason: "reason" })` with two literals. */
function thrownIn(node: SyntaxNode): [kind: string, reason: string] | null {
  const callee = node.callee as { name?: string } | undefined;
  if (node.type !== "NewExpression" || callee?.name !== "Refusal") return null;
  const [first, about] = node.arguments as SyntaxNode[];
  const fields = (about?.properties ?? []) as {
    key?: SyntaxNode;
    value: SyntaxNode;
  }[];
  const reason = fields.find(({ key }) => key?.name === "reason");
  const kind = textOf(first), text = textOf(reason?.value);
  return kind !== null && text !== null ? [kind, text] : null;
}

const week = 7 * 24 * 3_600_000;
const zones = [
  "Asia/Taipei",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "America/St_Johns",
  "UTC",
];

/** Days on which some zone changes its clocks, and others. */
const days = "01-01 03-14 03-28 04-04 07-15 10-03 10-31 11-07 12-31".split(" ");

Deno.test("a wall time equals Temporal's, also when clocks change over it (S-7)", () => {
  for (const zone of zones) {
    for (const day of days) {
      for (const time of ["00:00", "01:45", "02:30", "09:10", "23:59"]) {
        const date = `2027-${day}`;
        const at = toInstant({ date, time }, zone);
        const wanted = Temporal.PlainDateTime.from(`${date}T${time}`)
          .toZonedDateTime(zone).epochMilliseconds;
        assert.equal(at, wanted, `${date} ${time} ${zone}`);
      }
    }
  }
});

Deno.test("a time is shown in the zone's clock, and an invalid one as none (S-7)", () => {
  const at = Date.UTC(2027, 2, 28, 0, 30);
  assert.deepEqual(toWallTime(at, "Europe/Berlin"), {
    date: "2027-03-28",
    time: "01:30",
  });
  assert.deepEqual(toWallTime(at, "America/New_York"), {
    date: "2027-03-27",
    time: "20:30",
  });
  for (const date of ["", "2027-13-01", "tomorrow", "99999-01-01"]) {
    assert.equal(toInstant({ date, time: "09:10" }, "UTC"), null);
  }
});

Deno.test("a weekly class keeps its time of day, whatever the clocks do (S-7)", () => {
  const zone = "Europe/Berlin";
  const first = toInstant({ date: "2027-03-23", time: "09:10" }, zone)!;
  const all = weeklyOccurrences(first, 3, zone);
  assert.deepEqual(
    all.map((at) => toWallTime(at, zone).date),
    ["2027-03-23", "2027-03-30", "2027-04-06"],
  );
  assert.deepEqual(
    all.map((at) => zoneOffsetMs(at, zone) / 3_600_000),
    [1, 2, 2],
  );
});

Deno.test("a class in a skipped hour is shown an hour later, every week (S-7)", () => {
  const zone = "Europe/Berlin";
  const first = toInstant({ date: "2027-03-28", time: "02:30" }, zone)!;
  const times = weeklyOccurrences(first, 3, zone)
    .map((at) => toWallTime(at, zone).time);
  assert.deepEqual(times, ["03:30", "03:30", "03:30"]);
});

Deno.test("when clocks change, a class keeps its time of day (S-7)", () => {
  const table: [zone: string, first: string, then: string[]][] = [
    ["Asia/Taipei", "2026-03-02T08:10+08:00", [
      "2026-03-09T00:10:00Z",
      "2026-03-16T00:10:00Z",
    ]],
    ["Europe/Berlin", "2026-03-23T08:00+01:00", [
      "2026-03-30T06:00:00Z",
      "2026-04-06T06:00:00Z",
    ]],
    ["Europe/Berlin", "2026-10-19T08:00+02:00", ["2026-10-26T07:00:00Z"]],
    // A skipped hour moves to the next one, in that week alone.
    ["Europe/Berlin", "2026-03-22T02:30+01:00", [
      "2026-03-29T01:30:00Z",
      "2026-04-05T00:30:00Z",
    ]],
    // A repeated hour means its first.
    ["America/New_York", "2026-10-25T01:30-04:00", ["2026-11-01T05:30:00Z"]],
    ["Australia/Lord_Howe", "2026-03-30T09:00+11:00", ["2026-04-05T22:30:00Z"]],
    ["America/New_York", "2026-12-28T09:00-05:00", ["2027-01-04T14:00:00Z"]],
  ];
  for (const [zone, first, then] of table) {
    const begins = Date.parse(first);
    assert.deepEqual(
      weeklyOccurrences(begins, then.length + 1, zone),
      [begins, ...then.map((text) => Date.parse(text))],
      `${zone} ${first}`,
    );
  }
});

Deno.test("a weekly class in the repeated hour's second pass recurs after exact weeks (S-7)", () => {
  // The chosen moment stays.
  const begins = Date.parse("2026-10-25T02:30+01:00");
  const all = weeklyOccurrences(begins, 20, "Europe/Berlin");
  assert.equal(all.length, 20);
  assert.equal(all[0], begins);
  assert.equal(all[1], begins + week);
});
