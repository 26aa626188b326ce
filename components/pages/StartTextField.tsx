import type { ComponentChild } from "preact";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import type { StartTextEditorProps } from "./StartTextEditor.tsx";

/** The text with which pages start (W-1), in the page's own editor. Needs a `key` per text. */
export function StartTextField(
  { hint, ...props }: Omit<StartTextEditorProps, "parse"> & {
    hint: ComponentChild;
  },
) {
  const part = useLazyPart(true, loadEditor);
  return (
    <div class="field start-text">
      <p aria-hidden="true">
        <strong>{props.label}</strong> <span class="quiet small">{hint}</span>
      </p>
      {part
        ? <part.StartTextEditor {...props} parse={part.parsePageMarkdown} />
        : <div class="start-text-place" />}
    </div>
  );
}

/** The parser is a part of its own, so that the editor of a page loads without it. */
async function loadEditor() {
  const [editor, parser] = await Promise.all([
    import("./StartTextEditor.tsx"),
    import("../../classroom/model/page_markdown.ts"),
  ]);
  return { ...editor, ...parser };
}
