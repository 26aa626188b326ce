/** A file in a message (C-5): a picture that can be enlarged, or a download. */
import { useSignal } from "@preact/signals";
import type { Attachment } from "../../classroom/model/files.ts";
import { files as t } from "texts/files.ts";
import { DownloadIcon, FileIcon } from "../ui/icons.tsx";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import {
  displayedSize,
  fileUrl,
} from "../../classroom/model/inline_picture.ts";
import "./files.css";
import { formatSize } from "../../formats/format_size.ts";

export function FileMessage({ file }: { file: Attachment }) {
  const size = displayedSize(file);
  return size ? <Picture file={file} size={size} /> : <Download file={file} />;
}

function Download({ file }: { file: Attachment }) {
  return (
    <a class="file-link" href={fileUrl(file)} download={file.name}>
      <FileIcon />
      <span class="file-name">{file.name}</span>
      <span class="quiet small figures">{formatSize(file.size)}</span>
      <span class="file-go">
        <DownloadIcon />
        <span class="visually-hidden">{t.download}</span>
      </span>
    </a>
  );
}

function Picture(
  { file, size }: { file: Attachment; size: { width: number; height: number } },
) {
  const open = useSignal(false);
  const part = useLazyPart(open.value, () => import("./EnlargedPicture.tsx"));
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
          src={fileUrl(file)}
          alt=""
          width={size.width}
          height={size.height}
          loading="lazy"
          decoding="async"
        />
      </button>
      {open.value && part && (
        <part.EnlargedPicture
          file={file}
          onClose={() => open.value = false}
        />
      )}
    </>
  );
}
