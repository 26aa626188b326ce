/** Files chosen for the next message, and those that cannot be sent (C-5). */
import { useId } from "preact/hooks";
import { stagedFiles as t } from "texts/files_staged.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { CloseButton } from "../ui/Button.tsx";
import { Checkbox } from "../ui/Checkbox.tsx";
import { AlertIcon, FileIcon } from "../ui/icons.tsx";
import type { ChosenFiles } from "./chosen_files.ts";
import { formatSize } from "../../formats/format_size.ts";
import { isHeic } from "./outgoing_file.ts";

export function StagedFileList(
  { chosen, onClosed }: { chosen: ChosenFiles; onClosed: () => void },
) {
  const id = useId();
  const staged = chosen.files.value;
  return (
    <div class="stack snug staged">
      {staged.length > 0 && (
        <ul class="stack snug scroll staged-list" aria-label={t.chosen}>
          {staged.map(({ id, file, preview, small }) => (
            <li key={id} class="row staged-file">
              {preview
                ? <img src={preview} alt="" width={40} height={40} />
                : <FileIcon />}
              <span class="grow truncate" title={file.name}>{file.name}</span>
              <span class="quiet small figures">
                {formatSize(
                  (!chosen.sendsOriginals.value && small?.copy.value || file)
                    .size,
                )}
              </span>
              <CloseButton
                look="small"
                label={t.remove({ name: file.name })}
                onClick={() =>
                  chosen.remove(id)}
              />
            </li>
          ))}
        </ul>
      )}
      {chosen.hasPhotos.value && (
        <Checkbox
          id={`${id}-original`}
          label={t.original}
          hint={t.originalHint}
          checked={chosen.sendsOriginals.value}
          onChange={({ currentTarget }) =>
            chosen.sendsOriginals.value = currentTarget.checked}
        />
      )}
      {staged.filter((stagedFile) =>
        !chosen.sendable.value.includes(stagedFile)
      ).map((
        { id, file: { name } },
      ) => (
        <div key={id} class="row staged-why small">
          <AlertIcon />
          <p role="alert">
            {(isHeic(name) ? t.unreadableHeic : t.unreadable)({ name })}
          </p>
        </div>
      ))}
      {chosen.rejected.value.map((file) => (
        <div key={file.name} class="row staged-why small">
          <AlertIcon />
          <p role="alert">
            {file.reason === "folder"
              ? t.folder({ name: file.name })
              : t.tooLarge({ name: file.name, most: formatSize(bounds.file) })}
          </p>
          <CloseButton
            look="small"
            onClick={() => {
              chosen.dismiss(file);
              onClosed();
            }}
          />
        </div>
      ))}
    </div>
  );
}
