import assert from "node:assert/strict";
import { School } from "../../school.ts";
import fc from "fast-check";
import {
  cleanDisplayName,
  cleanRoomName,
  cleanSessionName,
  findFreeName,
} from "../../../../classroom/model/display_names.ts";
import { nameKey } from "../../../../formats/name_keys.ts";
import { confusableWith } from "../../../../classroom/people/names/confusables.ts";
import { findImpersonation } from "../../../../classroom/people/names/impersonation.ts";
import { isRefusedName } from "../../../../classroom/people/names/name_filter.ts";
import { isRefusal } from "../../../../sync/refusal.ts";
import {
  countedTest,
  countSteps,
  growsLinearly,
} from "../../../counted_work.ts";
import { propertyOptions } from "../../../random.ts";

const refusalOf = (typed: string) => {
  try {
    cleanDisplayName(typed);
  } catch (thrown) {
    if (isRefusal(thrown)) return thrown.kind;
    throw thrown;
  }
  return null;
};

Deno.test("invisible characters at the ends of a name are dropped", () => {
  for (const mark of "\u200b\ufeff\u200e\u200f\u00a0\u2060\u3000") {
    assert.equal(cleanDisplayName(`${mark} Amy Lin${mark}${mark}`), "Amy Lin");
  }
  assert.equal(cleanDisplayName("👩‍🔬"), "👩‍🔬", "within a name they stay");
});

Deno.test("people's names are accepted and trimmed (J-1)", () => {
  const table = [
    ["Amy", "Amy"],
    ["  Amy  Lin ", "Amy Lin"],
    ["陳大文", "陳大文"],
    ["O’Brien-Śmith", "O’Brien-Śmith"],
    ["👩‍🔬 Zoë", "👩‍🔬 Zoë"],
    ["<script>alert(1)</script>", "<script>alert(1)</script>"],
    ["x".repeat(40), "x".repeat(40)],
  ] as const;
  for (const [typed, name] of table) {
    assert.equal(cleanDisplayName(typed), name);
  }
});

Deno.test("an invalid name is refused with a reason (J-1)", () => {
  const table = [
    ["", "empty"],
    [" \t\n", "empty"],
    ["\u200b\u200d", "empty"],
    ["\u3164", "empty"],
    ["x".repeat(41), "too-long"],
    ["Amy\nBen", "malformed"],
    ["Amy\u0000", "malformed"],
    ["\u202eymA", "malformed"],
    ["Amy\u2066", "malformed"],
    ["Amy\ud800", "malformed"],
    ["Amy\ue000", "malformed"],
  ] as const;
  for (const [typed, kind] of table) {
    assert.equal(refusalOf(typed), kind, JSON.stringify(typed));
  }
});

Deno.test("case, width and invisible characters do not make names differ (J-2)", () => {
  const same = [
    ["Amy", "AMY"],
    ["Amy", "Ａｍｙ"],
    ["Zoë", "Zoe\u0308"],
    ["Amy", "A\u200bmy"],
    ["STRASSE", "Straße"],
    ["ﬁona", "Fiona"],
    ["Amy  Lin", "amy lin"],
  ] as const;
  for (const [a, b] of same) assert.equal(nameKey(a), nameKey(b), `${a} ${b}`);
  const other = [["Amy", "Ami"], ["Zoe", "Zoë"], ["Amy", "Amy (2)"]] as const;
  for (const [a, b] of other) assert.notEqual(nameKey(a), nameKey(b));
});

