import assert from "node:assert/strict";
import { countedTest, growsLinearly } from "../../../counted_work.ts";
import { downloadZip } from "client-zip";
import fc from "fast-check";
import { propertyOptions } from "../../../random.ts";
import {
  type ClassFilesResult,
  readClassFiles,
} from "../../../../components/groups/class_file/read_class_files.ts";
import { decodeFileText } from "../../../../formats/file_text.ts";
import { assignRole } from "../../../../formats/tables/table_columns.ts";
import {
  areExclusiveRoles,
  cutToNames,
  findColumns,
  findPastedTable,
  joinName,
  type NameRole,
  readNames,
  readTable,
} from "../../../../components/groups/class_file/name_columns.ts";
import {
  appendNewNames,
  parseClassList,
  readClassList,
} from "../../../../components/groups/desk/class_list.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const zip = (files: Record<string, string>) =>
  downloadZip(
    Object.entries(files).map(([name, input]) => ({ name, input })),
  ).blob();

function namesOf(text: string): string[] {
  return peopleOf(text).map(({ name }) => name);
}

/** The names in a file, and all lines that are left out. */
function foundIn(text: string) {
  const { table, leftOut } = cutToNames(readTable(text)!);
  const found = readNames(table, findColumns(table));
  return { names: found.names, leftOut: [...leftOut, ...found.leftOut] };
}

function peopleOf(text: string) {
  return foundIn(text).names;
}

const csvs: [about: string, text: string, names: string[]][] = [
  ["a column of its own", "name\nAmy\nBen", ["Amy", "Ben"]],
  ["among others", "ID;Student Name;Class\n1;Amy Ng;7B\n2;Ben;7B", [
    "Amy Ng",
    "Ben",
  ]],
  ["by tabs", "No.\tFull_Name\r\n1\tAmy\r\n2\tBen\r\n", ["Amy", "Ben"]],
  ["Chinese headings", "座號,姓名,性別\n1,王小明,男\n2,陳美玲,女", [
    "王小明",
    "陳美玲",
  ]],
  ["given and family name", "Last Name,First Name\nNg,Amy\nLee,Ben", [
    "Amy Ng",
    "Ben Lee",
  ]],
  ["surname beside name", "Name,Surname\nAmy,Ng", ["Amy Ng"]],
  ["姓 and 名", "姓,名\n王,小明", ["王小明"]],
  ["姓氏 and 名字", "名字,姓氏\n小明,王", ["王小明"]],
  ["a full name beside its parts", "姓,名,姓名\n王,小明,王小明", ["王小明"]],
  ["quoted with a comma", 'Student,Class\n"Ng, Amy",7B', ["Ng, Amy"]],
  ["quoted over two lines", 'name\n"Amy\nNg"', ["Amy Ng"]],
  ["no heading", "7B,1,Amy Ng,a@b.c\n7B,2,Ben Lee,b@b.c", [
    "Amy Ng",
    "Ben Lee",
  ]],
  ["one column without heading", "Amy\nBen", ["Amy", "Ben"]],
  ["Excel's own first line", "sep=;\nname;class\nAmy;7,5\nBen;7B", [
    "Amy",
    "Ben",
  ]],
  ["a title above the headings", "Class 7B 2026\nNo;Name\n1;Amy\n2;Ben", [
    "Amy",
    "Ben",
  ]],
  ["a Chinese title", "七年二班學生名單,,\n座號,姓名,性別\n1,王小明,男", [
    "王小明",
  ]],
  [
    "Canvas' gradebook",
    'Student,ID,SIS User ID,SIS Login ID,Section,Essay\n    Points Possible,,,,,10\n"Ng, Amy",1,2,amy,7B,9\n"Student, Test",3,,x,7B,',
    ["Ng, Amy"],
  ],
  ["Japanese headings", "番号,氏名\n1,佐藤 健\n2,鈴木 花子", [
    "佐藤 健",
    "鈴木 花子",
  ]],
  ["one Japanese heading", "氏名\n佐藤 健\n鈴木 花子", [
    "佐藤 健",
    "鈴木 花子",
  ]],
  ["Korean headings", "번호,이름,반\n1,김민준,1반\n2,이서연,2반", [
    "김민준",
    "이서연",
  ]],
  ["one Korean heading", "이름\n김민준\n이서연", ["김민준", "이서연"]],
  ["Spanish headings", "Nombre;Apellidos\nAna;Núñez\nJosé;López", [
    "Ana Núñez",
    "José López",
  ]],
  ["one Spanish heading", "Nombre\nAna\nJosé", ["Ana", "José"]],
  ["French headings", "Nom;Prénom;Classe\nLefèvre;Chloé;5b\nDurand;Léa;5a", [
    "Chloé Lefèvre",
    "Léa Durand",
  ]],
  ["one French heading", "Nom\nChloé\nLéa", ["Chloé", "Léa"]],
  ["German headings", "Nr.;Name;Vorname\n1;Müller;Jürgen\n2;Söder;Zoë", [
    "Jürgen Müller",
    "Zoë Söder",
  ]],
  ["a simplified Chinese heading", "学号,姓名,班级\n1,李伟,三班\n2,张丽,二班", [
    "李伟",
    "张丽",
  ]],
  ["a Russian heading", "Фамилия;Имя\nИванова;Анна\nСмирнов;Пётр", [
    "Анна Иванова",
    "Пётр Смирнов",
  ]],
  ["empty names", "id,name\n1,Amy\n2,\n3,Ben", ["Amy", "Ben"]],
  ["a note and a sum below", "座號,姓名\n1,王小明\n導師：林老師,\n合計,1", [
    "王小明",
  ]],
  [
    "two lists side by side, with a gap",
    "座號,姓名,,座號,姓名\n1,王小明,,3,林大華\n2,陳美玲,,,",
    ["王小明", "陳美玲", "林大華"],
  ],
  ["a legal first name", "Legal first name,Last name\nAmy,Lin\nBen,Ng", [
    "Amy Lin",
    "Ben Ng",
  ]],
];
for (const [about, text, names] of csvs) {
  Deno.test(`names are found in a CSV: ${about} (D-3)`, () =>
    assert.deepEqual(namesOf(text), names));
}

