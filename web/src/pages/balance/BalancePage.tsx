import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { balanceQuery } from "@/data/balances.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { ListBones } from "@/kits/list/ListBones.tsx";
import "@/kits/list/list.css";
import { BalanceBody } from "./BalanceBody.tsx";
import "./balance.css";

/** What stands under each key of a balance, and the ledger behind every number. */
export function BalancePage() {
  const { balance = "" } = useParams({ strict: false });
  const view = useQuery(balanceQuery(balance));
  if (view.data) return <BalanceBody key={balance} view={view.data} />;
  if (view.error) return <FaultPanel error={view.error} onRetry={() => void view.refetch()} />;
  return <ListBones />;
}
