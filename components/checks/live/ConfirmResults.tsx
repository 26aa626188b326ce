/** Asks before results that show nothing yet, or that end a quiz for students who are still at it. */
import { live as t } from "texts/sharing_live.ts";
import {
  type CheckResource,
  minAnonymousVotes,
} from "../../../classroom/model/resources/shared_resources.ts";
import { Button } from "../../ui/Button.tsx";
import { Modal } from "../../ui/Modal.tsx";
import type { CheckProgress } from "./check_progress.ts";

export interface ConfirmResultsProps {
  check: CheckResource;
  checkProgress: CheckProgress;
  onClose: () => void;
  onShow: () => Promise<unknown>;
}

export function ConfirmResults(
  { check, checkProgress, onClose, onShow }: ConfirmResultsProps,
) {
  const isOwn = check.pace === "own";
  const { answered, done, total } = checkProgress;
  return (
    <Modal
      title={t.showResults}
      onClose={onClose}
    >
      <div class="stack">
        <p>
          {isOwn ? t.showQuiz : check.anonymous
            ? t.earlyAnonymous({
              answered,
              fewest: minAnonymousVotes,
            })
            : t.early}
        </p>
        {isOwn && (
          <p class="figures">
            {t.stillAnswering({
              count: Math.max(0, total - done),
            })}
          </p>
        )}
        <div class="actions">
          <Button onClick={onClose}>
            {t.cancel}
          </Button>
          <Button
            look="main"
            onClick={async () => {
              onClose();
              await onShow();
            }}
          >
            {t.showResults}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
