import { join } from "node:path";
import { defineConfig } from "vite";

const FIRST = /packages[\\/]web[\\/]src[\\/](api|desk|i18n|keys|shell)[\\/]/;

/**
 * The web workspace as the node serves it: hashed assets, no inline script, nothing of another host. The node's
 * Content-Security-Policy forbids data: and blob: too, so every asset is a file of its own.
 */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: "dist",
    rolldownOptions: {
      input: join(import.meta.dirname, "page.html"),
      // What every page needs is one file: it packs better than fifteen, and is one question over a slow line.
      output: { codeSplitting: { groups: [{ name: "first", test: FIRST }] } },
    },
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
    sourcemap: false,
    reportCompressedSize: false,
  },
});
