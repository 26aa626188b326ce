import { useId } from "preact/hooks";
import { charset as t } from "texts/files_charset.ts";
import type { Charset, FileText } from "../../formats/file_text.ts";

export function CharsetField({ charset, possible, onChange }:
  & Pick<FileText, "charset" | "possible">
  & { onChange: (charset: Charset) => void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t.label}</label>
      <select
        class="input"
        id={id}
        value={charset}
        aria-describedby={`${id}-hint`}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.value as Charset)}
      >
        {possible.map((name) => (
          <option key={name} value={name}>
            {t.names[name as keyof typeof t.names]}
          </option>
        ))}
      </select>
      <p class="hint" id={`${id}-hint`}>{t.hint}</p>
    </div>
  );
}
