import type { Attachment } from "../../../../../classroom/model/files.ts";
import {
  authorOfText,
  type MessageVersion,
  type RecordEntry,
  type VersionedMessage,
} from "../../../../../classroom/record/record_entries.ts";
import { Markdown } from "../../../../../components/markdown/Markdown.tsx";
import { formatList } from "../../../../../formats/format_list.ts";
import { formatTime } from "../../../../../formats/format_time.ts";
import { frame } from "texts/everywhere.ts";
import { chat } from "texts/chat.ts";
import { history as t } from "texts/record_history.ts";
import { lines } from "texts/chat_lines.ts";
import { record } from "texts/record.ts";
import { heldStateText, versionTimeText } from "../../../../../exports/chat.ts";
import {
  displayedSize,
  fileUrl,
} from "../../../../../classroom/model/inline_picture.ts";
import { formatSize } from "../../../../../formats/format_size.ts";

interface Props {
  entry: RecordEntry;
  zone: string;
}

export function HistoryEntry({ entry, zone }: Props) {
  if (entry.kind === "system") {
    return (
      <li id={entry.id} class="history-line quiet">
        {lines[entry.event]} <Hour timeMs={entry.at} zone={zone} />
      </li>
    );
  }
  return (
    <li
      id={entry.id}
      class={entry.kind === "held" ? "history-held" : ""}
    >
      <p class="cluster baseline history-who">
        <strong>{entry.name}</strong>
        {entry.role === "teacher" && (
          <span class="badge teacher">{frame.teacher}</span>
        )}
        {entry.kind === "assistant" && (
          <>
            <span class="badge highlight">{chat.ai}</span>
            <span class="small">
              {chat.sharedAnswer({ sharer: entry.name })}
            </span>
          </>
        )}
        <span class="quiet small">
          <Hour timeMs={entry.at} zone={zone} />
          {entry.kind !== "held" && entry.editedAt ? ` · ${t.edited}` : null}
          {entry.kind !== "held" && entry.pinned ? ` · ${t.pinned}` : null}
        </span>
      </p>
      {entry.kind === "held"
        ? <p class="history-state small">{heldStateText(entry, zone)}</p>
        : <Answered message={entry} zone={zone} />}
      {"file" in entry && entry.file && <FileLink file={entry.file} />}
      {"text" in entry && entry.text && (
        <Markdown text={entry.text} by={authorOfText(entry)} />
      )}
      {entry.kind === "deleted" && (
        <p class="quiet">
          <em>{t.deleted}</em>
        </p>
      )}
      {entry.kind !== "held" && (
        <>
          <Reactions message={entry} />
          <Versions message={entry} zone={zone} />
        </>
      )}
    </li>
  );
}

function Hour({ timeMs, zone }: { timeMs: number; zone: string }) {
  const iso = new Date(timeMs).toISOString();
  return <time dateTime={iso}>{formatTime(iso, "hour", zone)}</time>;
}

function Answered(
  { message, zone }: { message: VersionedMessage; zone: string },
) {
  const { answers } = message;
  if (!answers) return null;
  return (
    <p class="quiet small">
      <a href={`#${answers.id}`}>
        {record.answerTo({
          name: answers.name,
          time: formatTime(answers.at, "hour", zone),
        })}
      </a>
    </p>
  );
}

function Reactions(
  { message: { reactions = [] } }: { message: VersionedMessage },
) {
  if (reactions.length === 0) return null;
  return (
    <ul class="cluster history-reactions small">
      {reactions.map(({ emoji, members }) => (
        <li key={emoji}>
          {emoji} {formatList(members.map(({ name }) => name))}
        </li>
      ))}
    </ul>
  );
}

function Versions(
  { message, zone }: { message: VersionedMessage; zone: string },
) {
  const { versions = [] } = message;
  if (versions.length === 0) return null;
  return (
    <details class="history-versions">
      <summary class="small">
        {message.kind === "deleted" && versions.length === 1
          ? t.what
          : t.versions({ count: versions.length })}
      </summary>
      <ol>
        {versions.map((version: MessageVersion) => (
          <li key={version.until}>
            <p class="quiet small">
              {versionTimeText(
                message,
                version,
                formatTime(version.until, "hour", zone),
              )}
            </p>
            {version.file && <FileLink file={version.file} />}
            {version.prompt && <Markdown text={version.prompt} />}
            {version.text && (
              <Markdown
                text={version.text}
                by={authorOfText({ ...version, kind: message.kind })}
              />
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

function FileLink({ file }: { file: Attachment }) {
  const size = displayedSize(file);
  return (
    <p>
      <a href={fileUrl(file)} target="_blank" rel="noopener">
        {size && (
          <img
            class="history-picture"
            src={fileUrl(file)}
            alt=""
            width={size.width}
            height={size.height}
            loading="lazy"
          />
        )}
        {file.name}
      </a>{" "}
      <span class="quiet small">{formatSize(file.size)}</span>
    </p>
  );
}
