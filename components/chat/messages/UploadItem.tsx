import type { Signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { chat as chatText } from "texts/chat.ts";
import { files as t } from "texts/files.ts";
import { stagedFiles } from "texts/files_staged.ts";
import { describeMessageRefusal } from "../message_refusal.ts";
import { Button } from "../../ui/Button.tsx";
import { AlertIcon, ClockIcon } from "../../ui/icons.tsx";
import { Markdown } from "../../markdown/Markdown.tsx";
import { PendingFile } from "../../files/PendingFile.tsx";
import {
  canTryAgain,
  isHeic,
  type OutgoingFile,
  unreadableRefusal,
} from "../../files/outgoing_file.ts";
import type { Uploads } from "../../files/uploads.ts";
import "../../files/files.css";
import { formatProgress } from "../../../formats/format_size.ts";

export function UploadItem(
  { item, uploads, toEnd }: {
    item: OutgoingFile;
    uploads: Uploads;
    toEnd: () => void;
  },
) {
  const { name, text } = item.record.value;
  const stage = item.stage.value;
  useLayoutEffect(toEnd, []);
  return (
    <li
      class="message"
      data-mine="true"
      data-state={stage.is === "failed" ? "refused" : "pending"}
      data-id={item.id}
    >
      <div class="bubble">
        <PendingFile
          name={name}
          size={item.blob.size}
          preview={item.preview}
        />
        {text && <Markdown text={text} />}
        {stage.is !== "failed" && (
          <>
            <Progress
              sentBytes={item.sentBytes}
              size={item.blob.size}
              label={t.sending({ name })}
            />
            <p class="row top upload-note quiet small">
              <ClockIcon />
              <Note item={item} />
            </p>
          </>
        )}
      </div>
      {stage.is === "failed" && (
        <p class="message-why" role="alert">
          <AlertIcon />
          {chatText.notSent(
            {
              why: stage.refused === "too-large"
                ? stage.detail ?? t.tooLargeOnTheWay
                : stage.refused === unreadableRefusal
                ? isHeic(name)
                  ? stagedFiles.unreadableHeicOnTheWay
                  : stagedFiles.unreadableOnTheWay
                : describeMessageRefusal(stage.refused),
            },
          )}
        </p>
      )}
      <div class="actions">
        {canTryAgain(item) && (
          <Button
            look="small"
            onClick={() => uploads.tryAgain(item.id)}
          >
            {chatText.tryAgain}
          </Button>
        )}
        <Button
          look="small"
          aria-label={stage.is === "failed"
            ? undefined
            : t.cancelName({ name })}
          onClick={() => uploads.cancel(item.id)}
        >
          {stage.is === "failed" ? chatText.discard : frame.cancel}
        </Button>
      </div>
    </li>
  );
}

function Progress(
  { sentBytes, size, label }: {
    sentBytes: Signal<number>;
    size: number;
    label: string;
  },
) {
  return (
    <progress
      class="upload-progress"
      aria-label={label}
      max={Math.max(1, size)}
      value={sentBytes.value}
    />
  );
}

function Note({ item }: { item: OutgoingFile }) {
  const isSending = item.stage.value.is === "sending";
  const text = isSending
    ? formatProgress(item.sentBytes.value, item.blob.size)
    : t.waiting;
  return (
    <span>
      {item.isStored.value === false
        ? frame.sentences({ first: text, second: t.notKept })
        : text}
    </span>
  );
}
