import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@/ui/tokens.css";
import "@/ui/base.css";
import { Providers } from "@/app/Providers.tsx";
import { Root } from "@/app/Root.tsx";
import { keptShade, wearShade } from "@/app/theme.ts";
import { keptLanguage, speak } from "@/words/t.ts";

wearShade(keptShade());
await speak(keptLanguage());

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Providers>
        <Root />
      </Providers>
    </StrictMode>,
  );
}
