import { quizAnswers as t } from "texts/quizzes.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import type { Choice } from "../../classroom/model/resources/questions.ts";
import { Button, CloseButton } from "../ui/Button.tsx";
import { makeDraggable, makeDropTarget } from "../ui/drag.ts";
import { GripIcon } from "../page/desk_icons.tsx";
import { CheckIcon, PlusIcon } from "../ui/icons.tsx";
import { isComposing, isEnter } from "../ui/keys.ts";
import { choiceLetter } from "../checks/questions/answer_keys.ts";
import type { EditedQuestion } from "./edited_quiz.ts";
import {
  addChoices,
  moveItem,
  parsePastedLines,
  toggleRightChoice,
} from "./quiz_edits.ts";
import "../library/library.css";

export interface QuestionPartProps {
  question: EditedQuestion;
  onChange: (change: Partial<EditedQuestion>) => void;
  say: (text: string) => void;
  focusOn: (id: string) => void;
}

const fieldOf = (choice: Choice) => `choice-${choice.id}`;

export function ChoicesEditor(props: QuestionPartProps) {
  const { question, onChange } = props;
  const { choices } = question;
  const isFull = isFullList(choices);
  const { add, remove, move, paste, onKeyDown } = choiceActions(props);
  return (
    <fieldset class="stack tight start choices-editor">
      <legend>{t.choices}</legend>
      <p class="hint">
        {question.kind === "multiple" ? t.rightHints : t.rightHint}
      </p>
      <ol class="stack snug edited-choices">
        {choices.map((choice, index) => (
          <Row
            key={choice.id}
            choice={choice}
            index={index}
            isRight={question.right.includes(choice.id)}
            isOnly={choices.length === 1}
            onRight={() => onChange(toggleRightChoice(question, choice.id))}
            onText={(text) =>
              onChange({
                choices: choices.map((item) =>
                  item.id === choice.id ? { ...item, text } : item
                ),
              })}
            onRemove={() => remove(index)}
            onMoveHere={(id) => move(id, index)}
            onPaste={(event) => paste(event, index)}
            onKeyDown={(event) => onKeyDown(event, index)}
          />
        ))}
      </ol>
      <Button
        look="small"
        aria-disabled={isFull}
        onClick={() => add(choices.at(-1)!.id, [""])}
      >
        <PlusIcon />
        {t.add}
      </Button>
    </fieldset>
  );
}

const isFullList = (choices: readonly Choice[]) =>
  choices.length >= bounds.choices.max;

function choiceActions(
  { question, onChange, say, focusOn }: QuestionPartProps,
) {
  const { choices } = question;
  const add = (previousId: string, texts: readonly string[]) => {
    if (isFullList(choices)) return say(t.full({ most: bounds.choices.max }));
    const added = addChoices(question, previousId, texts);
    onChange({ choices: added.choices });
    focusOn(`choice-${added.id}`);
  };
  const remove = (index: number) => {
    const { id } = choices[index];
    const remainingChoices = choices.filter((it) => it.id !== id);
    if (remainingChoices.length === 0) return;
    onChange({
      choices: remainingChoices,
      right: question.right.filter((it) => it !== id),
    });
    focusOn(fieldOf(remainingChoices[Math.max(0, index - 1)]));
  };
  const move = (id: string, to: number) => {
    const from = choices.findIndex((it) => it.id === id);
    if (to < 0 || to >= choices.length || from === to) return;
    onChange({ choices: moveItem(choices, id, to) });
    say(t.moved({ from: choiceLetter(from), to: choiceLetter(to) }));
  };
  const paste = (event: ClipboardEvent, index: number) => {
    const lines = parsePastedLines(
      event.clipboardData?.getData("text/plain") ?? "",
    );
    if (lines.length < 2) return;
    event.preventDefault();
    const { id, text } = choices[index];
    const [firstLine, ...otherLines] = lines;
    const changedChoices = choices.map((choice) =>
      choice.id === id
        ? { id, text: (text + firstLine).slice(0, bounds.choice) }
        : choice
    );
    // The pasted lines replace the empty choices below.
    const keptChoices = changedChoices.filter((it, n) =>
      n <= index || it.text.trim() !== ""
    );
    const added = addChoices(
      { ...question, choices: keptChoices },
      id,
      otherLines,
    );
    onChange({ choices: added.choices });
    focusOn(`choice-${added.id}`);
    say(t.pasted({ count: added.choices.length - keptChoices.length + 1 }));
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const choice = choices[index];
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.altKey && step) {
      event.preventDefault();
      event.stopPropagation();
      move(choice.id, index + step);
      focusOn(fieldOf(choice));
    } else if (isEnter(event) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      // Enter goes to an empty choice below instead of adding one.
      const next = choices[index + 1];
      if (next?.text === "") focusOn(fieldOf(next));
      else add(choice.id, [""]);
    } else if (
      event.key === "Backspace" && choice.text === "" && !isComposing(event)
    ) {
      event.preventDefault();
      remove(index);
    }
  };
  return { add, remove, move, paste, onKeyDown };
}

function Row(props: {
  choice: Choice;
  index: number;
  isRight: boolean;
  isOnly: boolean;
  onRight: () => void;
  onText: (text: string) => void;
  onRemove: () => void;
  onMoveHere: (id: string) => void;
  onPaste: (event: ClipboardEvent) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}) {
  const { choice, index, isRight } = props;
  const letter = choiceLetter(index);
  return (
    <li
      class="row snug edited-choice"
      data-right={isRight}
      {...makeDropTarget(([id]) => props.onMoveHere(id))}
    >
      <span
        class="edited-choice-grip"
        title={t.drag({ letter })}
        {...makeDraggable(() => ({
          ids: [choice.id],
          label: t.choice({ letter }),
        }))}
      >
        <GripIcon />
      </span>
      <button
        type="button"
        class="right-mark"
        aria-pressed={isRight}
        aria-label={choice.text.trim()
          ? t.rightNamed({ text: choice.text.trim() })
          : t.right({ letter })}
        title={t.right({ letter })}
        onClick={props.onRight}
      >
        <CheckIcon />
      </button>
      <textarea
        id={fieldOf(choice)}
        class="input"
        rows={1}
        aria-label={t.choice({ letter })}
        placeholder={t.choice({ letter })}
        maxLength={bounds.choice}
        value={choice.text}
        onInput={(event) => props.onText(event.currentTarget.value)}
        onKeyDown={props.onKeyDown}
        onPaste={props.onPaste}
      />
      {props.isOnly
        ? null
        : <CloseButton label={t.remove({ letter })} onClick={props.onRemove} />}
    </li>
  );
}
