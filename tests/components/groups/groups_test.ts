/** Groups on the teacher's page, a pasted class list, and countdowns (B-8, B-13). */
import assert from "node:assert/strict";
import fc from "fast-check";
import { groups as t } from "texts/groups.ts";
import type { Room } from "../../../classroom/model/groups.ts";
import {
  assignGroupEmblems,
  groupHueCount,
} from "../../../components/client/group_emblems.ts";
import { lastLinesIn } from "../../../components/groups/grid/last_lines.ts";
import {
  findColumns,
  findPastedTable,
  findTable,
  readNames,
} from "../../../components/groups/class_file/name_columns.ts";
import {
  atZeroSentence,
  countdownAt,
  timeLeftSentence,
} from "../../../components/groups/countdown.ts";
import {
  findRefusedName,
  formatClassList,
  parseClassList,
} from "../../../components/groups/desk/class_list.ts";
import { propertyOptions } from "../../random.ts";

type Colour = readonly [number, number, number];

/** How dichromats see linear RGB (Machado, Oliveira and Fernandes 2009, severity 1). */
const eyes: Readonly<Record<string, readonly Colour[]>> = {
  "all cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const grounds = {
  light: ["#ffffff", "#faf8f3", "#f2efe7"],
  dark: ["#1c2227", "#14181c", "#101316"],
};

Deno.test("twelve hues are distinguishable with colour blindness, on light and dark", async () => {
  const css = await Deno.readTextFile("components/client/group_mark.css");
  const found = [...css.matchAll(/light-dark\((#\w{6}), (#\w{6})\)/g)];
  assert.equal(found.length, groupHueCount);
  for (const [at, theme] of (["light", "dark"] as const).entries()) {
    const colours = found.map((match) => linear(match[at + 1]));
    for (const [eye, matrix] of Object.entries(eyes)) {
      const seen = colours.map((colour) => oklab(apply(matrix, colour)));
      for (const [i, one] of seen.entries()) {
        for (const other of seen.slice(0, i)) {
          const apart = Math.hypot(...one.map((v, k) => v - other[k]));
          assert(apart > 0.045, `${theme}, ${eye}: hue ${i}, ${apart}`);
        }
      }
    }
    for (const [i, colour] of colours.entries()) {
      for (const ground of grounds[theme]) {
        const ratio = contrast(colour, linear(ground));
        assert(ratio >= 3, `${theme}: hue ${i} on ${ground} has ${ratio}`);
      }
    }
  }
});

function roomsOf(...names: string[]): Record<string, Room> {
  return Object.fromEntries(
    names.map((name, order) => [name, { name, order }]),
  );
}

function numbered(rooms: readonly Room[]): Record<string, Room> {
  return Object.fromEntries(rooms.entries());
}

function lettersOf(rooms: Record<string, Room>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(assignGroupEmblems(rooms)).map(([id, { looks }]) => [
      id,
      looks.letter,
    ]),
  );
}

Deno.test("letter, shape and hue belong to a group for its life", () => {
  const { c, "27": late, green } = assignGroupEmblems({
    green: { name: "Green team", order: 0 },
    c: { name: "Group C", order: 2 },
    "27": { name: "Group 27", order: 26 },
  });
  assert.deepEqual(c.looks, { letter: "C", hue: 2, shape: 2 });
  assert.equal(late.looks.letter, "27");
  assert.equal(green.looks.letter, "GT");
  const looks = Object.values(
    assignGroupEmblems(
      roomsOf(...Array.from({ length: 72 }, (_, n) => `x${n}`)),
    ),
  ).map(({ looks: { hue, shape } }) => `${hue} ${shape}`);
  assert.equal(new Set(looks).size, 72);
});

Deno.test("no two groups have the same mark, whatever their names", () => {
  // "Group B" was renamed, and a new group got the name that was free then.
  assert.deepEqual(
    lettersOf({
      renamed: { name: "Blue", order: 1 },
      a: { name: "Group A", order: 0 },
      made: { name: "Group B", order: 2 },
    }),
    { renamed: "Bl", a: "A", made: "B" },
  );
  assert.deepEqual(
    lettersOf(roomsOf("Group B", "Team B", "b", "Tiny Birds", "TB", "Blue")),
    {
      "Group B": "B",
      "Team B": "TB",
      b: "b3",
      "Tiny Birds": "T4",
      TB: "T5",
      Blue: "Bl",
    },
  );
  assert.deepEqual(
    lettersOf(roomsOf("A 組", "B組", "第3組", "紅組")),
    { "A 組": "A", B組: "B", 第3組: "3", 紅組: "紅組" },
  );
  const { first, second } = assignGroupEmblems({
    first: { name: "Group A", order: 0 },
    second: { name: "Group B", order: 0 },
  });
  assert.notEqual(first.looks.hue, second.looks.hue);

  fc.assert(
    fc.property(fc.array(aRoom, { maxLength: 60 }), (some) => {
      const marks = Object.values(assignGroupEmblems(numbered(some)))
        .map(({ looks }) => looks.letter.toUpperCase());
      assert.equal(new Set(marks).size, some.length);
      assert(marks.every((mark) => mark !== ""));
    }),
    propertyOptions("marks of groups", 100),
  );
});

Deno.test("existing groups keep their marks when another comes or goes", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(aRoom, { minLength: 2, maxLength: 20, selector: byOrder }),
      (some) => {
        const rooms = some.toSorted((a, b) => a.order - b.order);
        const before = lettersOf(numbered(rooms));
        const { [rooms.length - 1]: gone, ...left } = before;
        assert.deepEqual(lettersOf(numbered(rooms.slice(0, -1))), left, gone);
      },
    ),
    {
      examples: [
        [[{ name: "Blue", order: 0 }, { name: "Black", order: 1 }]],
        [["A B", "BB", "BA B"].map((name, order) => ({ name, order }))],
      ],
      ...propertyOptions("marks that stay", 2000),
    },
  );
});

