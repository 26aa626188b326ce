/** The editor of a quiz, alive. */
import {
  QuizEditor,
  type QuizEditorProps,
} from "../components/quizzes/QuizEditor.tsx";

/** The page's content. */
export default function QuizEditorPage(props: QuizEditorProps) {
  return <QuizEditor {...props} />;
}
