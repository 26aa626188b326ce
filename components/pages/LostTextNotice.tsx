import { openPage as t } from "texts/pages_class.ts";
import { CloseButton } from "../ui/Button.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { Notice } from "../ui/Notice.tsx";

/**
 * Shows text that was not accepted: too late, or too much for the page.
 *
 * @param reason the sentence before the text
 */
export function LostTextNotice({ reason, text, onClose }: {
  reason: string;
  text: string;
  onClose: () => void;
}) {
  return (
    <Notice tone="stop">
      <span>
        {reason} <q class="page-lost">{text}</q>
      </span>
      <span class="actions">
        <CopyButton text={text} label={t.copy} look="small" />
        <CloseButton onClick={onClose} />
      </span>
    </Notice>
  );
}
