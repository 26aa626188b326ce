import {
  SubmissionGrading,
  type SubmissionGradingProps,
} from "../components/monitoring/SubmissionGrading.tsx";
import { useTimeZone } from "../components/ui/use_time_zone.ts";

export default function GradingPage(props: SubmissionGradingProps) {
  const zone = useTimeZone(props.zone);
  return <SubmissionGrading {...props} zone={zone} />;
}
