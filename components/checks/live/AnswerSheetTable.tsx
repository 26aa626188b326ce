/**
 * A table of students and questions, for up to three hundred rows: renders only visible rows, and of these
 * only changes. Sorts when the order is chosen, not when answers arrive.
 */
import { type Signal, useSignal } from "@preact/signals";
import { useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { table as t } from "texts/sharing_live.ts";
import {
  foldText,
  type Question,
} from "../../../classroom/model/resources/questions.ts";
import {
  type AnswerSheets,
  maxScore,
} from "../../../classroom/model/resources/results.ts";
import type {
  AnswerSheet,
  CheckResource,
  ResourceSecret,
} from "../../../classroom/model/resources/shared_resources.ts";
import type { Student } from "../../people/students.ts";
import { AlertIcon, CheckIcon, ClockIcon, CloseIcon } from "../../ui/icons.tsx";
import {
  type AnswerCell,
  type AnswerSheetOrder,
  answerSheetOrders,
  type AnswerSheetRow,
  buildAnswerSheetRow,
  findVisibleRows,
  listAnswerSheetStudents,
  sortAnswerSheetRows,
  useScrollPosition,
} from "./answer_sheet_rows.ts";
import { listIntendedStudents } from "./check_progress.ts";
import "../../resources/live/live.css";

/** Above this number of rows, there is a search field. */
const searchFromRows = 12;

interface AnswerSheetTableProps {
  check: CheckResource;
  questions: readonly Question[];
  secret: ResourceSecret;
  students: readonly Student[];
  people: AnswerSheets;
}

export function AnswerSheetTable(props: AnswerSheetTableProps) {
  const { questions, students } = props;
  const order = useSignal<AnswerSheetOrder>("byName");
  const searchText = useSignal("");
  const maxPoints = maxScore(questions);
  const hasList = students.some(({ place }) => place !== undefined);
  const rows = useAnswerSheetRows(props);
  // Rows keep their places while answers arrive.
  const places = useMemo(
    () =>
      new Map(
        sortAnswerSheetRows(rows, order.value).map((row, at) => [row.id, at]),
      ),
    [order.value, rows.length],
  );
  const plain = foldText(searchText.value);
  const shownRows = rows
    .filter(({ name }) => foldText(name).includes(plain))
    .sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
  const box = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLTableSectionElement>(null);
  const scroll = useScrollPosition(box);
  const height = line.current?.querySelector("tr:not([aria-hidden])")
    ?.getBoundingClientRect().height || 36;
  const { from, to, heightBefore, heightAfter } = findVisibleRows(
    shownRows.length,
    height,
    scroll.value,
  );
  return (
    <div class="stack tight">
      <AnswerSheetTools
        searchText={searchText}
        order={order}
        canSearch={rows.length > searchFromRows}
        hasList={hasList}
      />
      <div
        ref={box}
        class="scroll sheet-place box"
        tabIndex={0}
        role="group"
        aria-label={t.label}
      >
        <table class="sheet figures" aria-rowcount={shownRows.length + 1}>
          <Columns questions={questions} hasScores={maxPoints > 0} />
          <tbody ref={line}>
            <RowSpacer height={heightBefore} />
            {shownRows.slice(from, to).map((row, index) => (
              <Row
                key={row.id}
                row={row}
                maxPoints={maxPoints}
                n={from + index + 2}
              />
            ))}
            <RowSpacer height={heightAfter} />
          </tbody>
        </table>
        {shownRows.length === 0 && (
          <p class="quiet sheet-nobody">
            {rows.length === 0 ? t.empty : t.nobody}
          </p>
        )}
      </div>
    </div>
  );
}

interface Known {
  readonly sheet: AnswerSheet | undefined;
  readonly questions: readonly Question[];
  readonly row: AnswerSheetRow;
}

/** A row for each student of the check. A row object is reused while the student's answers are unchanged. */
function useAnswerSheetRows(
  { check, questions, secret, students, people }: AnswerSheetTableProps,
): readonly AnswerSheetRow[] {
  const rowCache = useRef(new Map<string, Known>());
  return useMemo(() => {
    const oldCache = rowCache.current;
    rowCache.current = new Map();
    return listAnswerSheetStudents(
      listIntendedStudents(check, students),
      students,
      people,
    ).map((student) => {
      const entry = people.get(student.id);
      const answerSheet = entry === true ? undefined : entry;
      const cached = oldCache.get(student.id);
      const next: Known = cached?.sheet === answerSheet &&
          cached?.questions === questions && cached.row.name === student.name
        ? cached
        : {
          sheet: answerSheet,
          questions,
          row: buildAnswerSheetRow(student, answerSheet, questions, secret),
        };
      rowCache.current.set(student.id, next);
      return next.row;
    });
  }, [check, questions, secret, students, people]);
}

function AnswerSheetTools({ searchText, order, canSearch, hasList }: {
  searchText: Signal<string>;
  order: Signal<AnswerSheetOrder>;
  canSearch: boolean;
  /** Whether there is a class list, which gives an order. */
  hasList: boolean;
}) {
  const id = useId();
  return (
    <div class="cluster sheet-tools">
      {canSearch && (
        <input
          type="search"
          class="input sheet-find"
          aria-label={t.find}
          placeholder={t.find}
          value={searchText}
          onInput={(event) => searchText.value = event.currentTarget.value}
        />
      )}
      <label class="row" for={`${id}-order`}>
        <span class="small">{t.sort}</span>
        <select
          id={`${id}-order`}
          class="input"
          value={order}
          onChange={(event) =>
            order.value = event.currentTarget.value as AnswerSheetOrder}
        >
          {answerSheetOrders.map((answerSheetOrder) => (
            <option key={answerSheetOrder} value={answerSheetOrder}>
              {answerSheetOrder === "byName" && hasList
                ? t.byList
                : t[answerSheetOrder]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Columns({ questions, hasScores }: {
  questions: readonly Question[];
  hasScores: boolean;
}) {
  return (
    <>
      <colgroup>
        <col class="sheet-names" />
        {hasScores && <col class="sheet-scores" />}
        {questions.map(({ id }) => <col key={id} class="sheet-answers" />)}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col">{t.student}</th>
          {hasScores && <th scope="col">{t.score}</th>}
          {questions.map((question, index) => (
            <th key={question.id} scope="col" title={question.text}>
              <span class="visually-hidden">
                {t.questionShort({ n: index + 1 })}
              </span>
              <span aria-hidden="true">{index + 1}</span>
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}

/** An empty row as high as the rows that are not rendered. */
function RowSpacer({ height }: { height: number }) {
  const row = useRef<HTMLTableRowElement>(null);
  useLayoutEffect(() => {
    if (row.current) row.current.style.blockSize = `${height}px`;
  }, [height]);
  return height > 0 ? <tr ref={row} aria-hidden="true" /> : null;
}

function Row(
  { row, maxPoints, n }: { row: AnswerSheetRow; maxPoints: number; n: number },
) {
  // Returns the same elements if nothing has changed, so that Preact skips the row.
  return useMemo(() => (
    <tr aria-rowindex={n}>
      <th scope="row">
        <span class="row snug sheet-name">
          <span title={row.name}>{row.name}</span>
          {row.hasHandedIn && (
            <span class="sheet-done" title={t.handedIn}>
              <CheckIcon />
              <span class="visually-hidden">{t.handedIn}</span>
            </span>
          )}
        </span>
      </th>
      {maxPoints > 0 && (
        row.score === null
          ? <EmptyCell />
          : <td>{t.scoreOf({ score: row.score, most: maxPoints })}</td>
      )}
      {row.cells.map((cell, at) => <CellOf key={at} cell={cell} />)}
    </tr>
  ), [row, maxPoints, n]);
}

function EmptyCell() {
  return (
    <td title={t.none}>
      <span class="visually-hidden">{t.none}</span>
      <span class="quiet" aria-hidden="true">–</span>
    </td>
  );
}

const icons = { right: CheckIcon, wrong: CloseIcon, waits: AlertIcon };

function CellOf({ cell }: { cell: AnswerCell | null }) {
  if (!cell) return <EmptyCell />;
  const { text, grade, isLate } = cell;
  const Icon = grade && icons[grade];
  return (
    <td data-mark={grade}>
      <span class="row snug" title={text}>
        <span class="truncate">{text}</span>
        {Icon && <Icon />}
        {grade && <span class="visually-hidden">{`, ${t[grade]}`}</span>}
        {isLate && (
          <>
            <ClockIcon />
            <span class="visually-hidden">{`, ${t.late}`}</span>
          </>
        )}
      </span>
    </td>
  );
}