Deno.test("every column is asked about, and its heading suggests its content (D-3)", () => {
  const { roles } = findColumns([
    ["id", "No", "first", "last", "Group"],
    ["x", "1", "Amy", "Ng", "Red"],
  ]);
  assert.deepEqual(roles, ["unused", "seat", "given", "family", "group"]);
});

Deno.test("a name is one or two columns, and swapped ones can be exchanged (D-3)", () => {
  const after = (place: number, role: NameRole) =>
    assignRole(["given", "family", "unused"], place, role, areExclusiveRoles);
  assert.deepEqual(after(0, "family"), ["family", "given", "unused"]);
  assert.deepEqual(after(2, "name"), ["unused", "unused", "name"]);
  assert.deepEqual(after(1, "group"), ["given", "group", "unused"]);
  assert.deepEqual(
    assignRole(["name", "unused"], 1, "given", areExclusiveRoles),
    ["unused", "given"],
  );
});

countedTest(
  import.meta.url,
  "a heading of a million brackets is read quickly (D-3)",
  async () => {
    const read = (length: number) =>
      findColumns([["(".repeat(length)], ["Amy"]]);
    assert.deepEqual(read(1_000_000).roles, ["name"]);
    assert(await growsLinearly(read, 2000));
  },
);

Deno.test("the groups of a file are read with the names, like pasted ones", () => {
  const people = [{ name: "Amy", room: "Red" }, { name: "Ben" }];
  assert.deepEqual(peopleOf("Name,Group\nAmy,Red\nBen,"), people);
  assert.deepEqual(peopleOf("姓名,組別\nAmy,Red\nBen,"), people);
  assert.equal(appendNewNames("Cho, Red", people), "Cho, Red\nAmy, Red\nBen");
});

