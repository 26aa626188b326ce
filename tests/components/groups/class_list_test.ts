/** A class list as teachers paste it (J-8). */
import assert from "node:assert/strict";
import {
  findColumns,
  findPastedTable,
  findTable,
  readNames,
} from "../../../components/groups/class_file/name_columns.ts";
import {
  findRefusedName,
  formatClassList,
  parseClassList,
} from "../../../components/groups/desk/class_list.ts";

Deno.test("a name a line, empty lines left out (J-8)", () => {
  assert.deepEqual(parseClassList("Amy\n\n  Ben \r\nChloe Ng\n"), [
    { name: "Amy" },
    { name: "Ben" },
    { name: "Chloe Ng" },
  ]);
});

Deno.test("two columns by comma, semicolon or tab, quoted where need be (J-8)", () => {
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
  return formatClassList(readNames(table, findColumns(table, isFamilyFirst)));
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
  Deno.test(`a pasted class list: ${about} (X10)`, () =>
    assert.equal(pasted(text), list));
}

Deno.test("a list that a teacher writes is asked about only where it can be no list of names and groups (X10)", () => {
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

Deno.test("a refused line of a class list is named, once (X10)", () => {
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
