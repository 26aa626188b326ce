/**
 * The parts `conversations` and `submissions` of the record (M-3). With collection off, only `conversations` is empty
 * (ACCESS-2): submissions were handed in.
 */
import type { SubmissionView } from "../classroom/monitoring/marking.ts";
import {
  type ConversationView,
  listSubmissions as allSubmissions,
  readTranscripts,
} from "../classroom/monitoring/transcripts.ts";
import type { TurnView } from "../classroom/model/turns.ts";
import { displayModelName } from "../components/ui/model_name.ts";
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

export function conversationsPart(
  { app, who, view, zone }: RecordReader,
  member?: string,
): RecordPart {
  const all = () => readTranscripts(app.sync, who, member);
  return {
    head: {},
    list: "conversations",
    items: all,
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
        all(),
        (one) => one.turns.map((turn) => turnRow(one, turn, zone)),
      ),
    pieces: () =>
      withRemarkIfEmpty(
        flatMapAsync(all(), (one) => conversationPieces(one, zone)),
        view.collect ? t.nothing : t.notCollected,
      ),
  };
}

export async function submissionsPart(
  { app, who, zone }: RecordReader,
  member?: string,
): Promise<RecordPart> {
  const all = (await allSubmissions(app.sync, who)).filter((it) =>
    member === undefined || it.member === member
  );
  return {
    head: {},
    list: "submissions",
    items: () => mapAsync(all, (it) => it),
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
      mapAsync(all, (it): CsvCell[] => [
        it.name,
        csvTime(it.at, zone),
        it.prompt,
        it.text,
        displayModelName(it.model),
        it.note,
        it.grade,
        it.comment,
        csvTime(it.gradedAt, zone),
        it.template,
      ]),
    pieces: () =>
      withRemarkIfEmpty(
        flatMapAsync(all, (one) => submissionPieces(one, zone)),
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
  const last = new Map(turns.map((turn) => [turn.prompt ?? turn.id, turn.id]));
  for (const turn of turns) {
    const isPrompt = turn.role === "user";
    const counts = isPrompt || last.get(turn.prompt ?? turn.id) === turn.id;
    yield {
      kind: "by",
      name: isPrompt ? name : t.answered,
      about: [
        turn.model ? displayModelName(turn.model) : "",
        counts ? "" : t.earlier,
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
  it: SubmissionView,
  zone: string,
): Generator<TextPiece> {
  const heading = t.nameAndTime({ name: it.name, time: dayText(it.at, zone) });
  yield { kind: "heading", level: 2, text: heading };
  const { template, mark, comment, note } = t.columns;
  for (
    const [label, text] of [
      [template, it.template],
      [mark, it.grade],
      [comment, it.comment],
      [note, it.note],
    ]
  ) {
    if (label && text) yield { kind: "labelled", label, text };
  }
  yield { kind: "by", name: t.asked, about: [] };
  yield { kind: "words", text: it.prompt };
  yield { kind: "by", name: t.answered, about: [displayModelName(it.model)] };
  yield { kind: "words", text: it.text, author: "program" };
}
