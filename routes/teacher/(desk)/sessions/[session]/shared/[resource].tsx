/** A shared resource and its results: bars, answers by student, questions of the wall, pages, drawings. */
import { getApp } from "../../../../../../classroom/app.ts";
import { readPageRecords } from "../../../../../../classroom/record/page_record.ts";
import {
  readResourceRecord,
  type RecordedWallQuestion,
  type ResourceRecord,
} from "../../../../../../classroom/record/resource_record.ts";
import {
  type DrawingRecord,
  readDrawingRecords,
} from "../../../../../../classroom/record/drawing_record.ts";
import { listRooms } from "../../../../../../classroom/record/session_record.ts";
import { RecordedPage } from "../../../../../../components/pages/RecordedPage.tsx";
import { textPiecesIn } from "../../../../../../classroom/model/pictures_in_pages.ts";
import { Markdown } from "../../../../../../components/markdown/Markdown.tsx";
import { AnswerBars } from "../../../../../../components/checks/questions/AnswerBars.tsx";
import { BoardPicture } from "../../../../../../components/drawings/BoardPicture.tsx";
import type { BoardOutlines } from "../../../../../../classroom/model/board_geometry.ts";
import { questionRules } from "../../../../../../classroom/model/questions/question_rules.ts";
import { QuestionText } from "../../../../../../components/checks/questions/QuestionText.tsx";
import { buildAnswerRows } from "../../../../../../classroom/model/questions/answer_rows.ts";
import { DownloadIcon } from "../../../../../../components/ui/icons.tsx";
import { formatTime } from "../../../../../../formats/format_time.ts";
import {
  isAnonymousPoll,
  summaryLines,
  withCounts,
} from "../../../../../../exports/answers.ts";
import {
  exportTitleOf,
  questionText,
} from "../../../../../../exports/answer_texts.ts";
import { inWords, outlineLines } from "../../../../../../exports/drawings.ts";
import { pageOwnerText } from "../../../../../../exports/pages.ts";
import { localPath } from "../../../../../../locales/local_path.ts";
import { given as t, page as p } from "texts/sharing_record.ts";
import { requireStaff } from "../../../../../(http)/_staff.ts";
import { readTimeZone } from "../../../../../(http)/_time_zone.ts";
import {
  MarkdownProvider,
  parseMarkdownTexts,
} from "../../../../../_markdown_provider.tsx";
import { DeskPage } from "../../../../_desk.tsx";
import { roomNamesById } from "../_shared.tsx";
import { AnswersTable } from "./_answers_table.tsx";
import { handler, page } from "./$[resource].ts";
import "../../../../../../styles/record.css";

export const handlers = handler({
  async GET(ctx) {
    const { session, resource } = ctx.params;
    const app = getApp();
    const { teacher, who } = await requireStaff(ctx.state, session, "teacher");
    const { name } = await app.sessions.view(teacher, session);
    const record = await readResourceRecord(app, who, resource);
    const rooms = roomNamesById(await listRooms(app.sync, who));
    const { shared } = record;
    const pages = await Array.fromAsync(
      readPageRecords(app, who, { only: shared }),
    );
    const boards: OutlinedBoard[] = [];
    let left = mostOutlines;
    for await (const board of readDrawingRecords(app, who, shared)) {
      const outlines = await outlineLines(board.shapes);
      const length = [...outlines.values()].flat()
        .reduce((sum, outline) => sum + outline.length, 0);
      const fits = length <= left;
      if (fits) left -= length;
      boards.push({ ...board, outlines: fits ? outlines : null });
    }
    const readers = await parseMarkdownTexts(
      textsOf(record),
      pages.flatMap(({ pieces }) => textPiecesIn(pieces)),
    );
    const zone = readTimeZone(ctx.state.cookies);
    const requestedPage = Number(ctx.url.searchParams.get("page"));
    const pageNumber = Math.max(1, Math.floor(requestedPage) || 1);
    const context = { session, name, rooms, zone, pageNumber };
    return { data: { ...context, record, pages, boards, readers } };
  },
});