const lists: readonly [charset: string, bytes: string, text: string][] = [
  [
    "gb18030",
    "d0d5c3fb2cb0e0bcb60acdf5d0a1c3f72cc8fdb0e00ac0eeceb02cc8fdb0e00ad5c5c0f62cc8fdb0e00ab3c2beb22cb6feb0e00ac1f5d1f32cd2bbb0e00a",
    "姓名,班级\n王小明,三班\n李伟,三班\n张丽,三班\n陈静,二班\n刘洋,一班\n",
  ],
  ["gb18030", "d0d5c3fb0acdf5d0a1c3f70ac0eeceb00a", "姓名\n王小明\n李伟\n"],
  [
    "big5",
    "a96da6572cb2d5a74f0aa4fda470a9fa2cb2c4a440b2d50ab3afa9c9a7672cb2c4a447b2d50aaa4ca7d3bba82cb2c4a454b2d50ab6c0b251aae22cb2c4a440b2d50a",
    "姓名,組別\n王小明,第一組\n陳怡君,第二組\n林志豪,第三組\n黃淑芬,第一組\n",
  ],
  ["big5", "a96da6570aa4fda470a9fa0aaa4cacfcacc20a", "姓名\n王小明\n林美玲\n"],
  [
    "windows-1250",
    "4a6de96e6f3b54f8ed64610a8e616e6574612044766ff8e16b6f76e13b332e420a4a69f8ed2050726f6368e17a6b613b332e420aa3756b61737a2057699c6e696577736b693b310a546f6de19a204b75e86572613b332e410a",
    "Jméno;Třída\nŽaneta Dvořáková;3.B\nJiří Procházka;3.B\nŁukasz Wiśniewski;1\nTomáš Kučera;3.A\n",
  ],
  [
    "windows-1251",
    "c8ecff3bc3f0f3efefe00ac0edede020c8e2e0edeee2e03b310acfb8f2f020d1ece8f0edeee23b320adeebe8ff20caf3e7ede5f6eee2e03b320a",
    "Имя;Группа\nАнна Иванова;1\nПётр Смирнов;2\nЮлия Кузнецова;2\n",
  ],
  [
    "shift_jis",
    "8e8196bc2c91670a8db293a1208c922c3191670a97e996d82089d48e712c3291670a8d828bb42088ea98592c3191670a",
    "氏名,組\n佐藤 健,1組\n鈴木 花子,2組\n高橋 一郎,1組\n",
  ],
  [
    "euc-kr",
    "c0ccb8a72cb9dd0ab1e8b9cec1d82c31b9dd0ac0ccbcadbfac2c32b9dd0ab9dac1f6c8c42c31b9dd0a",
    "이름,반\n김민준,1반\n이서연,2반\n박지후,1반\n",
  ],
  [
    "windows-1252",
    "4e616d653b4b6c617373650a4afc7267656e204dfc6c6c65723b35610a43686c6fe9204c6566e87672653b35620a5a6feb2053f66465723b35610a",
    "Name;Klasse\nJürgen Müller;5a\nChloé Lefèvre;5b\nZoë Söder;5a\n",
  ],
  [
    "windows-1254",
    "41643b53fd6efd660a4179fe652059fd6c6d617a3b330add62726168696d20c761f06c61723b340a47fc6cfe616820d67a74fc726b3b340a",
    "Ad;Sınıf\nAyşe Yılmaz;3\nİbrahim Çağlar;4\nGülşah Öztürk;4\n",
  ],
  [
    "windows-1253",
    "bcedefece13bd4dceee70ac3e9fef1e3eff220d0e1f0e1e4fcf0eff5ebeff23b310acce1f1dfe120cde9eaefebdceff53b320a",
    "Όνομα;Τάξη\nΓιώργος Παπαδόπουλος;1\nΜαρία Νικολάου;2\n",
  ],
  [
    "windows-1256",
    "c7e1c7d3e33bc7e1d5dd0ae3cde3cf20dae1ed3b310addc7d8e3c920cdd3e43b320a",
    "الاسم;الصف\nمحمد علي;1\nفاطمة حسن;2\n",
  ],
  [
    "windows-874",
    "aad7e8cd3bcbe9cda70acac1aad2c220e3a8b4d53b310acac1cbadd4a720c3d1a1e0c3d5c2b93b320a",
    "ชื่อ;ห้อง\nสมชาย ใจดี;1\nสมหญิง รักเรียน;2\n",
  ],
  [
    "koi8-r",
    "e9cdd13be7d2d5d0d0c10ae1cecec120e9d7c1cecfd7c13b310af0a3d4d220f3cdc9d2cecfd73b320a",
    "Имя;Группа\nАнна Иванова;1\nПётр Смирнов;2\n",
  ],
  [
    "iso-8859-2",
    "4a6de96e6f3b54f8ed64610a4a69f8ed2044766ff8e16b3b350aae6f66696520a9bb6173746ee13b360a",
    "Jméno;Třída\nJiří Dvořák;5\nŽofie Šťastná;6\n",
  ],
  [
    "windows-1250",
    "496d69ea3b4b6c6173610aa3756b61737a2057699c6e696577736b693b35610a4d61b3676f727a617461205a616ab9633b35620a",
    "Imię;Klasa\nŁukasz Wiśniewski;5a\nMałgorzata Zając;5b\n",
  ],
  [
    "windows-1252",
    "4e6f6d6272653b477275706f0a416e61204e75f1657a3b310a4d6172ed61204962e1f1657a3b320acdf169676f204cf370657a3b310a",
    "Nombre;Grupo\nAna Nuñez;1\nMaría Ibáñez;2\nÍñigo López;1\n",
  ],
  [
    "windows-1255",
    "f9ed3bebe9fae40ae3e5e320ebe4ef3b310af9f8e420ece5e93b320ae9e5f1f320eee6f8e7e93b310a",
    "שם;כיתה\nדוד כהן;1\nשרה לוי;2\nיוסף מזרחי;1\n",
  ],
  [
    "euc-jp",
    "bbe1ccbe2cc1c80abab4c6a320a4b5a4afa4e92c31c1c80aceebccda20a4e6a4a6a4ad2c32c1c80ab9e2b6b620b0eccfba2c31c1c80a",
    "氏名,組\n佐藤 さくら,1組\n鈴木 ゆうき,2組\n高橋 一郎,1組\n",
  ],
  [
    "euc-kr",
    "6e616d650ab1e8b9cec1d80ac0ccbcadbfac0a",
    "name\n김민준\n이서연\n",
  ],
  [
    "macintosh",
    "4e616d653b436c6173730a52656e8e65204d9f6c6c65723b35610a4a6f738e204e9c96657a3b35620a43686c6f8e204c65668f7672653b35610a",
    "Name;Class\nRenée Müller;5a\nJosé Núñez;5b\nChloé Lefèvre;5a\n",
  ],
  [
    "macintosh",
    "4e6f6d6272650a499669676f204c9770657a0a4d617292612049628796657a0a",
    "Nombre\nIñigo López\nMaría Ibáñez\n",
  ],
  [
    "macintosh",
    "4e6f6d3b50728e6e6f6d0a4c65668f7672653b43686c6f8e0a4761728d6f6e3b5a6f910a",
    "Nom;Prénom\nLefèvre;Chloé\nGarçon;Zoë\n",
  ],
];
for (const [charset, bytes, text] of lists) {
  Deno.test(`a list in ${charset} is recognised, with alternatives offered (${text.split("\n")[1]})`, async () => {
    const found = await decodeFileText(Uint8Array.fromHex(bytes));
    assert.deepEqual([found?.charset, found?.text], [charset, text]);
    const other = found!.possible.find((it) => it !== charset)!;
    const again = await decodeFileText(Uint8Array.fromHex(bytes), other);
    assert.equal(again?.charset, other);
    assert.notEqual(again?.text, text);
  });
}

