import {
  QuizEditor,
  type QuizEditorProps,
} from "../components/quizzes/QuizEditor.tsx";

export default function QuizEditorPage(props: QuizEditorProps) {
  return <QuizEditor {...props} />;
}
