/** One HTML file that carries everything: styles, scripts and data inside, nothing from anywhere else. */
import { createHash } from 'node:crypto';
import { chartScript, chartStyle } from './assets.ts';
import { embeddedJson, html, Markup } from './html.ts';

export interface SelfContained {
  readonly title: string;
  /** What stands between `<body>` and `</body>`. */
  readonly body: Markup;
  /** Given to scripts as `fluidCharts.embedded()`. */
  readonly data: unknown;
  /** The page's own script, run after the charts' when the body stands; it may use `fluidCharts` and `fluidFormats`. */
  readonly script: string;
  /** The page's own rules, after the theme. */
  readonly style?: string;
}

/**
 * The page as one text. Its policy allows exactly the scripts and styles in it, by their hashes, and no request at all.
 * `script` and `style` are ours, not text from outside: they may not contain `</script` or `</style`.
 */
export function selfContainedPage({ title, body, data, script, style = '' }: SelfContained): string {
  const styles = [chartStyle(), style].filter((text) => text !== '');
  const scripts = [chartScript(), script];
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(hashOf).join(' ')}`,
    `style-src ${styles.map(hashOf).join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
${styles.map((text) => raw('style', '', text))}
</head>
<body>
${body}
${raw('script', ' type="application/json" id="fluid-data"', embeddedJson(data))}
${scripts.map((text) => raw('script', '', text))}
</body>
</html>
`.text;
}

/** As CSP names a script or style that is allowed to stand in the page. */
function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function raw(tag: 'script' | 'style', attributes: string, text: string): Markup {
  if (text.toLowerCase().includes(`</${tag}`)) throw new Error(`a ${tag} may not contain its own end`);
  return new Markup(`<${tag}${attributes}>${text}</${tag}>\n`);
}
