/** Assigns a quiz to the running class, and then opens the class with the quiz's answers. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { assignQuiz as t } from "texts/quizzes.ts";
import { SessionApi } from "../client/session_api.ts";
import { Button, Form } from "../ui/Button.tsx";
import { HandInIcon } from "../ui/later_icons.tsx";
import { Modal } from "../ui/Modal.tsx";
import { Notice } from "../ui/Notice.tsx";
import type { RoomWithEmblem } from "../client/group_emblems.ts";
import {
  fetchClassRooms,
  type RunningClass,
} from "../resources/class_rooms.ts";
import { classUrl } from "../resources/class_urls.ts";
import { QuizTerms } from "../resources/quiz_terms.ts";
import { QuizTermsFields } from "../resources/QuizTermsFields.tsx";

interface AssignProps {
  running: RunningClass;
  name: string;
  /** Saves the quiz. Resolves to its id, or null if that failed. */
  quiz: () => Promise<string | null>;
  count: number;
  left: number;
}

export function AssignQuiz(props: AssignProps & { look?: string }) {
  const isOpen = useSignal(false);
  const { id } = props.running;
  // Made outside of the dialog, so that a retry after closing it has the same idempotency key.
  const api = useMemo(() => new SessionApi(id), [id]);
  return (
    <>
      <Button
        look={props.look ?? "main"}
        aria-label={t.of({ name: props.name })}
        onClick={() => isOpen.value = true}
      >
        <HandInIcon />
        {t.assign}
      </Button>
      {isOpen.value && (
        <AssignDialog
          {...props}
          api={api}
          onClose={() => isOpen.value = false}
        />
      )}
    </>
  );
}

function AssignDialog(
  { running, api, quiz, count, left, onClose }: AssignProps & {
    api: SessionApi;
    onClose: () => void;
  },
) {
  const terms = useMemo(() => new QuizTerms(), []);
  const rooms = useSignal<Readonly<Record<string, RoomWithEmblem>>>({});
  const isGoing = useSignal(false);
  const problem = useSignal<string | null>(null);
  useEffect(() => {
    // Until the groups have loaded, the quiz can only be for the whole class.
    void fetchClassRooms(running.id).then((it) => rooms.value = it);
  }, []);
  const assign = async () => {
    const termFields = terms.toRequest();
    if (!termFields || isGoing.value) return;
    isGoing.value = true;
    const id = await quiz();
    const answer = id === null
      ? null
      : await api.createOnce("POST /resources", {
        quiz: id,
        ...termFields,
      });
    if (answer?.ok) {
      location.assign(classUrl(running.id, answer.body.resource.id));
      return;
    }
    isGoing.value = false;
    problem.value = answer === null ? t.notSaved : answer.problem.detail;
  };
  return (
    <Modal title={t.assign} onClose={onClose}>
      {left > 0 || count === 0
        ? (
          <Notice tone="warn">
            {t.unfinished({ count: Math.max(1, left) })}
          </Notice>
        )
        : (
          <Form class="stack" onSubmit={assign}>
            <p>{t.to({ count, name: running.name })}</p>
            <QuizTermsFields terms={terms} rooms={rooms.value} />
            {problem.value && <Notice tone="stop">{problem.value}</Notice>}
            <Button
              type="submit"
              look="main"
              aria-disabled={isGoing.value}
            >
              {t.go}
            </Button>
          </Form>
        )}
    </Modal>
  );
}
