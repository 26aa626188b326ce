/**
 * A file in a message (C-5): a picture at a sensible size, which a click or Enter enlarges; anything else as
 * a download with its name and size.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Attached } from "../../classroom/model/files.ts";
import { frame } from "texts/everywhere.ts";
import { files as t } from "texts/files.ts";
import { Button } from "../ui/Button.tsx";
import { CloseIcon, DownloadIcon, FileIcon } from "../ui/icons.tsx";
import { fileAddress, pictureSize } from "./picture.ts";
import "./files.css";
import { writeSize } from "./size.ts";

export function FileMessage({ file }: { file: Attached }) {
  const size = pictureSize(file);
  return size ? <Picture file={file} size={size} /> : <Download file={file} />;
}

function Download({ file }: { file: Attached }) {
  return (
    <a class="file-link" href={fileAddress(file)} download={file.name}>
      <FileIcon />
      <span class="file-name">{file.name}</span>
      <span class="quiet small figures">{writeSize(file.size)}</span>
      <span class="file-go">
        <DownloadIcon />
        <span class="visually-hidden">{t.download}</span>
      </span>
    </a>
  );
}

function Picture(
  { file, size }: { file: Attached; size: { width: number; height: number } },
) {
  const open = useSignal(false);
  return (
    <>
      <button
        type="button"
        class="file-picture"
        aria-haspopup="dialog"
        aria-label={t.enlarge({ name: file.name })}
        title={file.name}
        onClick={() => open.value = true}
      >
        <img
          src={fileAddress(file)}
          alt=""
          width={size.width}
          height={size.height}
          loading="lazy"
          decoding="async"
        />
      </button>
      {open.value && (
        <Enlarged
          file={file}
          onClose={() => open.value = false}
        />
      )}
    </>
  );
}

function Enlarged({ file, onClose }: { file: Attached; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    // Closed before it goes, so that the focus returns to where it was.
    return () => current?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="file-enlarged"
      aria-label={file.name}
      onClose={onClose}
      // What Escape closes is this, not the panel beneath it.
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        if (event.target === event.currentTarget) dialog.current?.close();
      }}
    >
      <div class="file-enlarged-head row wraps">
        <span class="file-name">{file.name}</span>
        <a
          class="button small"
          href={fileAddress(file)}
          download={file.name}
        >
          <DownloadIcon />
          {t.download}
        </a>
        <Button look="small" onClick={() => dialog.current?.close()}>
          <CloseIcon />
          {frame.close}
        </Button>
      </div>
      <img
        src={fileAddress(file)}
        alt={file.name}
        width={file.width}
        height={file.height}
      />
    </dialog>
  );
}
