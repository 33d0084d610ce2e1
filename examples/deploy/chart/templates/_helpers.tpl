{{- define "labels" -}}
app.kubernetes.io/name: fluid-autoscaler
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "selector" -}}
app.kubernetes.io/name: fluid-autoscaler
app.kubernetes.io/component: daemon
{{- end }}

{{- /* Cluster-wide objects carry the release's namespace, so that two releases do not meet. */ -}}
{{- define "role.name" -}}
{{ if .root.Values.allNamespaces }}fluid-autoscaler-{{ .root.Release.Namespace }}-{{ .what }}{{ else }}fluid-autoscaler-{{ .what }}{{ end }}
{{- end }}

{{- /* A role and its binding, for the whole cluster or for one namespace. */ -}}
{{- define "role" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ .root.Values.allNamespaces | ternary "ClusterRole" "Role" }}
metadata:
  name: {{ include "role.name" . }}
  {{- if not .root.Values.allNamespaces }}
  namespace: {{ .root.Release.Namespace }}
  {{- end }}
  labels: {{- include "labels" .root | nindent 4 }}
rules:
{{ .rules | trim | indent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ .root.Values.allNamespaces | ternary "ClusterRoleBinding" "RoleBinding" }}
metadata:
  name: {{ include "role.name" . }}
  {{- if not .root.Values.allNamespaces }}
  namespace: {{ .root.Release.Namespace }}
  {{- end }}
  labels: {{- include "labels" .root | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ .root.Values.allNamespaces | ternary "ClusterRole" "Role" }}
  name: {{ include "role.name" . }}
subjects:
  - { kind: ServiceAccount, name: fluid-autoscaler, namespace: {{ .root.Release.Namespace }} }
{{- end }}
