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
import { displayedSize } from "../../../classroom/model/inline_picture.ts";
import { fileIdOfUrl, readUploadRefusal } from "../../files/upload_replies.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { AttachIcon } from "../../ui/icons.tsx";
import { TrashIcon } from "../../ui/later_icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import "./groups_desk.css";
import { formatProgress, formatSize } from "../../../formats/format_size.ts";
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
  const {
    place,
    activeUpload,
    failedUpload,
    error,
    announcement,
    removedFile,
  } = state;
  const { keep, send, choose } = state;
  const upload = activeUpload.value;
  return (
    <div ref={place} class="stack tight instruction-file">
      {file && !upload && (
        <div class="instruction-file-has row">
          <FileMessage file={file} />
          {displayedSize(file) && <span class="file-name">{file.name}</span>}
          <IconButton
            label={t.fileRemove({ name: file.name })}
            Icon={TrashIcon}
            look="small"
            onClick={async () => {
              if (await keep(null, t.fileRemoved({ name: file.name }))) {
                removedFile.value = file;
              }
            }}
          />
        </div>
      )}
      {upload && <FileUploadRow upload={upload} state={state} />}
      {!file && !upload && (
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
          {removedFile.value && (
            <>
              <span class="quiet small">
                {t.fileRemoved({ name: removedFile.value.name })}
              </span>
              <UndoButton
                onClick={() => {
                  const { id, name } = removedFile.value!;
                  removedFile.value = null;
                  void keep(id, t.fileAttached({ name }));
                }}
              />
            </>
          )}
        </div>
      )}
      {error.value && (
        <Notice tone="stop">
          <span>{error}</span>
          {failedUpload.value && (
            <Button
              look="small"
              onClick={() => send(failedUpload.value!)}
            >
              {t.fileAgain}
            </Button>
          )}
        </Notice>
      )}
      <p class="visually-hidden" role="status">{announcement}</p>
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
  const activeUpload = useSignal<FileUpload | null>(null);
  const failedUpload = useSignal<FileUpload | null>(null);
  const error = useSignal("");
  const announcement = useSignal("");
  const removedFile = useSignal<Attachment | null>(null);
  const sentBytes = useSignal(0);
  useEffect(() => () => activeUpload.peek()?.stop?.(), []);
  const changed = useRef(false);
  const keep = async (id: string | null, words: string) => {
    changed.current = true;
    if (await onKeep(id) === null) return false;
    announcement.value = words;
    return true;
  };
  useEffect(() => {
    // The pressed button is gone, so the next one takes the focus.
    if (changed.current) place.current?.querySelector("button")?.focus();
    changed.current = false;
  }, [file?.id]);

  const send = async (upload: FileUpload) => {
    [error.value, announcement.value] = ["", ""];
    failedUpload.value = removedFile.value = null;
    activeUpload.value = upload;
    const { name, type } = upload.file;
    const outcome = await loadClient().then(({ sendTusUpload }) => {
      const { whenDone, stop } = sendTusUpload({
        endpoint: localPath(`/api/files?as=${seat.cookieRole}`),
        blob: upload.file,
        metadata: { session: seat.session, name, type },
        url: upload.url,
        onBegun: (url) => upload.url = url,
        onProgress: (bytes) => sentBytes.value = bytes,
      });
      upload.stop = () => stop(true);
      return whenDone;
    }).catch(() => ({ failed: null }));
    if (activeUpload.value !== upload) return;
    if ("url" in outcome) {
      await keep(fileIdOfUrl(outcome.url), t.fileAttached({ name }));
    }
    activeUpload.value = null;
    if ("url" in outcome) return;
    const refusal = outcome.failed && readUploadRefusal(outcome.failed);
    error.value = refusal?.detail ?? t.fileFailed({ name });
    if (!refusal) failedUpload.value = upload;
  };
  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    sentBytes.value = 0;
    if (chosen.size <= bounds.file) {
      const file = isPhoto(chosen)
        ? await loadShrinking().then(({ shrinkPictureFile }) =>
          shrinkPictureFile(chosen, bounds.file)
        )
        : chosen;
      if (file) return await send({ file });
      error.value = stagedFiles.unreadable({ name: chosen.name });
      return;
    }
    error.value = stagedFiles.tooLarge({
      name: chosen.name,
      most: formatSize(bounds.file),
    });
  };
  return {
    place,
    activeUpload,
    failedUpload,
    error,
    announcement,
    removedFile,
    sentBytes,
    keep,
    send,
    choose,
  };
}

function FileUploadRow({ upload, state }: {
  upload: FileUpload;
  state: ReturnType<typeof useFileAttachment>;
}) {
  return (
    <div class="instruction-file-has row">
      <p>
        {upload.file.name}{" "}
        <span class="quiet small figures">
          {formatProgress(state.sentBytes.value, upload.file.size)}
        </span>
      </p>
      <Button
        look="small"
        aria-label={files.cancelName({ name: upload.file.name })}
        onClick={() => {
          upload.stop?.();
          state.activeUpload.value = null;
        }}
      >
        {frame.cancel}
      </Button>
    </div>
  );
}