Deno.test("UTF-16 without a mark is recognised by what separates the names (D-3)", async () => {
  for (
    const text of [
      "姓名\n王小明\n",
      "一,二\n一乙,丁一\n",
      "氏名\r\n佐藤\r\n",
      "이름,반\n김민준,1\n",
      "Имя\nАнна\n",
    ]
  ) {
    for (const little of [true, false]) {
      const view = new DataView(new ArrayBuffer(text.length * 2));
      [...text].forEach((it, at) =>
        view.setUint16(at * 2, it.charCodeAt(0), little)
      );
      const found = await decodeFileText(new Uint8Array(view.buffer));
      assert.equal(found?.text, text);
    }
  }
});

Deno.test("a text is read in the encoding that its program writes (D-3)", async () => {
  const text = "姓名\n王小明";
  const wide = (little: boolean, mark: boolean, of = text) => {
    const units = [...mark ? "\uFEFF" : "", ...of];
    const view = new DataView(new ArrayBuffer(units.length * 2));
    units.forEach((it, at) => view.setUint16(at * 2, it.charCodeAt(0), little));
    return new Uint8Array(view.buffer);
  };
  const big5 = [
    ...[0xa9, 0x6d, 0xa6, 0x57, 0x0a],
    ...[0xa4, 0xfd, 0xa4, 0x70, 0xa9, 0xfa],
  ];
  for (
    const bytes of [
      utf8(text),
      utf8("\uFEFF" + text),
      wide(true, true),
      wide(false, true),
      Uint8Array.from(big5),
    ]
  ) assert.equal((await decodeFileText(bytes))?.text, text);
  assert.equal(
    (await decodeFileText(wide(true, false, "name\nAmy")))?.text,
    "name\nAmy",
  );
  for (const name of ["Müller", "José\nX", "Muñoz", "Ångström"]) {
    const western = Uint8Array.from([...name].map((it) => it.charCodeAt(0)));
    assert.equal((await decodeFileText(western))?.text, name);
  }
  assert.equal(
    await decodeFileText(Uint8Array.of(1, 2, 3, 0, 0, 9, 200)),
    null,
  );
});

const users11 = [
  "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email",
  "s1,active,,true,o,student,amy,,Amy,Ng,,77,amy@x.y",
  "s2,,,true,o,student,ming,,小明,王,,78,m@x.y",
  "s3,tobedeleted,,true,o,student,gone,,Gone,Girl,,79,g@x.y",
  "s4,active,,false,o,student,off,,Off,Line,,80,o@x.y",
  "t1,active,,true,o,teacher,t,,Ms,Lee,,81,t@x.y",
].join("\r\n");
const enrollments = [
  "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
  "e1,active,,c10,o,s1,student,,,",
  "e2,,,c10,o,s2,student,,,",
  "e3,tobedeleted,,c2,o,s1,student,,,",
  "e4,,,c2,o,s2,student,,,",
  "e5,,,c2,o,t1,teacher,,,",
  "e6,,,c2,o,s3,student,,,",
  "e7,,,c3,o,s1,student,,,",
].join("\n");
const classes = [
  "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds",
  "c10,active,,Class 10,,k,10,scheduled,,o,t",
  "c2,,,Class 2,,k,2,scheduled,,o,t",
  "c3,tobedeleted,,Class 3,,k,3,scheduled,,o,t",
].join("\n");
const users12 = [
  "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,preferredGivenName,preferredMiddleName,preferredFamilyName",
  "s1,,,true,amy,,Amelia,Ng,Amy,,",
  "t1,,,true,t,,Ms,Lee,,,",
].join("\n");
const roles = [
  "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
  "r1,,,s1,primary,student,,,o,",
  "r2,,,t1,primary,teacher,,,o,",
].join("\n");
const twoClasses: ClassFilesResult = {
  kind: "classes",
  classes: [
    { title: "Class 2", names: ["王小明"] },
    { title: "Class 10", names: ["Amy Ng", "王小明"] },
  ],
};
const everyone = (...names: string[]): ClassFilesResult => ({
  kind: "classes",
  classes: [{ title: null, names }],
});

Deno.test("OneRoster's users alone are all active students of the file, by their names only (D-3)", async () => {
  assert.deepEqual(
    await readClassFiles([new Blob([users11])]),
    everyone("Amy Ng", "王小明"),
  );
});

Deno.test("OneRoster 1.2 has roles in a separate file, and preferred names (D-3)", async () => {
  assert.deepEqual(
    await readClassFiles([new Blob([roles]), new Blob([users12])]),
    everyone("Amy Ng"),
  );
});

