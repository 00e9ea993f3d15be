import { useParams } from "@tanstack/react-router";
import { useForm } from "@/data/forms.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { ListBones } from "@/kits/list/ListBones.tsx";
import "@/kits/list/list.css";
import { ListView } from "./ListView.tsx";

export function ListPage() {
  const { form = "" } = useParams({ strict: false });
  const definition = useForm(form);
  if (definition.data) return <ListView key={form} form={definition.data} />;
  if (definition.error)
    return <FaultPanel error={definition.error} onRetry={() => void definition.refetch()} />;
  return <ListBones />;
}
