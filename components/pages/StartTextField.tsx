import type { ComponentChild } from "preact";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import type { StartTextEditorProps } from "./StartTextEditor.tsx";

/** The text with which pages start (W-1), in the page's own editor. Needs a `key` per text. */
export function StartTextField(
  { hint, ...props }: StartTextEditorProps & { hint: ComponentChild },
) {
  const part = useLazyPart(true, () => import("./StartTextEditor.tsx"));
  return (
    <div class="field start-text">
      <p aria-hidden="true">
        <strong>{props.label}</strong> <span class="quiet small">{hint}</span>
      </p>
      {part
        ? <part.StartTextEditor {...props} />
        : <div class="start-text-place" />}
    </div>
  );
}
