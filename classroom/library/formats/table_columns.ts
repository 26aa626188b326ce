/**
 * Assigns roles to the columns of a sheet by their headings, for all products and languages. Add the headings of
 * a new product to {@link headingsByRole}; `docs/pasted-quizzes.md` lists them. Pure.
 */
import {
  isAnswerRole,
  type QuizColumnRole,
} from "../../model/questions/quiz_roles.ts";
import type { TableColumns } from "../../../formats/tables/table_columns.ts";
import { foldCase, normalise } from "../../../formats/normalise.ts";

export type ColumnRole = QuizColumnRole | "row" | "unknown";

/** The headings in Homeroom's own exports; those of answers are numbered. */
export const quizColumns = {
  quiz: "quiz",
  kind: "kind",
  question: "question",
  answer: "answer",
  correct: "correct",
  tolerance: "tolerance",
  most: "most",
  points: "points",
  explanation: "explanation",
} as const;

interface TableColumn {
  role: ColumnRole;
  place: number;
  /** The heading as written in the sheet. */
  name: string;
  /** The number or letter in the heading of an answer; `A` is 1. */
  number?: number;
}

export interface TableHead {
  columns: readonly TableColumn[];
  unknown: readonly string[];
  /** The places of columns without a heading. */
  nameless: ReadonlySet<number>;
  /** The number of headings; rows may have more cells. */
  width: number;
  /** A number as right answer is the number of a choice, even if choices are numbers themselves. */
  hasNumberedAnswers: boolean;
}