Deno.test("what keyboards and input methods vary does not make names differ (J-2)", () => {
  const rows = [
    "Sean O'Neil|Sean O’Neil|Sean O‘Neil|Sean OʼNeil|Sean O`Neil|Sean O´Neil|Sean O′Neil|Sean O＇Neil|SEAN O’NEIL",
    "Anne-Marie|Anne‐Marie|Anne‑Marie|Anne–Marie|Anne—Marie|Anne−Marie|Anne－Marie",
    "Amy Lin|Amy\u00a0Lin|Amy\u202fLin|Amy\u3000Lin|Amy  Lin| Amy Lin|Ａｍｙ　Ｌｉｎ",
    "John F. Kennedy|John F Kennedy|JOHN F． KENNEDY",
    "J.R. Lin|JR Lin",
    'Robert "Bob" Lee|Robert “Bob” Lee|Robert „Bob“ Lee|Robert ＂Bob＂ Lee|Robert «Bob» Lee',
    "李明|李　明|李 明",
    "佐藤花子|佐藤 花子|佐藤\u3000花子",
    "さとう はなこ|さとうはなこ",
    "スーザン リー|スーザンリー|ｽｰｻﾞﾝ ﾘｰ",
    "Nguyễn|Nguye\u0302\u0303n|Nguy\u1ec5n",
    "Hòa|Hoà|HÒA",
    "Thúy|Thuý",
    "İpek|ipek|IPEK",
    "Işık|ışık|IŞIK",
    "Strauß|STRAUSS|strauẞ",
    "علي|علی|على",
    "كريم|کریم|كـريم",
    "أحمد|احمد|أَحْمَد",
    "فاطمة|فاطمه",
    "ג׳ורג|ג'ורג|ג’ורג",
    "שָׁלוֹם|שלום",
    "Алёна|Алена",
    "Ștefan|Ştefan",
    "台生|臺生",
    "黃溫|黄温",
    "撒韵‧武荖|撒韵·武荖|撒韵・武荖|撒韵•武荖",
    "क्‍ष|क्ष",
    "Amy 2|Amy ２|Amy ٢|Amy ۲",
    "…|...",
  ].map((row) => row.split("|"));
  for (const [name, ...others] of rows) {
    for (const other of others) {
      assert.equal(nameKey(other), nameKey(name), `${name} ${other}`);
      assert.equal(nameKey(nameKey(other)), nameKey(other));
    }
  }
  const keys = new Set(rows.map(([name]) => nameKey(name)));
  assert.equal(keys.size, rows.length, "all rows are different people");
  const different = [
    ["Jose", "José"],
    ["Anne Marie", "Anne-Marie"],
    ["ONeil", "O'Neil"],
    ["李明", "李 Ming"],
    ["Amy Lin", "AmyLin"],
    ["陳大文", "陈大文"],
    ["J. R. Lin", "J.R. Lin"],
    ["王凃", "王涂"],
  ];
  for (const [one, other] of different) {
    assert.notEqual(nameKey(one), nameKey(other), `${one} ${other}`);
  }
});

Deno.test("a listed student who types the name by another keyboard is that student (J-2, S-7)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const teacher = await school.ownerIdentity(session.id);
  await school.app.classLists.replaceList(teacher, {
    names: [{ name: "Sean O'Neil" }, { name: "Anne-Marie" }],
  });
  const first = await school.newBrowser().join(session.code, "Sean O’Neil");
  assert.equal(first.kind, "in");
  const list = await school.app.classLists.view(teacher);
  assert.deepEqual(
    list.map(({ name, member }) => [name, member !== null]),
    [["Sean O'Neil", true], ["Anne-Marie", false]],
  );
  const second = await school.newBrowser().join(session.code, "sean o`neil");
  assert.ok(first.kind === "in" && second.kind === "in");
  assert.equal(second.member.id, first.member.id, "one student");
  assert.equal(second.member.name, first.member.name, "shown as it was");
});

Deno.test("the key of a key is the key itself (J-2)", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      assert.equal(nameKey(nameKey(name)), nameKey(name));
    }),
    propertyOptions("keys of names", 2000),
  );
});

Deno.test("a name in use becomes the first free numbered one (J-3)", () => {
  const taken = new Set(["Amy", "amy (2)", "Ben"].map(nameKey));
  const isTaken = (name: string) => taken.has(nameKey(name));
  assert.equal(findFreeName("Chloe", isTaken), "Chloe");
  assert.equal(findFreeName("AMY", isTaken), "AMY (3)");
  assert.equal(findFreeName("Ben", isTaken), "Ben (2)");
});

