import {
  createTheme,
  defaultVariantColorsResolver,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

const moss: MantineColorsTuple = [
  '#e7f6f3',
  '#d0ebe5',
  '#a3d8cd',
  '#71c4b4',
  '#4ab39f',
  '#33a892',
  '#22937f',
  '#157f6e',
  '#0f6e60',
  '#08564b',
];

// Greys with a little of the green, as in app.css.
const dark: MantineColorsTuple = [
  '#e3e8e7',
  '#c3cbca',
  '#97a3a2',
  '#6b7776',
  '#3b4445',
  '#2d3334',
  '#202526',
  '#16191a',
  '#121516',
  '#0d0f10',
];

// What is not the one thing to do on a page stays behind it; text on the accent can be read in both schemes.
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  if (input.variant === 'filled' && input.color === 'moss') return { ...colors, color: 'var(--on-accent)' };
  if (input.variant === 'subtle' && input.color === 'gray') return { ...colors, color: 'var(--text-dim)' };
  return colors;
};

/** The look of the page. Fonts are those of the system: nothing is fetched from elsewhere. */
export const theme = createTheme({
  primaryColor: 'moss',
  primaryShade: { light: 8, dark: 4 },
  variantColorResolver,
  colors: { moss, dark },
  components: { Button: { styles: { label: { fontWeight: 550 } } } },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
});

/** Keeps the colours that were chosen; public/color-scheme.js reads the same before the first paint. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'warren-color-scheme' });
