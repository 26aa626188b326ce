/** J-9: names that imitate a teacher's or a badge are refused; honest names are not. */
import assert from "node:assert/strict";
import { countedTest, growsWithLength } from "../../../counted_work.ts";
import { findImpersonation } from "../../../../classroom/people/names/impersonation.ts";

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
  Deno.test(`J-9: a student is not called as the teacher is, or by a badge: ${what}`, () => {
    const through = names.filter((name) => !findImpersonation(name, staff));
    assert.deepEqual(through, []);
  });
}

for (const [what, names] of Object.entries(honest)) {
  Deno.test(`J-9: honest names are nobody else's: ${what}`, () => {
    const stopped = names.filter((name) => findImpersonation(name, staff));
    assert.deepEqual(stopped, []);
  });
}

Deno.test("J-9: a name is told from a teacher's and from a badge", () => {
  const what = (name: string) => findImpersonation(name, staff);
  assert.deepEqual(
    ["Bot 1", "AI", "Teacher", "Sir", "助教小明", "Ms Lin", "Mr Martin", "Lin"]
      .map(what),
    ["badge", "badge", "badge", "badge", "badge", "teacher", "teacher", null],
  );
});

countedTest(
  import.meta.url,
  "J-9: what a name costs grows with its length, whoever wants to make it cost much",
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
      assert(await growsWithLength(compare, 40), shape(12));
    }
  },
);
