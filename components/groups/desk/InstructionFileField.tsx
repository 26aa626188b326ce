import { localPath } from "../../../locales/local_path.ts";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { bounds } from "../../../classroom/model/bounds.ts";
import type { Attachment } from "../../../classroom/model/files.ts";
import { frame } from "texts/everywhere.ts";
import { files } from "texts/files.ts";
import { stagedFiles } from "texts/files_staged.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import type { Seat } from "../../client/seat.ts";
import { FileMessage } from "../../files/FileMessage.tsx";
import { isPhoto } from "../../files/outgoing_file.ts";
import { displayedSize } from "../../files/inline_picture.ts";
import { fileIdOfUrl, readUploadRefusal } from "../../files/upload_replies.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { AttachIcon, TrashIcon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import "./groups_desk.css";
import { formatProgress, formatSize } from "../../files/format_size.ts";
import { lazyPart } from "../../ui/load_part.ts";
import { UndoButton } from "../../ui/UndoButton.tsx";

interface FileUpload {
  readonly file: File;
  /** URL of the upload, by which it can continue. */
  url?: string;
  stop?: () => void;
}

const loadClient = lazyPart(() => import("../../files/tus_client.ts"));
const loadShrinking = lazyPart(() => import("../../files/shrink_picture.ts"));

interface InstructionFileProps {
  seat: Seat;
  label: string;
  file: Attachment | undefined;
  /** Stores the file's id, or null for no file. Resolves to null if refused. */
  onKeep: (file: string | null) => Promise<unknown>;
}

export function InstructionFileField(props: InstructionFileProps) {
  const { label, file } = props;
  const input = useRef<HTMLInputElement>(null);
  const state = useFileAttachment(props);
  const { place, sending, failed, why, said, removed } = state;
  const { keep, send, choose } = state;
  const on = sending.value;
  return (
    <div ref={place} class="stack tight instruction-file">
      {file && !on && (
        <div class="instruction-file-has row">
          <FileMessage file={file} />
          {displayedSize(file) && <span class="file-name">{file.name}</span>}
          <IconButton
            label={t.fileRemove({ name: file.name })}
            Icon={TrashIcon}
            look="small"
            onClick={async () => {
              if (await keep(null, t.fileRemoved({ name: file.name }))) {
                removed.value = file;
              }
            }}
          />
        </div>
      )}
      {on && <FileUploadRow one={on} state={state} />}
      {!file && !on && (
        <div class="actions">
          <Button
            look="small"
            aria-label={label}
            title={label}
            onPointerEnter={() => void loadClient().catch(() => {})}
            onClick={() => input.current?.click()}
          >
            <AttachIcon />
            {t.instructionsFile}
          </Button>
          {removed.value && (
            <>
              <span class="quiet small">
                {t.fileRemoved({ name: removed.value.name })}
              </span>
              <UndoButton
                onClick={() => {
                  const { id, name } = removed.value!;
                  removed.value = null;
                  void keep(id, t.fileAttached({ name }));
                }}
              />
            </>
          )}
        </div>
      )}
      {why.value && (
        <Notice tone="stop">
          <span>{why}</span>
          {failed.value && (
            <Button
              look="small"
              onClick={() => send(failed.value!)}
            >
              {t.fileAgain}
            </Button>
          )}
        </Notice>
      )}
      <p class="visually-hidden" role="status">{said}</p>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        onChange={({ currentTarget }) => {
          void choose(currentTarget.files?.[0]);
          // Cleared, so that the same file can be chosen again.
          currentTarget.value = "";
        }}
      />
    </div>
  );
}

function useFileAttachment({ seat, file, onKeep }: InstructionFileProps) {
  const place = useRef<HTMLDivElement>(null);
  const sending = useSignal<FileUpload | null>(null);
  const failed = useSignal<FileUpload | null>(null);
  const why = useSignal("");
  const said = useSignal("");
  const removed = useSignal<Attachment | null>(null);
  const sent = useSignal(0);
  useEffect(() => () => sending.peek()?.stop?.(), []);
  const changed = useRef(false);
  const keep = async (id: string | null, words: string) => {
    changed.current = true;
    if (await onKeep(id) === null) return false;
    said.value = words;
    return true;
  };
  useEffect(() => {
    // The pressed button is gone, so the next one takes the focus.
    if (changed.current) place.current?.querySelector("button")?.focus();
    changed.current = false;
  }, [file?.id]);

  const send = async (one: FileUpload) => {
    [why.value, said.value] = ["", ""];
    failed.value = removed.value = null;
    sending.value = one;
    const { name, type } = one.file;
    const outcome = await loadClient().then(({ sendTusUpload: send }) => {
      const { done, stop } = send({
        endpoint: localPath(`/api/files?as=${seat.as}`),
        blob: one.file,
        metadata: { session: seat.session, name, type },
        url: one.url,
        onBegun: (url) => one.url = url,
        onProgress: (bytes) => sent.value = bytes,
      });
      one.stop = () => stop(true);
      return done;
    }).catch(() => ({ failed: null }));
    if (sending.value !== one) return;
    if ("url" in outcome) {
      await keep(fileIdOfUrl(outcome.url), t.fileAttached({ name }));
    }
    sending.value = null;
    if ("url" in outcome) return;
    const refusal = outcome.failed && readUploadRefusal(outcome.failed);
    why.value = refusal?.detail ?? t.fileFailed({ name });
    if (!refusal) failed.value = one;
  };
  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    sent.value = 0;
    if (chosen.size <= bounds.file) {
      const file = isPhoto(chosen)
        ? await loadShrinking().then((it) =>
          it.shrinkPictureFile(chosen, bounds.file)
        )
        : chosen;
      if (file) return await send({ file });
      why.value = stagedFiles.unreadable({ name: chosen.name });
      return;
    }
    why.value = stagedFiles.tooLarge({
      name: chosen.name,
      most: formatSize(bounds.file),
    });
  };
  return {
    place,
    sending,
    failed,
    why,
    said,
    removed,
    sent,
    keep,
    send,
    choose,
  };
}

function FileUploadRow({ one, state }: {
  one: FileUpload;
  state: ReturnType<typeof useFileAttachment>;
}) {
  return (
    <div class="instruction-file-has row">
      <p>
        {one.file.name}{" "}
        <span class="quiet small figures">
          {formatProgress(state.sent.value, one.file.size)}
        </span>
      </p>
      <Button
        look="small"
        aria-label={files.cancelName({ name: one.file.name })}
        onClick={() => {
          one.stop?.();
          state.sending.value = null;
        }}
      >
        {frame.cancel}
      </Button>
    </div>
  );
}