Deno.test("several OneRoster files in any order, or a zip, give its classes (D-3)", async () => {
  const blobs = [classes, enrollments, users11].map((it) => new Blob([it]));
  assert.deepEqual(await readClassFiles(blobs), twoClasses);
  const packed = await zip({
    "school/enrollments.csv": enrollments,
    "school/classes.csv": classes,
    "school/users.csv": users11,
    "school/demographics.csv": "sourcedId,birthDate\ns1,2013-01-01",
    "__MACOSX/school/users.csv": "\0",
  });
  assert.deepEqual(await readClassFiles([packed]), twoClasses);
});

Deno.test("a zip with one CSV of any kind is that table (D-3)", async () => {
  assert.deepEqual(
    await readClassFiles([await zip({ "7B.csv": "name\nAmy" })]),
    { kind: "table", table: [["name"], ["Amy"]], leftOut: [] },
  );
});

Deno.test("an error in a file is reported (D-3)", async () => {
  const fault = async (...parts: BlobPart[]) => {
    const found = await readClassFiles(parts.map((it) => new Blob([it])));
    return found.kind === "fault" ? found.fault : found.kind;
  };
  assert.equal(await fault("a".repeat(5 * 1024 * 1024 + 1)), "too-large");
  assert.equal(await fault(Uint8Array.of(0x89, 0x50, 0, 1)), "not-csv");
  assert.equal(await fault('name\n"Amy'), "not-csv");
  assert.equal(await fault(await zip({ "xl/workbook.xml": "" })), "not-csv");
  assert.equal(await fault("\n\n"), "no-names");
  assert.equal(await fault(users11.split("\n")[0]), "no-names");
  assert.equal(await fault(enrollments), "no-users");
  assert.equal(await fault("name\nAmy", "name\nBen"), "no-users");
  assert.equal(await fault(Uint8Array.of(0x50, 0x4b, 3, 4, 9)), "broken-zip");

  const locked = await (await zip({ "users.csv": users11 })).bytes();
  const view = new DataView(locked.buffer);
  for (let at = 0; at < locked.length - 4; at++) {
    if (view.getUint32(at, true) !== 0x02014b50) continue;
    view.setUint16(at + 8, view.getUint16(at + 8, true) | 1, true);
  }
  assert.equal(await fault(locked), "encrypted");
});

Deno.test("a file of any bytes is read or refused with a reason (D-3)", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.uint8Array({ maxLength: 60 }).map((it) =>
            Uint8Array.of(0x50, 0x4b, 3, 4, ...it)
          ),
          fc.string({ unit: "binary" }).map(utf8),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      async (files) => {
        const found = await readClassFiles(files.map((it) => new Blob([it])));
        if (found.kind !== "table") return;
        const { roles, hasHead } = findColumns(found.table);
        assert(roles.includes("name") || roles.includes("given"));
        for (const [at] of roles.entries()) {
          const other = assignRole(roles, at, "name", areExclusiveRoles);
          readNames(found.table, { roles: other, hasHead });
        }
      },
    ),
    propertyOptions("files of any bytes", 100),
  );
});

const word = fc.string({
  unit: fc.constantFrom(..."abcXYZ王明é,;\"'"),
  minLength: 1,
  maxLength: 12,
}).map((it) => `N${it}`);

Deno.test("quoted names of a CSV are read back unchanged, also into the list (D-3)", () => {
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(",", ";", "\t"),
      (names, between) => {
        const rows = [`id${between}name${between}class`].concat(
          names.map((it, at) =>
            [at, `"${it.replaceAll('"', '""')}"`, "7B"].join(between)
          ),
        );
        assert.deepEqual(namesOf(rows.join("\r\n")), names);
        assert.deepEqual(
          parseClassList(appendNewNames("", names.map((name) => ({ name }))))
            .map((
              { name },
            ) => name),
          names,
        );
      },
    ),
    propertyOptions("quoted names", 100),
  );
});

Deno.test("a heading of a pasted list is no student, in any of these languages (D-3)", () => {
  const headings =
    "Name|Student|Full name|姓名|學生姓名|学生|氏名|名前|이름|Nombre|Nom|Nome|Имя|姓名：";
  for (const heading of headings.split("|")) {
    assert.deepEqual(
      parseClassList(`${heading}\nAmy\n王小明`).map(({ name }) => name),
      ["Amy", "王小明"],
      heading,
    );
  }
});

Deno.test("a name added twice is in the list once, and groups stay (D-3)", () => {
  assert.equal(
    appendNewNames("Amy, Red\n", [{ name: "Amy" }, { name: "Ng, Ben" }]),
    'Amy, Red\n"Ng, Ben"',
  );
});

Deno.test("a joined name has both its parts, and Chinese ones no space (D-3)", () => {
  fc.assert(
    fc.property(word, word, (given, family) => {
      assert.equal(joinName(given, family), `${given} ${family}`);
      assert.equal(joinName(given, ""), given);
      assert.equal(
        joinName("明" + given, "王" + family),
        `王${family}明${given}`,
      );
    }),
    propertyOptions("names of two parts", 100),
  );
});

