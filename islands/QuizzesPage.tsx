import {
  QuizList,
  type QuizListProps,
} from "../components/quizzes/QuizList.tsx";
import { useTimeZone } from "../components/ui/use_time_zone.ts";

export default function QuizzesPage(props: QuizListProps) {
  const zone = useTimeZone(props.zone);
  return <QuizList {...props} zone={zone} />;
}
