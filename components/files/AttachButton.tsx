/** **Attach file**, and what is chosen and not sent yet (C-5). */
import { useRef } from "preact/hooks";
import { files as t } from "texts/files.ts";
import { CloseButton, IconButton } from "../ui/Button.tsx";
import { AlertIcon, AttachIcon, FileIcon } from "../ui/icons.tsx";
import type { ChosenFiles } from "./chosen_files.ts";
import { loadClient } from "./sending.ts";
import "./files.css";
import { writeSize } from "./size.ts";
import { bounds } from "../../classroom/model/bounds.ts";

/** The button that opens the device's own way of choosing files. */
export function AttachButton(
  { chosen, onChosen }: { chosen: ChosenFiles; onChosen: () => void },
) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        label={t.attach}
        Icon={AttachIcon}
        look="attach"
        onPointerEnter={() => void loadClient()}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t.attach}
        onChange={({ currentTarget }) => {
          chosen.add(currentTarget.files ?? []);
          // The same file can be chosen again.
          currentTarget.value = "";
          onChosen();
        }}
      />
    </>
  );
}

/** The files that go out with the next message, and those that cannot. */
export function StagedFiles(
  { chosen, onClosed }: { chosen: ChosenFiles; onClosed: () => void },
) {
  const staged = chosen.files.value;
  const tooLarge = chosen.tooLarge.value;
  if (staged.length + tooLarge.length === 0) return null;
  return (
    <div class="staged">
      {staged.length > 0 && (
        <ul class="staged-list" aria-label={t.chosen}>
          {staged.map(({ id, file, preview }) => (
            <li key={id} class="staged-file">
              {preview
                ? <img src={preview} alt="" width={40} height={40} />
                : <FileIcon />}
              <span class="staged-name" title={file.name}>{file.name}</span>
              <span class="quiet small figures">{writeSize(file.size)}</span>
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
      {tooLarge.map((file) => (
        <div key={file.name} class="staged-why small">
          <AlertIcon />
          <p role="alert">
            {t.tooLarge({ name: file.name, most: writeSize(bounds.file) })}
          </p>
          <CloseButton
            look="small"
            onClick={() => {
              chosen.forgetTooLarge(file);
              onClosed();
            }}
          />
        </div>
      ))}
    </div>
  );
}
