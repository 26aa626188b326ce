/** The island of the marking page. */
import {
  Marking,
  type MarkingProps,
} from "../components/monitoring/Marking.tsx";
import { useZone } from "../components/ui/use_zone.ts";

export default function MarkingPage(props: MarkingProps) {
  const zone = useZone(props.zone);
  return <Marking {...props} zone={zone} />;
}