const teams = (separator: string) =>
  [
    ["1. Summary"],
    ["Meeting title", "Biology 7b, cells"],
    ["Attended participants", "3"],
    ["Start time", "11/28/26, 9:00:00 AM"],
    ["End time", "11/28/26, 9:45:12 AM"],
    ["Meeting duration", "45m 12s"],
    ["Average attendance time", "40m 3s"],
    [],
    ["2. Participants"],
    [
      "Name",
      "First Join",
      "Last Leave",
      "In-Meeting Duration",
      "Email",
      "Participant ID (UPN)",
      "Role",
    ],
    ["Ms Lee", "9:00:01", "9:45:10", "45m", "l@x.y", "l@x.y", "Organizer"],
    ["Amy Lin", "9:01:01", "9:45:00", "44m", "a@x.y", "a@x.y", "Presenter"],
    ["Ben Ng (Guest)", "9:02:11", "9:44:00", "42m", "", "", "Attendee"],
    [],
    ["3. In-Meeting Activities"],
    ["Name", "Join Time", "Leave Time", "Duration", "Email", "Role"],
    ["Amy Lin", "9:01:01", "9:20:00", "19m", "a@x.y", "Presenter"],
    ["Amy Lin", "9:21:01", "9:45:00", "24m", "a@x.y", "Presenter"],
  ].map((row) =>
    row.map((cell) => cell.includes(separator) ? `"${cell}"` : cell).join(
      separator,
    )
  ).join("\r\n");