const byOrder = ({ order }: Room) => order;
const aRoom: fc.Arbitrary<Room> = fc.record({
  name: fc.oneof(
    fc.stringMatching(/^(Group|Team) [A-D1-3]$/),
    fc.stringMatching(/^[A-Cb]{1,3}( [A-C]{1,2})?$/),
    fc.constantFrom("藍隊", "綠 隊", "🦊", "ß"),
  ),
  order: fc.nat(40),
});

function linear(hex: string): Colour {
  const part = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function apply(matrix: readonly Colour[], [r, g, b]: Colour): Colour {
  const [x, y, z] = matrix.map(([a, c, d]) =>
    Math.min(1, Math.max(0, a * r + c * g + d * b))
  );
  return [x, y, z];
}

function oklab([r, g, b]: Colour): Colour {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function contrast(one: Colour, other: Colour): number {
  const light = ([r, g, b]: Colour) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [a, b] = [light(one) + 0.05, light(other) + 0.05];
  return Math.max(a, b) / Math.min(a, b);
}

Deno.test("each line is a name, empty lines left out (J-8)", () => {
  assert.deepEqual(parseClassList("Amy\n\n  Ben \r\nChloe Ng\n"), [
    { name: "Amy" },
    { name: "Ben" },
    { name: "Chloe Ng" },
  ]);
});

Deno.test("two columns are separated by comma, semicolon or tab, quoted if needed (J-8)", () => {
  const text = 'name,group\n"Ng, Amy",Red\nBen;Blue\nDan\tRed\nEva,';
  const list = [
    { name: "Ng, Amy", room: "Red" },
    { name: "Ben", room: "Blue" },
    { name: "Dan", room: "Red" },
    { name: "Eva" },
  ];
  assert.deepEqual(parseClassList(text), list);
  assert.deepEqual(parseClassList(formatClassList(list)), list);
});

function pasted(text: string): string {
  const found = findPastedTable(text);
  if (!found) return formatClassList(parseClassList(text));
  const { table, isFamilyFirst } = found;
  return formatClassList(
    readNames(table, findColumns(table, isFamilyFirst)).names,
  );
}

const pastes: [about: string, text: string, list: string][] = [
  ["seat number and name", "1\t王小明\n2\t陳美玲", "王小明\n陳美玲"],
  [
    "seat number and name by commas",
    "01,Amy Lin\n02,Ben Ng",
    "Amy Lin\nBen Ng",
  ],
  [
    "the order of the seats",
    "座號\t姓名\n3\t王小明\n1\t陳美玲\n2\t林志豪",
    "陳美玲\n林志豪\n王小明",
  ],
  ["the order of seats without a heading", "Cho\t10\nAmy\t9", "Amy\nCho"],
  [
    "first and last name with headings",
    "First Name\tLast Name\nAmy\tLin\nBen\tNg",
    "Amy Lin\nBen Ng",
  ],
  [
    "first and last name without headings",
    "Amy\tLin\nBen\tNg",
    "Amy Lin\nBen Ng",
  ],
  ["last name, first name", "Lin, Amy\nNg, Ben", "Amy Lin\nBen Ng"],
  ["a quoted last name, first name", '"Ng, Amy"\nBen', '"Ng, Amy"\nBen'],
  ["姓 and 名 without headings", "王\t小明\n陳\t美玲", "王小明\n陳美玲"],
  ["seat, class and name", "座號\t班級\t姓名\n1\t701\t王小明", "王小明"],
  [
    "name and group",
    "Amy\tRed\nBen\tBlue\nCho\tRed\nDan\tBlue",
    "Amy, Red\nBen, Blue\nCho, Red\nDan, Blue",
  ],
  [
    "name and group with headings",
    "Name\tGroup\nAmy\tRed\nBen\t",
    "Amy, Red\nBen",
  ],
  [
    "Japanese headings",
    "番号\t氏名\n2\t佐藤 健\n1\t鈴木 花",
    "鈴木 花\n佐藤 健",
  ],
  ["Korean headings", "번호\t이름\n1\t김민준\n2\t이서연", "김민준\n이서연"],
  ["German headings", "Nachname\tVorname\nMüller\tJan", "Jan Müller"],
  ["French headings", "Nom\tPrénom\nMartin\tZoé", "Zoé Martin"],
  ["numbered lines", "1. Amy Lin\n2. Ben Ng", "Amy Lin\nBen Ng"],
  ["numbered lines by blanks", "1 王小明\n2\u3000陳美玲", "王小明\n陳美玲"],
  [
    "invisible marks",
    "\ufeffAmy\u200b\tLin\u200e\n\u00a0Ben\u200f\tNg\u00a0",
    "Amy Lin\nBen Ng",
  ],
  [
    "names line by line",
    "Amy Lin\nBen Ng\u200b\n\ufeffCho",
    "Amy Lin\nBen Ng\nCho",
  ],
  ["a heading above names", "氏名\n佐藤 健", "佐藤 健"],
  ["seats right before names", "01王小明\n02陳美玲", "王小明\n陳美玲"],
  ["seats with 號", "1號 王小明\n2號 陳美玲", "王小明\n陳美玲"],
  ["seats in brackets", "(1) 王小明\n（2）陳美玲", "王小明\n陳美玲"],
  ["seats of full width", "２．王小明\n１．陳美玲", "陳美玲\n王小明"],
  [
    "seat, name and group",
    "1\t王小明\t第一組\n2\t陳美玲\t第二組\n3\t林大華\t第一組",
    "王小明, 第一組\n陳美玲, 第二組\n林大華, 第一組",
  ],
  [
    "group and name",
    "第一組\t王小明\n第二組\t陳美玲",
    "王小明, 第一組\n陳美玲, 第二組",
  ],
  ["a name in two languages", "王小明\tMing\n陳美玲\tMei", "王小明\n陳美玲"],
  ["a family name of two signs", "王\t小明\n歐陽\t美玲", "王小明\n歐陽美玲"],
  [
    "names with addresses",
    'Amy Lin <amy@school.example>\n"Ben Ng" <ben@school.example>',
    "Amy Lin\nBen Ng",
  ],
  [
    "recipients of a mail",
    '"Müller, Anna" <a@x.example>; "Heide, Ben" <b@x.example>',
    "Anna Müller\nBen Heide",
  ],
  [
    "recipients of a mail without quotes",
    "Müller, Anna <a@x.example>; Heide, Ben <b@x.example>; Cho <c@x.example>",
    "Anna Müller\nBen Heide\nCho",
  ],
  [
    "recipients of a mail by commas",
    "Amy Lin <amy@x.example>, Ben Ng <ben@x.example>",
    "Amy Lin\nBen Ng",
  ],
  [
    "two names on one line by semicolons",
    "Anna Müller; Ben Heide",
    "Anna Müller\nBen Heide",
  ],
  ["bullets", "• Anna\n•\tBen Ng\n☐ Cho", "Anna\nBen Ng\nCho"],
  ["dashes", "- Anna\n- [ ] Ben Ng\n* Cho", "Anna\nBen Ng\nCho"],
  [
    "a class above names",
    "Klasse 7b\nAnna Müller\nBen Heide",
    "Anna Müller\nBen Heide",
  ],
  [
    "a class above numbered lines",
    "Class 7B\n1. Anna Müller\n2. Ben Heide",
    "Anna Müller\nBen Heide",
  ],
  [
    "bars",
    "Nachname|Vorname|Klasse\nMüller|Anna|7b\nHeide|Ben|7b",
    "Anna Müller\nBen Heide",
  ],
  [
    "a table of Markdown",
    "| Name | Group |\n|------|-------|\n| Amy | Red |\n| Ben | Blue |",
    "Amy, Red\nBen, Blue",
  ],
  ["names on one line", "王小明、陳美玲、林大華", "王小明\n陳美玲\n林大華"],
  ["names on one line by commas", "Amy, Ben, Cho Lin", "Amy\nBen\nCho Lin"],
  [
    "class, seat, number, name and 性別 without headings",
    "701\t1\t1130101\t王小明\t男\n701\t2\t1130102\t陳美玲\t女\n701\t3\t1130103\t林大華\t男",
    "王小明\n陳美玲\n林大華",
  ],
  [
    "boy or girl before a name",
    "1\t男\t王小明\n2\t女\t陳美玲\n3\t男\t林大華",
    "王小明\n陳美玲\n林大華",
  ],
  [
    "boy or girl behind a name",
    "Amy Lin\tF\nBen Ng\tM\nCho Wu\tF",
    "Amy Lin\nBen Ng\nCho Wu",
  ],
  [
    "one class before each name",
    "忠\t王小明\n忠\t陳美玲\n忠\t林大華",
    "王小明\n陳美玲\n林大華",
  ],
  [
    "a note of two lines",
    'Name,Note\n"Amy Lin","likes\ncats"\nBen Ng,',
    "Amy Lin\nBen Ng",
  ],
  [
    "a note that is no group",
    "Name,Note\nAmy Lin,likes cats\nBen Ng,",
    "Amy Lin\nBen Ng",
  ],
  [
    "last name, first name, but for one",
    "Lin, Amy\nBen Ng\nCho, Dan",
    "Amy Lin\nBen Ng\nDan Cho",
  ],
  [
    "Classroom's grades",
    "Last Name,First Name,Email Address,Quiz\nDate,,,2026-11-20\nPoints,,,100\nLin,Amy,amy@x.tw,90",
    "Amy Lin",
  ],
  [
    "a sum below",
    "座號\t姓名\n1\t王小明\n2\t陳美玲\n合計\t2",
    "王小明\n陳美玲",
  ],
  [
    "two lists side by side",
    "座號\t姓名\t座號\t姓名\n1\t王小明\t3\t林大華\n2\t陳美玲\t\t",
    "王小明\n陳美玲\n林大華",
  ],
];
for (const [about, text, list] of pastes) {
  Deno.test(`a pasted class list is read: ${about}`, () =>
    assert.equal(pasted(text), list));
}

Deno.test("a typed list is asked about only if it cannot be names and groups", () => {
  const asked = (text: string) => findTable(text) !== null;
  for (const text of ["Amy\nBen", "Amy, Red\nBen, Blue", "name,group\nAmy,1"]) {
    assert(!asked(text), text);
  }
  for (
    const text of [
      "1\tAmy",
      "1, Amy\n2, Ben",
      "first name, last name\nA, B",
      "Amy, Red, a note\nBen",
    ]
  ) assert(asked(text), text);
});

Deno.test("a refused line of a class list is named, once", () => {
  const list = parseClassList(`Amy\n${"x".repeat(41)}, Red\nBen`);
  const errors = (path: string) => ({
    detail: "Too long.",
    errors: [{ path }],
  });
  assert.equal(findRefusedName(errors("names.1.name"), list), "x".repeat(41));
  assert.equal(findRefusedName(errors("names.1.room"), list), "Red");
  assert.equal(findRefusedName(errors("names.9.name"), list), null);
  assert.equal(findRefusedName(errors("names"), list), null);
  const twice = { ...errors("names.0.name"), detail: "“Amy” is there twice." };
  assert.equal(findRefusedName(twice, list), null);
  assert.equal(findRefusedName({ detail: "No network." }, list), null);
});

Deno.test("a countdown stops at zero, and without groups goes a minute later (B-13)", () => {
  const endsAt = 60_000;
  assert.equal(countdownAt({}, 0), null);
  assert.equal(countdownAt({ open: true }, 0), null);
  const alone = { open: false, endsAt };
  const none = { isStopping: false, atZero: "none" } as const;
  assert.deepEqual(countdownAt(alone, 0), { left: 60_000, ...none });
  assert.deepEqual(countdownAt({ endsAt }, 119_999), { left: 0, ...none });
  assert.equal(countdownAt(alone, 120_000), null);
  assert.deepEqual(countdownAt({ open: true, endsAt }, 20_000), {
    left: 40_000,
    isStopping: false,
    atZero: "close",
  });
  assert.deepEqual(countdownAt({ open: true, endsAt }, 70_000), {
    left: 0,
    isStopping: false,
    atZero: "close",
  });
});

Deno.test("a countdown that outlasts the class counts to the class's end", () => {
  const minute = 60_000, timer = { open: true, endsAt: 15 * minute };
  const classEnd = {
    left: 6 * minute,
    isStopping: false,
    atZero: "end",
  } as const;
  assert.deepEqual(countdownAt(timer, 0, 6 * minute), classEnd);
  assert.deepEqual(
    countdownAt({ ...timer, stopAtZero: false }, 0, 6 * minute),
    classEnd,
  );
  assert.equal(countdownAt(timer, 0, 20 * minute)?.atZero, "close");
  assert.equal(countdownAt({ open: true }, 0, 6 * minute), null);
  const last = countdownAt(timer, 5 * minute + 1, 6 * minute)!;
  assert.equal(timeLeftSentence(last, true), t.lastMinuteOfClass);
  assert.equal(atZeroSentence(classEnd, true), t.classEndsAtZero);
});

Deno.test("an announced end is the target of the countdown (B-7)", () => {
  const open = { open: true, endsAt: 600_000, stopsAt: 30_000 };
  const end = { left: 20_000, isStopping: true, atZero: "close" };
  assert.deepEqual(countdownAt(open, 10_000), end);
  const announced = countdownAt({ ...open, stopAtZero: false }, 10_000);
  assert.deepEqual(announced, end);
});

Deno.test("a countdown says whether the rooms close at zero (B-13)", () => {
  const open = { open: true, endsAt: 60_000 };
  const atZero = (stopAtZero: boolean) =>
    countdownAt({ ...open, stopAtZero }, 0)?.atZero;
  assert.deepEqual([atZero(true), atZero(false)], ["close", "stay"]);
});

const says = (left: number, isStopping = false, isStudent = true) =>
  timeLeftSentence({ left, isStopping, atZero: "close" }, isStudent);

Deno.test("notices come a minute and ten seconds before the end, and at the end (B-13)", () => {
  assert.deepEqual(
    [61_000, 60_000, 11_000, 10_000, 1_000].map((it) => says(it)),
    [
      "",
      t.lastMinuteThenBack,
      t.lastMinuteThenBack,
      t.left({ seconds: 10 }),
      t.left({ seconds: 10 }),
    ],
  );
  assert.equal(says(0), t.timeIsUp);
  assert.equal(says(0, true), t.timeIsUp);
});

Deno.test("the clock says what happens at zero, and a notice does a minute before (B-13)", () => {
  const ends = { left: 60_000, isStopping: false, atZero: "close" } as const;
  const stays = { ...ends, atZero: "stay" } as const;
  const alone = { ...ends, atZero: "none" } as const;
  assert.equal(timeLeftSentence(ends, false), t.staff.lastMinuteThenBack);
  for (const isStudent of [true, false]) {
    assert.equal(timeLeftSentence(stays, isStudent), t.lastMinuteStays);
    assert.equal(atZeroSentence(stays, isStudent), t.staysAtZero);
    assert.equal(timeLeftSentence(alone, isStudent), t.lastMinute);
    assert.equal(atZeroSentence(alone, isStudent), "");
  }
  assert.equal(atZeroSentence(ends, true), t.backAtZero);
  assert.equal(atZeroSentence(ends, false), t.staff.backAtZero);
});

Deno.test("students are told that they go back, staff that everyone does (B-7)", () => {
  assert.equal(says(600_000, true), t.backLater);
  assert.equal(says(30_000, true), t.backSoon({ seconds: 30 }));
  assert.equal(says(10_000, true), t.backNow);
  assert.equal(says(31_000, true, false), t.staff.backLater);
  assert.equal(says(30_000, true, false), t.staff.backSoon({ seconds: 30 }));
  assert.equal(says(10_000, true, false), t.staff.backNow);
});

Deno.test("a group's card has the last five lines that its students wrote there (V-1)", () => {
  const line = (id: string, at: number, room: string) =>
    ({ kind: "line", id, at, text: id, room }) as const;
  const lines = lastLinesIn("a", {
    amy: [line("1", 1, "a"), line("x", 2, "main"), line("4", 4, "a")],
    ben: [
      line("2", 2, "a"),
      { kind: "reply", id: "r", at: 3, text: "r", conversation: "c" },
      line("3", 3, "a"),
      line("5", 5, "a"),
    ],
    cem: [line("6", 6, "a"), line("y", 7, "b")],
  });
  assert.deepEqual(
    lines.map(({ id, from }) => `${from} ${id}`),
    ["ben 2", "ben 3", "amy 4", "ben 5", "cem 6"],
  );
});
