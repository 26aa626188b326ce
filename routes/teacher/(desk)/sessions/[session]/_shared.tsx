/** The shared resources on the history page: each with its outcome in a line and a link. */
import type {
  ResourceRecord,
  ResourceRecordHead,
} from "../../../../../classroom/record/resource_record.ts";
import type { RoomHead } from "../../../../../classroom/record/session_record.ts";
import {
  askedGradedQuestions,
  countGrades,
  hasAnswered,
} from "../../../../../classroom/model/resources/results.ts";
import {
  isCheck,
  minAnonymousVotes,
} from "../../../../../classroom/model/resources/shared_resources.ts";
import { buildAnswerRows } from "../../../../../classroom/model/questions/answer_rows.ts";
import { formatTime } from "../../../../../formats/format_time.ts";
import {
  isAnonymousPoll,
  summaryLines,
  withCounts,
  wordCloudText,
} from "../../../../../exports/answers.ts";
import { exportTitleOf } from "../../../../../exports/answer_texts.ts";
import { roomDisplayName } from "../../../../../exports/chat.ts";
import { localPath } from "../../../../../locales/local_path.ts";
import { given as t, page } from "texts/sharing_record.ts";

type InShort = ResourceRecordHead & { came: string[] };

export function summarizeShared(record: ResourceRecord): InShort {
  const { shared, taken } = record;
  return { shared, ...(taken && { taken }), came: cameOf(record) };
}

export function roomNamesById(rooms: readonly RoomHead[]): Map<string, string> {
  return new Map(rooms.map((room) => [room.id, roomDisplayName(room)]));
}

/** Maximum number of different answers that a poll's line lists. */
const mostRows = 6;

function cameOf(record: ResourceRecord): string[] {
  const { shared, questions, people, wishes } = record;
  if (wishes) return [page.posted({ count: wishes.length })];
  if (shared.poll) {
    const [question] = questions;
    const { answered } = withCounts(question);
    if (isAnonymousPoll(record) && answered < minAnonymousVotes) {
      return [t.answers({ count: answered })];
    }
    const rows = buildAnswerRows(question, withCounts(question));
    return [
      t.answers({ count: answered }),
      ...rows.slice(0, mostRows).map(({ key, text, count }) =>
        page.counted({ text: wordCloudText(question, key, text), count })
      ),
    ];
  }
  if (!isCheck(shared)) return [];
  const peopleWithAnswers = people.filter(({ sheet: answerSheet }) =>
    hasAnswered(answerSheet)
  );
  const { right, wrong, waits, missing } = countGrades(
    askedGradedQuestions(record),
    record,
    people,
  );
  const gradedCount = right + wrong;
  return [
    t.tookPart({ count: peopleWithAnswers.length }),
    ...gradedCount > 0 ? [t.rightOf({ count: right, of: gradedCount })] : [],
    ...peopleWithAnswers.length > 0 && missing > 0
      ? [t.notAnswered({ count: missing })]
      : [],
    ...waits > 0 ? [t.toMark({ count: waits })] : [],
  ];
}

interface Props {
  session: string;
  summaries: readonly InShort[];
  rooms: readonly RoomHead[];
  zone: string;
  /** Whether only results of a search are listed. */
  isSearch: boolean;
}

export function SharedList(
  { session, summaries, rooms, zone, isSearch }: Props,
) {
  if (summaries.length === 0) return null;
  const names = roomNamesById(rooms);
  const count = summaries.length;
  return (
    <section class="card stack tight" aria-labelledby="shared">
      <h2 id="shared">
        {isSearch ? page.found({ count }) : page.heading({ count })}
      </h2>
      <ol class="stack given-list">
        {summaries.map(({ came, ...summary }) => {
          const { id, at } = summary.shared;
          const time = formatTime(at, "hour", zone);
          return (
            <li key={id}>
              <a href={localPath(`/teacher/sessions/${session}/shared/${id}`)}>
                {exportTitleOf(summary.shared)}
              </a>
              <span class="quiet small">
                {summaryLines(summary, names, time).join(" · ")}
              </span>
              {came.length > 0 && <span>{came.join(" · ")}</span>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
