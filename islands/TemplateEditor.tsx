import {
  TemplateForm,
  type TemplateFormProps,
} from "../components/templates/TemplateForm.tsx";

export default function TemplateEditor(props: TemplateFormProps) {
  return <TemplateForm {...props} />;
}