Deno.test("a numbered name is free, and within the maximum length (J-3)", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 12 }),
      (typed, people) => {
        fc.pre(refusalOf(typed) === null);
        const taken = new Set<string>();
        for (let i = 0; i <= people; i++) {
          const name = findFreeName(
            cleanDisplayName(typed),
            (it) => taken.has(nameKey(it)),
          );
          assert(!taken.has(nameKey(name)));
          assert.equal(refusalOf(name), null);
          taken.add(nameKey(name));
        }
      },
    ),
    propertyOptions("numbered names", 100),
  );
});

const realNames = `
Amy|Dickinson|Emily Dickinson|Dick Cheney|Dick|Philip K. Dick|Fanny Price|Cassandra|Cassie|Essex|Scunthorpe|Sussex|Hancock
Alfred Hitchcock|Peacock|Babcock|Joe Cocker|Dickson|Charles Dickens|Brian Cox|Wang Wei|Ho Chi|Dong Ming|Phuc Nguyen
Nguyễn Phúc|Madhuri Dixit|Dikshit Rao|Lucinda Cummings|Benedict Cumberbatch|Cumhur|Titus|Analise|Annalise|Anna L|Lass
Assad|Hassan|Bassam|Assefa|Asscher|Arsène Wenger|Arselan|Anushka|Shital|Shitara|Yamashita|Kinoshita|Takeshita|Harshit
Rakshit|Shiting|Zhang Shi-Ting|Shi Ting|Penistone|Fukuda|Fukuyama|Fuchs|Fokker|Fagan|Fagerholm|Semen Ivanov|Suk Jin
Kok Leong|Immanuel Kant|Nigel|Nigeria|Porntip|Pornchai|Supaporn|Wattanaporn|Draper|Boobesh|Wanke|van Dyck|Spicer|Cooney
Tom Hooker|Ed Balls|Bích Ngọc|Gay Talese|Randy|Willy|Seaman|Butz|Weiner|Slutsky|Kevin Hart|Rapeepat|Cockburn
R2D2|455|4 5 5|Amy 455|5318008|陳大文|王小明|曹操|林志玲|白先勇|白居易|陳幹|吳國幹|李靠山|黃智賢|張雅婷|林淑芬
蔡英文|鍾肇政|郭台銘|吳念真|賴聲川|瓊瑤|李安|朱自清|沈從文|畢飛宇|馬英九|龍應台|許媽媽|李小龍|尤美女|欣怡
`.trim().split(/[|\n]/);

const rudeNames = `
Fuck|F u c k|sh1t|FUUUCK you|bIg d1ck|Big Dick|my dick|Dick Head|shithead|Shit Head|shitface|s h i t h e a d|Dickhead
d1ckhead|cockhead|asshole|a$$hole|arsehole|asshat|jackass|dumbass|fatass|dipshit|horseshit|shiiiit|Shitty|bullshit
bitch|b1tch|son of a bitch|wanker|twat|cunt|c u n t|whore|slut|pussy|penis|porn|pornhub|nigger|n1gga|faggot|retard
rapist|Hitler|Adolf Hitler|nazi|kkk|kys|kill yourself|Ms Lin sucks|idiot|stupid|cumface|motherfucker|sex|spic
幹你娘|幹 你 娘|幹.你.娘|幹|幹幹幹|操你媽|白痴|白癡|智障|腦殘|王八蛋|靠北|機掰|雞巴|賤人|婊子|去死|草泥馬|他媽的|死肥豬|傻逼|强奸
`.trim().split(/[|\n]/);

Deno.test("the name filter refuses rude names, also disguised ones, and accepts real names (J-1)", () => {
  assert(realNames.length >= 100 && rudeNames.length >= 70);
  assert.deepEqual(realNames.filter((it) => isRefusedName(it)), []);
  assert.deepEqual(rudeNames.filter((it) => !isRefusedName(it)), []);
});

