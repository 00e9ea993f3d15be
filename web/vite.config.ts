import path from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// MOCK=1 answers /api from dev/mock.ts, so that pages can be looked at without a server.
export default defineConfig(async () => ({
  base: "/",
  plugins: [react(), ...(process.env.MOCK ? [(await import("./dev/mock.ts")).mock()] : [])],
  resolve: { alias: { "@": path.resolve(import.meta.dirname, "src") } },
  server: { proxy: process.env.MOCK ? {} : { "/api": "http://127.0.0.1:8000" } },
  build: {
    outDir: "dist",
    manifest: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
            // Icons that many pages show are one file: alone each weighs more than it says.
            { name: "icons", test: /node_modules\/lucide-react\//, minShareCount: 6 },
          ],
        },
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.{ts,tsx}", "src/**/*.test.{ts,tsx}"],
  },
}));
