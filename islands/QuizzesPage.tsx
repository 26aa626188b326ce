/** The island of the quiz list. */
import {
  QuizList,
  type QuizListProps,
} from "../components/quizzes/QuizList.tsx";
import { useZone } from "../components/ui/use_zone.ts";

export default function QuizzesPage(props: QuizListProps) {
  const zone = useZone(props.zone);
  return <QuizList {...props} zone={zone} />;
}
