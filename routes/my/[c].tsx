/** One conversation of this browser, with grades and comments, to read and download (S-5). */
import { makePreview } from "../../formats/markdown/previews.ts";
import { getApp } from "../../classroom/app.ts";
import {
  ConversationOpening,
  SubmissionGrade,
} from "../../components/assistant/ConversationParts.tsx";
import {
  findOpening,
  groupIntoExchanges,
} from "../../components/assistant/exchanges.ts";
import {
  type AnswerToolsProps,
  ConversationTurns,
  StopHelpContext,
} from "../../components/assistant/ConversationTurns.tsx";
import { ArrowLeftIcon, DownloadIcon } from "../../components/ui/icons.tsx";
import { Page } from "../../components/page/Page.tsx";
import LocalTime from "../../islands/LocalTime.tsx";
import { frame } from "texts/everywhere.ts";
import { review as t } from "texts/review.ts";
import { requestSource } from "../(http)/_join_cookies.ts";
import {
  MarkdownProvider,
  parseMarkdownTexts,
} from "../_markdown_provider.tsx";
import { findRunningSeat, MemberChat } from "../_member_chat.tsx";
import { readTimeZone } from "../(http)/_time_zone.ts";
import { handler, page } from "./$[c].ts";
import "../../styles/my.css";
import { localPath } from "../../locales/local_path.ts";
import type { TurnView } from "../../classroom/model/views.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const { myWork } = getApp();
    const from = requestSource(state);
    const conversation = await myWork.conversation(from, params.c);
    const { submissions } = await myWork.listAll(from);
    const shared = submissions.filter((it) => it.conversation === params.c);
    const readers = await parseMarkdownTexts(
      [],
      conversation.turns.filter(({ role }) => role === "assistant")
        .map(({ text }) => text),
    );
    const zone = readTimeZone(state.cookies);
    const seat = await findRunningSeat(state.cookies);
    return { data: { conversation, shared, readers, zone, seat } };
  },
});

export default page(({ data }) => {
  const { conversation, shared, readers, zone, seat } = data;
  const { id, title, session, member, turns } = conversation;
  const Shared = ({ answer }: AnswerToolsProps) => {
    const submission = shared.find(({ message }) => message === answer.id);
    if (!submission) return null;
    return (
      <div id={answer.id} class="stack snug">
        <p class="small quiet">{t.my.shown}</p>
        {submission.gradedAt
          ? (
            <SubmissionGrade
              grade={submission.grade}
              comment={submission.comment}
            />
          )
          : <p class="small">{t.my.notMarked}</p>}
      </div>
    );
  };
  return (
    <Page
      title={`${title} · ${frame.name}`}
      aside={<MemberChat seat={seat} />}
    >
      <div class="my-conversation stack wide">
        <div class="spread my-tool">
          <a class="button bare" href={localPath("/my")}>
            <ArrowLeftIcon />
            {t.my.back}
          </a>
          <a
            class="button"
            href={localPath(`/my/download?conversation=${id}`)}
            download
          >
            <DownloadIcon />
            {t.my.download}
          </a>
        </div>
        <div>
          <h1>{makePreview(title) || title}</h1>
          <p class="quiet">
            {session.name} ·{" "}
            <LocalTime at={conversation.at} zone={zone} format="day" /> ·{" "}
            {t.my.as({ name: member.name })}
          </p>
        </div>
        <MarkdownProvider readers={readers}>
          {conversation.template && (
            <ConversationOpening
              name={conversation.template}
              firstMessage={findOpening(turns)}
            />
          )}
          <StopHelpContext.Provider
            value={{ text: getApp().settings.HELP_TEXT ?? null, readers: null }}
          >
            <ConversationTurns
              exchanges={groupIntoExchanges(turns.map(plain))}
              asker={null}
              Under={Shared}
            />
          </StopHelpContext.Provider>
        </MarkdownProvider>
      </div>
    </Page>
  );
});

function plain({ at, ...turn }: TurnView) {
  return { ...turn, at: Date.parse(at) };
}
