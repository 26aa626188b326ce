import { useId } from "preact/hooks";
import { charset as t } from "texts/files_charset.ts";
import type {
  Charset,
  FileText,
} from "../../classroom/model/tables/file_text.ts";

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
        {possible.map((it) => (
          <option key={it} value={it}>
            {t.names[it as keyof typeof t.names]}
          </option>
        ))}
      </select>
      <p class="hint" id={`${id}-hint`}>{t.hint}</p>
    </div>
  );
}
