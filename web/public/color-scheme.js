// Before the first paint, so that the page never shows in the other colours first.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('warren-color-scheme');
  } catch {
    // Storage is switched off: the system decides.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
