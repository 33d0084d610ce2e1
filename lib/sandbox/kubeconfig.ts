import { writeFileSync } from 'node:fs';

/** Writes a kubeconfig for a server without TLS; it holds no secret. @returns the path */
export function writeKubeconfig(path: string, url: string): string {
  const text = `apiVersion: v1
kind: Config
clusters:
- name: sandbox
  cluster: { server: "${url}" }
users:
- name: sandbox
  user: {}
contexts:
- name: sandbox
  context: { cluster: sandbox, user: sandbox }
current-context: sandbox
`;
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}
