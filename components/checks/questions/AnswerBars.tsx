/**
 * The results of a question: a bar for each answer. Words, not only colours, say what is right and which is the
 * reader's.
 */
import { useSignal } from "@preact/signals";
import { questions as t } from "texts/checks_questions.ts";
import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import {
  type Answer,
  type PublicQuestion,
  wordKey,
} from "../../../classroom/model/resources/questions.ts";
import {
  countOf,
  hideWords,
  sumCounts,
} from "../../../classroom/model/resources/results.ts";
import {
  minAnonymousVotes,
  minAnonymousVotesWhileOpen,
} from "../../../classroom/model/resources/shared_resources.ts";
import { language } from "../../../locales/current.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon, PersonIcon, UndoIcon } from "../../ui/icons.tsx";
import { choiceLetter, hasLetters } from "./answer_keys.ts";
import {
  type AnsweredCounts,
  type AnswerRow,
  buildAnswerRows,
} from "../../../classroom/model/questions/answer_rows.ts";
import "./questions.css";

/** Number of different texts or numbers that are shown at first. */
const first = 12;

export interface HiddenWords {
  readonly hidden: readonly string[];
  /** Hides a word, or shows it again; absent: the reader cannot. */
  onHide?(word: string, isHidden: boolean): void;
}

export function AnswerBars(
  {
    question,
    counted,
    ownAnswer,
    isAnonymous = false,
    hasTip = false,
    words,
    labelledBy,
    maxRows,
  }: {
    question: PublicQuestion;
    counted: AnsweredCounts;
    words?: HiddenWords;
    ownAnswer?: Answer;
    /** An anonymous poll: bars count only revealed votes. While there are none, a sentence says why. */
    isAnonymous?: boolean;
    /** That sentence is a tooltip, as for staff; in sight is the number of votes. */
    hasTip?: boolean;
    labelledBy?: string;
    /** The number of answers that pages without script show. */
    maxRows?: number;
  },
) {
  const isExpanded = useSignal(false);
  const { answers, isOpen } = questionRules[question.kind];
  // Only revealed votes, so that the shares add up.
  const votesSeen = isAnonymous ? sumCounts(counted.counts) : counted.answered;
  const inSight = hideWords({ ...counted, answered: votesSeen }, words?.hidden);
  const rows = buildAnswerRows(question, inSight, ownAnswer);
  const shownRows = isOpen && !isExpanded.value
    ? rows.slice(0, maxRows ?? first)
    : rows;
  const { answered } = counted;
  if (isAnonymous && votesSeen === 0) {
    const reason = answered < minAnonymousVotes
      ? t.few({ answered, fewest: minAnonymousVotes })
      : t.soon({ answered, first: minAnonymousVotesWhileOpen });
    if (!hasTip) return <p class="quiet">{reason}</p>;
    return (
      <p class="quiet figures" title={reason}>
        <span aria-hidden="true">{t.answered({ count: answered })}</span>
        <span class="visually-hidden">{reason}</span>
      </p>
    );
  }
  return (
    <div class="stack tight start bars-place">
      {(answered > 0 || rows.length === 0) && (
        <p class="quiet small figures" data-behind={votesSeen < answered}>
          {votesSeen < answered
            ? t.firstOf({ answered, shown: votesSeen })
            : t.answered({ count: answered })}
        </p>
      )}
      {rows.length > 0 && (
        <ul
          class="bars stack"
          aria-label={labelledBy ? undefined : t.results}
          aria-labelledby={labelledBy}
        >
          {shownRows.map((row) => (
            <Bar
              key={row.key}
              row={row}
              letter={letterAt(question, row)}
              hasWords={answers !== "numbers"}
              onHide={words?.onHide}
            />
          ))}
        </ul>
      )}
      {shownRows.length < rows.length && maxRows === undefined && (
        <Button
          look="small"
          onClick={() => isExpanded.value = true}
        >
          {t.showAll({ count: rows.length })}
        </Button>
      )}
      {words && <HiddenVotesNote {...words} counts={counted.counts} />}
    </div>
  );
}

function HiddenVotesNote(
  { hidden, onHide, counts }: HiddenWords & Pick<AnsweredCounts, "counts">,
) {
  if (hidden.length === 0) return null;
  const formByKey = new Map(
    Object.keys(counts).map((form) => [wordKey(form), form]),
  );
  const forms = hidden.map((word) => formByKey.get(wordKey(word)) ?? word);
  return (
    <details class="bars-hidden">
      <summary>{t.hiddenWords({ count: hidden.length })}</summary>
      <ul class="stack tight">
        {forms.map((word) => (
          <li key={word} class="row">
            <span class="grow bar-text" dir="auto">{word}</span>
            <span class="figures quiet">
              {t.votes({ votes: countOf(counts, word) })}
            </span>
            {onHide && (
              <Button
                look="small"
                aria-label={t.unhideWord({ word })}
                onClick={() => onHide(word, false)}
              >
                <UndoIcon />
                {t.unhide}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function letterAt(question: PublicQuestion, { key }: AnswerRow): string | null {
  const index = question.choices?.findIndex(({ id }) => id === key) ?? -1;
  return index >= 0 && hasLetters(question) ? choiceLetter(index) : null;
}

function Bar(
  { row, letter, hasWords, onHide }: {
    row: AnswerRow;
    letter: string | null;
    hasWords: boolean;
    onHide: HiddenWords["onHide"];
  },
) {
  const { key, text, count, share, isRight, isOwnAnswer } = row;
  return (
    <li class="stack snug bar" data-right={isRight} data-own={isOwnAnswer}>
      <div class="row baseline bar-head">
        {letter && (
          <span class="choice-letter" aria-hidden="true">{letter}</span>
        )}
        <div class="grow bar-text">
          {hasWords
            // Typed text has no formulas; choices have.
            ? letter ? <Markdown text={text} by="choice" /> : text
            : <span class="figures">{writeNumber(Number(text))}</span>}
        </div>
        <span class="visually-hidden">:</span>
        <span class="bar-count figures">
          <span class="visually-hidden">{t.times({ count })}</span>
          <span aria-hidden="true">{count}</span>{" "}
          <span class="quiet">{writeShare(share)}</span>
        </span>
        {onHide && (
          <Button
            look="small bare"
            aria-label={t.hideWord({ word: text })}
            onClick={() => onHide(key, true)}
          >
            {t.hide}
          </Button>
        )}
      </div>
      <svg class="bar-line" aria-hidden="true">
        <rect width={`${100 * share}%`} height="100%" />
      </svg>
      {(isRight || isOwnAnswer) && (
        <p class="bar-marks small">
          {isRight && (
            <span class="bar-right">
              <CheckIcon />
              <span class="bar-mark-words">{t.right}</span>
            </span>
          )}
          {isOwnAnswer && (
            <span>
              <PersonIcon />
              {t.yours}
            </span>
          )}
        </p>
      )}
    </li>
  );
}

function writeNumber(number: number): string {
  return new Intl.NumberFormat(language().formats, {
    maximumSignificantDigits: 15,
  }).format(number);
}

function writeShare(share: number): string {
  return new Intl.NumberFormat(language().formats, {
    style: "percent",
    maximumFractionDigits: 0,
  }).format(share);
}
