/** Tells lines of a list that are no student: totals, dates of printing, labels of reports (D-3, J-8). Pure. */
import { foldCase } from "../../../formats/normalise.ts";

const months =
  "jan|feb|mar|mär|apr|may|mai|maj|jun|jul|aug|sep|oct|okt|nov|dec|dez|янв|фев|мар|апр|май|мая|июн|июл|авг|сен|окт|ноя|дек";

/** A part of a date or time that no name has. */
const date =
  `\\p{N}{1,4}\\s*[-./年月: ]\\s*(?:\\p{N}|\\p{L}{3})|(?:${months})\\p{L}*\\.?\\s+\\p{N}`;

/** A remark begins with one of these words, and goes on with a sign, a figure or nothing. */
const totals =
  "(?:sub|grand )?total|sum|count|(?:overall|grand|class) (?:average|mean)|number of (?:students|pupils|participants|attendees|learners)|total number of \\p{L}+|average|mean|boys|girls|males?|females?|class average|合計|總計|总计|合计|小計|小计|總人數|总人数|人數|人数|平均|男生|女生|男|女|計|共|合計人数|합계|총원|인원|총|summe|gesamt|insgesamt|anzahl|anzahl schüler|(?:gesamt|klassen|noten)?durchschnitt|mittelwert|nombre d['’]élèves|effectif|totaux|moyenne(?: générale| de la classe)?|promedio general|media general|総平均|總平均|总平均|全班平均|suma|promedio|número de alumnos|totale|media|totaal|aantal|totalt|antal|yhteensä|razem|celkem|spolu|összesen|всего|итого|усього|разом|jami|toplam|mevcut|genel toplam|jumlah|tổng|tổng số|tổng cộng|รวม|المجموع|إجمالي|العدد|סה\"?כ|σύνολο|कुल|মোট|جمع|مجموع";
const creationWords =
  "(?:(?:report|list|class ?list|roster|data|this (?:report|list)|document)(?: was)? )?(?:printed|print date|printout|exported|generated|created|produced|updated|last (?:updated|modified|saved)|downloaded|extracted|retrieved|run|as (?:of|at)|accurate as of|valid from)|date|time|列印|列印日期|列印時間|印表|製表|製表日期|匯出|匯出時間|更新|日期|時間|打印|打印时间|导出|导出时间|制表|日期时间|印刷|出力|作成|印刷日|출력|출력일|인쇄|작성일|gedruckt|ausgedruckt|druckdatum|erstellt|exportiert|stand|datum|imprimé|édité|édition|exporté|généré|créé|tiré|impreso|fecha|exportado|generado|emitido|impresso|emitido|data|stampato|esportato|generato|afgedrukt|geprint|gemaakt|utskriven|utskrevet|udskrevet|tulostettu|wydrukowano|wygenerowano|vytištěno|vytlačené|vygenerováno|nyomtatva|készült|напечатано|распечатано|отпечатано|выгружено|сформировано|дата|надруковано|chop etilgan|chop etildi|yazdırma|yazdırılma tarihi|yazdırıldı|oluşturma|tarih|sana|dicetak|tanggal|in ngày|ngày in|ngày|พิมพ์เมื่อ|พิมพ์|วันที่|طبع|تاريخ|تاريخ الطباعة|הודפס|תאריך|εκτυπώθηκε|ημερομηνία";
const labels =
  "teacher|form teacher|class teacher|homeroom(?: teacher)?|tutor|advisor|class|course|group|school|subject|year|term|semester|room|period|topic|host|organizer|organiser|meeting|note|notes|remark|remarks|source|signature|legend|key|導師|導師姓名|老師|任課老師|教師|班主任|班級|班级|學校|学校|課程|课程|科目|學年|学年|學期|学期|備註|备注|註|注|說明|说明|簽名|签名|担任|学校|備考|담임|학교|klassenlehrer(?:in)?|lehrer(?:in)?|klasse|schule|fach|hinweis|bemerkung|anmerkung|professeur|enseignante?|classe|école|matière|remarque|profesora?|tutora?|curso|colegio|materia|nota|notas|observaciones|docente|scuola|materia|insegnante|turma|escola|professora?|leraar|klas|school|opmerking|nauczyciel|wychowawca|klasa|szkoła|uwaga|uwagi|учитель|классный руководитель|класс|школа|предмет|примечание|клас|o['ʻ’]qituvchi|sinf|maktab|öğretmen|sınıf|okul|not|guru|kelas|sekolah|wali kelas|giáo viên|lớp|trường";

const classes =
  "class|grade|year|year group|form|klasse|kl\\.|jahrgang|jahrgangsstufe|classe|clase|curso|turma|klas|klass|klasa|třída|trieda|osztály|класс|клас|sinf|sınıf|kelas|lớp|luokka|班級|班级|الصف|כיתה";

