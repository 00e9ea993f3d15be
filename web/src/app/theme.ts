import { type ThemeConfig, theme } from "antd";

export type Shade = "light" | "dark";
const KEPT = "tombolo.shade";

export function keptShade(): Shade {
  const kept = localStorage.getItem(KEPT);
  if (kept === "light" || kept === "dark") return kept;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function wearShade(shade: Shade): void {
  document.documentElement.dataset.theme = shade;
}

export function keepShade(shade: Shade): void {
  localStorage.setItem(KEPT, shade);
  wearShade(shade);
}

const FONT =
  'system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** antd wears the same colours as ui/tokens.css. */
export function antdTheme(shade: Shade): ThemeConfig {
  const dark = shade === "dark";
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? "#3c7de0" : "#0958d9",
      colorLink: dark ? "#6ea8ff" : "#0958d9",
      colorError: dark ? "#ff7a70" : "#c62b22",
      colorBgBase: dark ? "#1a1e26" : "#ffffff",
      ...(dark ? { colorBgContainer: "#1a1e26", colorBgElevated: "#222833" } : {}),
      colorTextBase: dark ? "#d8dde6" : "#14181f",
      colorTextDisabled: dark ? "#8e98a8" : "#6d7580",
      colorTextDescription: dark ? "#a0aaba" : "#5b6575",
      colorTextPlaceholder: dark ? "#8e98a8" : "#6a7484",
      colorBorder: dark ? "#414b5c" : "#ccd2db",
      colorBorderSecondary: dark ? "#2c3340" : "#e3e6eb",
      borderRadius: 6,
      borderRadiusLG: 8,
      fontSize: 14,
      fontFamily: FONT,
      // What is chosen in an opened list: the tint of the house, not the bright one made from the accent.
      controlItemBgActive: dark ? "#1c2f52" : "#e6f0ff",
      controlItemBgActiveHover: dark ? "#23395f" : "#d9e7ff",
      controlHeight: 32,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.15s",
      // antd waits for the ends of animations; where base.css takes them away, it must not begin any.
      motion: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      wireframe: false,
    },
    // Words in the accent need more contrast on dark than a filled button does.
    components: dark ? { Tabs: { itemSelectedColor: "#6ea8ff", itemHoverColor: "#8bb9ff" } } : {},
  };
}
