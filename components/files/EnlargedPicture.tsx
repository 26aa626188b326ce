/** A picture of a message over the page (C-5). */
import { useEffect, useRef } from "preact/hooks";
import type { Attached } from "../../classroom/model/files.ts";
import { frame } from "texts/everywhere.ts";
import { files as t } from "texts/files.ts";
import { Button } from "../ui/Button.tsx";
import { CloseIcon, DownloadIcon } from "../ui/icons.tsx";
import { fileAddress } from "./picture.ts";
import "./files.css";

export function EnlargedPicture(
  { file, onClose }: { file: Attached; onClose: () => void },
) {
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
