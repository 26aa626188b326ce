/**
 * The parts `conversations` and `submissions` of the record (M-3). With collection off, only `conversations` is empty
 * (ACCESS-2): submissions were handed in.
 */
import {
  type ConversationView,
  listSubmissions as allSubmissions,
  readTranscripts,
} from "../classroom/monitoring/transcripts.ts";
import { displayModelName } from "../formats/model_name.ts";
import { assistant } from "texts/assistant.ts";
import { record as t } from "texts/record.ts";
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
import type { SubmissionView, TurnView } from "../classroom/model/views.ts";

export function conversationsPart(
  { app, who, view, zone }: RecordReader,
  member?: string,
): RecordPart {
  const readConversations = () => readTranscripts(app.sync, who, member);
  return {
    head: {},
    list: "conversations",
    items: readConversations,
    columns: [
      t.columns.name,
      t.columns.conversation,
      t.columns.time({ zone }),
      t.columns.who,
      t.columns.text,
      t.columns.model,
      t.columns.state,
      t.columns.template,
    ],
    rows: () =>
      flatMapAsync(
        readConversations(),
        (conversation) =>
          conversation.turns.map((turn) => turnRow(conversation, turn, zone)),
      ),
    pieces: () =>
      withRemarkIfEmpty(
        flatMapAsync(readConversations(), (conversation) =>
          conversationPieces(conversation, zone)),
        view.collect ? t.nothing : t.notCollected,
      ),
  };
}

export async function submissionsPart(
  { app, who, zone }: RecordReader,
  member?: string,
): Promise<RecordPart> {
  const submissions = (await allSubmissions(app.sync, who)).filter((
    submission,
  ) => member === undefined || submission.member === member);
  return {
    head: {},
    list: "submissions",
    items: () => mapAsync(submissions, (it) => it),
    columns: [
      t.columns.name,
      t.columns.time({ zone }),
      t.columns.prompt,
      t.columns.answer,
      t.columns.model,
      t.columns.note,
      t.columns.mark,
      t.columns.comment,
      t.columns.marked({ zone }),
      t.columns.template,
    ],
    rows: () =>
      mapAsync(submissions, (submission): CsvCell[] => [
        submission.name,
        csvTime(submission.at, zone),
        submission.prompt,
        submission.text,
        displayModelName(submission.model),
        submission.note,
        submission.grade,
        submission.comment,
        csvTime(submission.gradedAt, zone),
        submission.template,
      ]),
    pieces: () =>
      withRemarkIfEmpty(
        flatMapAsync(submissions, (submission) =>
          submissionPieces(submission, zone)),
        t.nothing,
      ),
  };
}

function turnRow(
  { name, title, template }: ConversationView,
  turn: TurnView,
  zone: string,
): CsvCell[] {
  const isAnswer = turn.role === "assistant";
  return [
    name,
    title,
    csvTime(turn.at, zone),
    isAnswer ? t.answered : name,
    turn.text,
    turn.model && displayModelName(turn.model),
    isAnswer ? t.states[turn.state] : "",
    template,
  ];
}

function* conversationPieces(
  { name, title, template, at, turns }: ConversationView,
  zone: string,
): Generator<TextPiece> {
  yield { kind: "heading", level: 2, text: t.byStudent({ name, title }) };
  yield remarkPiece(dayText(at, zone));
  if (template) {
    yield { kind: "labelled", label: t.columns.template, text: template };
  }
  // Of several answers to one question, the last counts.
  const lastTurnIds = new Map(
    turns.map((turn) => [turn.prompt ?? turn.id, turn.id]),
  );
  for (const turn of turns) {
    const isPrompt = turn.role === "user";
    const isCurrent = isPrompt ||
      lastTurnIds.get(turn.prompt ?? turn.id) === turn.id;
    yield {
      kind: "by",
      name: isPrompt ? name : t.answered,
      about: [
        turn.model ? displayModelName(turn.model) : "",
        isCurrent ? "" : t.earlier,
        turn.state === "done" ? "" : t.states[turn.state],
        dayText(turn.at, zone),
      ].filter((it) => it !== ""),
    };
    if (turn.text !== "") {
      const author = isPrompt ? "person" : "program";
      yield { kind: "words", text: turn.text, author };
    }
    if (turn.failure) {
      const text = assistant.failures[turn.failure] ?? "";
      if (text) yield remarkPiece(text);
    }
  }
}

function* submissionPieces(
  submission: SubmissionView,
  zone: string,
): Generator<TextPiece> {
  const heading = t.nameAndTime({
    name: submission.name,
    time: dayText(submission.at, zone),
  });
  yield { kind: "heading", level: 2, text: heading };
  const { template, mark, comment, note } = t.columns;
  for (
    const [label, text] of [
      [template, submission.template],
      [mark, submission.grade],
      [comment, submission.comment],
      [note, submission.note],
    ]
  ) {
    if (label && text) yield { kind: "labelled", label, text };
  }
  yield { kind: "by", name: t.asked, about: [] };
  yield { kind: "words", text: submission.prompt };
  yield {
    kind: "by",
    name: t.answered,
    about: [displayModelName(submission.model)],
  };
  yield { kind: "words", text: submission.text, author: "program" };
}