/** Products that name right answers by number, detected by a heading that only they use. */
const numberedProducts: readonly [name: string, pattern: RegExp][] = [
  [
    "Kahoot",
    /\banswer\(s\)|\bmax(?:\.|imum)? \d+ (?:char|zeichen|car)|antwort\(en\)|\(s\) correct|最多 ?\d+ ?[個个]?字|^time limit/u,
  ],
  ["Blooket", /only include answer #/u],
  ["Quizizz", /^time in seconds$/u],
];

/** Texts that products write above their headings. */
const instruction =
  /^(?:gimkit|blooket|kahoot|quizizz|wayground|socrative|instructions: please fill in the below quiz)\b/iu;

/** Headings in lower case, without numbers, signs and brackets. */
const headingsByRole: Readonly<Record<Exclude<ColumnRole, "unknown">, string>> =
  {
    quiz: "quiz",
    kind:
      "kind|type|question type|questiontype|題型|類型|题型|类型|fragetyp|typ|tipo|tipo de pregunta|type de question|問題形式|種類|유형|문제 유형",
    question:
      "question|questions|question text|questiontext|question stem|stem|prompt|problem|term|word|statement|vocabulary|front|問題|问题|題目|题目|題目內容|题目内容|題目文字|題目敘述|题目描述|題幹|题干|試題|试题|敘述|陳述|句子|题目叙述|單字|單詞|单词|詞彙|词汇|生字|frage|fragetext|fragen|pregunta|preguntas|texto de la pregunta|texte de la question|énoncé|domanda|domande|pergunta|質問|設問|문제|질문|vraag|fråga|spørgsmål|spørsmål|вопрос|pytanie|otázka|soru|câu hỏi|คำถาม",
    choice:
      "answer|answers|answer option|answer options|answer choice|answer choices|answer text|choice|choices|option|options|opt|alternative|alternatives|possible answer|possible answers|答案|選項|选项|答案選項|答案选项|antwort|antworten|antwortmöglichkeit|opción|opciones|opcion|respuesta|respuestas|réponse|réponses|reponse|proposition|choix|risposta|risposte|opzione|resposta|opção|alternativa|選択肢|回答|답|답변|보기|선택지|antwoord|optie|svar|svarsalternativ|ответ|вариант|вариант ответа|odpowiedź|odpověď|seçenek|cevap|đáp án|lựa chọn",
    correct:
      "correct|choose correct answer|choose correct answers|correct answer|correct answers|correct option|correct options|correct choice|correct choices|correct letter|correct response|correct responses|right|right answer|right answers|right option|right choice|answer key|key|ans|solution|solutions|accepted answer|accepted answers|definition|meaning|back|正確|正确|正確答案|正确答案|標準答案|标准答案|參考答案|参考答案|正確選項|正确选项|正解|解答|定義|定义|richtig|richtige antwort|richtige antworten|korrekte antwort|lösung|correcta|respuesta correcta|respuestas correctas|solución|bonne réponse|bonnes réponses|réponse correcte|réponses correctes|risposta corretta|risposte corrette|risposta esatta|resposta correta|respostas corretas|정답|juiste antwoord|goede antwoord|rätt svar|riktig svar|rigtigt svar|правильный ответ|poprawna odpowiedź|správná odpověď|doğru cevap|đáp án đúng",
    incorrect:
      "incorrect|incorrect answer|incorrect answers|incorrect option|incorrect options|incorrect choice|incorrect choices|wrong|wrong answer|wrong answers|wrong option|wrong choice|false answer|false answers|distractor|distractors|distracter|other answer|other answers|錯誤|错误|錯誤答案|错误答案|錯誤選項|错误选项|誘答|誘答選項|干擾選項|干擾項|干扰项|干扰选项|falsch|falsche antwort|falsche antworten|incorrecta|respuesta incorrecta|respuestas incorrectas|mauvaise réponse|mauvaises réponses|réponse incorrecte|réponse fausse|risposta errata|risposta sbagliata|resposta incorreta|resposta errada|不正解|誤答|오답|fout antwoord|fel svar|неправильный ответ|błędna odpowiedź|yanlış cevap",
    tolerance: "tolerance",
    most: "most",
    points:
      "point|points|mark|marks|score|default mark|defaultmark|max points|配分|分數|得分|分数|分值|punkt|punkte|punto|puntos|punti|pontos|点数|배점|점수",
    explanation:
      "explanation|explanations|provide explanation|feedback|general feedback|answer explanation|rationale|解析|詳解|解說|說明|详解|解说|说明|答案解析|erklärung|explicación|explication|spiegazione|explicação|解説|해설|풀이",
    time:
      "time|time limit|time in seconds|seconds|timer|時間|时间|時間限制|时间限制|限時|作答時間|zeitlimit|zeit|límite de tiempo|limite de temps|limite di tempo|tempo limite|制限時間|시간|시간 제한|제한 시간|tijdslimiet",
    picture:
      "image|image link|image url|picture|圖片|圖片連結|图片|bild|imagen|imagem|immagine|画像|이미지",
    row:
      "#|no|nr|number|question #|question number|question no|題號|题号|編號|编号|序號|序号|番号|번호|numéro|número|nummer",
  };

const roleByWord: ReadonlyMap<string, ColumnRole> = new Map(
  Object.entries(headingsByRole).flatMap(([role, headings]) =>
    headings.split("|").map((word) => [word, role as ColumnRole] as const)
  ),
);

/** A column with such a heading has the right answer if other columns have the choices, or if there are no choices. */
const answer =
  /^(?:answers?|答案|antwort|respuesta|réponse|reponse|risposta|resposta|回答|답|답변|antwoord|svar|ответ|odpowiedź|odpověď|cevap|đáp án)$/u;

/** Normalizes a heading: "Correct Answer(s)", "correct_answer:" and "CorrectAnswer" are equal. */
function headingOf(cell: string): string {
  const text = normalise(cell.slice(0, 200), "NFKC").trim();
  // `(A)` is the whole heading.
  const [, inner] = /^\(([^()]*)\)$/u.exec(text) ?? [];
  return (inner ?? text).replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    // Socrative numbers its headings: `2. Question Type:`.
    .replace(/^\d{1,2}[.)] ?(?=[\p{L}(])/u, "")
    .replace(/\([^()]*\)|\[[^[\]]*\]/gu, " ").replace(/\s[-–—]\s[^]*$/u, "")
    .replace(/[\s_]+/gu, " ").trim().replace(/ ?[.:*?]+$/u, "").toLowerCase();
}

const choiceSigns = ["abcdefghij", "一二三四五六七八九", "甲乙丙丁戊己庚辛"];

function numberOf(sign: string): number {
  const place = Math.max(...choiceSigns.map((signs) => signs.indexOf(sign)));
  return place < 0 ? Number(sign) : place + 1;
}

const sign = "[a-j]|\\d{1,2}|[一二三四五六七八九甲乙丙丁戊己庚辛]";
const numbered = new RegExp(` ?#?(${sign})$`, "u");
const numberedBefore = new RegExp(
  `^(${sign})(?:st|nd|rd|th)? ?(\\D.{0,40})$`,
  "u",
);
const signAlone = new RegExp(`^(?:${sign})$`, "u");

/** Returns null for an unknown heading. */
function roleOf(
  heading: string,
  isLettered: boolean,
): { role: ColumnRole; number?: number } | null {
  const whole = roleByWord.get(heading);
  if (whole) return { role: whole };
  if (isLettered && signAlone.test(heading)) {
    return { role: "choice", number: numberOf(heading) };
  }
  const behind = numbered.exec(heading);
  const word = behind ? heading.slice(0, behind.index) : undefined;
  const [, signBefore, wordBehind] = numberedBefore.exec(heading) ?? [];
  for (
    const [base, number] of [
      [word, behind?.[1]],
      [wordBehind, signBefore],
    ] as const
  ) {
    const role = base === undefined ? undefined : roleByWord.get(base);
    if (role === "choice" || role === "correct" || role === "incorrect") {
      return { role, number: numberOf(number!) };
    }
  }
  return null;
}

export function readTableHead(cells: readonly string[]): TableHead {
  const namedCells = cells.map((cell, place) => ({
    heading: headingOf(cell),
    name: cell.replace(/\s+/gu, " ").trim(),
    place,
  }));
  const has = (heading: string) =>
    namedCells.some((it) => it.heading === heading);
  const isLettered = [["a", "b"], ["甲", "乙"], ["1", "2"], [
    "一",
    "二",
  ]].some(([first, second]) => has(first) && has(second));
  const columns: TableColumn[] = [];
  const unknown: string[] = [];
  for (const { heading, name, place } of namedCells) {
    if (heading === "") continue;
    const roleMatch = roleOf(heading, isLettered);
    if (roleMatch) columns.push({ ...roleMatch, name, place });
    else unknown.push(name);
  }
  const named = withAnswers(columns, isLettered);
  const uniqueColumns = named.filter((column, index) => {
    const isKept = column.role !== "unknown" &&
      (column.role === "row" || isAnswerRole(column.role) ||
        named.findIndex(({ role }) => role === column.role) === index);
    if (!isKept) unknown.push(column.name);
    return isKept;
  });
  const low = cells.map((cell) => foldCase(cell.slice(0, 200)).trim());
  return {
    columns: uniqueColumns,
    unknown,
    width: cells.length,
    nameless: new Set(
      namedCells.filter(({ heading }) => heading === "").map(({ place }) =>
        place
      ),
    ),
    hasNumberedAnswers: numberedProducts.some(([, pattern]) =>
      low.some((it) => pattern.test(it))
    ),
  };
}

/** Decides whether "answer" names the right answer, one of several choices, or the letters of right choices. */
function withAnswers(columns: readonly TableColumn[], isLettered: boolean) {
  const choices = columns.filter(({ role }) => role === "choice");
  const answers = choices.filter(({ name, number }) =>
    number === undefined && answer.test(headingOf(name))
  );
  const isNamed = columns.some(({ role }) => role === "correct");
  const isOne = answers.length === 1 && !isNamed;
  const isMoodle = isLettered &&
    choices.some(({ name }) => signAlone.test(headingOf(name))) && !isNamed;
  return columns.map((column): TableColumn => {
    const isRight = isOne && column === answers[0] ||
      isMoodle && column.role === "choice" &&
        !signAlone.test(headingOf(column.name));
    if (isRight) return { ...column, role: "correct" };
    // A single answer column next to a right one is ambiguous.
    return isNamed && answers.length === 1 && column === answers[0]
      ? { ...column, role: "unknown" }
      : column;
  });
}

/**
 * Combines two rows of headings, as merged cells leave them: `Question | Choices | | Answer` above `A | B`. Returns
 * null if the second row has no headings.
 */
export function readTwoRowHead(
  above: readonly string[],
  below: readonly string[],
): TableHead | null {
  const filled = below.flatMap((it, at) => it.trim() === "" ? [] : [at]);
  const lower = readTableHead(below);
  const isBelow = filled.length > 1 && lower.unknown.length === 0 &&
    filled.every((filledPlace) =>
      lower.columns.some(({ place, role }) =>
        place === filledPlace && /^(?:choice|correct|incorrect)$/.test(role)
      )
    ) && lower.columns.some(({ number }) => number !== undefined);
  if (!isBelow) return null;
  const width = Math.max(above.length, below.length);
  const cells = Array.from(
    { length: width },
    (_, at) => below[at]?.trim() ? below[at] : above[at] ?? "",
  );
  return isQuizHead(cells) ? readTableHead(cells) : null;
}

/** The quiz's name from a row above the headings, or null. */
export function quizNameIn(cells: readonly string[]): string | null {
  const [label = "", name = ""] = cells.filter((it) => it.trim() !== "");
  return /^(?:quiz (?:name|title)|[測测][驗验]名[稱称]|[試试]卷名[稱称])[:：]?$/u
      .test(headingOf(label)) && name !== ""
    ? name.trim()
    : null;
}

/** Index of the choice with this heading, as in `option_b`, or -1. */
export function placeOfChoiceHeading(
  text: string,
  { columns }: TableHead,
): number {
  const heading = headingOf(text);
  return columns.filter(({ role }) => role === "choice")
    .toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0))
    .findIndex(({ name }) => heading !== "" && headingOf(name) === heading);
}

