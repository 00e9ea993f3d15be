import {
  CalendarDays,
  Languages,
  LayoutGrid,
  LogOut,
  Moon,
  ShieldCheck,
  Sun,
  UsersRound,
} from "lucide-react";
import { useChangeSession, useMe, useSignOut } from "@/data/session.ts";
import { useGo } from "@/kits/go.ts";
import { Avatar } from "@/ui/bits.tsx";
import { MenuButton, type MenuItem } from "@/ui/Menu.tsx";
import { speak, useLanguage, useSay } from "@/words/t.ts";
import { useShade } from "./Providers.tsx";

export function useMeItems(): MenuItem[] {
  const me = useMe();
  const say = useSay();
  const go = useGo();
  const language = useLanguage();
  const { shade, turn } = useShade();
  const change = useChangeSession();
  const signOut = useSignOut();
  const other = language === "zh" ? "en" : "zh";
  return [
    { key: "me", type: "group", label: `${me.member.name} · ${me.member.login}` },
    {
      key: "language",
      icon: <Languages size={16} />,
      label: other === "zh" ? "中文" : "English",
      onClick: () => void speak(other).then(() => change.mutate({ language: other })),
    },
    {
      key: "shade",
      icon: shade === "dark" ? <Sun size={16} /> : <Moon size={16} />,
      label: say(shade === "dark" ? "me.light" : "me.dark"),
      onClick: turn,
    },
    {
      key: "account",
      icon: <ShieldCheck size={16} />,
      label: say("account.title"),
      onClick: () => go.to("/account"),
    },
    ...(me.member.is_admin
      ? [
          {
            key: "people",
            icon: <UsersRound size={16} />,
            label: say("people.title"),
            onClick: () => go.to("/people"),
          },
          {
            key: "calendar",
            icon: <CalendarDays size={16} />,
            label: say("calendar.title"),
            onClick: () => go.to("/calendar"),
          },
          {
            key: "design",
            icon: <LayoutGrid size={16} />,
            label: say("design.title"),
            onClick: () => go.to("/design/flows"),
          },
        ]
      : []),
    { key: "line", type: "divider" },
    {
      key: "out",
      icon: <LogOut size={16} />,
      label: say("me.signOut"),
      onClick: () => signOut.mutate(),
    },
  ];
}

export function MeMenu() {
  const me = useMe();
  const say = useSay();
  const items = useMeItems();
  return (
    <MenuButton
      items={items}
      side="right"
      className="rail-item"
      label={`${say("nav.me")} ${me.member.name}`}
    >
      <Avatar name={me.member.name} size={30} />
    </MenuButton>
  );
}
