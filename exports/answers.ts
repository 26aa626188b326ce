/**
 * The parts `answers` and `walls` of the record: shared resources, answers of students to quizzes and polls,
 * and questions on walls. Anonymous polls only have the counts that may be shown (`poll_counts.ts`).
 */
import { given as t } from "texts/sharing_record.ts";
import { minAnonymousVotes } from "../classroom/model/resources/shared_resources.ts";
import {
  readResourceRecords,
  type ResourceRecord,
  type ResourceRecordHead,
} from "../classroom/record/resource_record.ts";
import { listRooms } from "../classroom/record/session_record.ts";
import { withIsoTimes } from "../classroom/resources/resource_view.ts";
import type { CountedWords } from "../classroom/model/resources/views.ts";
import {
  normalizeAnswer,
  normalizeAnswers,
  type Question,
} from "../classroom/model/resources/questions.ts";
import {
  type AnswerOutcome,
  countsPoints,
  sumCounts,
} from "../classroom/model/resources/results.ts";
import {
  type AnsweredCounts,
  buildAnswerRows,
} from "../classroom/model/questions/answer_rows.ts";
import { formatList } from "../formats/format_list.ts";
import {
  answerCell,
  answerSheetRows,
  answerSheetTable,
  answerText,
  correctAnswerText,
  exportTitleOf,
  gradeText,
  kindText,
  questionText,
} from "./answer_texts.ts";
import { roomDisplayName } from "./chat.ts";
import { type CsvCell, csvTime } from "./csv_format.ts";
import {
  dayText,
  flatMapAsync,
  mapAsync,
  type RecordPart,
  type RecordReader,
  remarkPiece,
  type TextPiece,
  withRemarkIfEmpty,
} from "./record_part.ts";

export async function answersPart(reader: RecordReader): Promise<RecordPart> {
  const { app, who, view, zone } = reader;
  const rooms = new Map(
    (await listRooms(app.sync, who)).map((
      room,
    ) => [room.id, roomDisplayName(room)]),
  );
  const readRecords = () => readResourceRecords(app, who);
  return {
    head: { resources: await Array.fromAsync(readRecords(), resourceAnswer) },
    list: "answers",
    items: () => flatMapAsync(readRecords(), answersIn),
    columns: [
      t.columns.class,
      t.columns.shared({ zone }),
      t.columns.title,
      t.columns.kind,
      t.columns.number,
      t.columns.question,
      t.columns.student,
      t.columns.answer,
      t.columns.right,
      t.columns.points,
      t.columns.late,
      t.columns.count,
    ],
    rows: () =>
      flatMapAsync(readRecords(), (record) => {
        const { shared } = record;
        const first = [
          view.name,
          csvTime(shared.at, zone),
          exportTitleOf(shared),
          kindText(shared),
        ];
        const rows = isAnonymousPoll(record)
          ? countRows(record)
          : answerRows(record);
        return rows.map((cells) => [...first, ...cells]);
      }),
    pieces: () =>
      withRemarkIfEmpty(
        flatMapAsync(readRecords(), (record) => piecesOf(record, rooms, zone)),
        t.nothing,
      ),
  };
}

export function quizPart(
  record: ResourceRecord,
): Pick<RecordPart, "columns" | "rows"> {
  const columns = answerSheetTable(record);
  return {
    columns: columns.map(({ head }) => head),
    rows: () =>
      mapAsync(
        answerSheetRows(record),
        (row) => columns.map(({ cell }) => cell(row)),
      ),
  };
}

/** A shared resource in short: kind, time, groups, pace, time limit, and whether it was taken back. */
export function summaryLines(
  { shared, taken }: ResourceRecordHead,
  rooms: ReadonlyMap<string, string>,
  time: string,
): string[] {
  const names = (shared.rooms ?? []).flatMap((id) => rooms.get(id) ?? []);
  return [
    kindText(shared),
    ...time === "" ? [] : [time],
    ...names.length > 0 ? [t.only({ rooms: formatList(names) })] : [],
    ...shared.pace === "together" ? [t.together] : [],
    ...shared.minutes ? [t.minutes({ minutes: shared.minutes })] : [],
    ...taken ? [t.takenBack] : [],
  ];
}