Deno.test("only as much of a name is composed as fits in one", () => {
  const marks = "\u0301\u0316";
  const composed: number[] = [];
  const { normalize } = String.prototype;
  String.prototype.normalize = function (this: string, form?: string) {
    composed.push(this.length);
    return normalize.call(this, form);
  };
  try {
    for (const clean of [cleanDisplayName, cleanSessionName, cleanRoomName]) {
      assert.throws(() => clean("a" + marks.repeat(60_000)), isRefusal);
    }
    // Many characters that normalise to a name of valid length.
    assert.equal(cleanDisplayName("o\u0302\u0301".repeat(40)), "ố".repeat(40));
  } finally {
    String.prototype.normalize = normalize;
  }
  assert.ok(Math.max(...composed) < 1000);
});

const alike = (one: string, other: string) => confusableWith([one])(other);

Deno.test("names that look the same are confusable (J-9)", () => {
  const pairs = [
    ["Amy", "Аmy"],
    ["AMY", "аму"],
    ["Ian", "lan"],
    ["Mia", "Rnia"],
    ["Oscar", "0scar"],
    ["Тата", "Tata"],
    ["Eva", "ΕVA"],
    ["Amy", "Amy\u3164"],
    ["Amy Chen", "Amy\u3164Chen"],
    ["Amy Chen", "Amy\u2800Chen"],
    ["Amy Chen", "Amy\uffa0Chen"],
    ["Amy", "𝘈𝘮𝘺"],
    ["Amy (2)", "Аmy (2)"],
  ];
  const apart = pairs.filter(([one, other]) => !alike(one, other));
  assert.deepEqual(apart, []);
});

Deno.test("names that differ stay distinct (J-9)", () => {
  const pairs = [
    ["Ian", "Lan"],
    ["Amy", "Ami"],
    ["José", "Jose"],
    ["Anna", "Анна"],
    ["Ali", "Al"],
    ["Lin", "Lim"],
    ["王明", "王朋"],
    ["Amy", "Amy (2)"],
  ];
  const same = pairs.filter(([one, other]) => alike(one, other));
  assert.deepEqual(same, []);
});

Deno.test("a name indistinguishable from one in use gets a free number (J-3, J-9)", () => {
  const isTaken = confusableWith(["Amy", "Amy (2)"]);
  assert.equal(findFreeName("Аmy", isTaken), "Аmy (3)");
});

countedTest(
  import.meta.url,
  "comparing names takes time linear in their number (J-9)",
  async () => {
    let run = 0;
    const compare = (count: number) => {
      run++;
      // Cached comparisons take no time.
      const names = Array.from(
        { length: count },
        (_, i) => `Пупил ${"ﷺ".repeat(i % 3)} ${run} ${i}`,
      );
      confusableWith(names)("Amy");
    };
    assert(await growsLinearly(compare, 200));
  },
);

countedTest(
  import.meta.url,
  "names that are slow to compare are compared once, not for each joining student (J-9)",
  async () => {
    let run = 0;
    const fresh = () => {
      run++;
      return Array.from(
        { length: 200 },
        (_, i) => `${"ﷺ".repeat(36)}${run} ${i}`,
      );
    };
    const known = fresh();
    const compare = (names: readonly string[]) =>
      assert(confusableWith(names)(names[1]));
    compare(known);
    const unknown = fresh();
    const times = await countSteps(() => compare(unknown)) /
      await countSteps(() => compare(known));
    assert(times > 5, `${times} times as much the first time`);
  },
);

const staff = ["Ms Lin", "Jean-Luc Martin"];

/** Names separated by slashes or lines. */
const list = (text: string) =>
  text.split(/ \/ |\n/).map((it) => it.replace(/^ +| +$/g, ""))
    .filter((it) => it !== "");

