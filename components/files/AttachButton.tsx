/** **Attach file**, and what is chosen and not sent yet (C-5). */
import { useRef } from "preact/hooks";
import { CloseButton } from "../ui/CloseButton.tsx";
import { files as t } from "../../locales/en/files.ts";
import { AlertIcon, AttachIcon, FileIcon } from "../ui/icons.tsx";
import { loadClient, type Uploads } from "./upload.ts";
import "./Attach.css";

/** The button that opens the device's own way of choosing files. */
export function AttachButton(
  { uploads, onChosen }: { uploads: Uploads; onChosen: () => void },
) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="button bare icon-only attach"
        aria-label={t.attach}
        title={t.attach}
        onPointerEnter={() => void loadClient().catch(() => {})}
        onClick={() => input.current?.click()}
      >
        <AttachIcon />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t.attach}
        onChange={({ currentTarget }) => {
          uploads.stage(currentTarget.files ?? []);
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
  { uploads, onClosed }: { uploads: Uploads; onClosed: () => void },
) {
  const staged = uploads.staged.value;
  const tooLarge = uploads.tooLarge.value;
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
              <span class="quiet small figures">{t.size(file.size)}</span>
              <CloseButton
                small
                label={t.remove(file.name)}
                onClick={() =>
                  uploads.unstage(id)}
              />
            </li>
          ))}
        </ul>
      )}
      {tooLarge.map((file) => (
        <div key={file.name} class="staged-why small">
          <AlertIcon />
          <p role="alert">{t.tooLarge(file.name)}</p>
          <CloseButton
            small
            onClick={() => {
              uploads.forgetTooLarge(file);
              onClosed();
            }}
          />
        </div>
      ))}
    </div>
  );
}
