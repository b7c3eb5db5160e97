import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compress } from './scripts/compress.js';

// The server that the development server passes calls to; see docs/developing.md.
const server = process.env['WARREN_URL'] ?? 'http://127.0.0.1:9000';

export default defineConfig({
  base: '/debug/',
  plugins: [react(), compress()],
  build: {
    // Nothing as data: the content policy then is as strict as can be, and files are cached one by one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['chrome123', 'firefox121', 'safari17.5'],
    chunkSizeWarningLimit: 900,
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      '/api': {
        target: server,
        // The server takes what changes something from pages of its own origin alone, under a name of its own.
        changeOrigin: true,
        headers: { origin: new URL(server).origin },
      },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});
