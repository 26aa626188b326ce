import { useEffect, useRef } from "preact/hooks";
import type { Attachment } from "../../classroom/model/files.ts";
import { frame } from "texts/everywhere.ts";
import { files as t } from "texts/files.ts";
import { Button } from "../ui/Button.tsx";
import { CloseIcon, DownloadIcon } from "../ui/icons.tsx";
import { fileUrl } from "../../classroom/model/inline_picture.ts";
import "./files.css";

export function EnlargedPicture(
  { file, onClose }: { file: Attachment; onClose: () => void },
) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => current?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="file-enlarged"
      aria-label={file.name}
      onClose={onClose}
      // Otherwise Escape would also close the panel below.
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        if (event.target === event.currentTarget) dialog.current?.close();
      }}
    >
      <div class="file-enlarged-head cluster">
        <span class="file-name">{file.name}</span>
        <a
          class="button small"
          href={fileUrl(file)}
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
        src={fileUrl(file)}
        alt={file.name}
        width={file.width}
        height={file.height}
      />
    </dialog>
  );
}