const refused: Record<string, readonly string[]> = {
  "the teacher's name": list(`
    Ms Lin / ms lin / MS LIN / Jean Luc Martin
  `),
  "with a letter of another alphabet": list(`
    Мs Lin / Ms Lіn / МS LІN / Ｍｓ Ｌｉｎ / 𝐌𝐬 𝐋𝐢𝐧 / 🅼🅂 🄻🅸🄽 / Mѕ Lin / Ms Lίn
  `),
  "with letters that look alike": list(`
    Rns Lin / Ms LIN / MS LlN
  `),
  "with signs, blanks, digits": list(`
    Ms. Lin / Ms Lin. / MsLin / M s L i n / Ms Lin 2 / Ms Lin (2) / ~Ms*Lin~ / 1Ms Lin1 / Ms Lin 👩‍🏫 / -Ms-Lin-
    Ms L1n / M5 L!n / Ms L|n
  `),
  "with what cannot be seen": list(`
    Ms\u3164Lin / Ms Lin\u3164 / Ms\u115f Lin / Ms\u200bLin / Ms Lin\ufe0f / Ms Lin\u2800 / Ms\u00ad Lin
    Ms Lin\u{e0001} / M\u034fs Lin
  `),
  "with accents": list(`
    Ms Lín / Mś Lin / M̲s̲ L̲i̲n̲
  `),
  "with another title": list(`
    Miss Lin / Mrs. Lin / Frau Lin / Dr Lin / Mr Martin
  `),
  "with a badge word": list(`
    Ms Lin Teacher / Lin Teacher / Lin (Teacher) / Amy [Teacher] / Amy-Teacher / TeacherAmy / Ms Lin Staff
  `),
  "a badge word": list(`
    Teacher / teacher / TEACHER / Теасhеr / ТEACHER / Teach\u200ber / T.e.a.c.h.e.r / T e a c h e r / Teacher1
    T3acher / Te4ch3r / 𝕿𝖊𝖆𝖈𝖍𝖊𝖗 / ⓉⒺⒶⒸⒽⒺⓇ / 🅃🄴🄰🄲🄷🄴🅁 / 🅣🅔🅐🅒🅗🅔🅡 / 🇹🇪🇦🇨🇭🇪🇷 / ᴛᴇᴀᴄʜᴇʀ / Teácher / Observer / Moderator
    Assistant / The Assistant / ASSlSTANT / AI / A.I. / АI / AI Assistant / admin / Admin 1 / staff / Staff / Bot
    Bot 1 / b0t / Mr Bot / AI Bot / Homeroom Bot / Mr / Sir / Miss
  `),
  "a badge word in another language": list(`
    Lehrer / Lehrerin / Herr Lehrer / Lehrer Schmidt / 老師 / 林老師 / 老师 / 教師 / 田中先生 / 導師 / 助教小明 / 選手 老 師 / 선생님 / 김선생님
    profesor / Profesora / Professeur / professeure Dupont / Enseignante / Maîtresse / maestra / учитель / УЧИТЕЛЬ
    Преподаватель / öğretmen / ÖĞRETMEN / Giáo viên / Thầy giáo / Cikgu / Guru / ครู / ครูสมชาย / อาจารย์ / معلمة
    أستاذ / מורה / शिक्षक / nauczyciel / Δασκάλα / Opettaja / Læreren lærer / Mwalimu
  `),
};

