/** How the code editor reads a text. */
export type EditorMode = 'python' | 'javascript' | 'typescript' | 'shell' | 'plain';

/** What the page knows of a language beyond its name. */
export interface Language {
  label: string;
  mode: EditorMode;
  /** The file that its program becomes where no name is given. */
  file: string;
  /** A program to begin with. */
  example: string;
}

const LANGUAGES: Record<string, Language> = {
  bash: {
    label: 'Bash',
    mode: 'shell',
    file: 'script.sh',
    example: `echo "Hello from $(uname -n)"

for n in 1 2 3; do
  sleep 0.3
  echo "$n squared is $((n * n))"
done

# Files in the workspace are kept as artifacts.
date > made.txt
`,
  },
  python: {
    label: 'Python',
    mode: 'python',
    file: 'script.py',
    example: `import pathlib
import platform
import time

print(f"Hello from Python {platform.python_version()}")

for n in range(1, 4):
    time.sleep(0.3)
    print(f"{n} squared is {n * n}")

# Files in the workspace are kept as artifacts.
pathlib.Path("made.txt").write_text("made in a sandbox\\n")
`,
  },
  node: {
    label: 'Node.js',
    mode: 'javascript',
    file: 'script.js',
    example: `const { setTimeout: sleep } = require('node:timers/promises');

async function main() {
  console.log(\`Hello from Node.js \${process.version}\`);
  for (const n of [1, 2, 3]) {
    await sleep(300);
    console.log(\`\${n} squared is \${n * n}\`);
  }
}

main();
`,
  },
  bun: {
    label: 'Bun',
    mode: 'typescript',
    file: 'script.js',
    example: `console.log(\`Hello from Bun \${Bun.version}\`);

for (const n of [1, 2, 3]) {
  await Bun.sleep(300);
  console.log(\`\${n} squared is \${n * n}\`);
}

// Files in the workspace are kept as artifacts.
await Bun.write('made.txt', 'made in a sandbox\\n');
`,
  },
  typescript: {
    label: 'TypeScript',
    mode: 'typescript',
    file: 'script.ts',
    example: `const square = (n: number): number => n * n;

for (const n of [1, 2, 3]) console.log(\`\${n} squared is \${square(n)}\`);
`,
  },
  deno: {
    label: 'Deno',
    mode: 'typescript',
    file: 'script.ts',
    example: `console.log(\`Hello from Deno \${Deno.version.deno}\`);
`,
  },
};

/** What is known of a language; null where it is not one that the page has heard of. */
export function languageOf(name: unknown): Language | null {
  return typeof name === 'string' && Object.hasOwn(LANGUAGES, name) ? (LANGUAGES[name] ?? null) : null;
}