export default page(({ data, state }) => {
  const { session, name, record, rooms, zone } = data;
  const { shared, questions } = record;
  const title = exportTitleOf(shared);
  const path = `/teacher/sessions/${session}/history`;
  const answers = `/api/sessions/${session}/history?part=answers`;
  const time = formatTime(shared.at, "day", zone);
  return (
    <DeskPage
      desk={state.desk}
      title={p.title({ what: title, session: name })}
      heading={title}
      part="sessions"
      aside={<a class="button history-tool" href={localPath(path)}>{p.back}</a>}
    >
      <div class="stack wide">
        <p class="quiet">
          {name} · {summaryLines(record, rooms, time).join(" · ")}
        </p>
        <MarkdownProvider readers={data.readers}>
          <Template {...shared} />
          {isAnonymousPoll(record) && <p>{t.anonymousText}</p>}
          {questions.length > 0 && (
            <ol class="stack">
              {questions.map((question, n) => (
                <Question key={question.id} record={record} n={n} />
              ))}
            </ol>
          )}
          {record.wishes && <Wall wishes={record.wishes} zone={zone} />}
          {data.pages.map((pageRecord) => (
            <section key={pageRecord.id} class="card stack tight">
              <h2>{pageOwnerText(pageRecord)}</h2>
              <RecordedPage pieces={pageRecord.pieces} />
            </section>
          ))}
          {shared.per && data.pages.length === 0 &&
            <p class="quiet">{t.noPages}</p>}
        </MarkdownProvider>
        <Boards boards={data.boards} />
        {questions.length > 0 && !isAnonymousPoll(record) && (
          <>
            <AnswersTable record={record} page={data.pageNumber} />
            <p class="actions">
              {[["xlsx", p.sheet], ["csv", p.csv]].map(([format, words]) => (
                <a
                  key={format}
                  class="button history-tool"
                  href={localPath(`${answers}&format=${format}`)}
                >
                  <DownloadIcon />
                  {words}
                </a>
              ))}
            </p>
          </>
        )}
      </div>
    </DeskPage>
  );
});

/**
 * Characters of outlines that a page has, as rendering it cannot pause: two full boards, or forty sketches. The
 * exports have all.
 */
const mostOutlines = 4_000_000;

/** `outlines` null: the page has no room for the picture. */
type OutlinedBoard = DrawingRecord & { outlines: BoardOutlines | null };

function Boards({ boards }: { boards: readonly OutlinedBoard[] }) {
  if (boards.length === 0) return null;
  return (
    <ul class="grid tight drawings-shown">
      {boards.map(({ outlines, ...board }) => (
        <li key={board.member}>
          <figure class="drawing-shown">
            {outlines
              ? (
                <BoardPicture
                  ground={board.shared}
                  shapes={board.shapes}
                  outlines={outlines}
                  name={board.name}
                />
              )
              : <p>{inWords(board)}</p>}
            <figcaption dir="auto">{board.name}</figcaption>
          </figure>
        </li>
      ))}
    </ul>
  );
}

function* textsOf(
  { shared, questions, wishes = [] }: ResourceRecord,
): Generator<string> {
  yield shared.firstMessage ?? "";
  for (const question of questions) {
    yield question.text;
    yield question.explanation ?? "";
    yield* buildAnswerRows(question, withCounts(question)).map(({ text }) =>
      text
    );
  }
  for (const { text } of wishes) yield text;
}

function Template(
  { description, firstMessage }: {
    description?: string;
    firstMessage?: string;
  },
) {
  if (!description && !firstMessage) return null;
  return (
    <section class="card stack tight">
      {description && <p>{description}</p>}
      {firstMessage && (
        <>
          <h2>{t.firstMessage}</h2>
          <Markdown text={firstMessage} />
        </>
      )}
    </section>
  );
}

/** Answers with a bar that a page has, as rendering it cannot pause; the table and the sheets have all. */
const mostBars = 500;

function Question({ record, n }: { record: ResourceRecord; n: number }) {
  const { shared, questions } = record, question = questions[n];
  const { id, points, explanation } = question;
  const maxBars = Math.floor(mostBars / questions.length);
  const left = Object.keys(question.counts ?? {}).length - maxBars;
  const heading = [n + 1, ...points ? [t.points({ points })] : []];
  return (
    <li class="card stack tight">
      {shared.pace && <h2 class="small quiet">{heading.join(" · ")}</h2>}
      {question.text || question.image
        ? <QuestionText question={question} id={`question-${id}`} />
        : <p id={`question-${id}`}>{questionText(shared, question)}</p>}
      <AnswerBars
        question={question}
        counted={withCounts(question)}
        isAnonymous={isAnonymousPoll(record)}
        words={question.hiddenWords && { hidden: question.hiddenWords }}
        labelledBy={`question-${id}`}
        maxRows={maxBars}
      />
      {left > 0 && questionRules[question.kind].isOpen && (
        <p class="quiet small">
          {t.labelled({ label: t.notShown, text: String(left) })}
        </p>
      )}
      {explanation && (
        <div>
          <p class="small quiet">{t.explanation}</p>
          <Markdown text={explanation} />
        </div>
      )}
    </li>
  );
}

function Wall(
  { wishes, zone }: { wishes: readonly RecordedWallQuestion[]; zone: string },
) {
  if (wishes.length === 0) return <p class="quiet">{t.nobody}</p>;
  return (
    <ol class="card stack given-list">
      {wishes.map(({ id, text, author, at, votes, answered, hidden }) => (
        <li key={id}>
          <Markdown text={text} />
          <span class="quiet small">
            {t.by({ name: author.name, time: formatTime(at, "hour", zone) })} ·
            {" "}
            {t.votes({ count: votes })}
            {answered && <>· {t.answered}</>}
            {hidden && <>· {t.hidden}</>}
          </span>
        </li>
      ))}
    </ol>
  );
}
