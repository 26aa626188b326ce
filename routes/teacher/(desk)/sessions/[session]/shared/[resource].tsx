/** A shared resource and its results: bars, answers by student, questions of the wall. */
import { theApp } from "../../../../../../classroom/app.ts";
import { pageRecords } from "../../../../../../classroom/record/page_record.ts";
import {
  type Recorded,
  type RecordedWish,
  recordOf,
} from "../../../../../../classroom/record/resource_record.ts";
import {
  type DrawingRecord,
  drawingRecords,
} from "../../../../../../classroom/record/drawing_record.ts";
import { roomsOf } from "../../../../../../classroom/record/session_record.ts";
import { WrittenPage } from "../../../../../../components/pages/WrittenPage.tsx";
import { textsIn } from "../../../../../../classroom/model/page_pictures.ts";
import { Markdown } from "../../../../../../components/markdown/Markdown.tsx";
import { Bars } from "../../../../../../components/checks/questions/Bars.tsx";
import { BoardPicture } from "../../../../../../components/drawings/BoardPicture.tsx";
import { QuestionText } from "../../../../../../components/checks/questions/QuestionText.tsx";
import { tallyRows } from "../../../../../../components/checks/questions/rows.ts";
import { DownloadIcon } from "../../../../../../components/ui/icons.tsx";
import { writeTime } from "../../../../../../components/ui/time.ts";
import {
  aboutWords,
  counted,
  isSecret,
} from "../../../../../../exports/answers.ts";
import {
  exportTitleOf,
  questionWords,
} from "../../../../../../exports/answer_words.ts";
import { pageOwner } from "../../../../../../exports/pages.ts";
import { localPath } from "../../../../../../locales/local_path.ts";
import { given as t, page as p } from "texts/sharing_record.ts";
import { staffOf } from "../../../../../(http)/_staff.ts";
import { zoneOf } from "../../../../../(http)/_zone.ts";
import { Formatted, readAhead } from "../../../../../_formatted.tsx";
import { DeskPage } from "../../../../_desk.tsx";
import { roomNames } from "../_shared.tsx";
import { AnswersTable } from "./_answers_table.tsx";
import { handler, page } from "./$[resource].ts";
import "../../../../../../styles/record.css";

export const handlers = handler({
  async GET(ctx) {
    const { session, resource } = ctx.params;
    const app = theApp();
    const { teacher, who } = await staffOf(ctx.state, session, "teacher");
    const { name } = await app.sessions.view(teacher, session);
    const one = await recordOf(app, who, resource);
    const rooms = roomNames(await roomsOf(app.sync, who));
    const { shared } = one;
    const pages = await Array.fromAsync(
      pageRecords(app, who, { only: shared }),
    );
    const boards = await Array.fromAsync(drawingRecords(app, who, shared));
    const texts = [
      ...textsOf(one),
      ...pages.flatMap(({ pieces }) => textsIn(pieces)),
    ];
    const readers = await readAhead(texts);
    const zone = zoneOf(ctx.state.cookies);
    const asked = Number(ctx.url.searchParams.get("page"));
    const at = Math.max(1, Math.floor(asked) || 1);
    const of = { session, name, rooms, zone, at };
    return { data: { ...of, one, pages, boards, readers } };
  },
});

export default page(({ data, state }) => {
  const { session, name, one, rooms, zone } = data;
  const { shared, questions } = one;
  const title = exportTitleOf(shared);
  const path = `/teacher/sessions/${session}/history`;
  const answers = `/api/sessions/${session}/history?part=answers`;
  const time = writeTime(shared.at, "day", zone);
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
          {name} · {aboutWords(one, rooms, time).join(" · ")}
        </p>
        <Formatted readers={data.readers}>
          <Template {...shared} />
          {isSecret(one) && <p>{t.anonymousText}</p>}
          {questions.length > 0 && (
            <ol class="shared-questions">
              {questions.map((question, n) => (
                <Question key={question.id} one={one} n={n} />
              ))}
            </ol>
          )}
          {one.wishes && <Wall wishes={one.wishes} zone={zone} />}
          {data.pages.map((it) => (
            <section key={it.id} class="card stack tight">
              <h2>{pageOwner(it)}</h2>
              <WrittenPage pieces={it.pieces} />
            </section>
          ))}
          {shared.per && data.pages.length === 0 &&
            <p class="quiet">{t.noPages}</p>}
        </Formatted>
        <Boards boards={data.boards} />
        {questions.length > 0 && !isSecret(one) && (
          <>
            <AnswersTable one={one} page={data.at} />
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

function Boards({ boards }: { boards: readonly DrawingRecord[] }) {
  if (boards.length === 0) return null;
  return (
    <ul class="drawings-shown">
      {boards.map(({ shared, member, name, seen }) => (
        <li key={member}>
          <figure class="drawing-shown">
            <BoardPicture ground={shared} seen={seen} name={name} />
            <figcaption dir="auto">{name}</figcaption>
          </figure>
        </li>
      ))}
    </ul>
  );
}

function* textsOf(
  { shared, questions, wishes = [] }: Recorded,
): Generator<string> {
  yield shared.firstMessage ?? "";
  for (const question of questions) {
    yield question.text;
    yield question.explanation ?? "";
    yield* tallyRows(question, counted(question)).map(({ text }) => text);
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

function Question({ one, n }: { one: Recorded; n: number }) {
  const { shared, questions } = one, question = questions[n];
  const { id, points, explanation } = question;
  const heading = [n + 1, ...points ? [t.points({ points })] : []];
  return (
    <li class="card stack tight">
      {shared.pace && <h2 class="small quiet">{heading.join(" · ")}</h2>}
      {question.text || question.image
        ? <QuestionText question={question} id={`question-${id}`} />
        : <p id={`question-${id}`}>{questionWords(shared, question)}</p>}
      <Bars
        question={question}
        counted={counted(question)}
        anonymous={isSecret(one)}
        words={question.hiddenWords && { hidden: question.hiddenWords }}
        labelledBy={`question-${id}`}
        whole
      />
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
  { wishes, zone }: { wishes: readonly RecordedWish[]; zone: string },
) {
  if (wishes.length === 0) return <p class="quiet">{t.nobody}</p>;
  return (
    <ol class="card given-list">
      {wishes.map(({ id, text, by, at, votes, answered, hidden }) => (
        <li key={id}>
          <Markdown text={text} />
          <span class="quiet small">
            {t.by({ name: by.name, time: writeTime(at, "hour", zone) })} ·{" "}
            {t.votes({ count: votes })}
            {answered && <>· {t.answered}</>}
            {hidden && <>· {t.hidden}</>}
          </span>
        </li>
      ))}
    </ol>
  );
}
