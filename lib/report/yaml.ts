/** Data as YAML; a module of its own, so that only `-o yaml` loads the library. */
import { stringify } from 'yaml';

/** Says what JSON would say: what is undefined is left out, dates are texts. @returns text that ends with a line feed */
export function yamlOf(value: unknown): string {
  return stringify(JSON.parse(JSON.stringify(value)), { lineWidth: 0 });
}
