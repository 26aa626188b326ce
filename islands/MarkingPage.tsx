import {
  SubmissionMarking,
  type SubmissionMarkingProps,
} from "../components/monitoring/SubmissionMarking.tsx";
import { useTimeZone } from "../components/ui/use_time_zone.ts";

export default function MarkingPage(props: SubmissionMarkingProps) {
  const zone = useTimeZone(props.zone);
  return <SubmissionMarking {...props} zone={zone} />;
}