const honest: Record<string, readonly string[]> = {
  "a teacher's family name": list(`
    Lin / Amy Lin / Lin Amy / Martin / Luc / Jean
  `),
  "English": list(`
    Amy / Ben / Chloe O'Brien / Mary-Jane / Al / Ali / Ian / Aidan / Tess / Teresa / Tea / Theo / Max / Adi Min
    Adam Inman / Asha / Modesty / Mo / Bo / T. / X Æ A-12 / Sir Lancelot / Prince / Paddy / Stafford / Tutu / Homer
    Jedi Knight / Emeka O. / Pupil 7 / Sam 2 / Player 1 / 4ever / Miss Piggy / Mr Bean / Dr Who
  `),
  "names that are words elsewhere": list(`
    Tom Lehrer / Anna Lehrer / Guru Prasad / Esther Meester / Ana Maestre / Lena Docent / Lex Bot / Anna Bot
    Bot, Anna / Bot Jansen / Paul Host / Hoca Efe / Moallem Sara
  `),
  "Chinese": list(`
    林小美 / 王明 / 李師師 / 教仁 / Ai Ling / Ai / ai / 小愛 / 先知 / 老三 / Lǐ Míng
  `),
  "Japanese": list(`
    愛 / アイ / さくら / 田中 太郎 / 先川 / Aiko / Sensuke
  `),
  "Korean": list(`
    김민준 / 박지우 / 선우 / 교진
  `),
  "Vietnamese": list(`
    Nguyễn Văn An / Lan / Trần Thị Bích / Giao / Viên / Cô / Thảo
  `),
  "Thai, Lao, Khmer, Burmese": list(`
    สมชาย / ครุฑ / กานดา / ນ້ອຍ / សុខា / မောင်
  `),
  "Indian": list(`
    Aditya / Adhyan / Shikha / शिखा / आदित्य / প্রিয়া / அருண் / Gurpreet / Ustav
  `),
  "Arabic, Persian, Hebrew": list(`
    محمد / عائشة / علي / مشرف / Musharraf / נועה / מור / Mudar
  `),
  "Cyrillic": list(`
    Анна / Иван / Тата / Мила / Учкун / Рита / Ольга / Сара / Ома
  `),
  "Greek": list(`
    Μαρία / Δάφνη / Άννα / Νίκος
  `),
  "Turkish, Nordic, Polish, more": list(`
    İpek / Işıl / Öğünç / Hocine / Åsa / Lærke / Lära / Łukasz / Żaneta / Jürgen / Nuñez / Çelik / Tanja / Tana
    Skolmar / Mokyr / Moses / Profeta / Profi
  `),
  "African, Pacific, American": list(`
    Nkechi / Mwangi / Ọlábísí / ʻOkina / Kahurangi / Ngũgĩ / Tecumseh
  `),
  "none but signs": list(`
    🙂 / ♥♥♥ / 007 / (:
  `),
};

for (const [what, names] of Object.entries(refused)) {
  Deno.test(`a student cannot have the teacher's name or a badge's: ${what} (J-9)`, () => {
    const through = names.filter((name) => !findImpersonation(name, staff));
    assert.deepEqual(through, []);
  });
}

for (const [what, names] of Object.entries(honest)) {
  Deno.test(`an honest name does not count as taken: ${what} (J-9)`, () => {
    const stopped = names.filter((name) => findImpersonation(name, staff));
    assert.deepEqual(stopped, []);
  });
}

Deno.test("a name is distinguished from a teacher's and from a badge (J-9)", () => {
  const what = (name: string) => findImpersonation(name, staff);
  assert.deepEqual(
    ["Bot 1", "AI", "Teacher", "Sir", "助教小明", "Ms Lin", "Mr Martin", "Lin"]
      .map(what),
    ["badge", "badge", "badge", "badge", "badge", "teacher", "teacher", null],
  );
});

countedTest(
  import.meta.url,
  "checking a name takes time linear in its length, whatever the name (J-9)",
  async () => {
    const shapes = [
      (n: number) => "ﷺ".repeat(n),
      (n: number) => "Ms Lin ".repeat(n / 6),
      (n: number) => "𝐓".repeat(n / 2),
      (n: number) => "m".repeat(n),
      (n: number) => "e\u0301".repeat(n / 2),
      (n: number) => "🅣".repeat(n / 2),
      (n: number) => "a ".repeat(n / 2),
    ];
    // Results are cached, so each name is new.
    let run = 0;
    for (const shape of shapes) {
      const compare = (length: number) =>
        findImpersonation(
          `${shape(length)}${run++}`,
          Array.from({ length: 10 }, (_, n) => `${"ﷺ".repeat(length)}${n}`),
        );
      assert(await growsLinearly(compare, 40), shape(12));
    }
  },
);
