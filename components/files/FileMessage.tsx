/** A file in a message (C-5): a picture that can be enlarged, or a download. */
import { useSignal } from "@preact/signals";
import type { Attached } from "../../classroom/model/files.ts";
import { files as t } from "texts/files.ts";
import { DownloadIcon, FileIcon } from "../ui/icons.tsx";
import { useLoaded } from "../ui/use_loaded.ts";
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
  const part = useLoaded(open.value, () => import("./EnlargedPicture.tsx"));
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
      {open.value && part && (
        <part.EnlargedPicture
          file={file}
          onClose={() => open.value = false}
        />
      )}
    </>
  );
}