export function isQuizHead(cells: readonly string[]): boolean {
  return hasQuizColumns(readTableHead(cells));
}

/** Whether there are columns for a question, and for a kind or an answer. */
export function hasQuizColumns({ columns }: TableHead): boolean {
  return columns.some(({ role }) => role === "question") &&
    columns.some(({ role }) => role === "kind" || isAnswerRole(role));
}

/**
 * Builds the head from roles that a teacher named.
 *
 * @param first the first row
 */
export function tableHeadFromRoles(
  { hasHead, roles }: TableColumns<QuizColumnRole>,
  first: readonly string[],
): TableHead {
  const headings = hasHead ? first : [];
  const head = readTableHead(headings);
  const numberAt = (place: number, role: QuizColumnRole) =>
    head.columns.find((it) => it.place === place && it.role === role)?.number;
  const isNumbered = (role: QuizColumnRole) =>
    roles.every((it, at) => it !== role || numberAt(at, role) !== undefined);
  const columns = roles.flatMap((role, place): TableColumn[] => {
    if (role === "unused") return [];
    const name = (headings[place] ?? "").replace(/\s+/gu, " ").trim();
    // A single number would reorder the other columns.
    const number = isNumbered(role) ? numberAt(place, role) : undefined;
    return [{ role, place, name, ...(number !== undefined && { number }) }];
  });
  return {
    columns,
    unknown: [],
    nameless: new Set(),
    width: roles.length,
    hasNumberedAnswers: head.hasNumberedAnswers,
  };
}

/** Detects instructions that a product writes above the headings. */
export function isInstructionRow(
  cells: readonly string[],
  { hasNumberedAnswers }: TableHead,
): boolean {
  return hasNumberedAnswers ||
    instruction.test(cells.find((it) => it.trim() !== "") ?? "");
}