export function isAnonymousPoll({ shared }: ResourceRecordHead): boolean {
  return shared.anonymous === true;
}

function resourceAnswer({ shared, taken, questions }: ResourceRecord) {
  // `questions` has the same questions, with their counts.
  const { questions: _, results: __, shownAt: ___, ...resource } = withIsoTimes(
    shared,
  );
  return { ...resource, ...(taken && { taken }), questions };
}

function* answersIn(record: ResourceRecord) {
  for (const { person, answers } of answerSheetRows(record)) {
    for (const outcome of answers) {
      if (!outcome) continue;
      const { question, ...answerFields } = outcome;
      yield {
        resource: record.shared.id,
        question: question.id,
        member: person.id,
        name: person.name,
        text: answerText(question, answerFields.answer),
        ...answerFields,
      };
    }
  }
}

function* answerRows(record: ResourceRecord): Generator<CsvCell[]> {
  for (const { person, answers } of answerSheetRows(record)) {
    for (const [n, outcome] of answers.entries()) {
      if (!outcome) continue;
      yield [
        n + 1,
        questionText(record.shared, outcome.question),
        person.name,
        answerCell(outcome),
        gradeText(outcome),
        outcome.points,
        outcome.late ? t.late : "",
        1,
      ];
    }
  }
}

function* countRows(
  { shared, questions }: ResourceRecord,
): Generator<CsvCell[]> {
  for (const [n, question] of questions.entries()) {
    const { answered = 0, counts = {} } = question;
    const first = [n + 1, questionText(shared, question), ""];
    const rest = ["", "", ""];
    if (answered === 0) continue;
    if (Object.keys(counts).length === 0) {
      yield [...first, t.notShown, ...rest, answered];
      continue;
    }
    for (
      const { key, text, count } of buildAnswerRows(
        question,
        withCounts(question),
      )
    ) {
      yield [...first, wordCloudText(question, key, text), ...rest, count];
    }
    const waitingCount = answered - sumCounts(counts);
    if (waitingCount > 0) yield [...first, t.notShown, ...rest, waitingCount];
  }
}

function* piecesOf(
  record: ResourceRecord,
  rooms: ReadonlyMap<string, string>,
  zone: string,
): Generator<TextPiece> {
  const { shared, questions } = record;
  yield { kind: "heading", level: 2, text: exportTitleOf(shared) };
  const about = summaryLines(record, rooms, dayText(shared.at, zone)).join(
    " · ",
  );
  yield remarkPiece(about);
  const { description, firstMessage } = shared;
  if (description) yield { kind: "words", text: description };
  if (firstMessage) {
    yield { kind: "by", name: t.firstMessage, about: [] };
    yield { kind: "words", text: firstMessage };
  }
  if (isAnonymousPoll(record)) yield remarkPiece(t.anonymousText);
  for (const [n, question] of questions.entries()) {
    if (shared.pace) {
      const about = question.points
        ? [t.points({ points: question.points })]
        : [];
      yield { kind: "by", name: `${n + 1}.`, about };
    }
    const picture = record.pictures.get(question.image ?? "");
    if (picture) yield { kind: "file", file: picture };
    yield { kind: "words", text: questionText(shared, question) };
    yield* resultPieces(record, question);
  }
  if (questions.length === 0 || isAnonymousPoll(record)) return;
  const hasPoints = countsPoints(questions);
  let isEmpty = true;
  for (const { person, answers, points } of answerSheetRows(record)) {
    if (answers.every((it) => it === undefined)) continue;
    if (isEmpty) {
      yield { kind: "heading", level: 3, text: t.answersOf };
      const numbers = questions.map((_, n) => String(n + 1));
      const last = hasPoints ? [t.columns.points] : [];
      const cells = [t.columns.student, ...numbers, ...last];
      yield { kind: "columns", cells };
    }
    isEmpty = false;
    const answerTexts = answers.map((it) => it && inShort(it));
    const last = hasPoints ? [points] : [];
    yield { kind: "row", cells: [person.name, ...answerTexts, ...last] };
  }
  if (!isEmpty) yield { kind: "end" };
}

