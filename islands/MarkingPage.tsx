/** The marking page, alive. */
import { Marking, type MarkingProps } from "../components/marking/Marking.tsx";
import { useZone } from "../components/use_zone.ts";

/** The page's content. */
export default function MarkingPage(props: MarkingProps) {
  const zone = useZone(props.zone);
  return <Marking {...props} zone={zone} />;
}
