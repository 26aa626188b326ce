/** Prepares the exit ticket: one line, or a quiz of at most three questions. */
import { useSignal } from "@preact/signals";
import { useId, useMemo } from "preact/hooks";
import { exit as t } from "texts/checks_exit.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { makePreview } from "../../../formats/markdown/previews.ts";
import type { ExitTicket } from "../../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { SessionApi } from "../../client/session_api.ts";
import { Button, Form } from "../../ui/Button.tsx";
import { InputField } from "../../ui/InputField.tsx";
import { CheckIcon } from "../../ui/icons.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { isCompleteQuiz, LibraryList } from "../../library/library_list.ts";
import { RunningExitTicket } from "./running_exit_ticket.ts";
import "./exit.css";

export function ExitTicketDialog(
  { session, onClose }: { session: ClassSession; onClose: () => void },
) {
  const id = useId();
  const api = useMemo(() => new SessionApi(session.seat.session), [session]);
  const { ticket } = session.part(RunningExitTicket);
  const line = useSignal(lineOf(ticket.peek()) ?? t.lineSample);
  const removed = useSignal(false);
  const prepare = async (body: { quiz: string } | { question: string }) => {
    removed.value = false;
    await api.act("PUT /exit-ticket", body);
  };
  const remove = async () => {
    removed.value = await api.act("DELETE /exit-ticket") !== null;
  };
  return (
    <Modal title={t.name} kind="exit-dialog" onClose={onClose}>
      <div class="stack">
        <p class="quiet">{t.how({ minutes: bounds.exitMinutes })}</p>
        <RefusedRequestNotice api={api} />
        <div role="status">
          {ticket.value
            ? <PreparedTicket ticket={ticket.value} onRemove={remove} />
            : removed.value && <p class="quiet small">{t.removed}</p>}
        </div>
        <Form
          class="stack tight"
          onSubmit={() => {
            const question = line.value.trim();
            if (question) return prepare({ question });
          }}
        >
          <InputField
            id={`${id}-line`}
            label={t.line}
            hint={t.lineHint}
            maxLength={bounds.question}
            autocomplete="off"
            value={line.value}
            onInput={({ currentTarget }) => line.value = currentTarget.value}
          />
          <div>
            <Button type="submit" disabled={line.value.trim() === ""}>
              {t.useLine}
            </Button>
          </div>
        </Form>
        <Quizzes
          ticket={ticket.value}
          onUse={(quiz) => prepare({ quiz })}
        />
      </div>
    </Modal>
  );
}

/** The ticket's line; undefined: it is a quiz, or there is no ticket. */
function lineOf(ticket: ExitTicket | null): string | undefined {
  return ticket?.of === undefined ? ticket?.questions[0]?.text : undefined;
}

function PreparedTicket(
  { ticket, onRemove }: { ticket: ExitTicket; onRemove: () => void },
) {
  return (
    <div class="spread tight exit-ready box">
      <p>
        <CheckIcon />
        <span>
          <strong>{t.isReady({ name: makePreview(ticket.name, 80) })}</strong>
          {" "}
          <span class="quiet small">
            {t.questions({ count: ticket.questions.length })}
          </span>
        </span>
      </p>
      <Button look="small" onClick={onRemove}>{t.remove}</Button>
    </div>
  );
}

function Quizzes({ ticket, onUse }: {
  ticket: ExitTicket | null;
  onUse: (quiz: string) => void;
}) {
  const id = useId();
  const list = useMemo(() => new LibraryList("quizzes"), []);
  const maxQuestions = bounds.exitQuestions;
  const trouble = list.loadError.value;
  const shortQuizzes = list.entries.value?.filter((quiz) =>
    isCompleteQuiz(quiz) && (quiz.count ?? 0) <= maxQuestions
  );
  return (
    <section class="stack tight" aria-labelledby={id}>
      <h3 id={id}>{t.orQuiz}</h3>
      {trouble !== null
        ? (
          <p role="alert">
            {trouble}{" "}
            <Button look="small" onClick={() => list.load()}>{t.again}</Button>
          </p>
        )
        : !shortQuizzes && <p class="quiet" role="status">{t.loading}</p>}
      {shortQuizzes && (
        <>
          <p class="hint">
            {shortQuizzes.length > 0
              ? t.shortOnly({ most: maxQuestions })
              : t.noQuiz({ most: maxQuestions })}
          </p>
          {shortQuizzes.length > 0 && (
            <ul class="stack flush exit-quizzes">
              {shortQuizzes.map(({ id, name, count = 0 }) => (
                <li key={id}>
                  <span class="exit-quiz">
                    <span class="brief">{name}</span>
                    <span class="quiet small">
                      {t.questions({ count })}
                    </span>
                  </span>
                  <Button
                    look="small"
                    aria-label={t.useOf({ name })}
                    aria-pressed={ticket?.of === id}
                    onClick={() => onUse(id)}
                  >
                    {t.use}
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}