function* resultPieces(
  record: ResourceRecord,
  question: Question & Partial<CountedWords>,
): Generator<TextPiece> {
  const { answered = 0, counts = {}, explanation } = question;
  yield remarkPiece(t.answers({ count: answered }));
  const shownCount = sumCounts(counts);
  if (isAnonymousPoll(record) && shownCount < answered) {
    yield remarkPiece(
      t.shownText({ shown: shownCount, fewest: minAnonymousVotes }),
    );
  }
  if (answered > 0 && (!isAnonymousPoll(record) || shownCount > 0)) {
    yield { kind: "columns", cells: [t.columns.answer, t.columns.count] };
    for (
      const { key, text, count } of buildAnswerRows(
        question,
        withCounts(question),
      )
    ) {
      const word = wordCloudText(question, key, text);
      yield { kind: "row", cells: [word, count] };
    }
    yield { kind: "end" };
  }
  const right = correctAnswerText(question, question);
  if (right !== null) {
    yield { kind: "labelled", label: t.rightAnswer, text: right };
  }
  if (explanation) {
    yield { kind: "labelled", label: t.explanation, text: explanation };
  }
}

/** A question with its counts; missing counts are zero. */
export function withCounts(
  question: Question & Partial<CountedWords>,
): AnsweredCounts {
  return {
    ...question,
    answered: question.answered ?? 0,
    counts: question.counts ?? {},
  };
}

/** An answer, with a note if it was hidden from the class. */
export function wordCloudText(
  { hiddenWords = [] }: Pick<CountedWords, "hiddenWords">,
  key: string,
  text: string,
): string {
  return normalizeAnswers(hiddenWords).has(normalizeAnswer(key))
    ? t.hiddenWord({ text })
    : text;
}

function inShort(outcome: AnswerOutcome): string {
  const notes = [gradeText(outcome), outcome.late ? t.late : ""].filter((
    note,
  ) => note !== "");
  const words = answerText(outcome.question, outcome.answer);
  return [words, ...notes].join(" · ");
}

/** The part `walls`: questions with the most votes first, and their authors. */
export function wallsPart({ app, who, zone }: RecordReader): RecordPart {
  const readRecords = () => readResourceRecords(app, who, ["wall"]);
  return {
    head: {},
    list: "questions",
    items: () =>
      flatMapAsync(
        readRecords(),
        ({ shared, wishes = [] }) =>
          wishes.map(({ author, ...question }) => ({
            ...question,
            resource: shared.id,
            member: author.id,
            name: author.name,
          })),
      ),
    columns: [
      t.columns.shared({ zone }),
      t.columns.question,
      t.columns.by,
      t.columns.asked({ zone }),
      t.columns.votes,
      t.columns.answered,
      t.columns.hidden,
    ],
    rows: () =>
      flatMapAsync(
        readRecords(),
        ({ shared, wishes = [] }) =>
          wishes.map((question) => [
            csvTime(shared.at, zone),
            question.text,
            question.author.name,
            csvTime(question.at, zone),
            question.votes,
            question.answered ? t.yes : "",
            question.hidden ? t.yes : "",
          ]),
      ),
    pieces: () =>
      withRemarkIfEmpty(
        flatMapAsync(readRecords(), (record) => wallPieces(record, zone)),
        t.nobody,
      ),
  };
}

function* wallPieces(
  { shared, wishes = [] }: ResourceRecord,
  zone: string,
): Generator<TextPiece> {
  const text = t.by({ name: t.kinds.wall, time: dayText(shared.at, zone) });
  yield { kind: "heading", level: 2, text };
  for (const { text, author, at, votes, answered, hidden } of wishes) {
    const about = [
      t.votes({ count: votes }),
      answered ? t.answered : "",
      hidden ? t.hidden : "",
      dayText(at, zone),
    ].filter((it) => it !== "");
    yield { kind: "by", name: author.name, about };
    yield { kind: "words", text };
  }
  if (wishes.length === 0) yield remarkPiece(t.nobody);
}
