import { FileIcon } from "../ui/icons.tsx";
import { formatSize } from "../../formats/format_size.ts";
import "./files.css";

export function PendingFile(
  { name, size, preview }: { name: string; size?: number; preview?: string },
) {
  return (
    <span class="cluster upload-file">
      {preview
        ? <img class="upload-preview" src={preview} alt="" />
        : <FileIcon />}
      <span class="file-name">{name}</span>
      {size !== undefined && (
        <span class="quiet small figures">{formatSize(size)}</span>
      )}
    </span>
  );
}
