import { PAINT } from './graph';

/** How the page looks: one column that fits a telephone, in the reader's light or dark scheme. */
export const STYLE = `
:root { color-scheme: light dark;
  --paper: #fff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --box: #f6f8fa;
  --added: #dafbe1; --changed: #fff8c5; --removed: #ffebe9; --plus: #116329; --minus: #82071e; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #0d1117; --ink: #e6edf3; --faint: #9198a1; --line: #3d444d; --box: #151b23;
  --added: #12361f; --changed: #3b2e00; --removed: #4a1518; --plus: #7ee787; --minus: #ffa198; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: .5rem 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
.headline { font-size: 1.15rem; font-weight: 600; margin: .5rem 0; }
.intro, footer { color: var(--faint); }
ul { padding-left: 1.2rem; margin: .5rem 0; }
li { margin: .3rem 0; }
code, pre { font: .85em/1.45 ui-monospace, Menlo, Consolas, monospace; }
code { background: var(--box); border-radius: .3em; padding: .1em .3em; }
pre { background: var(--box); border: 1px solid var(--line); border-radius: .4rem; padding: .5rem 0; margin: .4rem 0 1rem; overflow-x: auto; }
pre span { display: block; width: max-content; min-width: 100%; padding: 0 .6rem; white-space: pre; }
.add { background: var(--added); color: var(--plus); }
.del { background: var(--removed); color: var(--minus); }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: 0 .75rem; }
summary { cursor: pointer; padding: .5rem 0; font-weight: 600; }
summary small { font-weight: normal; color: var(--faint); }
h3 { font-size: .95rem; font-weight: 600; margin: .75rem 0 .25rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .4rem 0 1rem; font-size: .9rem; }
th, td { overflow-wrap: normal; white-space: nowrap; border: 1px solid var(--line); padding: .2rem .6rem; text-align: left; }
td:first-child { white-space: normal; }
svg { display: block; margin: 0 auto; }
svg text { font-family: ui-monospace, Menlo, Consolas, monospace; }
svg [fill="${PAINT.ink}"] { fill: var(--ink); } svg [stroke="${PAINT.line}"] { stroke: var(--faint); }
svg [fill="${PAINT.paper}"] { fill: var(--paper); } svg [fill="${PAINT.same}"] { fill: var(--box); }
svg [fill="${PAINT.added}"] { fill: var(--added); } svg [fill="${PAINT.changed}"] { fill: var(--changed); }
svg [fill="${PAINT.removed}"] { fill: var(--removed); }
.key b { font-weight: 600; color: var(--ink); padding: 0 .4em; border: 1px solid var(--line); border-radius: .3em; }
`;
