import {
  TemplateList,
  type TemplateListProps,
} from "../components/templates/TemplateList.tsx";
import { useTimeZone } from "../components/ui/use_time_zone.ts";

export default function TemplateLibrary(props: TemplateListProps) {
  return <TemplateList {...props} zone={useTimeZone(props.zone)} />;
}