/** The text of a file or of a pasted table, its names, and the lines that are left out. */
const reports: [
  about: string,
  text: string,
  names: string[],
  leftOut: (string | RegExp)[],
][] = [
  ...["\t", ","].map((
    separator,
  ): [string, string, string[], (string | RegExp)[]] => [
    `Teams' attendance report by ${separator === "," ? "commas" : "tabs"}`,
    teams(separator),
    ["Amy Lin", "Ben Ng"],
    [
      "1. Summary",
      /^Meeting title/,
      /^Attended participants/,
      /^Start time/,
      /^End time/,
      /^Meeting duration/,
      /^Average attendance time/,
      "2. Participants",
      "3. In-Meeting Activities",
      /^Ms Lee/,
    ],
  ]),
  [
    "Teams' older log of who joined and left",
    "Full Name\tUser Action\tTimestamp\nAmy Lin\tJoined before\t11/3/2026, 9:00:02 AM\nBen Ng\tJoined\t11/3/2026, 9:01:02 AM\nAmy Lin\tLeft\t11/3/2026, 9:20:02 AM\namy lin\tJoined\t11/3/2026, 9:21:00 AM",
    ["Amy Lin", "Ben Ng"],
    [],
  ],
  [
    "Teams' report in German",
    "1. Zusammenfassung\nBesprechungstitel\tBio\nStartzeit\t03.11.26, 09:00:00\n\n2. Teilnehmer\nName\tErste Teilnahme\tLetzter Austritt\tDauer der Besprechungsteilnahme\tE-Mail\tTeilnehmer-ID (UPN)\tRolle\nFrau Lee\t03.11.26, 09:00:01\t03.11.26, 09:45:00\t44 Min.\tl@x.y\tl@x.y\tOrganisator\nJürgen Müller\t03.11.26, 09:00:01\t03.11.26, 09:45:00\t44 Min.\tj@x.y\tj@x.y\tReferent",
    ["Jürgen Müller"],
    [
      "1. Zusammenfassung",
      /^Besprechungstitel/,
      /^Startzeit/,
      "2. Teilnehmer",
      /^Frau Lee/,
    ],
  ],
  [
    "Zoom's report of a meeting",
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n912 3456 7890,Biology 7b,11/03/2026 09:00:00 AM,11/03/2026 09:45:00 AM,l@x.y,45,4\n\nName (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\nMs Lee (Host),l@x.y,11/03/2026 09:00:00 AM,11/03/2026 09:45:00 AM,45,No\nAmy (Amelia Lin),a@x.y,11/03/2026 09:01:00 AM,11/03/2026 09:20:00 AM,19,No\nAmy (Amelia Lin),a@x.y,11/03/2026 09:21:00 AM,11/03/2026 09:45:00 AM,24,No\nBen Ng,,11/03/2026 09:01:00 AM,11/03/2026 09:45:00 AM,44,Yes",
    ["Amy", "Ben Ng"],
    [/^Meeting ID/, /^912 3456/, /^Ms Lee/],
  ],
  [
    "a call's log of two with one name",
    "Name,Join Time\nAmy (7A),09:01\nAmy (7A),09:21\nAmy (7B),09:02\nBen Ng,09:01",
    ["Amy", "Ben Ng"],
    [/^Amy \(7B\) 09:02$/],
  ],
  [
    "Zoom's participants, each once",
    "Topic,ID,Host name,Host email,Duration (minutes),Start time,End time,Participants\nBiology,912,Ms Lee,l@x.y,45,11/03/2026 09:00,11/03/2026 09:45,2\nName (original name),Email,Total duration (minutes),Guest\nAmy Lin,a@x.y,44,No\nBen Ng,,43,Yes",
    ["Amy Lin", "Ben Ng"],
    [/^Topic/, /^Biology/],
  ],
  [
    "Google Meet's attendance",
    "First name,Last name,Email,Duration,Time joined,Time exited\nAmy,Lin,a@x.y,44 min,9:01 AM,9:45 AM\nBen,Ng,b@x.y,43 min,9:02 AM,9:45 AM",
    ["Amy Lin", "Ben Ng"],
    [],
  ],
  [
    "Google Classroom's marks",
    "Last Name,First Name,Email Address,Cells\nDate,,,2026-11-03\nPoints,,,10\nClass Average,,,8.5\nLin,Amy,a@x.y,9\nNg,Ben,b@x.y,8",
    ["Amy Lin", "Ben Ng"],
    [/^Date/, /^Points/, /^Class Average/],
  ],
  [
    "a school program's list with its page's foot",
    "Green School\nClass List: 7B\nTeacher: Ms Lee\nSurname,Forename,Reg,Year\nLin,Amy,7B,7\nNg,Ben,7B,7\nPage 1 of 2,,,\nSurname,Forename,Reg,Year\nCho,Dan,7B,7\nTotal: 3,,,\nBoys: 2,Girls: 1,,\nPrinted 3 Nov,,,",
    ["Amy Lin", "Ben Ng", "Dan Cho"],
    [
      "Green School",
      "Class List: 7B",
      "Teacher: Ms Lee",
      "Page 1 of 2",
      "Total: 3",
      /^Boys: 2/,
      "Printed 3 Nov",
    ],
  ],
  [
    "a Chinese school's list",
    "座號,姓名,性別\n1,王小明,男\n2,陳美玲,女\n合計,2,\n製表日期：2026/11/3,,\n導師：林老師,,",
    ["王小明", "陳美玲"],
    [/^合計/, /^製表日期/, /^導師/],
  ],
  [
    "Teams' report in Chinese",
    "1. 摘要\n會議標題\t生物\n\n2. 參與者\n名稱\t首次加入\t上次離開\t會議中持續時間\t電子郵件\t參與者識別碼 (UPN)\t角色\n林老師\t2026/11/3 上午 9:00:01\t2026/11/3 上午 9:45:00\t44 分\tl@x.y\tl@x.y\t召集人\n王小明\t2026/11/3 上午 9:00:01\t2026/11/3 上午 9:45:00\t44 分\ta@x.y\ta@x.y\t簡報者",
    ["王小明"],
    ["1. 摘要", /^會議標題/, "2. 參與者", /^林老師/],
  ],
  [
    "Teams' report in Japanese",
    "1. 概要\n会議のタイトル\t生物\n2. 参加者\n名前\t最初の参加\t最後の退出\tメール\t参加者 ID (UPN)\t役割\n佐藤 健\t2026/11/3 9:00:01\t2026/11/3 9:45:00\ta@x.y\ta@x.y\t発表者",
    ["佐藤 健"],
    ["1. 概要", /^会議の/, "2. 参加者"],
  ],
  [
    "Tencent Meeting's list",
    "会议主题,生物\n会议号,912 345\n用户昵称（入会昵称）,入会时间,退会时间,参会时长\n王小明,2026-11-03 09:00:01,2026-11-03 09:20:00,20分\n王小明,2026-11-03 09:21:01,2026-11-03 09:45:00,24分\n李伟,2026-11-03 09:00:01,2026-11-03 09:45:00,45分",
    ["王小明", "李伟"],
    [/^会议主题/, /^会议号/],
  ],
  [
    "WebUntis' pupils",
    "Langname;Vorname;Klasse;Geschlecht\nMüller;Jürgen;5a;m\nSöder;Zoë;5a;w\nAnzahl: 2;;;",
    ["Jürgen Müller", "Zoë Söder"],
    ["Anzahl: 2"],
  ],
  [
    "SIMS' pupils, and when it was printed",
    "Legal Surname,Legal Forename,Reg\nLin,Amy,7B\nNg,Ben,7B\nReport run on 03/11/2026 by A Lee,,",
    ["Amy Lin", "Ben Ng"],
    [/^Report run/],
  ],
  [
    "Moodle's participants",
    "First name / Surname,Email address,Roles,Groups\nLee Ms,l@x.y,Teacher,\nAmy Lin,a@x.y,Student,No groups",
    ["Amy Lin"],
    [/^Lee Ms/],
  ],
  [
    "two people of one name, with addresses of their own",
    "Name,Join Time,Email\nAmy Lin,9:00,a@x.y\nAmy Lin,9:01,b@x.y\nAmy Lin,9:20,a@x.y",
    ["Amy Lin", "Amy Lin"],
    [],
  ],
  [
    "headings in a language without a list",
    "Sukuma,Lubaga,Zib\nAmy,Lin,12\nBen,Ng,13\nDan,Cho,14",
    ["Amy Lin", "Ben Ng", "Dan Cho"],
    [],
  ],
];
for (const [about, text, names, leftOut] of reports) {
  Deno.test(`the part of names is taken, and the rest is told: ${about} (D-3)`, () => {
    const found = foundIn(text);
    assert.deepEqual(found.names.map(({ name }) => name), names);
    assert.equal(
      found.leftOut.length,
      leftOut.length,
      found.leftOut.join("\n"),
    );
    for (const [at, words] of leftOut.entries()) {
      if (typeof words === "string") assert.equal(found.leftOut[at], words);
      else assert.match(found.leftOut[at], words);
    }
  });
}

Deno.test("Teams' report, pasted, asks for its columns and has no other lines (J-8)", () => {
  const pasted = findPastedTable(teams("\t"))!;
  const { names } = readNames(pasted.table, findColumns(pasted.table));
  assert.deepEqual(names, [{ name: "Amy Lin" }, { name: "Ben Ng" }]);
  assert.equal(pasted.leftOut[0], "1. Summary");
});

Deno.test("a total or a remark in a typed list is no student, and is told (J-8)", () => {
  const remarks = [
    "Printed 3 Nov",
    "Printed: 03/11/2026 09:12",
    "Total: 28",
    "28 students",
    "Page 1 of 2",
    "1. Summary",
    "Meeting title",
    "Teacher: Ms Lee",
    "------",
    "合計 28",
    "共 28 人",
    "製表日期：2026/11/3",
    "Gedruckt am 3.11.2026",
    "Anzahl der Schüler: 28",
    "Imprimé le 3 nov. 2026",
    "Всего учеников: 28",
    "Jami: 28",
    "Chop etilgan: 3-noyabr",
    "Report generated by SIMS",
    "3 Nov 2026",
    "Report date: 29/11/2026 08:00",
    "Gesamtdurchschnitt",
    "Gesamtdurchschnitt: 2,3",
    "Class 7B",
    "Klasse 7b",
    "7. Klasse",
  ];
  const students = [
    "Adi",
    "Amy Lin",
    "May Day",
    "May 2",
    "Jan",
    "Sana",
    "Sum Wong",
    "Antal",
    "Suma",
    "Stan Lee",
    "Data Sharma",
    "Nota Bene",
    "Page Turner",
    "Player 1",
    "男小明",
    "計美",
    "7B-12 Ben",
    "Klaus Klasse",
    "Anna-Lena",
  ];
  const found = readClassList([...students, ...remarks].join("\n"));
  assert.deepEqual(found.names.map(({ name }) => name), students);
  assert.deepEqual(found.leftOut, remarks);
});

Deno.test("the students below the teachers of a pasted page are the list (J-8)", () => {
  const found = readClassList(
    "Teachers\nMs Lee\nStudents\n28 students\nAmy Lin\nBen Ng\n",
  );
  assert.deepEqual(found.names, [{ name: "Amy Lin" }, { name: "Ben Ng" }]);
  assert.deepEqual(found.leftOut, ["Teachers", "Ms Lee", "28 students"]);
});

Deno.test("what a call says below each name is no student (J-8)", () => {
  const found = readClassList(
    "Participants (3)\nMs Lee\nOrganizer\nAmy Lin\nAttendee\nBen Ng\nMuted\n",
  );
  assert.deepEqual(found.names.map(({ name }) => name), [
    "Ms Lee",
    "Amy Lin",
    "Ben Ng",
  ]);
  assert.deepEqual(found.leftOut, ["Organizer", "Attendee", "Muted"]);
});

Deno.test("headings in many languages name parts of names, and are no student (D-3)", () => {
  const parts =
    "Ism,Familiya|Имя,Фамилия|Ім'я,Прізвище|Ime,Prezime|Име,Презиме|Nume,Prenume|Vardas,Pavardė|Vārds,Uzvārds|Eesnimi,Perekonnanimi|Ad,Soyad|Adı,Soyadı|İsim,Soyisim|Aty,Familiýasy|Аты,Тегі|Nama depan,Nama belakang|Tên,Họ|Nom,Cognoms|Izena,Abizena|نام,نام خانوادگی|الاسم الأول,اسم العائلة|שם פרטי,שם משפחה|სახელი,გვარი|Անուն,Ազգանուն|पहला नाम,उपनाम|Keresztnév,Családnév|Meno,Priezvisko|Emri,Mbiemri|Pangalan,Apelyido|Enw cyntaf,Cyfenw|Fornafn,Eftirnafn";
  for (const head of parts.split("|")) {
    const names = namesOf(`${head}\nAmy,Lin\nBen,Ng`);
    assert.equal(names.length, 2, head);
    assert(/^(?:Amy Lin|Lin Amy)$/.test(names[0]), `${head}: ${names[0]}`);
  }
  const wholes =
    "Ism va familiya|Familiya Ism Sharif|F.I.O.|ФИО|Имя и фамилия|Прізвище, ім'я|Ime i prezime|Nume și prenume|Ad Soyad|Nama Lengkap|Nama|Họ và tên|Teljes név|Vor- und Nachname|Nom et prénom|First and last name|الاسم الكامل|שם מלא";
  for (const head of wholes.split("|")) {
    assert.deepEqual(
      parseClassList(`${head.includes(",") ? `"${head}"` : head}\nAmy\nBen`),
      [{ name: "Amy" }, { name: "Ben" }],
      head,
    );
  }
});
