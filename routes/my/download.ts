/** The browser's conversations, answers and pages as a Markdown file; `?conversation=` selects one conversation. */
import { getApp } from "../../classroom/app.ts";
import type {
  MyConversation,
  MyPage,
  MySubmission,
} from "../../classroom/my/my_work.ts";
import { contentDisposition } from "../../classroom/files/file_names.ts";
import { displayModelName } from "../../formats/model_name.ts";
import { formatTime } from "../../formats/format_time.ts";
import { assistant } from "texts/assistant.ts";
import { review as t } from "texts/review.ts";
import { requestSource } from "../(http)/_join_cookies.ts";
import { mapAsync } from "../../exports/record_part.ts";
import { streamParts } from "../../exports/stream_parts.ts";
import { logExportFailure } from "../(http)/_log.ts";
import { readTimeZone } from "../(http)/_time_zone.ts";
import { checkMarkdown } from "./_check_texts.ts";
import { handler } from "./$download.ts";
import type { TurnView } from "../../classroom/model/views.ts";

type Whole = MyConversation & { turns: TurnView[] };

export const handlers = handler({
  async GET({ url, state }) {
    const { myWork } = getApp();
    const from = requestSource(state);
    const id = url.searchParams.get("conversation");
    const zone = readTimeZone(state.cookies);
    const { submissions, checks, pages } = await myWork.listAll(from);
    // Read before the answer begins, so that a missing conversation is a 404 and not an empty file.
    const single = id === null ? null : await myWork.conversation(from, id);
    const conversations = single ? once(single) : myWork.transcripts(from);
    const name = single ? t.my.fileName : t.my.allFileName;
    async function* parts() {
      yield* mapAsync(
        conversations,
        (conversation) => written(conversation, submissions, zone),
      );
      if (single) return;
      yield* mapAsync(checks, (check) => checkMarkdown(check, zone));
      yield* mapAsync(pages, (page) => pageWords(page, zone));
    }
    return new Response(streamParts(parts(), logExportFailure), {
      headers: {
        "content-type": "text/markdown; charset=utf-8",
        "content-disposition": contentDisposition("attachment", `${name}.md`),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  },
});

async function* once(whole: Whole): AsyncGenerator<Whole> {
  yield await Promise.resolve(whole);
}

function pageWords(
  { name, session, member, at, text }: MyPage,
  zone: string,
): string {
  const from = t.my.from({
    name: session.name,
    time: formatTime(at, "day", zone),
    student: member.name,
  });
  return [`# ${name}`, from, text.trim()].join("\n\n") + "\n\n";
}

/** A conversation as Markdown. Of several answers to a turn, the last counts. */
function written(
  { title, template, session, member, at, turns }: Whole,
  submissions: readonly MySubmission[],
  zone: string,
): string {
  const parts = [
    `# ${title}`,
    t.my.from({
      name: session.name,
      time: formatTime(at, "day", zone),
      student: member.name,
    }),
    ...template ? [t.my.fromTemplate({ template })] : [],
  ];
  const last = new Map(turns.map((turn) => [turn.prompt ?? turn.id, turn.id]));
  for (const turn of turns) {
    const isPrompt = turn.role === "user";
    if (!isPrompt && last.get(turn.prompt ?? turn.id) !== turn.id) continue;
    const who = isPrompt
      ? t.my.asked
      : turn.model
      ? t.my.answeredBy({ model: displayModelName(turn.model) })
      : t.my.answered;
    const time = formatTime(turn.at, "hour", zone);
    parts.push(`## ${t.my.turn({ who, time })}`);
    if (turn.text !== "") parts.push(turn.text);
    if (turn.failure) {
      parts.push(`*${assistant.failures[turn.failure] ?? ""}*`);
    }
    const shared = submissions.find(({ message }) => message === turn.id);
    if (shared?.grade) parts.push(t.my.grade({ text: shared.grade }));
    if (shared?.comment) {
      parts.push(t.my.comment({ text: shared.comment }));
    }
  }
  return parts.join("\n\n") + "\n\n";
}