const patterns = [
  // `Total: 28`, `合計 28`, `Printed 3 Nov`, `gedruckt am 3.11.2026`.
  `^(?:${totals})(?:(?: \\p{L}+){0,2}\\s*[:：=]|\\s*\\(?\\s*\\p{N}|\\s+(?:students|pupils|number|of)\\b)`,
  `^(?!(?:media|mean|sum|suma|antal|男|女|計|共)$)(?:${totals})$`,
  `^(?:${creationWords})(?:\\s*[:：]|\\s+(?:by|on|at|from|with|am|um|von|dnia|por|par)\\b|.{0,30}?(?:${date}))`,
  `^(?:${labels})\\s*[:：]`,
  // `Report date: 29/11/2026`, whatever its words.
  "^[\\p{L} ]{1,40}\\s*[:：]\\s*\\p{N}{1,4}\\s?[-./年]\\s?\\p{N}{1,2}\\s?[-./月]\\s?\\p{N}{1,4}",
  // `Class 7B`, `Klasse 7b`, `7. Klasse`.
  `^(?:${classes})\\s*\\p{N}{1,2}\\s?[-./]?\\s?\\p{L}?$`,
  `^\\p{N}{1,2}\\s?[.-]?\\s?\\p{L}?\\s?(?:${classes})$`,
  // The labels of Teams' and Zoom's reports.
  "^(?:\\d+\\.\\s*)?(?:(?:meeting|webinar|call) (?:title|summary|id|link|duration|topic|start time|end time|details|info|information)|summary|participants|in-meeting activities|attended participants|attendance (?:report|summary|details)|(?:average )?attendance time|(?:meeting )?(?:start|end) time|total (?:number of )?participants|topic)(?:\\s*[:：\\t,(]|\\s+\\p{N}|$)",
  "^\\d+\\.\\s*(?:zusammenfassung|teilnehmer(?:innen)?|résumé|synthèse|participants?|resumen|participantes|resumo|riepilogo|partecipanti|samenvatting|deelnemers|podsumowanie|uczestnicy|сводка|участники|摘要|摘要資訊|參與者|参与者|概要|参加者|요약|참가자)$",
  // `28 students`, `28 名`, `共 28 人`, `Students (28)`.
  "^\\p{N}+\\s*(?:students?|pupils?|learners?|participants?|attendees?|people|persons?|members?|names?|records?|rows?|entries|results?|boys|girls|名|人|位|筆|条|個學生|名學生|位同學|명|schüler(?:innen)?|teilnehmer|élèves?|alumnos?|estudiantes?|alunos?|studenti|leerlingen|elever|uczniów|žáků|учеников|учащихся|o['ʻ’]quvchi|öğrenci|siswa|murid|học sinh|คน)$",
  "^(?:students?|pupils?|learners?|members?|names?|學生|学生|schüler|élèves|alumnos|учеников)\\s*[:：(（]\\s*\\p{N}+\\s*[)）]?$",
  // The words below each name in a call's list of people.
  "^(?:attendee|presenter|organi[sz]er|host|co-host|meeting (?:host|organi[sz]er)|(?:un)?muted|invited|in the lobby|召集人|簡報者|出席者|参加者|発表者|開催者)$",
  // Pages, dates and times alone.
  "^(?:page|pages|pg\\.?|p\\.|seite|página|pagina|side|sida|sivu|str\\.?|strona|strana|oldal|стр\\.?|страница|sayfa|bet|halaman|trang|หน้า|第|頁|页|صفحة|עמוד|σελίδα)\\s*\\p{N}+(?:\\s|[/頁页ページ]|$)",
  "^\\p{N}+\\s*(?:/|of|von|de|di|из)\\s*\\p{N}+$",
  `^(?:(?:mon|tue|wed|thu|fri|sat|sun)\\p{L}*,?\\s*)?(?:\\p{N}{1,2}\\.?\\s*(?:${months})\\p{L}*|(?:${months})\\p{L}*\\.?\\s+\\p{N}{1,2}),?\\s+\\p{N}{4}\\b`,
  "^\\p{N}{1,4}\\s*[-./年:]\\s*\\p{N}{1,2}(?:\\s*[-./月:]\\s*\\p{N}{1,4}\\s*日?)?(?:[\\s,]+\\p{N}{1,2}:\\p{N}{2}(?::\\p{N}{2})?)?\\s*(?:am|pm)?$",
  "^[*\\s-]*(?:end of (?:report|list|page|document)|continued|confidential)\\b",
  // No letter at all.
  "^[^\\p{L}\\p{N}]+$",
].map((source) => new RegExp(source, "u"));

/** Whether a line, or a row's cells, say something about the list and name nobody. */
export function isRemark(text: string): boolean {
  // Limits the work; what is longer is no name.
  const line = foldCase(text.slice(0, 200)).replace(/\s+/g, " ").trim();
  return line !== "" && patterns.some((pattern) => pattern.test(line));
}
